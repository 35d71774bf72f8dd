package org.rowmq.console.page;

import jakarta.enterprise.context.RequestScoped;
import jakarta.inject.Inject;
import jakarta.inject.Named;
import java.util.List;
import java.util.Objects;
import org.rowmq.console.Filters;
import org.rowmq.console.LocalNode;
import org.rowmq.management.AuditFilter;
import org.rowmq.management.AuditView;
import org.rowmq.management.ManagementException;
import org.rowmq.management.Page;

/** Who did what, newest first. The filter is in the address, so it can be kept and shared. */
@Named("audit")
@RequestScoped
public class AuditPage {
  private static final int PAGE_SIZE = 50;
  private static final List<String> FIELDS =
      List.of("user", "action", "target", "outcome", "from", "to");

  @Inject private User user;

  private String cursor;
  private Page<AuditView> rows;
  private ManagementException problem;

  /** Reads a part of it; there is nothing here for a viewer. */
  public void load() {
    Faces.need(user.isOperator());
    AuditFilter filter = AuditFilter.ALL;
    try {
      filter = Filters.ofAudit(this::field);
    } catch (ManagementException e) {
      problem = e;
    }
    rows = LocalNode.require().audit(Faces.caller(), filter, cursor, PAGE_SIZE);
  }

  /** What was asked for in a field of the search form. */
  public String field(String name) {
    return Objects.requireNonNullElse(Faces.request().getParameter(name), "");
  }

  /** What is wrong with it. */
  public String errorOf(String name) {
    return problem != null && name.equals(problem.field()) ? problem.getMessage() : "";
  }

  public boolean isFiltered() {
    return FIELDS.stream().anyMatch(name -> !field(name).isBlank());
  }

  /** The filter as parameters of an address, each with an ampersand in front. */
  public String getQuery() {
    StringBuilder query = new StringBuilder();
    for (String name : FIELDS) {
      if (!field(name).isBlank()) {
        query.append('&').append(name).append('=').append(Faces.encode(field(name)));
      }
    }
    return query.toString();
  }

  /** Where the API has how many entries match. */
  public String getCountPath() {
    return "audit/count" + getQuery().replaceFirst("&", "?");
  }

  public List<String> getOutcomes() {
    return List.of("OK", "REFUSED", "FAILED", "STARTED", "CANCELLED");
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
