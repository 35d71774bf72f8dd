package org.rowmq.ra.inbound;

import java.util.function.LongSupplier;

/**
 * Spreads deliveries so that no more than a number of them begin in a second, on average since the
 * last idle second. Thread-safe.
 */
final class RatePacer {
  private static final double NANOS = 1e9;

  private final double perSecond;
  private final LongSupplier nanoTime;

  /** Deliveries that may begin now; negative after a batch. Guarded by this, as {@code at}. */
  private double credit = 1;

  private long at;

  /**
   * Creates one.
   *
   * @param perSecond 0 for no limit
   */
  RatePacer(double perSecond, LongSupplier nanoTime) {
    this.perSecond = perSecond;
    this.nanoTime = nanoTime;
    this.at = nanoTime.getAsLong();
  }

  /** Milliseconds until a delivery may begin; 0 for now. */
  synchronized long millisToWait() {
    if (perSecond == 0) {
      return 0;
    }
    long now = nanoTime.getAsLong();
    credit = Math.min(Math.max(1, perSecond), credit + (now - at) * perSecond / NANOS);
    at = now;
    return credit >= 1 ? 0 : (long) Math.ceil((1 - credit) / perSecond * 1_000);
  }

  synchronized void began(int deliveries) {
    if (perSecond != 0) {
      credit -= deliveries;
    }
  }
}
