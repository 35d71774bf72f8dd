package org.rowmq.management;

/**
 * Something that somebody should look at.
 *
 * @param what why
 * @param type {@code queue}, {@code topic}, {@code dead-letters} or {@code transactions}
 * @param name of the destination; of the origin for dead letters; of the node whose database is
 *     slow; null for transactions
 * @param detail what tells it from others there: the subscription's name; the class of the
 *     exception, or else the reason, for which messages were given up; how many messages a queue
 *     that is full may have; by how many one without a consumer has grown; null where there is
 *     nothing to tell
 * @param messages how many messages it is about
 * @param since since when, milliseconds since 1970, 0 when not known
 */
public record AttentionView(
    Reason what, String type, String name, String detail, long messages, long since) {

  /** Why something needs attention, the most pressing first. */
  public enum Reason {
    /** A prepared transaction waits for its transaction manager for over five minutes. */
    PREPARED_LONG,
    /** Half of what a node writes takes longer than half a second. */
    STORE_SLOW,
    /** A queue has as many messages as it may have, and takes no more from senders. */
    QUEUE_FULL,
    /** Messages were given up within the last hour. */
    NEW_DEAD_LETTERS,
    /** Messages wait, nobody consumes them, and in the last five minutes they have become more. */
    NO_CONSUMER_AND_GROWING,
    /** Messages wait and nobody consumes them. */
    NO_CONSUMER,
    /** A durable subscription has messages and nobody consumes them. */
    SUBSCRIPTION_WITHOUT_CONSUMER,
    /** The oldest message waits for over ten minutes although there are consumers. */
    OLD_MESSAGES,
    /** Delivery is paused. */
    DELIVERY_PAUSED,
    /** Sending is paused. */
    SENDING_PAUSED
  }
}
