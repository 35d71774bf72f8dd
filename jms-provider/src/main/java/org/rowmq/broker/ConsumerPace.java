package org.rowmq.broker;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * How quick the consumers of a mailbox are that acknowledge at once, and what senders do about it.
 * A sender waits for quick ones: with a message that is to be written, so that it need not be, and
 * with the next one while the database is still busy for them. Otherwise a backlog of a moment
 * would stay for ever: while a stored message waits, none can be given before it is stored, and who
 * must delete each row is no quicker than senders are (decision 062). Thread-safe.
 */
final class ConsumerPace {
  /** Nanoseconds. Who takes longer from getting a message to acknowledging it is not quick. */
  private static final long MOST = 250_000;

  /** What storing and deleting one more copy takes, nanoseconds. */
  private static final long OF_COPY = 50_000;

  /** Nanoseconds. */
  private static final long SHORTEST_PATIENCE = 50_000;

  /** One that took longer counts as this, nanoseconds: a pause of the JVM says little. */
  private static final long LONGEST_COUNTED = 4 * MOST;

  /** How many of the last ones make the mean. */
  private static final int PARTS = 8;

  /** Nanoseconds that a sender waits at most for consumers that the database does something for. */
  private static final long LONGEST_WAIT = TimeUnit.MILLISECONDS.toNanos(10);

  /** Nanoseconds after which consumers that have not caught up are not going to. */
  private static final long LONGEST_RACE = TimeUnit.SECONDS.toNanos(3);

  /** Nanoseconds until senders try again. */
  private static final long PAUSE = TimeUnit.SECONDS.toNanos(30);

  private final AtomicInteger underWay = new AtomicInteger();
  private final Queue<Thread> waiting = new ConcurrentLinkedQueue<>();

  /** When a sender first waited in vain, and none has waited well since; 0 for never. */
  private volatile long inVainSince;

  private volatile long notBefore = System.nanoTime();

  /** Mean nanoseconds from getting a message to acknowledging it; 0 for not known. */
  private volatile long quickness;

  /**
   * A message is acknowledged, and nothing else done; {@link #ended} must follow.
   *
   * @param givenAt when its consumer got it, see {@link Delivery#givenAt}
   */
  void acknowledging(long givenAt) {
    began();
    if (givenAt != 0) {
      learn(Math.min(System.nanoTime() - givenAt, LONGEST_COUNTED));
    }
  }

  /** The database does something for consumers; {@link #ended} must follow. */
  void began() {
    underWay.incrementAndGet();
  }

  private void learn(long nanos) {
    long before = quickness;
    quickness = before == 0 ? nanos : before - before / PARTS + nanos / PARTS;
  }

  /** It is done, or need not be, or could not be. */
  void ended() {
    if (underWay.decrementAndGet() == 0) {
      caughtUp();
    }
  }

  /** A consumer waits for a message, or none is busy. */
  void caughtUp() {
    for (Thread thread = waiting.poll(); thread != null; thread = waiting.poll()) {
      LockSupport.unpark(thread);
    }
  }

  /**
   * How long a sender is to wait for acknowledgements before it has its message written, with so
   * many copies; nanoseconds. Longer than writing takes is never worth it: then, 0.
   */
  long patience(int copies) {
    return isQuick(copies) ? 2 * quickness + SHORTEST_PATIENCE : 0;
  }

  private boolean isQuick(int copies) {
    long usual = quickness;
    return usual != 0 && usual <= MOST + (copies - 1) * OF_COPY;
  }

  /** Whether the database is reading or deleting rows for quick consumers, who may catch up. */
  boolean isBehind() {
    return underWay.get() > 0 && isQuick(1) && System.nanoTime() - notBefore >= 0;
  }

  /** Waits until nothing of this is under way any more, or consumers wait for the next message. */
  void letCatchUp(BooleanSupplier consumersWait) {
    long began = System.nanoTime();
    Thread thread = Thread.currentThread();
    while (underWay.get() > 0 && !consumersWait.getAsBoolean()) {
      long left = LONGEST_WAIT - (System.nanoTime() - began);
      if (left <= 0) {
        inVain(began);
        return;
      }
      waiting.add(thread);
      if (underWay.get() > 0) {
        LockSupport.parkNanos(this, left);
      }
      waiting.remove(thread);
      if (thread.isInterrupted()) {
        return;
      }
    }
    inVainSince = 0;
  }

  private void inVain(long began) {
    if (inVainSince == 0) {
      inVainSince = began;
    } else if (began - inVainSince > LONGEST_RACE) {
      inVainSince = 0;
      notBefore = began + PAUSE;
    }
  }
}
