package org.rowmq.management;

import java.util.Map;

/**
 * A text message to be sent by hand.
 *
 * @param text the body, may be empty
 * @param correlationId JMSCorrelationID or null
 * @param type JMSType or null
 * @param priority 0 to 9
 * @param persistent JMSDeliveryMode
 * @param timeToLiveMillis 0 for ever
 * @param delayMillis delivery delay, 0 for none
 * @param properties of Boolean, Byte, Short, Integer, Long, Float, Double or String
 */
public record NewTextMessage(
    String text,
    String correlationId,
    String type,
    int priority,
    boolean persistent,
    long timeToLiveMillis,
    long delayMillis,
    Map<String, Object> properties) {
  public NewTextMessage {
    properties = Map.copyOf(properties);
  }
}
