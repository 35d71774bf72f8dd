package org.rowmq.broker;

import java.util.List;

/**
 * A consumer as it is now.
 *
 * @param mailboxId what it consumes from
 * @param selector its selector, or null
 * @param openedAt database clock, milliseconds since 1970
 * @param open false when it was closed and its session still has messages
 * @param held persistent messages that its application has and has not settled
 * @param oldest the longest held of these, at most {@link #MOST}
 */
public record ConsumerState(
    long mailboxId,
    Client client,
    String selector,
    long openedAt,
    boolean open,
    int held,
    List<Held> oldest) {

  /** How many messages are named. */
  public static final int MOST = 20;

  /**
   * A message with a consumer.
   *
   * @param id of the row
   * @param messageId the number behind JMSMessageID
   * @param since database clock, milliseconds since 1970
   */
  public record Held(long id, long messageId, long since) {}
}
