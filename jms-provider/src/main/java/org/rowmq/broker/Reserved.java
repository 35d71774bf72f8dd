package org.rowmq.broker;

import java.util.ArrayList;
import java.util.List;

/**
 * Messages of one mailbox that management has taken out of delivery for the moment.
 *
 * @param ready those that could be delivered now
 * @param idle scheduled and dead ones
 */
record Reserved(List<Delivery> ready, List<Delivery> idle) {

  List<Delivery> all() {
    List<Delivery> all = new ArrayList<>(ready);
    all.addAll(idle);
    return all;
  }
}
