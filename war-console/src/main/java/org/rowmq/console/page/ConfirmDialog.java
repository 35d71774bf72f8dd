package org.rowmq.console.page;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import org.primefaces.PrimeFaces;
import org.rowmq.DestinationKind;
import org.rowmq.console.LocalNode;
import org.rowmq.management.Confirmation;
import org.rowmq.management.ManagementException;
import org.rowmq.management.SubscriptionView;

/**
 * The dialog before messages are deleted. What it says comes from the server when it is opened; the
 * token that comes with it travels in the dialog's form and is good for this one command.
 */
@Named("confirm")
@RequestScoped
public class ConfirmDialog extends TwoStepDialog {
  private static final String PURGE = "purge";
  private static final String DELETE = "delete";
  private static final String SUBSCRIPTION = "subscription";
  private static final String SELECTOR = "selector";

  @Inject private Notice notice;
  @Inject private Format format;

  private String command;
  private String type;
  private String name;
  private int consumers;
  private String again;
  private String selector;

  /** First step: asks what would go and opens the dialog. */
  public void ask(String wanted, String ofType, String called) {
    command = wanted;
    type = ofType;
    name = called;
    Confirmation answer = question();
    answered(answer);
    consumers = answer.consumers();
    PrimeFaces.current().executeScript("rowmq.openDialog('confirm')");
  }

  /** First step for another selector of a subscription; a wrong one is said in the dialog. */
  public void askSelector(String called, String wanted) {
    selector = wanted == null || wanted.isBlank() ? null : wanted.strip();
    try {
      ask(SELECTOR, SUBSCRIPTION, called);
    } catch (ManagementException e) {
      if (e.kind() != ManagementException.Kind.INVALID) {
        throw e;
      }
      again = e.getMessage();
      PrimeFaces.current().executeScript("rowmq.openDialog('confirm')");
    }
  }

  private Confirmation question() {
    if (SELECTOR.equals(command)) {
      return LocalNode.require().confirmSelector(Faces.caller(), id(), selector);
    }
    if (SUBSCRIPTION.equals(type)) {
      return LocalNode.require().confirmDeleteSubscription(Faces.caller(), id());
    }
    return PURGE.equals(command)
        ? LocalNode.require().confirmPurge(Faces.caller(), kind(), name)
        : LocalNode.require().confirmDelete(Faces.caller(), kind(), name);
  }

  /** A subscription is called by its name and its number, with a blank between. */
  private long id() {
    return Long.parseLong(name.substring(name.lastIndexOf(' ') + 1));
  }

  private long gone() {
    if (SUBSCRIPTION.equals(type)) {
      return LocalNode.require()
          .deleteSubscription(Faces.caller(), id(), getToken(), getTypedName());
    }
    return PURGE.equals(command)
        ? LocalNode.require().purge(Faces.caller(), kind(), name, getToken(), getTypedName())
        : LocalNode.require()
            .deleteDestination(Faces.caller(), kind(), name, getToken(), getTypedName());
  }

  /** Second step. What has changed meanwhile is asked anew. */
  public void carryOut() {
    try {
      if (SELECTOR.equals(command)) {
        changeSelector();
        return;
      }
      String count = format.count(gone(), "message");
      if (PURGE.equals(command)) {
        notice.set("Purged " + count + " from " + name + ".");
        Faces.redirect(DestinationPage.address(type, name));
      } else {
        notice.set("Deleted the " + type + " " + getShownName() + " with " + count + ".");
        Faces.redirect(type + "s.xhtml");
      }
    } catch (ManagementException e) {
      if (e.kind() != ManagementException.Kind.CONFLICT
          && e.kind() != ManagementException.Kind.INVALID) {
        throw e;
      }
      ask(command, type, name);
      again = e.getMessage();
    }
  }

  private void changeSelector() {
    SubscriptionView anew =
        LocalNode.require()
            .changeSelector(Faces.caller(), id(), selector, getToken(), getTypedName());
    notice.set("Made " + getShownName() + " anew with the selector " + shownSelector() + ".");
    Faces.redirect(DestinationPage.address("topic", anew.topic()) + "&subscription=" + anew.id());
  }

  private String shownSelector() {
    return selector == null ? "for all messages" : selector;
  }

  /** What is said besides the number. */
  public String getNote() {
    return SELECTOR.equals(command)
        ? "It is deleted and made anew with the selector "
            + shownSelector()
            + ". What is published in between is not kept."
        : "";
  }

  private DestinationKind kind() {
    return "topic".equals(type) ? DestinationKind.TOPIC : DestinationKind.QUEUE;
  }

  /** The name as it is to be typed. */
  public String getShownName() {
    return SUBSCRIPTION.equals(type) ? name.substring(0, name.lastIndexOf(' ')) : name;
  }

  /** The question, with name and number. */
  public String getTitle() {
    if (SELECTOR.equals(command)) {
      return "Change the selector of " + getShownName() + "?";
    }
    return DELETE.equals(command)
        ? "Delete the " + type + " " + getShownName() + "?"
        : "Purge " + name + "?";
  }

  /** What the red button does. */
  public String getVerb() {
    String count = format.count(getMessages(), "message");
    if (PURGE.equals(command)) {
      return "Purge " + count;
    }
    if (SELECTOR.equals(command)) {
      return getMessages() == 0 ? "Make it anew" : "Make it anew and delete " + count;
    }
    return getMessages() == 0 ? "Delete " + type : "Delete " + type + " and " + count;
  }

  /** Why the question is put again, or null. */
  public String getAgain() {
    return again;
  }

  public int getConsumers() {
    return consumers;
  }

  public String getSelector() {
    return selector;
  }

  public void setSelector(String selector) {
    this.selector = selector == null || selector.isEmpty() ? null : selector;
  }

  public String getCommand() {
    return command;
  }

  public void setCommand(String command) {
    this.command = command;
  }

  public String getType() {
    return type;
  }

  public void setType(String type) {
    this.type = type;
  }

  public String getName() {
    return name;
  }

  public void setName(String name) {
    this.name = name;
  }
}
