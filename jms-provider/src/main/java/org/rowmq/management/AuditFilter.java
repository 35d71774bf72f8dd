package org.rowmq.management;

/**
 * Which entries of the audit trail; null or 0 stands for all. Texts are parts, whatever their case,
 * but for the outcome.
 *
 * @param user part of the user's name
 * @param action part of what was done
 * @param target part of what it was done to, with its kind: {@code queue://orders}
 * @param destination the whole name of a queue or topic, with its kind: {@code queue://orders};
 *     what was done to it, to its settings, and what was moved or copied there
 * @param outcome {@code OK}, {@code REFUSED} or {@code FAILED}
 * @param from not before, milliseconds since 1970
 * @param to before, milliseconds since 1970
 */
public record AuditFilter(
    String user,
    String action,
    String target,
    String destination,
    String outcome,
    long from,
    long to) {

  /** Everything. */
  public static final AuditFilter ALL = new AuditFilter(null, null, null, null, null, 0, 0);

  /** With parts of texts only. */
  public AuditFilter(
      String user, String action, String target, String outcome, long from, long to) {
    this(user, action, target, null, outcome, from, to);
  }

  /**
   * What was done to one queue or topic.
   *
   * @param destination its whole name with its kind: {@code queue://orders}
   */
  public static AuditFilter ofDestination(String destination) {
    return new AuditFilter(null, null, null, destination, null, 0, 0);
  }
}
