package org.rowmq.management;

import java.util.List;

/**
 * A message in a list: no body, and of its properties only those that were asked for.
 *
 * @param id number of its row, as text (it does not fit a JavaScript number)
 * @param messageId JMSMessageID
 * @param type JMSType or null
 * @param bodyType TEXT, BYTES, MAP, STREAM, OBJECT or MESSAGE
 * @param state AVAILABLE, SCHEDULED, ACQUIRED, PREPARED, CONSUMED or DEAD
 * @param sentAt milliseconds since 1970, 0 when not recorded
 * @param expiresAt milliseconds since 1970, 0 for never
 * @param size bytes of headers, properties and body
 * @param properties those of the names asked for, in that order, that it has; as in {@link
 *     MessageDetail}
 */
public record MessageView(
    String id,
    String messageId,
    String correlationId,
    String type,
    String bodyType,
    String state,
    int priority,
    boolean persistent,
    int deliveryCount,
    long sentAt,
    long deliverAt,
    long expiresAt,
    long size,
    List<MessageDetail.PropertyView> properties) {

  public MessageView {
    properties = List.copyOf(properties);
  }

  /** Where it stands in the order of delivery, as text for {@link MessageManagement#neighbour}. */
  public String place() {
    return priority + "-" + id;
  }
}
