package org.rowmq.management;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * A message to be sent by hand.
 *
 * @param body {@code String} for a TextMessage, {@code Map<String, Object>} for a MapMessage,
 *     {@code byte[]} for a BytesMessage, null for a message without a body
 * @param correlationId JMSCorrelationID or null
 * @param type JMSType or null
 * @param replyTo JMSReplyTo as {@code queue://name} or {@code topic://name}, or null
 * @param priority 0 to 9
 * @param persistent JMSDeliveryMode
 * @param timeToLiveMillis 0 for ever
 * @param delayMillis delivery delay, 0 for none
 * @param properties of Boolean, Byte, Short, Integer, Long, Float, Double or String
 * @param count how many of it to send, 1 to 1,000
 */
public record NewMessage(
    Object body,
    String correlationId,
    String type,
    String replyTo,
    int priority,
    boolean persistent,
    long timeToLiveMillis,
    long delayMillis,
    Map<String, Object> properties,
    int count) {

  public NewMessage {
    Objects.requireNonNull(properties, "properties");
    properties = Collections.unmodifiableMap(new LinkedHashMap<>(properties));
  }

  /** A persistent text message of normal priority. */
  public static NewMessage text(String text) {
    return new NewMessage(text, null, null, null, 4, true, 0, 0, Map.of(), 1);
  }
}
