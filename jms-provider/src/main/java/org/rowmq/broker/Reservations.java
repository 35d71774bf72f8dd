package org.rowmq.broker;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.rowmq.store.MessageState;
import org.rowmq.store.MessageStore;
import org.rowmq.store.MessageStore.BrowsedMessage;
import org.rowmq.store.OutcomeUnknownException;
import org.rowmq.store.StoreException;
import org.rowmq.store.StoredMessage;

/**
 * Takes single messages of one mailbox out of delivery, for management: nobody is given them until
 * they are settled or given back. Rows of other nodes, and those with consumers, are left out.
 */
final class Reservations {
  private final Dispatcher dispatcher;
  private final MessageStore store;
  private final boolean exclusive;
  private final Object lock;
  private final Holdings holdings;
  private final Readers readers;

  /**
   * The reservations of one mailbox.
   *
   * @param lock the dispatcher's, which guards {@code holdings} and {@code readers}
   */
  Reservations(
      Dispatcher dispatcher, Broker broker, Object lock, Holdings holdings, Readers readers) {
    this.dispatcher = dispatcher;
    this.store = broker.store().messages();
    this.exclusive = broker.store().info().exclusive();
    this.lock = lock;
    this.holdings = holdings;
    this.readers = readers;
  }

  Reserved reserve(Collection<BrowsedMessage> wanted) {
    List<Delivery> claimed = new ArrayList<>();
    List<Delivery> unclaimed = new ArrayList<>();
    Map<Long, MessageState> states = new HashMap<>();
    List<Long> toClaim = new ArrayList<>();
    synchronized (lock) {
      for (BrowsedMessage each : wanted) {
        Delivery buffered = readers.takeBuffered(each.message());
        if (buffered != null) {
          claimed.add(buffered);
        } else if (holdings.has(each.message().id()) || !idle(each.state())) {
          continue; // a consumer has it, or another node, or a prepared transaction
        } else if (!exclusive && each.state() == MessageState.AVAILABLE) {
          toClaim.add(each.message().id());
        } else {
          unclaimed.add(hold(each.message()));
          states.put(each.message().id(), each.state());
        }
      }
    }
    if (!toClaim.isEmpty()) {
      List<StoredMessage> rows;
      try {
        rows = store.claim(dispatcher.mailboxId(), toClaim);
      } catch (StoreException e) {
        if (e instanceof OutcomeUnknownException unknown) {
          dispatcher.claimInDoubt(unknown.rows());
        }
        dispatcher.unreserve(new Reserved(claimed, unclaimed, states));
        throw e;
      }
      synchronized (lock) {
        rows.forEach(row -> claimed.add(hold(row)));
      }
    }
    return new Reserved(claimed, unclaimed, states);
  }

  private Delivery hold(StoredMessage row) {
    Delivery delivery = new Delivery(dispatcher, row, false);
    holdings.hold(delivery);
    return delivery;
  }

  private static boolean idle(MessageState state) {
    return switch (state) {
      case AVAILABLE, SCHEDULED, DEAD -> true;
      case ACQUIRED, PREPARED, CONSUMED -> false;
    };
  }
}
