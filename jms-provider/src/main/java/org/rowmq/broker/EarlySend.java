package org.rowmq.broker;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.rowmq.broker.Router.Routed;
import org.rowmq.store.Append;
import org.rowmq.store.CommitListener;
import org.rowmq.store.Envelope;
import org.rowmq.store.OutcomeUnknownException;
import org.rowmq.store.StoreException;
import org.rowmq.store.StoredMessage;

/**
 * A message on its way to the table, sent alone and in no transaction. A consumer that waits, or
 * the next that comes, gets its copy while that waits to be written; a copy that is acknowledged
 * before writing has begun is not written at all (decision 062). The sender is told when each copy
 * is stored or has been acknowledged.
 */
final class EarlySend implements CommitListener {
  /** More copies than this are stored first: taking them out one by one would take too long. */
  private static final int MOST_COPIES = 64;

  private final Broker broker;
  private final Routed routed;

  /** Of the copies that a consumer may get before they are stored. */
  private List<Delivery> early = List.of();

  EarlySend(Broker broker, Routed routed) {
    this.broker = broker;
    this.routed = routed;
  }

  /**
   * Whether copies may be delivered before they are stored.
   *
   * @param exclusive whether the node is alone on its store, so that no other can get them first
   */
  static boolean isPossible(Routed routed, boolean exclusive) {
    return routed.unit().topicVersions().isEmpty() && mayBeEarly(routed, exclusive);
  }

  /**
   * Whether all copies of a message to a topic would be taken before they are stored, by consumers
   * as quick as that, if only its subscriptions were known: then it is worth asking for these
   * first. What is never written asks nobody whether another node has added one.
   */
  static boolean isWorthAsking(Broker broker, Routed routed) {
    List<Append> appends = routed.unit().appends();
    return !routed.unit().topicVersions().isEmpty()
        && mayBeEarly(routed, false)
        && appends.stream().allMatch(append -> wouldBeTaken(broker, append, appends.size()));
  }

  private static boolean wouldBeTaken(Broker broker, Append append, int copies) {
    Dispatcher dispatcher = broker.existingDispatcher(append.mailboxId());
    return dispatcher != null
        && dispatcher.pace().patience(copies) > 0
        && dispatcher
            .early()
            .wouldOffer(new StoredMessage(0, append.mailboxId(), append.envelope(), 0, 0));
  }

  private static boolean mayBeEarly(Routed routed, boolean exclusive) {
    List<Append> appends = routed.unit().appends();
    if (appends.isEmpty() || appends.size() > MOST_COPIES || !routed.inMemory().isEmpty()) {
      return false;
    }
    Envelope envelope = appends.get(0).envelope();
    return envelope.deliverAt() == 0
        && envelope.expiresAt() == 0
        && (exclusive || appends.stream().allMatch(Append::acquired));
  }

  /** Whether a consumer may have got a copy before it was written. */
  boolean wasEarly() {
    return !early.isEmpty();
  }

  /** Whether no consumer of this node can have got this copy. */
  boolean isNobodys(StoredMessage row) {
    return earlyOf(row) == null;
  }

  @Override
  public long queued(List<StoredMessage> rows) {
    List<Delivery> offered = new ArrayList<>(rows.size());
    long patience = Long.MAX_VALUE;
    for (StoredMessage row : rows) {
      Dispatcher dispatcher = broker.existingDispatcher(row.mailboxId());
      Delivery delivery =
          dispatcher == null
              ? null
              : dispatcher.early().offer(row, new Handover(dispatcher, routed.unit().lane()));
      if (delivery == null) {
        // it has to be written for this one alone
        patience = 0;
      } else {
        offered.add(delivery);
        patience = Math.min(patience, dispatcher.pace().patience(rows.size()));
      }
    }
    early = offered;
    return offered.isEmpty() ? STAYS : patience;
  }

  @Override
  public void accepted(StoredMessage row) {
    ended(earlyOf(row));
  }

  @Override
  public void durable(List<StoredMessage> rows) {
    broker.passed(routed);
    for (StoredMessage row : rows) {
      Delivery delivery = earlyOf(row);
      if (delivery == null) {
        broker.arrived(row, routed.unit().appends().get(0).acquired(), Set.of());
      } else {
        ended(delivery);
      }
    }
  }

  private Delivery earlyOf(StoredMessage row) {
    for (Delivery delivery : early) {
      if (delivery.id() == row.id()) {
        return delivery;
      }
    }
    return null;
  }

  /** It has its row, or will never need one. */
  private void ended(Delivery delivery) {
    broker.counted(delivery.mailboxId(), 1);
    delivery.handover().end(delivery, Handover.State.STORED);
  }

  /** It was not written, or nobody knows; returns what its sender is to be told. */
  StoreException failed(StoreException e) {
    if (early.isEmpty()) {
      return e;
    }
    boolean unknown = e instanceof OutcomeUnknownException;
    for (Delivery delivery : early) {
      Handover handover = delivery.handover();
      if (handover.state() == Handover.State.WAITING) {
        handover.end(delivery, unknown ? Handover.State.DOUBTFUL : Handover.State.NEVER);
      }
    }
    return unknown
        ? e
        : new OutcomeUnknownException(
            "The message could not be stored, but a consumer had got it already, once and for all: "
                + e.getMessage(),
            e);
  }
}
