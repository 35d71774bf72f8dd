package org.rowmq.console.page;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.primefaces.PrimeFaces;
import org.rowmq.DestinationKind;
import org.rowmq.console.LocalNode;
import org.rowmq.management.ManagementException;
import org.rowmq.management.SeveralDeletions;
import org.rowmq.management.SeveralDeletions.Outcome;

/**
 * The dialog before several queues or topics are deleted. It names each with what it has; those
 * that are not as they were when it was asked are named again while the others go.
 */
@Named("deletes")
@RequestScoped
public class DeletesDialog {
  @Inject private Notice notice;
  @Inject private Format format;

  private String type;
  private String filter;
  private String tokens;
  private String typed;
  private String toType;
  private String problem;
  private List<SeveralDeletions.Item> items = List.of();

  /** First step, for what is ticked in the list as it is shown. */
  public void open(String ofType) {
    type = ofType;
    filter = Faces.request().getParameter("filter");
    String[] picked = Faces.request().getParameterValues("pick");
    PrimeFaces.current().executeScript("rowmq.openDialog('deletes')");
    if (picked == null) {
      problem = "Select " + type + "s in the list first.";
    } else {
      ask(List.of(picked));
    }
  }

  private void ask(List<String> names) {
    SeveralDeletions asked = LocalNode.require().confirmDeletes(Faces.caller(), kind(), names);
    items = asked.items();
    toType = asked.toType();
    typed = null; // what was typed was for another question
    Map<String, String> answers = new LinkedHashMap<>();
    for (SeveralDeletions.Item item : items) {
      if (item.confirmation() != null) {
        answers.put(item.name(), item.confirmation().token());
      }
    }
    tokens = Tokens.write(answers);
  }

  /** Second step. */
  public void carryOut() {
    Map<String, String> given = Tokens.read(tokens);
    List<Outcome> outcomes;
    try {
      outcomes =
          LocalNode.require()
              .deleteDestinations(
                  Faces.caller(), kind(), given, typed == null ? null : typed.strip());
    } catch (ManagementException e) {
      if (e.kind() != ManagementException.Kind.CONFLICT) {
        throw e;
      }
      ask(List.copyOf(given.keySet()));
      problem = e.getMessage();
      return;
    }
    List<Outcome> left = outcomes.stream().filter(each -> each.refused() != null).toList();
    long gone = outcomes.size() - left.size();
    long messages = outcomes.stream().mapToLong(Outcome::messages).sum();
    String done =
        "Deleted " + format.count(gone, type) + " with " + format.count(messages, "message") + ".";
    if (left.isEmpty()) {
      notice.set(done);
      Faces.redirect(type + "s.xhtml" + (filter == null ? "" : "?q=" + Faces.encode(filter)));
    } else {
      ask(left.stream().map(Outcome::name).toList());
      problem =
          left.stream()
              .map(each -> each.name() + ": " + each.refused())
              .collect(Collectors.joining(" ", done + " Not deleted: ", ""));
    }
  }

  private DestinationKind kind() {
    return "topic".equals(type) ? DestinationKind.TOPIC : DestinationKind.QUEUE;
  }

  /** What goes with one of them, or why it stays. */
  public String has(SeveralDeletions.Item item) {
    if (item.confirmation() == null) {
      return item.refused();
    }
    int consumers = item.confirmation().consumers();
    return format.count(item.confirmation().messages(), "message")
        + (consumers == 0 ? "" : ", " + format.count(consumers, "consumer") + " connected");
  }

  /** Those that are ticked. */
  public List<SeveralDeletions.Item> getItems() {
    return items;
  }

  /** Whether there is anything to be deleted, and the button that does it is shown. */
  public boolean isAsked() {
    return tokens != null && !tokens.isEmpty();
  }

  /** The question, with the number. */
  public String getTitle() {
    return "Delete " + (type == null ? "" : format.count(deletable(), type)) + "?";
  }

  /** What the red button does. */
  public String getVerb() {
    String some = "Delete " + (type == null ? "" : format.count(deletable(), type));
    return getMessages() == 0 ? some : some + " and " + format.count(getMessages(), "message");
  }

  private long deletable() {
    return items.stream().filter(item -> item.confirmation() != null).count();
  }

  /** How many messages would go. */
  public long getMessages() {
    return items.stream()
        .filter(item -> item.confirmation() != null)
        .mapToLong(item -> item.confirmation().messages())
        .sum();
  }

  /** What is to be typed, or null. */
  public String getToType() {
    return toType;
  }

  public String getProblem() {
    return problem;
  }

  public String getType() {
    return type;
  }

  public void setType(String type) {
    this.type = type;
  }

  public String getFilter() {
    return filter;
  }

  public void setFilter(String filter) {
    this.filter = filter == null || filter.isEmpty() ? null : filter;
  }

  public String getTokens() {
    return tokens;
  }

  public void setTokens(String tokens) {
    this.tokens = tokens;
  }

  public String getTyped() {
    return typed;
  }

  public void setTyped(String typed) {
    this.typed = typed;
  }
}
