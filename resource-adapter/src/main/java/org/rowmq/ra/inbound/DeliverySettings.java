package org.rowmq.ra.inbound;

import java.time.Duration;
import org.rowmq.broker.RedeliveryPolicy;
import org.rowmq.ra.RowmqActivationSpec;

/**
 * How one endpoint gets its messages: what its activation says, and the node's settings for the
 * rest.
 *
 * @param redelivery what happens when a delivery fails
 * @param batchSize messages in one transaction, at most
 * @param rateLimit messages per second, at most; 0 for no limit
 * @param pauseAfterFailures different messages that may fail in a row before delivery pauses; 0 for
 *     no limit
 */
record DeliverySettings(
    RedeliveryPolicy redelivery, int batchSize, double rateLimit, int pauseAfterFailures) {

  static DeliverySettings of(
      RowmqActivationSpec spec, RedeliveryPolicy ofTheNode, int nodePauseAfterFailures) {
    RedeliveryPolicy redelivery =
        new RedeliveryPolicy(
            or(spec.attempts(), ofTheNode.maxDeliveryAttempts()),
            millis(spec.firstDelay(), ofTheNode.redeliveryDelay()),
            or(spec.delayMultiplier(), ofTheNode.redeliveryMultiplier()),
            millis(spec.longestDelay(), ofTheNode.maxRedeliveryDelay()),
            or(spec.getRedeliveryJitter(), ofTheNode.redeliveryJitter()),
            or(spec.getDeadLetterDestination(), ofTheNode.deadLetterDestination()),
            ofTheNode.expiryDestination());
    return new DeliverySettings(
        redelivery,
        spec.messagesPerTransaction(),
        or(spec.getRateLimit(), 0.0),
        or(spec.getPauseAfterFailures(), nodePauseAfterFailures));
  }

  private static <T> T or(T set, T otherwise) {
    return set == null ? otherwise : set;
  }

  private static Duration millis(Long set, Duration otherwise) {
    return set == null ? otherwise : Duration.ofMillis(set);
  }
}
