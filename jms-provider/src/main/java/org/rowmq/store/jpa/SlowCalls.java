package org.rowmq.store.jpa;

import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.rowmq.store.SlowCall;

/**
 * Remembers the latest calls to the database that took long, and says so in the log once in a
 * minute at most. Whoever measures a call asks {@link #isSlow} first, so that the others cost a
 * comparison. Thread-safe.
 */
final class SlowCalls {
  private static final System.Logger LOG = System.getLogger(SlowCalls.class.getName());

  /** How many are remembered. */
  static final int MOST = 50;

  private static final long QUIET_MILLIS = 60_000;

  private final Duration threshold;
  private final long thresholdNanos;
  private final Clock clock;
  private final Deque<SlowCall> latest = new ArrayDeque<>();
  private long saidAt = Long.MIN_VALUE / 2;
  private long unsaid;

  /**
   * Remembers nothing yet.
   *
   * @param threshold what takes as long is slow
   */
  SlowCalls(Duration threshold, Clock clock) {
    this.threshold = threshold;
    this.thresholdNanos = threshold.toNanos();
    this.clock = clock;
  }

  /** Whether a call that took so long is to be remembered. */
  boolean isSlow(long nanos) {
    return nanos >= thresholdNanos;
  }

  /**
   * Remembers a call that has just ended, instead of the oldest if there are too many.
   *
   * @param what as in "reading messages"; holds nothing of a message
   */
  void remember(String what, long nanos, int rows, long bytes, boolean failed) {
    long now = clock.millis();
    SlowCall call =
        new SlowCall(now, what, Duration.ofNanos(nanos).toMillis(), rows, bytes, failed);
    long more;
    synchronized (this) {
      latest.addFirst(call);
      if (latest.size() > MOST) {
        latest.removeLast();
      }
      if (now - saidAt < QUIET_MILLIS) {
        unsaid++;
        return;
      }
      saidAt = now;
      more = unsaid;
      unsaid = 0;
    }
    LOG.log(
        Level.WARNING,
        "The database is slow: {0} took {1} ms{2}. Calls from {3} ms on (slowCallThreshold) are listed"
            + " on this node''s page of the console; {4} more since this was said last",
        what,
        call.millis(),
        failed ? " and failed" : "",
        threshold.toMillis(),
        more);
  }

  /** The newest first. */
  synchronized List<SlowCall> latest() {
    return List.copyOf(latest);
  }
}
