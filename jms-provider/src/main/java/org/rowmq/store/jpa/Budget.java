package org.rowmq.store.jpa;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.rowmq.store.StoreFullException;

/**
 * How many bytes may wait to be written. Who would exceed it waits; one larger than all of it goes
 * alone.
 */
final class Budget {
  private final long most;
  private final Duration timeout;
  private final ReentrantLock lock = new ReentrantLock(true);
  private final Condition freed = lock.newCondition();
  private long used;
  private int waiters;

  Budget(long most, Duration timeout) {
    this.most = most;
    this.timeout = timeout;
  }

  void take(long bytes) {
    lock.lock();
    try {
      if (!fits(bytes)) {
        await(bytes);
      }
      used += bytes;
    } finally {
      lock.unlock();
    }
  }

  void give(long bytes) {
    lock.lock();
    try {
      used -= bytes;
      if (waiters > 0) {
        freed.signalAll();
      }
    } finally {
      lock.unlock();
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
      return waiters;
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
    waiters++;
    try {
      while (!fits(bytes)) {
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
          left = freed.awaitNanos(left);
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
    } finally {
      waiters--;
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
