package org.rowmq.console.page;

import jakarta.enterprise.context.SessionScoped;
import jakarta.inject.Named;
import java.io.Serializable;

/** One line about what was just done, shown by the page that follows, once. */
@Named("notice")
@SessionScoped
public class Notice implements Serializable {
  private static final long serialVersionUID = 1L;

  private String text;

  void set(String text) {
    this.text = text;
  }

  /** The line, which is gone after this. */
  public String take() {
    String taken = text;
    text = null;
    return taken;
  }
}
