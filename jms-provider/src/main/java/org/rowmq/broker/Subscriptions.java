package org.rowmq.broker;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.rowmq.broker.BrokerException.Reason;
import org.rowmq.store.AdministrationStore.AuditRow;
import org.rowmq.store.AlreadyExistsException;
import org.rowmq.store.CatalogStore;
import org.rowmq.store.CatalogStore.DestinationRow;
import org.rowmq.store.CatalogStore.SubscriptionRow;

/**
 * Who may consume from which subscription (specification 8.3): the four kinds, their names, and
 * what must not be open twice. Thread-safe; one lock, because opening and closing are rare and must
 * not cross.
 */
public final class Subscriptions {
  private final Broker broker;
  private final Catalog catalog;
  private final CatalogStore store;
  private final Map<Long, Use> uses = new HashMap<>();

  /**
   * Connections consuming from one subscription on this node, with the number of their consumers.
   */
  private static final class Use {
    private final Map<Long, Integer> consumersByConnection = new HashMap<>();
  }

  /**
   * A subscription as a session asks for it.
   *
   * @param clientId null where the connection has none
   * @param name null for an unshared non-durable one
   * @param selector null for none
   */
  public record Request(
      DestinationRow topic,
      String clientId,
      String name,
      boolean durable,
      boolean shared,
      boolean noLocal,
      String selector,
      long connectionId) {

    private boolean describes(SubscriptionRow row) {
      return row.topicId() == topic.id()
          && row.noLocal() == noLocal
          && Objects.equals(row.selector(), selector);
    }

    private String label() {
      return (durable ? "durable subscription " : "subscription ")
          + name
          + (clientId == null ? "" : " of client " + clientId);
    }
  }

  /** An open subscription; closing it once gives it up for this connection. */
  public record Opened(SubscriptionRow row, Mailbox mailbox) {}

  Subscriptions(Broker broker, Catalog catalog, CatalogStore store) {
    this.broker = broker;
    this.catalog = catalog;
    this.store = store;
  }

  /**
   * Finds or makes the subscription asked for.
   *
   * @throws BrokerException when it is in use, or exists with other characteristics
   */
  public synchronized Opened open(Request request) {
    SubscriptionRow row;
    if (request.name() == null) {
      row = create(request);
    } else {
      Optional<SubscriptionRow> existing =
          store.findSubscription(request.clientId(), request.name(), request.durable());
      row = existing.isPresent() ? reuse(request, existing.get()) : createNamed(request);
    }
    if (request.durable()) {
      take(row, request);
    }
    uses.computeIfAbsent(row.id(), id -> new Use())
        .consumersByConnection
        .merge(request.connectionId(), 1, Integer::sum);
    return new Opened(row, new Mailbox(row.id(), request.topic(), row.durable()));
  }

  private void take(SubscriptionRow row, Request request) {
    if (!request.shared()) {
      if (!store.acquireSubscription(row.id())) {
        throw inUse(request);
      }
    } else if (!uses.containsKey(row.id())) {
      store.joinSubscription(row.id());
    }
  }

  private SubscriptionRow createNamed(Request request) {
    try {
      return create(request);
    } catch (AlreadyExistsException e) {
      // another node was faster
      return reuse(
          request,
          store
              .findSubscription(request.clientId(), request.name(), request.durable())
              .orElseThrow(() -> e));
    }
  }

  private SubscriptionRow reuse(Request request, SubscriptionRow row) {
    if (row.shared() != request.shared()) {
      throw new BrokerException(
          Reason.MISMATCH,
          request.label()
              + " exists as "
              + (row.shared() ? "a shared" : "an unshared")
              + " one; use another name or unsubscribe it first");
    }
    boolean active = uses.containsKey(row.id());
    if (active && !request.shared()) {
      throw inUse(request);
    }
    if (request.describes(row)) {
      return row;
    }
    if (active || broker.dispatcherHasUnsettled(row.id())) {
      throw new BrokerException(
          Reason.MISMATCH,
          request.label()
              + " is in use with another topic or selector; close its consumers before changing it");
    }
    if (!row.shared() && !store.acquireSubscription(row.id())) {
      throw inUse(request);
    }
    delete(row);
    return create(request);
  }

  private static BrokerException inUse(Request request) {
    return new BrokerException(
        Reason.IN_USE, request.label() + " already has an active consumer; close that one first");
  }

  private SubscriptionRow create(Request request, AuditRow... audit) {
    SubscriptionRow row =
        store.createSubscription(
            request.topic().id(),
            request.clientId(),
            request.name(),
            request.durable(),
            request.shared(),
            request.noLocal(),
            request.selector(),
            request.durable() ? 0 : broker.store().info().incarnation(),
            audit);
    catalog.routesChanged(row.topicId());
    return row;
  }

  /** A consumer of the subscription is closed; the last one ends a non-durable subscription. */
  public synchronized void close(Opened opened, long connectionId) {
    SubscriptionRow row = opened.row();
    Use use = uses.get(row.id());
    if (use == null) {
      return;
    }
    use.consumersByConnection.computeIfPresent(
        connectionId, (id, consumers) -> consumers == 1 ? null : consumers - 1);
    if (!use.consumersByConnection.isEmpty()) {
      return;
    }
    uses.remove(row.id());
    broker
        .endings()
        .end("The use of a subscription of " + opened.mailbox().originName(), () -> endUse(row));
  }

  /** Unless somebody uses it again. */
  private synchronized void endUse(SubscriptionRow row) {
    if (uses.containsKey(row.id())) {
      return;
    }
    if (!row.durable()) {
      delete(row);
    } else {
      store.leaveSubscription(row.id());
    }
  }

  /**
   * Ends a durable subscription (specification 8.3.5).
   *
   * @throws BrokerException when there is none, it has consumers, or messages of it are unsettled
   */
  public synchronized void unsubscribe(String clientId, String name) {
    SubscriptionRow row =
        store
            .findSubscription(clientId, name, true)
            .orElseThrow(
                () ->
                    new BrokerException(
                        Reason.NOT_FOUND,
                        "There is no durable subscription "
                            + name
                            + (clientId == null ? "" : " of client " + clientId)));
    if (uses.containsKey(row.id()) || (!row.shared() && !store.acquireSubscription(row.id()))) {
      throw new BrokerException(
          Reason.IN_USE,
          "Durable subscription " + name + " has an active consumer; close it first");
    }
    if (broker.dispatcherHasUnsettled(row.id())) {
      throw new BrokerException(
          Reason.IN_USE,
          "Durable subscription "
              + name
              + " has messages that are not yet acknowledged; finish them first");
    }
    delete(row);
  }

  /**
   * Makes a durable subscription before anybody uses it, in one transaction with its audit entry.
   *
   * @throws AlreadyExistsException when there is one of this client id and name
   */
  public synchronized SubscriptionRow createDurable(Request request, AuditRow audit) {
    return create(request, audit);
  }

  /**
   * Ends a subscription that nobody uses, whatever its kind, in one transaction with its audit
   * entry; false when it is gone already.
   *
   * @throws BrokerException when it has consumers, or messages of it are unsettled
   */
  public synchronized boolean end(SubscriptionRow row, AuditRow audit) {
    takeUnused(row);
    return gone(row, () -> store.deleteSubscription(row.id(), audit));
  }

  /**
   * Ends a durable subscription that nobody uses and makes it anew, without its messages, with
   * another selector, all in one transaction with its audit entry; empty when it is gone already.
   *
   * @throws BrokerException when it has consumers, or messages of it are unsettled
   */
  public synchronized Optional<SubscriptionRow> renew(
      SubscriptionRow row, String selector, AuditRow audit) {
    takeUnused(row);
    return gone(row, () -> store.renewSubscription(row.id(), selector, audit));
  }

  private void takeUnused(SubscriptionRow row) {
    boolean active = uses.containsKey(row.id()) || broker.consumers(row.id()) > 0;
    if (active || (!row.shared() && row.durable() && !store.acquireSubscription(row.id()))) {
      throw new BrokerException(
          Reason.IN_USE, "Subscription " + row.name() + " has an active consumer; close it first");
    }
    if (broker.dispatcherHasUnsettled(row.id())) {
      throw new BrokerException(
          Reason.IN_USE,
          "Subscription "
              + row.name()
              + " has messages that are not yet acknowledged; finish them first");
    }
  }

  private void delete(SubscriptionRow row) {
    gone(row, () -> store.deleteSubscription(row.id()));
  }

  private <T> T gone(SubscriptionRow row, Supplier<T> deletion) {
    broker.forgetMailbox(row.id());
    T result = deletion.get();
    broker.uncount(row.id());
    catalog.routesChanged(row.topicId());
    return result;
  }

  /** All subscriptions of a topic. */
  public List<SubscriptionRow> of(long topicId) {
    return store.subscriptions().stream().filter(row -> row.topicId() == topicId).toList();
  }

  /** The topic of a subscription; empty when there is no such subscription. */
  Optional<Long> topicOf(long subscriptionId) {
    return store.subscriptions().stream()
        .filter(row -> row.id() == subscriptionId)
        .map(SubscriptionRow::topicId)
        .findFirst();
  }

  /** Whether a connection of this node consumes from the subscription, for {@code noLocal}. */
  synchronized boolean isHeldBy(long subscriptionId, long connectionId) {
    Use use = uses.get(subscriptionId);
    return use != null && use.consumersByConnection.containsKey(connectionId);
  }

  /** Subscriptions with consumers on this node. */
  synchronized Set<Long> active() {
    return new HashSet<>(uses.keySet());
  }
}
