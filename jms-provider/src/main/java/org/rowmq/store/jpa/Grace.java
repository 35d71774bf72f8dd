package org.rowmq.store.jpa;

import java.time.Duration;

/**
 * Whether the hearts of other nodes can be judged by the age of their last beat. When this node's
 * own could not beat for a while, because the database was away, nor could theirs; and when the
 * database's clock has jumped, all beats look old. Then the others get the time that a node may be
 * silent, to beat again. Thread-safe.
 */
final class Grace {
  private final Duration nodeTimeout;

  /** Database time in milliseconds, or 0 for never. */
  private long lastBeat;

  private boolean given;

  /** In terms of {@link System#nanoTime}. */
  private long end;

  Grace(Duration nodeTimeout) {
    this.nodeTimeout = nodeTimeout;
  }

  /** This node's heart has beaten. */
  synchronized void beaten(long databaseTime) {
    // a node beats more often than this by far
    if (lastBeat != 0 && databaseTime - lastBeat > nodeTimeout.toMillis() / 2) {
      given = true;
      end = System.nanoTime() + nodeTimeout.toNanos();
    }
    lastBeat = databaseTime;
  }

  synchronized boolean isGiven() {
    given = given && System.nanoTime() - end < 0;
    return given;
  }
}
