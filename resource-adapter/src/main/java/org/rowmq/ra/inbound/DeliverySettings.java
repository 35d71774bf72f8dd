package org.rowmq.ra.inbound;

import java.time.Duration;
import org.rowmq.broker.RedeliveryOverrides;
import org.rowmq.broker.RedeliveryPolicy;
import org.rowmq.ra.RowmqActivationSpec;

/**
 * How one endpoint gets its messages: what its activation says, and the node's settings for the
 * rest.
 *
 * @param redelivery what happens when a delivery fails, where it is not as the destination says
 * @param batchSize messages in one transaction, at most
 * @param rateLimit messages per second, at most; 0 for no limit
 * @param pauseAfterFailures different messages that may fail in a row before delivery pauses; 0 for
 *     no limit
 */
record DeliverySettings(
    RedeliveryOverrides redelivery, int batchSize, double rateLimit, int pauseAfterFailures) {

  static DeliverySettings of(
      RowmqActivationSpec spec, RedeliveryPolicy standard, int nodePauseAfterFailures) {
    RedeliveryOverrides redelivery =
        new RedeliveryOverrides(
            spec.attempts(),
            millis(spec.firstDelay()),
            spec.delayMultiplier(),
            millis(spec.longestDelay()),
            spec.getRedeliveryJitter(),
            spec.getDeadLetterDestination(),
            null);
    redelivery.over(standard); // refuses values that are not possible
    return new DeliverySettings(
        redelivery,
        spec.messagesPerTransaction(),
        or(spec.getRateLimit(), 0.0),
        or(spec.getPauseAfterFailures(), nodePauseAfterFailures));
  }

  private static <T> T or(T set, T otherwise) {
    return set == null ? otherwise : set;
  }

  private static Duration millis(Long set) {
    return set == null ? null : Duration.ofMillis(set);
  }
}
