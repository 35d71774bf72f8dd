package org.rowmq.management.service;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.rowmq.broker.Broker;
import org.rowmq.broker.Connections.Connection;
import org.rowmq.broker.Connections.Session;
import org.rowmq.broker.ConsumerState;
import org.rowmq.management.Caller;
import org.rowmq.management.ClientManagement;
import org.rowmq.management.ConnectionView;
import org.rowmq.management.ConsumerView;
import org.rowmq.management.ConsumerView.Held;
import org.rowmq.management.EndpointView;
import org.rowmq.management.JobView;
import org.rowmq.management.ManagementException;
import org.rowmq.management.ManagementException.Kind;
import org.rowmq.management.NodeGauge;
import org.rowmq.management.ProducerView;
import org.rowmq.management.Role;
import org.rowmq.management.SessionView;
import org.rowmq.management.SlowCallView;
import org.rowmq.management.WarningView;
import org.rowmq.management.service.Guard.Command;
import org.rowmq.store.CatalogStore.DestinationRow;
import org.rowmq.store.CatalogStore.SubscriptionRow;

/** Consumers and connections: this node's as they are, others' as they said. Thread-safe. */
final class ClientDesk implements ClientManagement {
  private static final Comparator<ConsumerView> LONGEST_HELD =
      Comparator.comparingLong(
              (ConsumerView view) ->
                  view.messages().isEmpty() ? Long.MAX_VALUE : view.messages().get(0).since())
          .thenComparing(ConsumerView::destination)
          .thenComparing(ConsumerView::since);
  private static final Comparator<ProducerView> LATEST =
      Comparator.comparingLong(ProducerView::lastAt)
          .reversed()
          .thenComparing(ProducerView::destination);

  private final Broker broker;
  private final Guard guard;
  private final String version;
  private final Vitals vitals;
  private final Teller teller;

  ClientDesk(Broker broker, Guard guard, String version) {
    this.broker = broker;
    this.guard = guard;
    this.version = version;
    this.vitals = new Vitals(broker);
    this.teller = new Teller(broker);
  }

  private String self() {
    return broker.store().info().nodeName();
  }

  /** What this node tells others. */
  String snapshot(List<EndpointView> beans, List<JobView> jobs, List<WarningView> warnings) {
    return new NodeSnapshot(
            version,
            vitals.read(),
            ownConsumers().stream().sorted(LONGEST_HELD).toList(),
            ownConnections(),
            ownSessions(),
            ownProducers(),
            beans,
            jobs,
            teller.shares(),
            teller.waits(),
            teller.deaths(),
            teller.calls(),
            warnings,
            slowCalls())
        .text();
  }

  /** The calls of this node to the database that took long, the newest first. */
  List<SlowCallView> slowCalls() {
    return broker.store().slowCalls().stream()
        .map(
            call ->
                new SlowCallView(
                    call.at(),
                    call.what(),
                    call.millis(),
                    call.rows(),
                    call.bytes(),
                    call.failed()))
        .toList();
  }

  /** How this node is. */
  List<NodeGauge> gauges() {
    return vitals.read();
  }

  @Override
  public List<ConsumerView> consumers(Caller caller) {
    return Guard.translating(
        () -> {
          List<ConsumerView> all = new ArrayList<>(ownConsumers());
          NodeSnapshot.ofOthers(broker).forEach(other -> all.addAll(other.consumers()));
          all.sort(LONGEST_HELD);
          return all;
        });
  }

  private List<ConsumerView> ownConsumers() {
    Map<Long, DestinationRow> destinations = new HashMap<>();
    broker.destinations().forEach(row -> destinations.put(row.id(), row));
    List<ConsumerState> states = broker.consumerStates();
    boolean queuesOnly =
        states.stream().allMatch(state -> destinations.containsKey(state.mailboxId()));
    Map<Long, SubscriptionRow> subscriptions = new HashMap<>();
    if (!queuesOnly) {
      broker.store().catalog().subscriptions().forEach(row -> subscriptions.put(row.id(), row));
    }
    List<ConsumerView> views = new ArrayList<>(states.size());
    for (ConsumerState state : states) {
      SubscriptionRow subscription = subscriptions.get(state.mailboxId());
      DestinationRow destination =
          destinations.get(subscription == null ? state.mailboxId() : subscription.topicId());
      if (destination != null) { // else it has just been deleted
        views.add(view(state, destination, subscription));
      }
    }
    return views;
  }

  private ConsumerView view(
      ConsumerState state, DestinationRow destination, SubscriptionRow subscription) {
    return new ConsumerView(
        self(),
        state.client().kind().name(),
        state.client().name(),
        state.client().user(),
        state.client().connection(),
        state.client().session(),
        destination.kind().scheme(),
        destination.name(),
        subscription == null ? null : subscription.name(),
        subscription == null ? state.selector() : subscription.selector(),
        state.openedAt(),
        state.open(),
        state.lastAt(),
        state.lastMessage() == 0 ? null : broker.messageId(state.lastMessage()),
        state.readAhead(),
        state.held(),
        state.oldest().stream()
            .map(
                held ->
                    new Held(
                        Long.toString(held.id()), broker.messageId(held.messageId()), held.since()))
            .toList());
  }

  @Override
  public List<ConnectionView> connections(Caller caller) {
    return Guard.translating(
        () -> {
          List<ConnectionView> all = new ArrayList<>(ownConnections());
          NodeSnapshot.ofOthers(broker).forEach(other -> all.addAll(other.connections()));
          return all;
        });
  }

  private List<ConnectionView> ownConnections() {
    Map<Long, Integer> consumers = new HashMap<>();
    for (ConsumerState state : broker.consumerStates()) {
      if (state.open()) {
        consumers.merge(state.client().connection(), 1, Integer::sum);
      }
    }
    return broker.connections().all().stream()
        .map(
            each ->
                new ConnectionView(
                    self(),
                    true,
                    each.id(),
                    each.clientId(),
                    each.user(),
                    each.openedAt(),
                    each.isStarted(),
                    each.sessions().size(),
                    consumers.getOrDefault(each.id(), 0)))
        .sorted(Comparator.comparingLong(ConnectionView::id))
        .toList();
  }

  @Override
  public List<SessionView> sessions(Caller caller) {
    return Guard.translating(
        () -> {
          List<SessionView> all = new ArrayList<>(ownSessions());
          NodeSnapshot.ofOthers(broker).forEach(other -> all.addAll(other.sessions()));
          return all;
        });
  }

  private List<SessionView> ownSessions() {
    Map<Long, List<ConsumerState>> consumers =
        broker.consumerStates().stream()
            .collect(Collectors.groupingBy(state -> state.client().session()));
    List<SessionView> views = new ArrayList<>();
    for (Connection connection : broker.connections().all()) {
      for (Session session : connection.sessions()) {
        views.add(view(connection, session, consumers.getOrDefault(session.id(), List.of())));
      }
    }
    views.sort(Comparator.comparingLong(SessionView::id));
    return views;
  }

  private SessionView view(Connection connection, Session session, List<ConsumerState> consumers) {
    return new SessionView(
        self(),
        session.id(),
        connection.id(),
        connection.clientId(),
        session.mode(),
        session.openedAt(),
        session.sent(),
        session.received(),
        session.lastSentAt(),
        session.lastReceivedAt(),
        (int) consumers.stream().filter(ConsumerState::open).count(),
        consumers.stream().mapToInt(ConsumerState::held).sum());
  }

  @Override
  public List<ProducerView> producers(Caller caller) {
    return Guard.translating(
        () -> {
          List<ProducerView> all = new ArrayList<>(ownProducers());
          NodeSnapshot.ofOthers(broker).forEach(other -> all.addAll(other.producers()));
          all.sort(LATEST);
          return all;
        });
  }

  private List<ProducerView> ownProducers() {
    return broker.connections().producers().stream()
        .map(
            each ->
                new ProducerView(
                    self(),
                    each.connection(),
                    each.session(),
                    each.clientId(),
                    each.user(),
                    each.destination().kind().scheme(),
                    each.destination().name(),
                    each.sessions(),
                    each.since(),
                    each.sent(),
                    each.lastAt()))
        .sorted(LATEST)
        .toList();
  }

  @Override
  public void close(Caller caller, long connection) {
    guard.run(
        new Command(caller, Role.OPERATOR, "close", "connection", self() + "/" + connection),
        () -> {
          Connection found =
              broker.connections().all().stream()
                  .filter(each -> each.id() == connection)
                  .findFirst()
                  .orElseThrow(
                      () ->
                          new ManagementException(
                              Kind.NOT_FOUND,
                              "There is no connection " + connection + " on this node."));
          broker.workers().execute(found::closeByManagement);
          return true;
        },
        closed -> 0);
  }
}
