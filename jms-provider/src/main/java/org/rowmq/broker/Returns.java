package org.rowmq.broker;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.rowmq.store.Append;
import org.rowmq.store.CommitListener;
import org.rowmq.store.OutcomeUnknownException;
import org.rowmq.store.Settlement;
import org.rowmq.store.StoreException;
import org.rowmq.store.StoredMessage;
import org.rowmq.store.Unit;

/** Gives messages back to all nodes that nobody on this one wants any more. Thread-safe. */
final class Returns {
  private static final Logger LOG = System.getLogger(Returns.class.getName());

  /** Until what was only in memory is offered to consumers, or to the database, once more. */
  private static final Duration AGAIN = Duration.ofSeconds(1);

  private final Broker broker;

  Returns(Broker broker) {
    this.broker = broker;
  }

  /**
   * Messages nobody on this node wants: rows go back to all nodes, the others become rows.
   *
   * @param asRead rows that need not be written, and go back with the others
   */
  void all(Mailbox mailbox, List<Delivery> deliveries, List<Delivery> asRead) {
    List<Settlement> releases = new ArrayList<>();
    List<Delivery> spilled = new ArrayList<>();
    List<Append> spills = new ArrayList<>();
    for (Delivery delivery : deliveries) {
      if (!delivery.inMemoryOnly()) {
        releases.add(released(delivery.id(), delivery));
      } else if (mailbox.lasting()) {
        boolean seen = delivery.deliveryCount() > 0;
        if (seen) {
          delivery.dispatcher().spilling(delivery);
        }
        spilled.add(delivery);
        spills.add(new Append(mailbox.id(), delivery.envelope(), seen));
        broker.counted(mailbox.id(), -1);
      }
    }
    Dispatcher dispatcher = deliveries.get(0).dispatcher();
    List<Delivery> all = new ArrayList<>(deliveries);
    all.addAll(asRead);
    Unit unit = new Unit(Broker.MANAGEMENT_LANE, spills, releases, Map.of());
    if (unit.isEmpty()) {
      dispatcher.release(all);
      return;
    }
    CommitListener listener =
        rows -> {
          dispatcher.release(all);
          spilled(rows, spilled, spills);
        };
    broker
        .store()
        .messages()
        .submit(unit, listener)
        .whenComplete(
            (rows, thrown) -> {
              if (thrown != null) {
                spilled.forEach(dispatcher::spillEnded);
                dispatcher.notReturned(deliveries.stream().filter(Delivery::inMemoryOnly).toList());
                dispatcher.release(asRead);
                notReturned(mailbox, deliveries, spilled, Broker.storeFailure(thrown));
              }
            });
  }

  private void notReturned(
      Mailbox mailbox, List<Delivery> deliveries, List<Delivery> spilled, StoreException why) {
    LOG.log(
        Level.WARNING,
        "{0} messages of {1} could not be given back yet: {2}",
        deliveries.size(),
        mailbox.originName(),
        why.getMessage());
    List<Delivery> rowsLeft =
        deliveries.stream().filter(delivery -> !delivery.inMemoryOnly()).toList();
    if (!rowsLeft.isEmpty()) {
      broker.redelivery().giveBack(rowsLeft);
    }
    if (why instanceof OutcomeUnknownException) {
      // they are rows, or are lost, which is better than twice
      broker.lookAgainSoon();
    } else if (!spilled.isEmpty() && !broker.isClosed()) {
      broker.counted(mailbox.id(), spilled.size());
      broker.later(() -> spilled.get(0).dispatcher().putBack(spilled), AGAIN);
    }
  }

  static Settlement.Released released(long rowId, Delivery counted) {
    return new Settlement.Released(
        rowId, counted.mailboxId(), counted.deliveryCount(), counted.failureCount(), 0);
  }

  /**
   * Messages that had no row have one now. Those seen before get their counts, and then go on; a
   * consumer of this node that reads such a row before learns the counts from its dispatcher.
   */
  private void spilled(List<StoredMessage> rows, List<Delivery> deliveries, List<Append> appends) {
    for (int i = 0; i < rows.size(); i++) {
      if (appends.get(i).acquired()) {
        storeCounts(rows.get(i), deliveries.get(i));
      } else {
        broker.arrived(rows.get(i), false, Set.of());
      }
    }
  }

  private void storeCounts(StoredMessage row, Delivery counted) {
    broker.counted(row.mailboxId(), 1);
    broker
        .redelivery()
        .release(
            Broker.MANAGEMENT_LANE,
            released(row.id(), counted),
            () -> {
              counted.dispatcher().spillEnded(counted);
              broker.madeAvailable(row.mailboxId(), row.envelope().priority(), row.id());
            });
  }
}
