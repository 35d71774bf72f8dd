package org.rowmq.console.page;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import org.rowmq.console.LocalNode;

/** Changing the own password. */
@Named("password")
@RequestScoped
public class PasswordPage {
  @Inject private Notice notice;

  private String current;
  private String replacement;
  private String repeated;

  /** Changes it. */
  public void change() {
    if (!replacement.equals(repeated)) {
      Faces.error("password:repeated", "This is not the same as the new password.");
      return;
    }
    boolean changed =
        Faces.attempt(
            "password",
            () ->
                LocalNode.require()
                    .changePassword(
                        Faces.caller(), current.toCharArray(), replacement.toCharArray()));
    if (changed) {
      Faces.request().changeSessionId();
      notice.set("Your password is changed.");
      Faces.redirect("index.xhtml");
    }
  }

  public String getCurrent() {
    return current;
  }

  public void setCurrent(String current) {
    this.current = current;
  }

  public String getReplacement() {
    return replacement;
  }

  public void setReplacement(String replacement) {
    this.replacement = replacement;
  }

  public String getRepeated() {
    return repeated;
  }

  public void setRepeated(String repeated) {
    this.repeated = repeated;
  }
}
