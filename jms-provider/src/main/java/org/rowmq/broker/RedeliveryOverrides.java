package org.rowmq.broker;

import java.time.Duration;

/**
 * What a consumer wants otherwise than its destination says, when its deliveries fail; null for
 * what is as there. See {@link RedeliveryPolicy}.
 */
public record RedeliveryOverrides(
    Integer maxDeliveryAttempts,
    Duration redeliveryDelay,
    Double redeliveryMultiplier,
    Duration maxRedeliveryDelay,
    Double redeliveryJitter,
    String deadLetterDestination,
    String expiryDestination) {

  /** Everything as the destination says. */
  public static final RedeliveryOverrides NONE =
      new RedeliveryOverrides(null, null, null, null, null, null, null);

  /** Nothing as the destination says. */
  public static RedeliveryOverrides all(RedeliveryPolicy policy) {
    return new RedeliveryOverrides(
        policy.maxDeliveryAttempts(),
        policy.redeliveryDelay(),
        policy.redeliveryMultiplier(),
        policy.maxRedeliveryDelay(),
        policy.redeliveryJitter(),
        policy.deadLetterDestination(),
        policy.expiryDestination());
  }

  /** The same with another delay. */
  public RedeliveryOverrides withRedeliveryDelay(Duration delay) {
    return new RedeliveryOverrides(
        maxDeliveryAttempts,
        delay,
        redeliveryMultiplier,
        maxRedeliveryDelay,
        redeliveryJitter,
        deadLetterDestination,
        expiryDestination);
  }

  /**
   * What holds together with the policy below.
   *
   * @throws IllegalArgumentException when a value is not possible
   */
  public RedeliveryPolicy over(RedeliveryPolicy below) {
    if (equals(NONE)) {
      return below;
    }
    return new RedeliveryPolicy(
        or(maxDeliveryAttempts, below.maxDeliveryAttempts()),
        or(redeliveryDelay, below.redeliveryDelay()),
        or(redeliveryMultiplier, below.redeliveryMultiplier()),
        or(maxRedeliveryDelay, below.maxRedeliveryDelay()),
        or(redeliveryJitter, below.redeliveryJitter()),
        or(deadLetterDestination, below.deadLetterDestination()),
        or(expiryDestination, below.expiryDestination()));
  }

  private static <T> T or(T set, T otherwise) {
    return set == null ? otherwise : set;
  }
}
