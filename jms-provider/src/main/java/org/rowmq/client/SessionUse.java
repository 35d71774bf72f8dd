package org.rowmq.client;

import jakarta.jms.JMSException;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;

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

  private final String session;

  /** Guarded by this. */
  private Thread owner;

  /** Guarded by this. */
  private int depth;

  /** Guarded by this. */
  private String doing;

  /** The thread that runs a listener, or null; written under this. */
  private volatile Thread listening;

  /** How often a listener was called; guarded by this. */
  private long listenerCalls;

  /**
   * For one session.
   *
   * @param session names the session in messages
   */
  SessionUse(String session) {
    this.session = session;
  }

  /**
   * Begins a use, which ends when the result is closed.
   *
   * @throws jakarta.jms.IllegalStateException when another thread is using the session
   */
  synchronized Scope enter(String what) throws JMSException {
    awaitFree(what, this::isOthers);
    return begin(what);
  }

  /**
   * Where a use is safe beside a receive but must not be mixed into what a listener does on its
   * thread: returns at once, unless a listener of the session is running on another thread, and
   * then as soon as that one call has returned.
   *
   * @throws jakarta.jms.IllegalStateException when that listener does not return soon
   */
  void checkNoListenerRuns(String what) throws JMSException {
    if (isListenerOthers()) {
      synchronized (this) {
        long running = listenerCalls;
        awaitFree(what, () -> isListenerOthers() && listenerCalls == running);
      }
    }
  }

  /** Waits a little; must be called with the monitor held. */
  private void awaitFree(String what, BooleanSupplier busy) throws JMSException {
    long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(PATIENCE_MILLIS);
    while (busy.getAsBoolean()) {
      long left = deadline - System.nanoTime();
      if (left <= 0) {
        throw JmsErrors.illegalState(
            "Thread "
                + Thread.currentThread().getName()
                + " cannot call "
                + what
                + ": "
                + session
                + " is being used by thread "
                + owner.getName()
                + " ("
                + doing
                + "), and a session may be used by one thread at a time (Jakarta Messaging 6.2.5);"
                + " use a session for each thread");
      }
      try {
        TimeUnit.NANOSECONDS.timedWait(this, left);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new JMSException(
            "The thread was interrupted while another one used " + session, "INTERRUPTED");
      }
    }
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

  /** As {@link #await}, for the thread that is about to call a listener. */
  synchronized Scope awaitToListen(String what) {
    Scope scope = await(what);
    listening = Thread.currentThread();
    listenerCalls++;
    return scope;
  }

  private boolean isOthers() {
    return owner != null && owner != Thread.currentThread();
  }

  private boolean isListenerOthers() {
    Thread thread = listening;
    return thread != null && thread != Thread.currentThread();
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
      listening = null;
      notifyAll();
    }
  }
}
