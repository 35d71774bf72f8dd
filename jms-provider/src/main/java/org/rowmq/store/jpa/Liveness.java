package org.rowmq.store.jpa;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * How often others have taken this node for dead. While that does not change, nobody but this node
 * can have touched the rows it owned.
 */
final class Liveness {
  private final AtomicInteger deaths = new AtomicInteger();

  int deaths() {
    return deaths.get();
  }

  /** Counted before the node says in the database that it lives again. */
  void takenForDead() {
    deaths.incrementAndGet();
  }
}
