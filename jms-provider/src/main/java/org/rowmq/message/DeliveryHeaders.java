package org.rowmq.message;

/**
 * Header fields that are columns of the stored row. Immutable.
 *
 * @param messageId JMSMessageID, beginning with {@code ID:}, or null
 * @param timestamp JMSTimestamp, milliseconds since 1970
 * @param priority JMSPriority, 0 to 9
 * @param persistent whether JMSDeliveryMode is PERSISTENT
 * @param deliveryCount which delivery this is, from 1; 0 for a message that is not being delivered,
 *     as when browsing
 */
public record DeliveryHeaders(
    String messageId, long timestamp, int priority, boolean persistent, int deliveryCount) {}
