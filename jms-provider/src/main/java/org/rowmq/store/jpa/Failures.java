package org.rowmq.store.jpa;

import org.rowmq.store.StoreException;

/** A failure found by one thread and thrown on another keeps both stack traces. */
final class Failures {
  private Failures() {}

  static StoreException onThisThread(StoreException found) {
    found.addSuppressed(new Exception("waited for by thread " + Thread.currentThread().getName()));
    return found;
  }
}
