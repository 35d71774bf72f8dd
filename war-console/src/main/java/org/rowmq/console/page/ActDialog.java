package org.rowmq.console.page;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import org.primefaces.PrimeFaces;
import org.rowmq.DestinationKind;
import org.rowmq.console.Filters;
import org.rowmq.console.LocalNode;
import org.rowmq.management.Confirmation;
import org.rowmq.management.JobView;
import org.rowmq.management.ManagementException;
import org.rowmq.management.MessageCommand;
import org.rowmq.management.MessageCommand.Action;
import org.rowmq.management.MessageFilter;
import org.rowmq.management.MessageSource;

/**
 * The dialog before messages are moved, copied, deleted or retried: where to, then how many. What
 * it says comes from the server; the token that comes with it is good for this one command.
 */
@Named("act")
@RequestScoped
public class ActDialog extends TwoStepDialog {
  private static final String ALL = "all";

  @Inject private Notice notice;
  @Inject private Format format;

  private String action = "DELETE";
  private String queue;
  private String subscription;
  private String ids;
  private String filter;
  private String target;
  private String sourceName;
  private String back;
  private String problem;

  /**
   * Opens the dialog for what is ticked in the list, or for all that match. The form says with
   * {@code inQueue} or {@code inSubscription} where they are.
   */
  public void open(String wanted) {
    action = wanted;
    queue = Faces.request().getParameter("inQueue");
    subscription = Faces.request().getParameter("inSubscription");
    back = Faces.request().getParameter("back");
    boolean all = ALL.equals(Faces.request().getParameter("scope"));
    String[] picked = Faces.request().getParameterValues("pick");
    ids = all || picked == null ? null : String.join(" ", picked);
    filter = all ? filterOfList() : null;
    target = null;
    PrimeFaces.current().executeScript("rowmq.openDialog('act')");
    if (ids == null && !all) {
      problem = "Select messages in the list first, or choose all that match.";
    } else if (!isTargetNeeded()) {
      ask();
    }
  }

  /** The filter the list was shown with, as one field that travels with the dialog. */
  private static String filterOfList() {
    StringBuilder text = new StringBuilder();
    for (String name : Filters.NAMES) {
      String value = Faces.request().getParameter(name);
      if (value != null && !value.isBlank()) {
        text.append('&').append(name).append('=').append(Faces.encode(value));
      }
    }
    return text.append('&').toString();
  }

  /** First step: how many it would be. What is wrong with the target is said in the dialog. */
  public void ask() {
    try {
      Confirmation answer = LocalNode.require().messages().confirm(Faces.caller(), command());
      answered(answer);
      sourceName = answer.target().substring(answer.target().indexOf("://") + 3);
    } catch (ManagementException e) {
      show(e);
    }
  }

  /** Second step. What has changed meanwhile is asked anew. */
  public void carryOut() {
    try {
      JobView job =
          LocalNode.require().messages().run(Faces.caller(), command(), getToken(), getTypedName());
      if (job.state() == JobView.State.RUNNING) {
        Faces.redirect("job.xhtml?id=" + job.id());
        return;
      }
      notice.set(
          format.word(action)
              + ": "
              + format.count(job.done(), "message")
              + (job.target() == null ? "" : " to " + job.target())
              + (job.skipped() == 0
                  ? "."
                  : "; " + format.number(job.skipped()) + " held by a consumer were left."));
      Faces.redirect(back == null || back.isBlank() ? "queues.xhtml" : back);
    } catch (ManagementException e) {
      if (e.kind() == ManagementException.Kind.CONFLICT) {
        ask();
      }
      show(e);
    }
  }

  private void show(ManagementException e) {
    switch (e.kind()) {
      case INVALID, CONFLICT, NOT_FOUND -> problem = e.getMessage();
      default -> throw e;
    }
  }

  private MessageCommand command() {
    MessageSource source =
        queue == null || queue.isEmpty()
            ? MessageSource.subscription(Long.parseLong(subscription))
            : MessageSource.queue(queue);
    boolean named = ids != null && !ids.isEmpty();
    return new MessageCommand(
        Action.valueOf(action),
        source,
        named ? Arrays.asList(ids.split(" ")) : null,
        named ? null : filter(),
        target == null ? null : kind(),
        target == null ? null : target.strip().replaceFirst("^(queue|topic)://", ""));
  }

  private DestinationKind kind() {
    return target.strip().startsWith("topic://") ? DestinationKind.TOPIC : DestinationKind.QUEUE;
  }

  private MessageFilter filter() {
    if (filter == null || filter.isEmpty()) {
      throw new ManagementException(
          ManagementException.Kind.INVALID, "No messages are named.", null, null);
    }
    Map<String, String> values = new HashMap<>();
    for (String pair : filter.split("&")) {
      int equals = pair.indexOf('=');
      if (equals > 0) {
        values.put(pair.substring(0, equals), Faces.decode(pair.substring(equals + 1)));
      }
    }
    return Filters.of(values::get);
  }

  /** Whether it has to be said where to. */
  public boolean isTargetNeeded() {
    return action.equals("MOVE") || action.equals("COPY");
  }

  /** Whether it may be said where to. */
  public boolean isTargetPossible() {
    return !action.equals("DELETE");
  }

  public String getTargetLabel() {
    return isTargetNeeded() ? "To the queue" : "To the queue (empty: where each came from)";
  }

  public String getTitle() {
    return format.word(action) + " messages";
  }

  /** What the button does. */
  public String getVerb() {
    return format.word(action) + " " + format.count(getMessages(), "message");
  }

  public boolean isDestructive() {
    return action.equals("DELETE");
  }

  public String getProblem() {
    return problem;
  }

  public String getSourceName() {
    return sourceName;
  }

  public void setSourceName(String sourceName) {
    this.sourceName = sourceName;
  }

  public String getAction() {
    return action;
  }

  public void setAction(String action) {
    this.action = action == null ? "DELETE" : action.toUpperCase(Locale.ROOT);
  }

  public String getQueue() {
    return queue;
  }

  public void setQueue(String queue) {
    this.queue = queue;
  }

  public String getSubscription() {
    return subscription;
  }

  public void setSubscription(String subscription) {
    this.subscription = subscription;
  }

  public String getIds() {
    return ids;
  }

  public void setIds(String ids) {
    this.ids = ids;
  }

  public String getFilter() {
    return filter;
  }

  public void setFilter(String filter) {
    this.filter = filter;
  }

  public String getTarget() {
    return target;
  }

  public void setTarget(String target) {
    this.target = target == null || target.isBlank() ? null : target;
  }

  public String getBack() {
    return back;
  }

  public void setBack(String back) {
    this.back = back;
  }
}
