package org.rowmq.broker;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.rowmq.store.MessageState;

/**
 * Messages of one mailbox that management has taken out of delivery for the moment.
 *
 * @param claimed those that were in buffers, or have been claimed: nobody else can have ended them
 * @param unclaimed rows that stand in the table as when they were read, or have changed since:
 *     scheduled and dead ones, and of an embedded database, where nothing is claimed, also
 *     available ones
 * @param states in which these were read, by id
 */
record Reserved(List<Delivery> claimed, List<Delivery> unclaimed, Map<Long, MessageState> states) {

  /** Available for one that could be delivered now, whoever holds its row. */
  MessageState stateOf(Delivery delivery) {
    return states.getOrDefault(delivery.id(), MessageState.AVAILABLE);
  }

  List<Delivery> all() {
    List<Delivery> all = new ArrayList<>(claimed);
    all.addAll(unclaimed);
    return all;
  }
}
