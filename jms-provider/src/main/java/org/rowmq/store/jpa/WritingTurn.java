package org.rowmq.store.jpa;

import java.util.concurrent.locks.ReentrantLock;

/**
 * Whose turn it is to change the embedded database. When a transaction is committed, H2 2.2 makes a
 * version of all its maps for its file, and takes the state of each at a moment of its own. Of
 * another transaction that is under way, or is committed in between, the file then has a half, and
 * if the process is killed before the next version, that is what is found: so there is no other.
 * Whoever only reads does not wait. Decision 077.
 *
 * <p>In the order in which they come: a job of many transactions does not keep out those who send.
 */
final class WritingTurn {
  private final ReentrantLock lock = new ReentrantLock(true);

  /** A change, or what makes H2 make a version. */
  @FunctionalInterface
  interface Work<T, E extends Exception> {
    T run() throws E;
  }

  /** Waits for the turn, and does something in it. */
  <T, E extends Exception> T during(Work<T, E> work) throws E {
    Locks.lockInAnyCase(lock);
    try {
      return work.run();
    } finally {
      lock.unlock();
    }
  }
}
