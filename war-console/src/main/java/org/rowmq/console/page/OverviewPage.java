package org.rowmq.console.page;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Named;
import java.util.List;
import org.rowmq.console.LocalNode;
import org.rowmq.console.Totals;
import org.rowmq.management.NodeView;

/** The first page, and the counters that every page has on top. */
@Named("overview")
@RequestScoped
public class OverviewPage {
  private Totals totals;
  private List<NodeView> nodes;

  public Totals getTotals() {
    if (totals == null) {
      totals = Totals.of(LocalNode.require().destinations(Faces.caller(), null));
    }
    return totals;
  }

  public List<NodeView> getNodes() {
    if (nodes == null) {
      nodes = LocalNode.require().nodes(Faces.caller());
    }
    return nodes;
  }
}
