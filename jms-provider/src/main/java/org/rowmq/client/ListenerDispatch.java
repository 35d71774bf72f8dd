package org.rowmq.client;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;

/**
 * Runs a session's listeners one at a time (specification 6.2.13), on a worker thread that it holds
 * only while there is something to deliver. Thread-safe.
 */
final class ListenerDispatch {
  private static final int MESSAGES_PER_TURN = 32;

  private final ClientSession session;
  private final Executor workers;

  /** Consumers with something to deliver; guarded by this. */
  private final Deque<ClientConsumer> ready = new ArrayDeque<>();

  /** Whether a worker has been asked for or runs; guarded by this. */
  private boolean running;

  /** Whose turn it is, or null; guarded by this. */
  private ClientConsumer current;

  private volatile Thread thread;

  ListenerDispatch(ClientSession session, Executor workers) {
    this.session = session;
    this.workers = workers;
  }

  /** This consumer has, or may have, something to deliver. */
  void schedule(ClientConsumer consumer) {
    synchronized (this) {
      if (!ready.contains(consumer)) {
        ready.addLast(consumer);
      }
      if (running || !mayRun()) {
        return;
      }
      running = true;
    }
    workers.execute(this::run);
  }

  void resume() {
    synchronized (this) {
      if (running || ready.isEmpty() || !mayRun()) {
        return;
      }
      running = true;
    }
    workers.execute(this::run);
  }

  boolean mayRun() {
    return session.connection().isStarted() && session.isOpen();
  }

  private void run() {
    thread = Thread.currentThread();
    boolean ended = false;
    try {
      while (!ended) {
        ended = !turn();
      }
    } finally {
      if (!ended) {
        synchronized (this) {
          current = null;
          running = false;
          thread = null;
          notifyAll();
        }
      }
    }
  }

  /** Lets one consumer deliver; false when there is nothing to do any more. */
  private boolean turn() {
    ClientConsumer consumer;
    synchronized (this) {
      consumer = mayRun() ? ready.pollFirst() : null;
      if (consumer == null) {
        running = false;
        thread = null;
        notifyAll();
        return false;
      }
      current = consumer;
    }
    boolean again = consumer.dispatch(MESSAGES_PER_TURN);
    synchronized (this) {
      current = null;
      if (again && !ready.contains(consumer)) {
        ready.addLast(consumer);
      }
      notifyAll();
    }
    return true;
  }

  boolean isCurrentThread() {
    return thread == Thread.currentThread();
  }

  /** Waits until no listener runs, unless called by one. */
  void await() {
    await(() -> running);
  }

  /** Waits until this consumer's listener does not run, unless called by it. */
  void await(ClientConsumer consumer) {
    await(() -> current == consumer);
  }

  private void await(BooleanSupplier busy) {
    if (isCurrentThread()) {
      return;
    }
    boolean interrupted = false;
    synchronized (this) {
      while (busy.getAsBoolean()) {
        try {
          wait();
        } catch (InterruptedException e) {
          // the specification lets stop and close take as long as listeners do
          interrupted = true;
        }
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
