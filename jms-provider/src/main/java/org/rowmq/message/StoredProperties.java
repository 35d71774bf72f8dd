package org.rowmq.message;

import org.rowmq.selector.SelectorSource;

/**
 * What a selector sees of a stored message, without building the message (specification section
 * 3.8). The header block is looked into when a selector first asks for something that is not a
 * column.
 *
 * <p>JMSXDeliveryCount is absent: it would differ between deliveries, and the specification leaves
 * it undefined.
 *
 * <p>Safe for use by many threads: at worst two of them read the header block at the same time.
 */
public final class StoredProperties implements SelectorSource {

  private final EncodedMessage message;
  private final DeliveryHeaders delivery;
  private volatile StoredHeaders headers;

  /** A view of a stored message. Nothing is read yet. */
  public StoredProperties(EncodedMessage message, DeliveryHeaders delivery) {
    this.message = message;
    this.delivery = delivery;
  }

  /**
   * A header field that selectors may use, or a property.
   *
   * @throws CorruptMessageException if the stored bytes are not a header block
   */
  @Override
  public Object get(String identifier) {
    return switch (identifier) {
      case "JMSDeliveryMode" -> delivery.persistent() ? "PERSISTENT" : "NON_PERSISTENT";
      case "JMSPriority" -> delivery.priority();
      case "JMSMessageID" -> headers().fields().idHidden() ? null : delivery.messageId();
      case "JMSTimestamp" -> headers().fields().timestampHidden() ? 0L : delivery.timestamp();
      case "JMSCorrelationID" ->
          exact(message.correlationId(), headers().fields().correlationText());
      case "JMSType" -> exact(message.type(), headers().fields().type());
      case PropertyTable.DELIVERY_COUNT -> null;
      default -> headers().property(identifier);
    };
  }

  private static String exact(String column, String exact) {
    return exact == null ? column : exact;
  }

  private StoredHeaders headers() {
    StoredHeaders read = headers;
    if (read == null) {
      read = StoredHeaders.read(message.headers());
      headers = read;
    }
    return read;
  }
}
