package org.rowmq.console.page;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Named;
import java.util.List;
import org.rowmq.console.LocalNode;
import org.rowmq.management.AttentionView;
import org.rowmq.management.NodeView;
import org.rowmq.management.TotalsView;

/** The first page, and the counters that every page has on top. */
@Named("overview")
@RequestScoped
public class OverviewPage {
  private static final int AT_FIRST = 6;

  private TotalsView totals;
  private List<NodeView> nodes;
  private List<AttentionView> attention;

  public TotalsView getTotals() {
    if (totals == null) {
      totals = LocalNode.require().totals(Faces.caller());
    }
    return totals;
  }

  /** The most pressing, so that the charts stay in sight; all of it when the address says so. */
  public List<AttentionView> getAttention() {
    boolean all = Faces.request().getParameter("all") != null;
    return all ? found() : found().stream().limit(AT_FIRST).toList();
  }

  /** How many there are in all when not all are shown, otherwise 0. */
  public int getHidden() {
    return getAttention().size() < found().size() ? found().size() : 0;
  }

  private List<AttentionView> found() {
    if (attention == null) {
      attention = LocalNode.require().attention(Faces.caller());
    }
    return attention;
  }

  /** A name as a parameter of an address. */
  public String encoded(String name) {
    return Faces.encode(name);
  }

  /** What it is about, as lists call it. */
  public String where(AttentionView a) {
    return a.name() == null ? "Prepared transactions" : a.name().replaceFirst("^queue://", "");
  }

  /** What tells it from others there; empty where nothing does. */
  public String detail(AttentionView a) {
    String detail = a.detail() == null ? "" : a.detail();
    return a.what() == AttentionView.Reason.NEW_DEAD_LETTERS
        ? detail.substring(detail.lastIndexOf('.') + 1)
        : detail;
  }

  /** Where one can do something about it. */
  public String address(AttentionView a) {
    return switch (a.type()) {
      case "transactions" -> "transactions.xhtml";
      case "dead-letters" -> "dead.xhtml";
      case "node" -> "node.xhtml?name=" + Faces.encode(a.name());
      default -> DestinationPage.address(a.type(), a.name());
    };
  }

  /** Why it needs attention, in words. */
  public String why(AttentionView.Reason reason) {
    return switch (reason) {
      case PREPARED_LONG -> "Prepared for over 5 minutes";
      case STORE_SLOW -> "The database is slow";
      case QUEUE_FULL -> "The queue is full, senders are refused";
      case NEW_DEAD_LETTERS -> "New dead letters";
      case NO_CONSUMER_AND_GROWING -> "No consumers, and growing";
      case NO_CONSUMER -> "No consumers";
      case SUBSCRIPTION_WITHOUT_CONSUMER -> "Subscription without a consumer";
      case OLD_MESSAGES -> "Messages over 10 minutes old";
      case DELIVERY_PAUSED -> "Delivery is paused";
      case SENDING_PAUSED -> "Sending is paused";
    };
  }

  /** Which colour that has. */
  public String level(AttentionView.Reason reason) {
    return switch (reason) {
      case PREPARED_LONG, STORE_SLOW, QUEUE_FULL, NEW_DEAD_LETTERS, NO_CONSUMER_AND_GROWING ->
          "bad";
      default -> "warn";
    };
  }

  public List<NodeView> getNodes() {
    if (nodes == null) {
      nodes = LocalNode.require().nodes(Faces.caller());
    }
    return nodes;
  }
}
