package org.rowmq.broker;

import java.io.PrintWriter;
import java.io.StringWriter;

/**
 * How a delivery went wrong.
 *
 * @param counted whether it counts towards the limit after which a message is given up
 * @param exceptionClass class name of what was thrown, or null
 * @param message its message or what else is known, or null
 * @param stackTrace its stack trace, or null
 */
public record Failure(boolean counted, String exceptionClass, String message, String stackTrace) {
  /** How the names of the exceptions begin that an EJB container puts around others. */
  private static final String CONTAINER = "jakarta.ejb.";

  private static final int MAX_STACK_TRACE = 16_000;
  private static final int MAX_LINE = 500;

  public Failure {
    // PostgreSQL cannot store U+0000, and a message must not stay for ever because of a bad text
    message = message == null ? null : message.replace('\u0000', '?');
    stackTrace = stackTrace == null ? null : stackTrace.replace('\u0000', '?');
  }

  /** The consumer went away before settling; the message was seen, but nothing failed. */
  public static final Failure ABANDONED = new Failure(false, null, "consumer closed", null);

  /** The message shared a transaction with others, and any of them may be to blame. */
  public static final Failure NOT_ALONE =
      new Failure(false, null, "a transaction of several messages was rolled back", null);

  /** The session was rolled back or recovered. */
  public static Failure rolledBack(String how) {
    return new Failure(true, null, how, null);
  }

  /**
   * Something was thrown. Class and message are those of what the application threw, where a
   * container has put an exception of its own around it: dead letters are grouped by them.
   */
  public static Failure of(Throwable thrown) {
    StringWriter trace = new StringWriter();
    thrown.printStackTrace(new PrintWriter(trace));
    String text = trace.toString();
    Throwable cause = thrown;
    while (cause.getCause() != null && cause.getClass().getName().startsWith(CONTAINER)) {
      cause = cause.getCause();
    }
    return new Failure(
        true,
        cause.getClass().getName(),
        cause.getMessage(),
        text.length() > MAX_STACK_TRACE ? text.substring(0, MAX_STACK_TRACE) : text);
  }

  /** Class and message, for a list. */
  String inOneLine() {
    String text =
        exceptionClass == null ? message : exceptionClass + (message == null ? "" : ": " + message);
    String line = text == null ? "failed" : text.lines().findFirst().orElse("failed");
    return line.length() > MAX_LINE ? line.substring(0, MAX_LINE) : line;
  }
}
