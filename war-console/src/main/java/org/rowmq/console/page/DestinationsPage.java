package org.rowmq.console.page;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.rowmq.DestinationKind;
import org.rowmq.console.LocalNode;
import org.rowmq.management.DestinationView;
import org.rowmq.management.ManagementService;

/**
 * The list of queues and that of topics. The filter is in the address, so that a link to the list
 * can be shared.
 */
@Named("destinations")
@RequestScoped
public class DestinationsPage {
  @Inject private Notice notice;

  /** The address's parameter is gone when the table asks for another order: its form has it too. */
  private String filter = given(Faces.request().getParameter("filter"));

  private final Map<DestinationKind, List<DestinationView>> lists =
      new EnumMap<>(DestinationKind.class);

  private final Map<String, Trend> trends = new HashMap<>();

  public List<DestinationView> getQueues() {
    return of(DestinationKind.QUEUE);
  }

  public List<DestinationView> getTopics() {
    return of(DestinationKind.TOPIC);
  }

  /** The table sorts the list it is given, in place. */
  private List<DestinationView> of(DestinationKind kind) {
    return lists.computeIfAbsent(
        kind,
        k ->
            LocalNode.require().destinations(Faces.caller(), filter).stream()
                .filter(d -> d.kind() == k)
                .collect(Collectors.toCollection(ArrayList::new)));
  }

  /** When the oldest message was stored that waits there; asked for rows that are shown only. */
  public long oldest(DestinationView d) {
    return LocalNode.require().oldestMessage(Faces.caller(), d.kind(), d.name());
  }

  /** How its depth has developed; asked for rows that are shown only, from what the node keeps. */
  public Trend trend(DestinationView d) {
    return trends.computeIfAbsent(
        d.name(),
        name ->
            d.subscriptions() > ManagementService.MOST_OF_A_TREND
                ? Trend.none("on its page: it has many subscriptions")
                : Trend.of(LocalNode.require().trend(Faces.caller(), d.kind(), name)));
  }

  /** Where the API has the list as it is filtered, as a file. */
  public String exportAddress(String type) {
    return "api/v1/destinations/export?type="
        + type
        + (filter == null ? "" : "&q=" + Faces.encode(filter));
  }

  /** Stops what consumers of the ticked queues get. */
  public void pauseSelected() {
    pause(true);
  }

  /** Lets it go on. */
  public void resumeSelected() {
    pause(false);
  }

  /** Only what is ticked in the list as it is shown is sent with it. */
  private void pause(boolean paused) {
    String[] picked = Faces.request().getParameterValues("pick");
    if (picked == null) {
      notice.set("Select queues in the list first.");
    } else {
      ManagementService node = LocalNode.require();
      for (String name : picked) {
        DestinationView now = node.destination(Faces.caller(), DestinationKind.QUEUE, name);
        node.pause(Faces.caller(), DestinationKind.QUEUE, name, paused, now.productionPaused());
      }
      notice.set(
          (paused ? "Paused delivery of " : "Resumed delivery of ")
              + String.join(", ", picked)
              + ".");
    }
    Faces.redirect("queues.xhtml" + (filter == null ? "" : "?q=" + Faces.encode(filter)));
  }

  public String getFilter() {
    return filter;
  }

  public void setFilter(String filter) {
    this.filter = given(filter) == null ? this.filter : given(filter);
  }

  private static String given(String filter) {
    return filter == null || filter.isBlank() ? null : filter.strip();
  }
}
