package org.rowmq.console.page;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Named;
import java.util.List;
import org.rowmq.DestinationKind;
import org.rowmq.console.LocalNode;
import org.rowmq.management.DestinationView;

/**
 * The list of queues and that of topics. The filter is in the address, so that a link to the list
 * can be shared.
 */
@Named("destinations")
@RequestScoped
public class DestinationsPage {
  private String filter;
  private List<DestinationView> all;

  public List<DestinationView> getQueues() {
    return of(DestinationKind.QUEUE);
  }

  public List<DestinationView> getTopics() {
    return of(DestinationKind.TOPIC);
  }

  private List<DestinationView> of(DestinationKind kind) {
    if (all == null) {
      all = LocalNode.require().destinations(Faces.caller(), filter);
    }
    return all.stream().filter(d -> d.kind() == kind).toList();
  }

  public String getFilter() {
    return filter;
  }

  public void setFilter(String filter) {
    this.filter = filter == null || filter.isBlank() ? null : filter.strip();
  }
}
