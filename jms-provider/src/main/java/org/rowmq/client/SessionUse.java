package org.rowmq.client;

import jakarta.jms.JMSException;
import java.util.concurrent.TimeUnit;

/**
 * Which thread uses a session now (specification 6.2.5 and 6.2.6). A second thread is refused with
 * a clear exception where it would otherwise mix its work into the first one's. Handing a session
 * from one thread to another is legal, and the two may overlap by moments: so a thread is refused
 * only after it has waited a little. Thread-safe.
 */
final class SessionUse {
  private static final long PATIENCE_MILLIS = 500;

  /** Ends a use; for try-with-resources. */
  interface Scope extends AutoCloseable {
    @Override
    void close();
  }

  /** Guarded by this. */
  private Thread owner;

  /** Guarded by this. */
  private int depth;

  /** Guarded by this. */
  private String doing;

  /**
   * Begins a use, which ends when the result is closed.
   *
   * @throws jakarta.jms.IllegalStateException when another thread is using the session
   */
  synchronized Scope enter(String what) throws JMSException {
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS);
    while (isOthers()) {
      long left = deadline - System.nanoTime();
      if (left <= 0) {
        throw JmsErrors.illegalState(
            what
                + ": the session is being used by thread "
                + owner.getName()
                + " ("
                + doing
                + "); a session may be used by one thread at a time");
      }
      try {
        TimeUnit.NANOSECONDS.timedWait(this, left);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new JMSException(
            "The thread was interrupted while another one used the session", "INTERRUPTED");
      }
    }
    return begin(what);
  }

  /** Begins a use as soon as nobody else uses the session, however long that takes. */
  synchronized Scope await(String what) {
    boolean interrupted = false;
    while (isOthers()) {
      try {
        wait();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    return begin(what);
  }

  private boolean isOthers() {
    return owner != null && owner != Thread.currentThread();
  }

  private Scope begin(String what) {
    if (depth == 0) {
      owner = Thread.currentThread();
      doing = what;
    }
    depth++;
    return this::end;
  }

  private synchronized void end() {
    depth--;
    if (depth == 0) {
      owner = null;
      doing = null;
      notifyAll();
    }
  }
}
