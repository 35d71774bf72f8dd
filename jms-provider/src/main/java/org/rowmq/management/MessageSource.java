package org.rowmq.management;

/**
 * Where messages are kept: a queue, or a subscription of a topic.
 *
 * @param queue name of the queue, or null
 * @param subscriptionId number of the subscription where {@code queue} is null
 */
public record MessageSource(String queue, long subscriptionId) {

  /** A queue by its name. */
  public static MessageSource queue(String name) {
    return new MessageSource(name, 0);
  }

  /** A subscription by its number, see {@link SubscriptionView#id()}. */
  public static MessageSource subscription(long id) {
    return new MessageSource(null, id);
  }
}
