package org.rowmq.store;

/**
 * One message row, as read or as just written.
 *
 * @param id the row's id: time-ordered, given when the unit is written, so that it gives the order
 *     within a mailbox and priority
 * @param mailboxId the queue or subscription it belongs to
 * @param envelope the message
 * @param deliveryCount how often it was delivered before, 0 for a message never delivered
 * @param failureCount how many of those deliveries failed
 */
public record StoredMessage(
    long id, long mailboxId, Envelope envelope, int deliveryCount, int failureCount) {}
