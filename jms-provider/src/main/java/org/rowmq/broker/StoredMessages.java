package org.rowmq.broker;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.OptionalLong;
import java.util.function.Predicate;
import org.rowmq.message.BodyType;
import org.rowmq.message.CorruptMessageException;
import org.rowmq.message.DeliveryHeaders;
import org.rowmq.message.EncodedMessage;
import org.rowmq.message.StoredProperties;
import org.rowmq.selector.Selector;
import org.rowmq.selector.SelectorSource;
import org.rowmq.selector.SelectorSyntaxException;
import org.rowmq.store.Envelope;
import org.rowmq.store.StoredMessage;

/** Between the store's form of a message and that of the message package. */
public final class StoredMessages {
  private static final Logger LOG = System.getLogger(StoredMessages.class.getName());
  private static final String ID_PREFIX = "ID:rowmq-";

  private StoredMessages() {}

  /** JMSMessageID of a message number (specification 3.4.3). */
  public static String messageId(long id) {
    return ID_PREFIX + Long.toHexString(id);
  }

  /** The number of a message with this JMSMessageID; empty when none of ours is called so. */
  public static OptionalLong number(String messageId) {
    try {
      return messageId.startsWith(ID_PREFIX)
          ? OptionalLong.of(Long.parseLong(messageId, ID_PREFIX.length(), messageId.length(), 16))
          : OptionalLong.empty();
    } catch (NumberFormatException e) {
      return OptionalLong.empty();
    }
  }

  /** What a selector sees of a message. */
  static SelectorSource selectorSource(StoredMessage row) {
    return new StoredProperties(
        encoded(row.envelope()), headers(row.envelope(), row.deliveryCount()));
  }

  /**
   * Whether a selector takes a message; one whose properties cannot be read is taken by no
   * selector.
   */
  public static boolean matches(Selector selector, StoredMessage row) {
    try {
      return selector.isNone() || selector.matches(selectorSource(row));
    } catch (CorruptMessageException e) {
      LOG.log(
          Level.WARNING,
          "Message {0} cannot be read, no selector takes it: {1}",
          messageId(row.envelope().messageId()),
          e.getMessage());
      return false;
    }
  }

  /**
   * What a selector takes, for those who only look.
   *
   * @param selector null for all
   * @throws IllegalArgumentException that says what is wrong with the selector
   */
  public static Predicate<StoredMessage> selecting(String selector) {
    try {
      Selector parsed = selector == null ? Selector.NONE : Selector.parse(selector);
      return row -> matches(parsed, row);
    } catch (SelectorSyntaxException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  /** The message as the message package encodes it. */
  public static EncodedMessage encoded(Envelope envelope) {
    return new EncodedMessage(
        BodyType.ofCode(envelope.bodyType()),
        envelope.headers(),
        envelope.body(),
        envelope.correlationId(),
        envelope.type());
  }

  /**
   * The headers kept in columns.
   *
   * @param deliveryCount deliveries before this one
   */
  public static DeliveryHeaders headers(Envelope envelope, int deliveryCount) {
    return new DeliveryHeaders(
        messageId(envelope.messageId()),
        envelope.sentAt(),
        envelope.priority(),
        envelope.persistent(),
        deliveryCount + 1);
  }
}
