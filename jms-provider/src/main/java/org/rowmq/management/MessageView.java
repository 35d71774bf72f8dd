package org.rowmq.management;

/**
 * A message in a list: no body, no property values.
 *
 * @param id number of its row, as text (it does not fit a JavaScript number)
 * @param messageId JMSMessageID
 * @param type JMSType or null
 * @param bodyType TEXT, BYTES, MAP, STREAM, OBJECT or MESSAGE
 * @param state AVAILABLE, SCHEDULED, ACQUIRED, PREPARED, CONSUMED or DEAD
 * @param sentAt milliseconds since 1970, 0 when not recorded
 * @param expiresAt milliseconds since 1970, 0 for never
 * @param size bytes of headers, properties and body
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
    long size) {

  /** Where it stands in the order of delivery, as text for {@link MessageManagement#neighbour}. */
  public String place() {
    return priority + "-" + id;
  }
}
