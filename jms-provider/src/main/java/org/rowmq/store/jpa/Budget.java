package org.rowmq.store.jpa;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.rowmq.store.StoreFullException;

/**
 * How many bytes may wait to be written. Who would exceed it waits; when that has taken a tenth of
 * the time-out, all who come later wait behind him: otherwise many small units might leave no room
 * for a larger one, ever. One larger than all of it goes alone. Thread-safe.
 */
final class Budget {
  private final long most;
  private final Duration timeout;
  private final ReentrantLock lock = new ReentrantLock();

  /** Who waits, the first one first. */
  private final Deque<Waiter> waiters = new ArrayDeque<>();

  private long used;

  private record Waiter(long bytes, long since, Condition mayGo) {}

  Budget(long most, Duration timeout) {
    this.most = most;
    this.timeout = timeout;
  }

  void take(long bytes) {
    lock.lock();
    try {
      if (!fits(bytes) || isFirstOverdue()) {
        await(bytes);
      }
      used += bytes;
      wakeFirst();
    } finally {
      lock.unlock();
    }
  }

  void give(long bytes) {
    Locks.lockInAnyCase(lock);
    try {
      used -= bytes;
      wakeFirst();
    } finally {
      lock.unlock();
    }
  }

  private boolean isFirstOverdue() {
    Waiter first = waiters.peekFirst();
    return first != null && System.nanoTime() - first.since > timeout.toNanos() / 10;
  }

  private void wakeFirst() {
    Waiter first = waiters.peekFirst();
    if (first != null && fits(first.bytes)) {
      first.mayGo.signal();
    }
  }

  long used() {
    lock.lock();
    try {
      return used;
    } finally {
      lock.unlock();
    }
  }

  long most() {
    return most;
  }

  /** Callers that are held up now. */
  int waiters() {
    lock.lock();
    try {
      return waiters.size();
    } finally {
      lock.unlock();
    }
  }

  private boolean fits(long bytes) {
    return used == 0 || used + bytes <= most;
  }

  private void await(long bytes) {
    long left = timeout.toNanos();
    boolean interrupted = false;
    Waiter waiter = new Waiter(bytes, System.nanoTime(), lock.newCondition());
    waiters.addLast(waiter);
    boolean fits = false;
    try {
      while (waiters.peekFirst() != waiter || !fits(bytes)) {
        if (left <= 0) {
          throw new StoreFullException(
              used
                  + " bytes of messages wait to be written and "
                  + bytes
                  + " more found no room (maxWaitingBytes "
                  + most
                  + ") within waitTimeout "
                  + TimeUnit.NANOSECONDS.toMillis(timeout.toNanos())
                  + " ms: the database is too slow or cannot be reached; send less, or raise the settings");
        }
        try {
          left = waiter.mayGo.awaitNanos(left);
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
      fits = true;
    } finally {
      waiters.remove(waiter);
      if (!fits) {
        wakeFirst();
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
