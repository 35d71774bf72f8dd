package org.rowmq.store.jpa;

import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.LockSupport;

/** Locks that others depend on being taken. */
final class Locks {
  private static final long RETRY_NANOS = 1_000_000;

  private Locks() {}

  /**
   * Locks, also when memory is so short at the moment that waiting for a lock, which takes some,
   * fails.
   */
  static void lockInAnyCase(Lock lock) {
    while (true) {
      try {
        lock.lock();
        return;
      } catch (OutOfMemoryError e) {
        LockSupport.parkNanos(RETRY_NANOS);
      }
    }
  }
}
