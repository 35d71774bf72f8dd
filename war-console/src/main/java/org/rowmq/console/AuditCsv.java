package org.rowmq.console;

import java.time.Instant;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.rowmq.management.AuditView;

/** The audit trail as comma-separated values (RFC 4180). */
public final class AuditCsv {
  /** The first line. */
  public static final String HEADER =
      "at,user,role,address,action,target,messages,outcome,error,parameters,request\r\n";

  private AuditCsv() {}

  /** One entry. */
  public static String line(AuditView row) {
    return Stream.of(
            Instant.ofEpochMilli(row.at()).toString(),
            row.user(),
            row.role() == null ? "" : row.role().toLowerCase(Locale.ROOT),
            row.address(),
            row.action(),
            row.target(),
            Long.toString(row.messageCount()),
            row.outcome(),
            row.error(),
            row.parameters(),
            row.requestId())
        .map(AuditCsv::cell)
        .collect(Collectors.joining(",", "", "\r\n"));
  }

  /**
   * A name somebody else has chosen must not become a formula in whoever's spreadsheet: such a cell
   * begins with an apostrophe.
   */
  static String cell(String text) {
    if (text == null || text.isEmpty()) {
      return "";
    }
    boolean formula = "=+-@\t\r".indexOf(text.charAt(0)) >= 0;
    return '"' + (formula ? "'" : "") + text.replace("\"", "\"\"") + '"';
  }
}
