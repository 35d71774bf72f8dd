package org.rowmq.broker;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.rowmq.store.MessageState;

/**
 * Messages of one mailbox that management has taken out of delivery for the moment.
 *
 * @param ready those that could be delivered now
 * @param idle scheduled and dead ones
 * @param states in which these are, by id
 */
record Reserved(List<Delivery> ready, List<Delivery> idle, Map<Long, MessageState> states) {

  /** Available for one that could be delivered now, whoever holds its row. */
  MessageState stateOf(Delivery delivery) {
    return states.getOrDefault(delivery.id(), MessageState.AVAILABLE);
  }

  List<Delivery> all() {
    List<Delivery> all = new ArrayList<>(ready);
    all.addAll(idle);
    return all;
  }
}
