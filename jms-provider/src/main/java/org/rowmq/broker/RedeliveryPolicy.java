package org.rowmq.broker;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ThreadLocalRandom;

/**
 * What happens after a failed delivery.
 *
 * @param maxDeliveryAttempts deliveries that may fail before a message is given up; at least 1, or
 *     -1 for no limit; default 10
 * @param redeliveryDelay how long a message waits after its first failure; default none
 * @param redeliveryMultiplier by what the delay grows with each further failure; at least 1;
 *     default 2
 * @param maxRedeliveryDelay what the delay never exceeds; default one minute
 * @param redeliveryJitter by what part of it the delay is varied at random, 0 to 1; default 0.15
 * @param deadLetterDestination name of the queue for messages given up; {@code *} in it stands for
 *     the name of the destination; empty to keep them where they are, as dead; default {@code
 *     DLQ.*}
 * @param expiryDestination name of the queue for expired messages, likewise; empty (the default) to
 *     delete them
 */
public record RedeliveryPolicy(
    int maxDeliveryAttempts,
    Duration redeliveryDelay,
    double redeliveryMultiplier,
    Duration maxRedeliveryDelay,
    double redeliveryJitter,
    String deadLetterDestination,
    String expiryDestination) {

  private static final int IMMEDIATE_ATTEMPTS = 10;
  private static final long DELAY_AFTER_IMMEDIATE_MILLIS = 1_000;

  /** What applies where nothing is set. */
  public static final RedeliveryPolicy DEFAULT =
      new RedeliveryPolicy(10, Duration.ZERO, 2.0, Duration.ofMinutes(1), 0.15, "DLQ.*", "");

  public RedeliveryPolicy {
    Objects.requireNonNull(deadLetterDestination, "deadLetterDestination");
    Objects.requireNonNull(expiryDestination, "expiryDestination");
    require(
        maxDeliveryAttempts >= 1 || maxDeliveryAttempts == -1,
        "maxDeliveryAttempts",
        maxDeliveryAttempts,
        "use 1 or more, or -1 for no limit");
    require(!redeliveryDelay.isNegative(), "redeliveryDelay", redeliveryDelay, "use 0 or more");
    require(
        redeliveryMultiplier >= 1, "redeliveryMultiplier", redeliveryMultiplier, "use 1 or more");
    require(
        !maxRedeliveryDelay.isNegative(),
        "maxRedeliveryDelay",
        maxRedeliveryDelay,
        "use 0 or more");
    require(
        redeliveryJitter >= 0 && redeliveryJitter <= 1,
        "redeliveryJitter",
        redeliveryJitter,
        "use 0 to 1");
  }

  private static void require(boolean condition, String setting, Object value, String remedy) {
    if (!condition) {
      throw new IllegalArgumentException(setting + " is " + value + ": " + remedy);
    }
  }

  /** Whether a message that has failed this often is given up. */
  public boolean exhausted(int failures) {
    return maxDeliveryAttempts != -1 && failures >= maxDeliveryAttempts;
  }

  /**
   * How long a message waits after its {@code failures}-th failure, in milliseconds. Without a
   * delay a message is tried at once ten times; where it may fail more often, it waits after that,
   * because else it would keep a processor busy for ever.
   */
  public long delayAfter(int failures) {
    boolean immediate = redeliveryDelay.isZero();
    int delays = immediate ? failures - IMMEDIATE_ATTEMPTS : failures;
    if (delays < 1) {
      return 0;
    }
    long first = immediate ? DELAY_AFTER_IMMEDIATE_MILLIS : redeliveryDelay.toMillis();
    double grown = first * Math.pow(redeliveryMultiplier, delays - 1.0);
    double delay = Math.min(grown, Math.max(maxRedeliveryDelay.toMillis(), first));
    double jitter = redeliveryJitter * (2 * ThreadLocalRandom.current().nextDouble() - 1);
    return Math.max(1, Math.round(delay * (1 + jitter)));
  }

  /** The dead letter queue of a destination, or empty for none. */
  public String deadLetterQueueOf(String destination) {
    return deadLetterDestination.replace("*", destination);
  }

  /**
   * Whether a queue of this name takes dead letters itself; from there nothing is given up again.
   */
  public boolean isDeadLetterQueue(String queue) {
    int star = deadLetterDestination.indexOf('*');
    if (star < 0) {
      return deadLetterDestination.equals(queue);
    }
    return queue.length() >= deadLetterDestination.length()
        && queue.startsWith(deadLetterDestination.substring(0, star))
        && queue.endsWith(deadLetterDestination.substring(star + 1));
  }

  /** The queue for expired messages of a destination, or empty for none. */
  public String expiryQueueOf(String destination) {
    return expiryDestination.replace("*", destination);
  }
}
