package org.rowmq.broker;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.rowmq.DestinationKind;
import org.rowmq.store.Append;
import org.rowmq.store.CatalogStore.DestinationRow;
import org.rowmq.store.CatalogStore.SubscriptionRow;
import org.rowmq.store.Envelope;
import org.rowmq.store.Settlement;
import org.rowmq.store.StoredMessage;
import org.rowmq.store.Unit;

/**
 * Decides who gets a message: the mailboxes it is added to, and for each whether it needs a row
 * there. Thread-safe.
 *
 * <p>A NON_PERSISTENT message needs none while a consumer of this node wants it and its reader has
 * room; it still waits for rows sent before it. All messages of one unit for one mailbox go the
 * same way, so that their order holds.
 */
final class Router {
  private final Broker broker;
  private final Catalog catalog;
  private final boolean exclusive;

  Router(Broker broker, Catalog catalog) {
    this.broker = broker;
    this.catalog = catalog;
    this.exclusive = broker.store().info().exclusive();
  }

  /**
   * Where the effects of some work go.
   *
   * @param inMemory messages to be delivered without a row once the unit is durable
   * @param topics topics whose subscriptions were used
   * @param sends what was sent, however many got it
   * @param began when the work was routed, {@link System#nanoTime}
   */
  record Routed(
      Unit unit,
      List<StoredMessage> inMemory,
      List<DestinationRow> topics,
      List<Delivery> consumed,
      List<Outgoing> sends,
      long began) {

    /** The same, when its topics are known to have the subscriptions that were used. */
    Routed withCheckedTopics() {
      return new Routed(unit.withCheckedTopics(), inMemory, topics, consumed, sends, began);
    }
  }

  Routed route(Work work) {
    List<Append> appends = new ArrayList<>(work.sends().size());
    List<StoredMessage> inMemory = new ArrayList<>(0);
    Map<Long, Long> versions = new HashMap<>();
    List<DestinationRow> topics = new ArrayList<>(0);
    Map<Long, Boolean> memoryByMailbox = new HashMap<>();
    for (Outgoing outgoing : work.sends()) {
      DestinationRow destination = outgoing.destination();
      if (destination.kind() == DestinationKind.QUEUE) {
        add(destination.id(), outgoing.envelope(), appends, inMemory, memoryByMailbox);
      } else {
        Catalog.Routes routes = catalog.routes(destination);
        if (versions.put(destination.id(), routes.version()) == null) {
          topics.add(destination);
        }
        StoredMessage sample = new StoredMessage(0, 0, outgoing.envelope(), 0, 0);
        for (Catalog.Route route : routes.routes()) {
          if (takes(route, outgoing, sample)) {
            add(route.subscription().id(), outgoing.envelope(), appends, inMemory, memoryByMailbox);
          }
        }
      }
    }
    int lane = laneOf(work);
    List<Settlement> settlements = new ArrayList<>(work.consumed().size());
    for (Delivery delivery : work.consumed()) {
      if (!delivery.inMemoryOnly()
          && delivery.stored() != Handover.State.NEVER
          && !delivery.dispatcher().isRemoved()) {
        settlements.add(delivery.accepted());
      }
    }
    Unit unit =
        new Unit(
            lane, appends, settlements, exclusive ? Map.of() : versions, List.of(), work.audits());
    return new Routed(
        unit,
        inMemory,
        topics,
        List.copyOf(work.consumed()),
        List.copyOf(work.sends()),
        System.nanoTime());
  }

  /**
   * An acknowledgement goes behind the message it is for, while that waits to be written. Whatever
   * else consumes such a message waits for it here.
   */
  private static int laneOf(Work work) {
    Delivery acknowledged = work.onlyAcknowledges();
    if (acknowledged != null && acknowledged.handover() != null) {
      return acknowledged.handover().lane();
    }
    for (Delivery delivery : work.consumed()) {
      if (delivery.handover() != null) {
        delivery.handover().await();
      }
    }
    return work.lane();
  }

  private boolean takes(Catalog.Route route, Outgoing outgoing, StoredMessage sample) {
    SubscriptionRow subscription = route.subscription();
    if (subscription.noLocal() && isLocal(subscription, outgoing.origin())) {
      return false;
    }
    return StoredMessages.matches(route.selector(), sample);
  }

  private boolean isLocal(SubscriptionRow subscription, Origin origin) {
    if (subscription.clientId() != null && subscription.clientId().equals(origin.clientId())) {
      return true;
    }
    return broker.subscriptions().isHeldBy(subscription.id(), origin.connectionId());
  }

  private void add(
      long mailboxId,
      Envelope envelope,
      List<Append> appends,
      List<StoredMessage> inMemory,
      Map<Long, Boolean> memoryByMailbox) {
    Dispatcher dispatcher = broker.existingDispatcher(mailboxId);
    StoredMessage message = new StoredMessage(0, mailboxId, envelope, 0, 0);
    boolean deliverable = dispatcher != null && envelope.deliverAt() == 0;
    if (envelope.persistent()) {
      boolean acquired = deliverable && !exclusive && dispatcher.wouldTake(message);
      appends.add(new Append(mailboxId, envelope, acquired));
    } else if (deliverable
        && memoryByMailbox.computeIfAbsent(
            mailboxId, id -> dispatcher.wouldKeepInMemory(message))) {
      inMemory.add(new StoredMessage(broker.store().nextId(), mailboxId, envelope, 0, 0));
    } else {
      appends.add(new Append(mailboxId, envelope, false));
    }
  }
}
