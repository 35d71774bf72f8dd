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

  /** Waits for it; to be followed by {@link #end}. */
  void take() {
    Locks.lockInAnyCase(lock);
  }

  void end() {
    lock.unlock();
  }

  /** Does something by which H2 makes a version. */
  void during(Runnable work) {
    take();
    try {
      work.run();
    } finally {
      end();
    }
  }
}
