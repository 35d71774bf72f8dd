package org.rowmq.broker;

import java.time.Duration;

/**
 * What holds for one destination where a consumer or a sender does not say otherwise.
 *
 * @param redelivery what happens when deliveries fail
 * @param maxTimeToLive milliseconds after which what is sent expires at the latest; 0 for no limit
 * @param maxMessages messages that a queue takes from senders; 0 for no limit
 * @param maxMessageBytes bytes that a message may have; 0 for no limit
 * @param deadLetterRetention how long dead letters in it are kept; zero for ever
 */
public record DestinationPolicy(
    RedeliveryPolicy redelivery,
    long maxTimeToLive,
    long maxMessages,
    long maxMessageBytes,
    Duration deadLetterRetention) {

  /** Whether there is anything to check when a message is sent. */
  boolean limitsSending() {
    return maxMessages > 0 || maxMessageBytes > 0;
  }

  /** The time to live a message gets whose sender wants this one; 0 for ever. */
  public long timeToLive(long wanted) {
    return maxTimeToLive > 0 && (wanted == 0 || wanted > maxTimeToLive) ? maxTimeToLive : wanted;
  }
}
