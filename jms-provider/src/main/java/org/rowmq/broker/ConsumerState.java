package org.rowmq.broker;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import org.rowmq.selector.Selector;

/**
 * A consumer as it is now.
 *
 * @param mailboxId what it consumes from
 * @param selector its selector, or null
 * @param openedAt database clock, milliseconds since 1970
 * @param lastAt when it was last given a message, likewise; 0 for never
 * @param lastMessage the number behind the JMSMessageID of that message; 0 for none
 * @param readAhead messages that this node has read and not handed out yet, for all consumers of
 *     the mailbox with this selector together
 * @param open false when it was closed and its session still has messages
 * @param held persistent messages that its application has and has not settled
 * @param oldest the longest held of these, at most {@link #MOST}
 */
public record ConsumerState(
    long mailboxId,
    Client client,
    String selector,
    long openedAt,
    long lastAt,
    long lastMessage,
    int readAhead,
    boolean open,
    int held,
    List<Held> oldest) {

  /** How many messages are named. */
  public static final int MOST = 20;

  /** Of a consumer with these messages. Under the lock of its dispatcher. */
  static ConsumerState of(Consumer consumer, Collection<Delivery> deliveries) {
    Selector selector = consumer.reader().selector();
    return new ConsumerState(
        consumer.mailboxId(),
        consumer.client(),
        selector.isNone() ? null : selector.text(),
        consumer.openedAt(),
        consumer.lastAt(),
        consumer.lastMessage(),
        consumer.reader().buffered(),
        !consumer.closed,
        deliveries.size(),
        deliveries.stream()
            .sorted(Comparator.comparingLong(Delivery::heldSince))
            .limit(MOST)
            .map(each -> new Held(each.id(), each.envelope().messageId(), each.heldSince()))
            .toList());
  }

  /**
   * A message with a consumer.
   *
   * @param id of the row
   * @param messageId the number behind JMSMessageID
   * @param since database clock, milliseconds since 1970
   */
  public record Held(long id, long messageId, long since) {}
}
