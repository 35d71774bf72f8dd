package org.rowmq.store.jpa;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Unique time-ordered ids without a call to the database: milliseconds since 2024 (41 bits), node
 * (10 bits), counter (11 bits), and a lowest bit which is always 0 here. {@link #rowWithContent}
 * sets it for a row whose body is stored apart, so that settling a row knows from its id alone
 * whether there is more to delete.
 *
 * <p>Ids never go back: a clock set back, or more ids than the counter holds, borrows from the
 * future.
 */
final class IdGenerator {
  private static final long EPOCH = 1_704_067_200_000L;
  private static final int COUNTER_BITS = 12;
  private static final int NODE_BITS = 10;
  private static final long COUNTER_MASK = (1L << COUNTER_BITS) - 1;

  private final long node;

  /** Milliseconds and counter of the last id. */
  private final AtomicLong last;

  /**
   * @param floor milliseconds since 1970 that no id may be older than
   */
  IdGenerator(int node, long floor) {
    if (node < 0 || node >= 1 << NODE_BITS) {
      throw new IllegalArgumentException("node number " + node);
    }
    this.node = node;
    this.last = new AtomicLong(Math.max(0, floor - EPOCH) << COUNTER_BITS);
  }

  long next() {
    long clock = (System.currentTimeMillis() - EPOCH) << COUNTER_BITS;
    long stamp = last.updateAndGet(previous -> Math.max(clock, previous + 2));
    return ((stamp >> COUNTER_BITS) << (COUNTER_BITS + NODE_BITS))
        | (node << COUNTER_BITS)
        | (stamp & COUNTER_MASK);
  }

  /** The time of the newest id, milliseconds since 1970. */
  long newest() {
    return (last.get() >> COUNTER_BITS) + EPOCH;
  }

  /** When an id was given, milliseconds since 1970. */
  static long timeOf(long id) {
    return (id >> (COUNTER_BITS + NODE_BITS)) + EPOCH;
  }

  static long rowWithContent(long id) {
    return id | 1;
  }

  static boolean hasContent(long rowId) {
    return (rowId & 1) == 1;
  }
}
