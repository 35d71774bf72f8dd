package org.rowmq.console.page;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import org.rowmq.console.LocalNode;
import org.rowmq.management.AuditView;
import org.rowmq.management.Page;

/** Who did what, newest first. */
@Named("audit")
@RequestScoped
public class AuditPage {
  private static final int PAGE_SIZE = 50;

  @Inject private User user;

  private String cursor;
  private Page<AuditView> rows;

  /** Reads a part of it; there is nothing here for a viewer. */
  public void load() {
    Faces.need(user.isOperator());
    rows = LocalNode.require().audit(Faces.caller(), cursor, PAGE_SIZE);
  }

  public Page<AuditView> getRows() {
    return rows;
  }

  public String getCursor() {
    return cursor;
  }

  public void setCursor(String cursor) {
    this.cursor = cursor;
  }
}
