package org.rowmq.management.service;

import java.time.Clock;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.rowmq.DestinationKind;
import org.rowmq.broker.Broker;
import org.rowmq.management.DestinationView;
import org.rowmq.store.CatalogStore.DestinationRow;
import org.rowmq.store.CatalogStore.SubscriptionRow;

/** Finds destinations, and shows them from what is in memory. Thread-safe. */
final class Destinations {
  private static final Duration FRESH = Duration.ofSeconds(1);

  private final Broker broker;
  private final Cluster cluster;
  private final History history;
  private final Clock clock;

  private Map<Long, List<SubscriptionRow>> byTopic = Map.of();

  private long readAt = Long.MIN_VALUE / 2;

  Destinations(Broker broker, Cluster cluster, History history, Clock clock) {
    this.broker = broker;
    this.cluster = cluster;
    this.history = history;
    this.clock = clock;
  }

  DestinationRow find(DestinationKind kind, String name) {
    return Names.destination(broker, kind, name);
  }

  List<Long> mailboxes(DestinationRow row) {
    return mailboxes(row, subscriptions(row));
  }

  private List<SubscriptionRow> subscriptions(DestinationRow row) {
    return row.kind() == DestinationKind.QUEUE ? List.of() : broker.subscriptions(row.id());
  }

  private static List<Long> mailboxes(DestinationRow row, List<SubscriptionRow> subscriptions) {
    return row.kind() == DestinationKind.QUEUE
        ? List.of(row.id())
        : subscriptions.stream().map(SubscriptionRow::id).toList();
  }

  /** The mailboxes, and the topic itself, under which some things are counted. */
  List<Long> counted(DestinationRow row) {
    return row.kind() == DestinationKind.QUEUE
        ? List.of(row.id())
        : Stream.concat(Stream.of(row.id()), mailboxes(row).stream()).toList();
  }

  /**
   * As they were a second ago at most. The subscriptions of all topics are read at once: asked
   * topic by topic, a page of thousands of topics would take minutes.
   */
  List<Long> recentMailboxes(DestinationRow row) {
    return mailboxes(row, recentSubscriptions(row));
  }

  private List<SubscriptionRow> recentSubscriptions(DestinationRow row) {
    if (row.kind() == DestinationKind.QUEUE) {
      return List.of();
    }
    synchronized (this) {
      long now = clock.millis();
      if (now - readAt >= FRESH.toMillis()) {
        byTopic =
            broker.store().catalog().subscriptions().stream()
                .collect(Collectors.groupingBy(SubscriptionRow::topicId));
        readAt = now;
      }
      return byTopic.getOrDefault(row.id(), List.of());
    }
  }

  private synchronized void forgetSubscriptions() {
    readAt = Long.MIN_VALUE / 2;
  }

  DestinationView view(DestinationRow row) {
    return view(row, subscriptions(row));
  }

  /** Those whose name contains {@code part} (in lower case), by kind and name. */
  List<DestinationView> views(String part) {
    List<DestinationRow> rows =
        broker.destinations().stream()
            .filter(row -> row.name().toLowerCase(Locale.ROOT).contains(part))
            .sorted(Comparator.comparing(DestinationRow::kind).thenComparing(DestinationRow::name))
            .toList();
    forgetSubscriptions();
    return rows.stream().map(row -> view(row, recentSubscriptions(row))).toList();
  }

  private DestinationView view(DestinationRow row, List<SubscriptionRow> subscriptions) {
    List<Long> mailboxes = mailboxes(row, subscriptions);
    History.Rate rate = history.rate(mailboxes);
    double sent =
        row.kind() == DestinationKind.TOPIC
            ? history.rate(List.of(Broker.publishedTo(row.id()))).arrived()
            : rate.arrived();
    MessageStates states = states(row, mailboxes);
    return new DestinationView(
        row.kind(),
        row.name(),
        row.temporary(),
        row.kind() == DestinationKind.QUEUE && broker.policies().isDeadLetterQueue(row.name()),
        row.consumptionPaused(),
        row.productionPaused(),
        mailboxes.stream().mapToLong(broker::depth).sum(),
        states.ready(),
        states.delivering(),
        states.scheduled(),
        states.dead(),
        mailboxes.stream().mapToInt(cluster::consumers).sum(),
        subscriptions.size(),
        (int) subscriptions.stream().filter(SubscriptionRow::durable).count(),
        (int) subscriptions.stream().filter(this::isOffline).count(),
        subscriptions.stream().mapToLong(each -> broker.depth(each.id())).max().orElse(0),
        row.createdAt(),
        states.dead() + deadLetters(row),
        sent,
        rate.arrived(),
        rate.left());
  }

  private boolean isOffline(SubscriptionRow subscription) {
    return subscription.durable() && cluster.consumers(subscription.id()) == 0;
  }

  /** Of all mailboxes of a destination. */
  MessageStates states(DestinationRow row, List<Long> mailboxes) {
    MessageStates all =
        mailboxes.stream().map(cluster::states).reduce(MessageStates.NONE, MessageStates::plus);
    boolean takes =
        row.kind() == DestinationKind.QUEUE && broker.policies().isDeadLetterQueue(row.name());
    return takes ? all.ofDeadLetters() : all;
  }

  /** See {@link org.rowmq.management.ManagementService#changes()}. */
  long changes() {
    long stamp = cluster.flows().hashCode() + 31L * history.stampOfRates();
    for (DestinationRow row : broker.destinations()) { // in no order, so these are added up
      stamp += row.hashCode() * 31L + cluster.consumers(row.id()) * 961L * row.id();
      stamp += cluster.states(row.id()).hashCode() * 29_791L * row.id();
    }
    return stamp;
  }

  private long deadLetters(DestinationRow row) {
    String queue = broker.policies().of(row).redelivery().deadLetterQueueOf(row.name());
    boolean own = queue.contains(row.name());
    if (!own || broker.policies().isDeadLetterQueue(row.name())) {
      return 0;
    }
    return broker
        .known(DestinationKind.QUEUE, queue)
        .map(deadLetters -> broker.depth(deadLetters.id()))
        .orElse(0L);
  }
}
