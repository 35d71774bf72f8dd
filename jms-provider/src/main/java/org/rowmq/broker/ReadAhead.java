package org.rowmq.broker;

import java.util.function.LongSupplier;

/**
 * How many rows one reader of a shared store claims at a time. As many as its consumers take in a
 * moment: the number doubles while what was claimed is taken at once, and falls to what they took
 * of late when some of it waited. What waits longer than that is other nodes', see {@link #excess}.
 *
 * <p>Guarded by the lock of the dispatcher.
 */
final class ReadAhead {
  /** How often {@link #excess} is asked for, milliseconds. */
  static final long LOOK_MILLIS = 500;

  private static final int FIRST = 32;
  private static final long QUICK_NANOS = LOOK_MILLIS * 1_000_000 / 2;

  private final int most;
  private final LongSupplier clock;
  private int rows;

  /** Since there is something buffered: when, and how many were added. */
  private long begun;

  private int added;

  /** Since the last look: what was buffered then, and how many were taken. */
  private int seen;

  private int taken;

  /**
   * At most so many rows at a time.
   *
   * @param clock nanoseconds since anything
   */
  ReadAhead(int most, LongSupplier clock) {
    this.most = most;
    this.clock = clock;
    this.rows = Math.min(FIRST, most);
  }

  /** How many rows to claim when so many consumers wait. */
  int rows(int waiting) {
    return Math.min(most, Math.max(rows, waiting));
  }

  /**
   * Whether the next rows are to be read now, although so many are in the buffer: its consumers
   * have taken the most at once, and would soon wait for them.
   */
  boolean isDue(int buffered) {
    return isMost() && buffered < most;
  }

  /** Whether the most are claimed at a time. */
  boolean isMost() {
    return rows == most;
  }

  /** One was put into the buffer; how many are in it now. */
  void added(int buffered) {
    if (buffered == 1) {
      begun = clock.getAsLong();
      added = 0;
    }
    added++;
  }

  /** One was taken out of the buffer; how many are in it now. */
  void taken(int buffered) {
    taken++;
    if (buffered == 0 && added >= rows && clock.getAsLong() - begun < QUICK_NANOS) {
      rows = Math.min(most, rows * 2);
    }
  }

  /**
   * Looks, every {@link #LOOK_MILLIS}, whether the consumers keep up: whether all that was buffered
   * at the last look has been taken since.
   *
   * @param buffered how many are in the buffer now
   * @return how many of these, the last ones, are too many
   */
  int excess(int buffered) {
    int keep = buffered;
    if (taken < seen) {
      rows = Math.max(1, Math.min(most, taken));
      keep = Math.min(buffered, taken);
    }
    seen = keep;
    taken = 0;
    return buffered - keep;
  }
}
