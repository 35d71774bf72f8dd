package org.rowmq.console.page;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.primefaces.PrimeFaces;
import org.rowmq.DestinationKind;
import org.rowmq.console.LocalNode;
import org.rowmq.management.Confirmation;
import org.rowmq.management.ManagementException;

/**
 * The dialog before several queues are purged. It names each of them with its number; each has a
 * token of its own, and one that has changed meanwhile is asked again while the others are purged.
 * A queue whose name would have to be typed is left to its own page.
 */
@Named("purges")
@RequestScoped
public class PurgesDialog {
  private final List<PickedQueue> queues = new ArrayList<>();

  @Inject private Notice notice;
  @Inject private Format format;

  private String tokens;
  private String filter;
  private String problem;

  /** First step, for the queues that are ticked in the list as it is shown. */
  public void open() {
    String[] picked = Faces.request().getParameterValues("pick");
    filter = Faces.request().getParameter("filter");
    PrimeFaces.current().executeScript("rowmq.openDialog('purges')");
    if (picked == null) {
      problem = "Select queues in the list first.";
    } else {
      ask(List.of(picked));
    }
  }

  private void ask(List<String> names) {
    Map<String, String> answers = new LinkedHashMap<>();
    queues.clear();
    for (String name : names) {
      Confirmation answer =
          LocalNode.require().confirmPurge(Faces.caller(), DestinationKind.QUEUE, name);
      queues.add(new PickedQueue(name, answer.messages(), answer.nameRequired()));
      if (!answer.nameRequired()) {
        answers.put(name, answer.token());
      }
    }
    tokens = Tokens.write(answers);
  }

  /** Second step. */
  public void carryOut() {
    long messages = 0;
    int purged = 0;
    List<String> again = new ArrayList<>();
    for (Map.Entry<String, String> each : Tokens.read(tokens).entrySet()) {
      try {
        messages +=
            LocalNode.require()
                .purge(Faces.caller(), DestinationKind.QUEUE, each.getKey(), each.getValue(), null);
        purged++;
      } catch (ManagementException e) {
        switch (e.kind()) {
          case CONFLICT, INVALID -> again.add(each.getKey());
          case NOT_FOUND -> {
            // somebody has deleted the queue: its messages are gone, as was asked for
          }
          default -> throw e;
        }
      }
    }
    String done =
        "Purged " + format.count(messages, "message") + " from " + format.count(purged, "queue");
    if (again.isEmpty()) {
      notice.set(done + ".");
      Faces.redirect("queues.xhtml" + (filter == null ? "" : "?q=" + Faces.encode(filter)));
    } else {
      ask(again);
      problem = done + ". The number of messages has changed in what is left:";
    }
  }

  /** Those that are ticked, with what they have. */
  public List<PickedQueue> getQueues() {
    return queues;
  }

  /** Whether there is anything to be purged, and the button that does it is shown. */
  public boolean isAsked() {
    return tokens != null && !tokens.isEmpty();
  }

  public String getTitle() {
    return "Purge " + format.count(purgeable(), "queue") + "?";
  }

  /** What the red button does. */
  public String getVerb() {
    return "Purge " + format.count(getMessages(), "message");
  }

  /** How many messages would go. */
  public long getMessages() {
    return queues.stream().filter(queue -> !queue.large()).mapToLong(PickedQueue::messages).sum();
  }

  private long purgeable() {
    return queues.stream().filter(queue -> !queue.large()).count();
  }

  public String getProblem() {
    return problem;
  }

  public String getTokens() {
    return tokens;
  }

  public void setTokens(String tokens) {
    this.tokens = tokens;
  }

  public String getFilter() {
    return filter;
  }

  public void setFilter(String filter) {
    this.filter = filter == null || filter.isEmpty() ? null : filter;
  }

  /**
   * A queue in the dialog.
   *
   * @param large whether it has so many messages that its name has to be typed
   */
  public record PickedQueue(String name, long messages, boolean large) {}
}
