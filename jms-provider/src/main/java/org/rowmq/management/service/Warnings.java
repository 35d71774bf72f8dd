package org.rowmq.management.service;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.logging.ErrorManager;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.SimpleFormatter;
import org.rowmq.management.WarningView;

/**
 * The latest warnings and errors that RowMQ has logged in this JVM, so that whoever looks at a node
 * need not ask for its log. Holds {@value #MOST}; older ones are in the log. Thread-safe.
 */
public final class Warnings extends Handler {
  /** How many are held. */
  public static final int MOST = 50;

  private static final int LONGEST = 500;
  private static final String LOGGERS = "org.rowmq";

  private final Logger logger = Logger.getLogger(LOGGERS); // loggers that nobody holds are dropped
  private final SimpleFormatter formatter = new SimpleFormatter();
  private final UnaryOperator<String> mask;
  private final Deque<WarningView> latest = new ArrayDeque<>();

  /**
   * Hears nothing yet.
   *
   * @param mask takes secrets out of a text
   */
  public Warnings(UnaryOperator<String> mask) {
    this.mask = mask;
    setLevel(Level.WARNING);
  }

  /** Listens until it is closed. */
  public void listen() {
    logger.addHandler(this);
  }

  /** The newest first. */
  public List<WarningView> latest() {
    synchronized (latest) {
      return List.copyOf(latest);
    }
  }

  /** What was said at once, for parameters may be anything, and anybody's. */
  @Override
  public void publish(LogRecord record) {
    if (!isLoggable(record)) {
      return;
    }
    try {
      WarningView warning =
          new WarningView(
              record.getMillis(),
              record.getLevel().intValue() >= Level.SEVERE.intValue() ? "ERROR" : "WARNING",
              String.valueOf(record.getLoggerName()),
              text(record));
      synchronized (latest) {
        latest.addFirst(warning);
        if (latest.size() > MOST) {
          latest.removeLast();
        }
      }
    } catch (RuntimeException e) {
      reportError(null, e, ErrorManager.FORMAT_FAILURE);
    }
  }

  private String text(LogRecord record) {
    StringBuilder text = new StringBuilder(String.valueOf(formatter.formatMessage(record)));
    if (record.getThrown() != null) {
      text.append(": ").append(record.getThrown());
    }
    String masked = mask.apply(text.toString());
    return masked.length() <= LONGEST ? masked : masked.substring(0, LONGEST - 1) + "…";
  }

  @Override
  public void flush() {
    // holds nothing back
  }

  @Override
  public void close() {
    logger.removeHandler(this);
  }
}
