package org.rowmq.client;

import jakarta.jms.ExceptionListener;
import jakarta.jms.JMSException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;

/**
 * Tells a connection's exception listener of problems that no call can report, one at a time
 * (specification 6.1.7), on a thread that delivers no messages: so the listener may close the
 * connection. Thread-safe.
 */
final class ExceptionReports {
  private static final Logger LOG = System.getLogger(ExceptionReports.class.getName());

  private final String connection;
  private final Executor workers;

  /** Guarded by itself. */
  private final Deque<JMSException> waiting = new ArrayDeque<>();

  /** Guarded by waiting. */
  private boolean running;

  private volatile ExceptionListener listener;

  ExceptionReports(String connection, Executor workers) {
    this.connection = connection;
    this.workers = workers;
  }

  ExceptionListener listener() {
    return listener;
  }

  void listener(ExceptionListener newListener) {
    listener = newListener;
  }

  void report(JMSException problem) {
    if (listener == null) {
      LOG.log(Level.WARNING, "{0}: {1}", connection, problem.getMessage());
      return;
    }
    synchronized (waiting) {
      waiting.addLast(problem);
      if (running) {
        return;
      }
      running = true;
    }
    workers.execute(this::run);
  }

  private void run() {
    while (true) {
      JMSException problem;
      synchronized (waiting) {
        problem = waiting.pollFirst();
        if (problem == null) {
          running = false;
          return;
        }
      }
      ExceptionListener target = listener;
      try {
        if (target != null) {
          target.onException(problem);
        }
      } catch (RuntimeException e) {
        LOG.log(Level.WARNING, "The exception listener of " + connection + " failed", e);
      }
    }
  }
}
