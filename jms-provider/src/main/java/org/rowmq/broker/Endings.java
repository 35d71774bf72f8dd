package org.rowmq.broker;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import org.rowmq.store.StoreException;

/**
 * Ends in the database what a client has ended. If the database is away, this node, which lives,
 * would otherwise own it until it stops, and nobody would ever look at it again. Thread-safe.
 */
public final class Endings {
  private static final Logger LOG = System.getLogger(Endings.class.getName());

  private static final Duration AGAIN = Duration.ofSeconds(1);

  private final Broker broker;

  Endings(Broker broker) {
    this.broker = broker;
  }

  /**
   * Runs an ending, and if that fails again each second, until the database does it or this node is
   * closed.
   *
   * @param what is ended, for the log
   * @param ending harmless when it has happened already, or is not wanted any more
   * @throws StoreException of the first time
   */
  public void end(String what, Runnable ending) {
    try {
      ending.run();
    } catch (StoreException e) {
      LOG.log(
          Level.WARNING,
          "{0} could not be given up; that is done when the database answers: {1}",
          what,
          e.getMessage());
      later(what, ending);
      throw e;
    }
  }

  /** As {@link #end}, beginning in a second. */
  public void later(String what, Runnable ending) {
    if (!broker.isClosed()) {
      broker.later(() -> again(what, ending), AGAIN);
    }
  }

  private void again(String what, Runnable ending) {
    if (broker.isClosed()) {
      return;
    }
    try {
      ending.run();
      LOG.log(Level.INFO, "{0} has been given up", what);
    } catch (StoreException e) {
      LOG.log(Level.DEBUG, "{0} cannot be given up yet: {1}", what, e.getMessage());
      later(what, ending);
    }
  }
}
