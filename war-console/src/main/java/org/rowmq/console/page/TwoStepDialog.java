package org.rowmq.console.page;

import org.rowmq.management.Confirmation;

/**
 * What the dialogs before something that cannot be undone have in common: the server's answer to
 * the first step, and what goes back to it with the second. One request, one thread.
 */
public abstract class TwoStepDialog {
  private String token;
  private String typedName;
  private long messages;
  private boolean nameRequired;

  /** The first step was answered; whatever was typed before was for another question. */
  void answered(Confirmation answer) {
    token = answer.token();
    messages = answer.messages();
    nameRequired = answer.nameRequired();
    typedName = null;
  }

  /** Whether the number is known and the button that does it is shown. */
  public boolean isAsked() {
    return token != null;
  }

  /** How many messages it would be. */
  public long getMessages() {
    return messages;
  }

  /** Whether the name has to be typed. */
  public boolean isNameRequired() {
    return nameRequired;
  }

  public String getToken() {
    return token;
  }

  public void setToken(String token) {
    this.token = token;
  }

  public String getTypedName() {
    return typedName;
  }

  public void setTypedName(String typedName) {
    this.typedName = typedName;
  }
}
