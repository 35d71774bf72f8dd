package org.rowmq.store;

/**
 * A message to be added to one mailbox. Appends of one unit that share the same {@link Envelope}
 * instance keep its body once.
 *
 * @param mailboxId the queue or subscription
 * @param envelope the message
 * @param acquired insert the row already owned by this node (a local consumer waits for it);
 *     ignored by a store whose node is its only owner, where ownership is kept in memory
 */
public record Append(long mailboxId, Envelope envelope, boolean acquired) {}
