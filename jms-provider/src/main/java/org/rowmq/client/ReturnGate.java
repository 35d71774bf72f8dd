package org.rowmq.client;

/**
 * Counts receives that are about to return a message, so that stopping a connection can wait until
 * none will any more (specification 6.1.5). Thread-safe.
 */
final class ReturnGate {
  private boolean open;
  private int returning;

  synchronized boolean isOpen() {
    return open;
  }

  synchronized void open() {
    open = true;
  }

  /** Closes the gate, and waits for those who are passing it. */
  synchronized void close() {
    open = false;
    boolean interrupted = false;
    while (returning > 0) {
      try {
        wait();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  /** False while the connection is stopped; otherwise {@link #end} must follow. */
  synchronized boolean begin() {
    if (open) {
      returning++;
    }
    return open;
  }

  synchronized void end() {
    returning--;
    if (returning == 0) {
      notifyAll();
    }
  }
}
