package org.rowmq.broker;

import org.rowmq.DestinationKind;
import org.rowmq.store.CatalogStore.DestinationRow;

/**
 * A queue, or one subscription of a topic: what messages are delivered from.
 *
 * @param id id of the queue or of the subscription
 * @param destination the queue, or the subscription's topic
 * @param lasting whether it stays when its consumers are gone; false for non-durable subscriptions
 *     and temporary destinations
 */
public record Mailbox(long id, DestinationRow destination, boolean lasting) {
  /** The mailbox of a queue. */
  public static Mailbox of(DestinationRow queue) {
    if (queue.kind() != DestinationKind.QUEUE) {
      throw new IllegalArgumentException(queue.name() + " is not a queue");
    }
    return new Mailbox(queue.id(), queue, !queue.temporary());
  }

  /** For people and dead letters. */
  public String originName() {
    return destination.kind().scheme() + "://" + destination.name();
  }
}
