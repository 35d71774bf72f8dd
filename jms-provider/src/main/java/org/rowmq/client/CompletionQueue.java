package org.rowmq.client;

import jakarta.jms.CompletionListener;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import org.rowmq.store.StoreException;

/**
 * Asynchronous sends of one session: their callbacks run one at a time, in the order of the sends,
 * never on the sending thread (specification 7.3). Thread-safe.
 */
final class CompletionQueue {
  private static final Logger LOG = System.getLogger(CompletionQueue.class.getName());

  private record Send(
      CompletableFuture<Void> written, Message message, CompletionListener listener) {}

  private final Executor workers;

  /** Guarded by this. */
  private final Deque<Send> sends = new ArrayDeque<>();

  /** Guarded by this. */
  private boolean running;

  private volatile Thread thread;

  CompletionQueue(Executor workers) {
    this.workers = workers;
  }

  void add(CompletableFuture<Void> written, Message message, CompletionListener listener) {
    synchronized (this) {
      sends.addLast(new Send(written, message, listener));
    }
    written.whenComplete((nothing, thrown) -> wake());
  }

  private void wake() {
    synchronized (this) {
      if (running || sends.isEmpty() || !sends.peekFirst().written().isDone()) {
        return;
      }
      running = true;
    }
    workers.execute(this::run);
  }

  private void run() {
    thread = Thread.currentThread();
    while (true) {
      Send send;
      synchronized (this) {
        send = sends.peekFirst();
        if (send == null || !send.written().isDone()) {
          running = false;
          thread = null;
          notifyAll();
          return;
        }
      }
      callBack(send);
      synchronized (this) {
        sends.removeFirst();
      }
    }
  }

  private static void callBack(Send send) {
    try {
      Exception failure = failureOf(send.written());
      if (failure == null) {
        send.listener().onCompletion(send.message());
      } else {
        send.listener().onException(send.message(), failure);
      }
    } catch (RuntimeException e) {
      LOG.log(Level.WARNING, "A completion listener failed", e);
    }
  }

  private static Exception failureOf(CompletableFuture<Void> written) {
    try {
      written.join();
      return null;
    } catch (CompletionException e) {
      if (e.getCause() instanceof StoreException failure) {
        return JmsErrors.of(failure);
      }
      JMSException failure = new JMSException("The message was not sent: " + e.getCause());
      failure.initCause(e.getCause());
      return failure;
    }
  }

  boolean isCurrentThread() {
    return thread == Thread.currentThread();
  }

  void checkNotInCallback(String method) throws JMSException {
    if (isCurrentThread()) {
      throw JmsErrors.illegalState(
          "A completion listener must not call " + method + " on its own session");
    }
  }

  /** Waits until all callbacks have returned. */
  void await() {
    boolean interrupted = false;
    synchronized (this) {
      while (!sends.isEmpty() || running) {
        try {
          wait();
        } catch (InterruptedException e) {
          // the specification lets close, commit and rollback take as long as callbacks do
          interrupted = true;
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
