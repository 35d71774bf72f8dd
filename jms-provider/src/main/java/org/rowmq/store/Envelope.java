package org.rowmq.store;

import java.util.Objects;

/**
 * A message as it was sent: everything that is the same for each of its recipients. Immutable by
 * contract: the arrays are shared, never copied, and must not be changed.
 *
 * @param messageId the number behind JMSMessageID; the same in every row of a topic message
 * @param priority 0 to 9
 * @param persistent JMSDeliveryMode PERSISTENT
 * @param sentAt JMSTimestamp, milliseconds since 1970, the sender's clock; 0 when disabled
 * @param deliverAt not before this time, milliseconds since 1970, the database's clock; 0 for at
 *     once
 * @param expiresAt not after this time, milliseconds since 1970, the database's clock; 0 for never
 * @param correlationId JMSCorrelationID or null
 * @param type JMSType or null
 * @param bodyType code of the message type
 * @param headers encoded headers and properties; never null
 * @param body encoded body; null for none
 */
public record Envelope(
    long messageId,
    int priority,
    boolean persistent,
    long sentAt,
    long deliverAt,
    long expiresAt,
    String correlationId,
    String type,
    byte bodyType,
    byte[] headers,
    byte[] body) {

  private static final int ROW_OVERHEAD_BYTES = 160;

  public Envelope {
    Objects.requireNonNull(headers, "headers");
    if (priority < 0 || priority > 9) {
      throw new IllegalArgumentException("priority " + priority + " is not within 0 to 9");
    }
  }

  /** About how many bytes of memory or row this message takes. */
  public int size() {
    return ROW_OVERHEAD_BYTES + headers.length + (body == null ? 0 : body.length);
  }

  /** Whether the message may no longer be delivered at {@code now} (database clock). */
  public boolean expiredAt(long now) {
    return expiresAt != 0 && expiresAt <= now;
  }
}
