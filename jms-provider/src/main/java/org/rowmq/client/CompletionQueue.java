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
import java.util.function.BooleanSupplier;
import org.rowmq.store.StoreException;

/**
 * Asynchronous sends of one session: their callbacks run one at a time, in the order of the sends,
 * never on the sending thread (specification 7.3). Thread-safe.
 */
final class CompletionQueue {
  private static final Logger LOG = System.getLogger(CompletionQueue.class.getName());

  private record Send(
      Object producer,
      CompletableFuture<Void> written,
      Message message,
      CompletionListener listener,
      ClassLoader loader) {}

  private final Executor workers;

  /** Guarded by this. */
  private final Deque<Send> sends = new ArrayDeque<>();

  /** Guarded by this. */
  private boolean running;

  private volatile Thread thread;

  CompletionQueue(Executor workers) {
    this.workers = workers;
  }

  void add(
      Object producer,
      CompletableFuture<Void> written,
      Message message,
      CompletionListener listener) {
    ClassLoader loader = Thread.currentThread().getContextClassLoader();
    synchronized (this) {
      sends.addLast(new Send(producer, written, message, listener, loader));
    }
    written.whenComplete((nothing, thrown) -> wake());
  }

  /** Whether nothing is on the way. */
  synchronized boolean isEmpty() {
    return sends.isEmpty();
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
        notifyAll();
      }
    }
  }

  private static void callBack(Send send) {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(send.loader());
    try {
      Exception failure = failureOf(send.written());
      if (failure == null) {
        send.listener().onCompletion(send.message());
      } else {
        send.listener().onException(send.message(), failure);
      }
    } catch (RuntimeException | Error e) {
      // an Error too: whoever waits for the callbacks must not wait for ever
      LOG.log(Level.WARNING, "A completion listener failed", e);
    } finally {
      thread.setContextClassLoader(before);
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

  /** Whether the calling thread runs a callback of this producer. */
  synchronized boolean isCallbackOf(Object producer) {
    return isCurrentThread() && sends.peekFirst().producer() == producer;
  }

  /** Waits until all callbacks have returned. */
  void await() {
    await(() -> !sends.isEmpty() || running);
  }

  /** Waits until all callbacks of one producer have returned, unless called by another's. */
  void await(Object producer) {
    if (!isCurrentThread()) {
      await(() -> sends.stream().anyMatch(send -> send.producer() == producer));
    }
  }

  private void await(BooleanSupplier busy) {
    boolean interrupted = false;
    synchronized (this) {
      while (busy.getAsBoolean()) {
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
