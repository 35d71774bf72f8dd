package org.rowmq.management.service;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.rowmq.DestinationKind;
import org.rowmq.broker.Broker;
import org.rowmq.management.DestinationView;
import org.rowmq.management.ManagementException;
import org.rowmq.management.ManagementException.Kind;
import org.rowmq.store.CatalogStore.DestinationRow;
import org.rowmq.store.CatalogStore.SubscriptionRow;

/** Finds destinations, and shows them from what is in memory. Thread-safe. */
final class Destinations {
  private final Broker broker;
  private final History history;

  Destinations(Broker broker, History history) {
    this.broker = broker;
    this.history = history;
  }

  DestinationRow find(DestinationKind kind, String name) {
    return broker.find(kind, name).orElseThrow(() -> missing(kind, name));
  }

  static ManagementException missing(DestinationKind kind, String name) {
    return new ManagementException(
        Kind.NOT_FOUND, "There is no " + kind.scheme() + " named " + name + ".");
  }

  List<Long> mailboxes(DestinationRow row) {
    return row.kind() == DestinationKind.QUEUE
        ? List.of(row.id())
        : broker.subscriptions(row.id()).stream().map(SubscriptionRow::id).toList();
  }

  DestinationView view(DestinationRow row) {
    return view(row, mailboxes(row));
  }

  /** Those whose name contains {@code part} (in lower case), by kind and name. */
  List<DestinationView> views(String part) {
    List<DestinationRow> rows =
        broker.destinations().stream()
            .filter(row -> row.name().toLowerCase(Locale.ROOT).contains(part))
            .sorted(Comparator.comparing(DestinationRow::kind).thenComparing(DestinationRow::name))
            .toList();
    // all subscriptions at once: asked topic by topic, thousands of topics would take minutes
    Map<Long, List<Long>> subscriptions =
        rows.stream().anyMatch(row -> row.kind() == DestinationKind.TOPIC)
            ? broker.store().catalog().subscriptions().stream()
                .collect(
                    Collectors.groupingBy(
                        SubscriptionRow::topicId,
                        Collectors.mapping(SubscriptionRow::id, Collectors.toList())))
            : Map.of();
    return rows.stream()
        .map(
            row ->
                view(
                    row,
                    row.kind() == DestinationKind.QUEUE
                        ? List.of(row.id())
                        : subscriptions.getOrDefault(row.id(), List.of())))
        .toList();
  }

  private DestinationView view(DestinationRow row, List<Long> mailboxes) {
    History.Rate rate = history.rate(mailboxes);
    return new DestinationView(
        row.kind(),
        row.name(),
        row.temporary(),
        row.consumptionPaused(),
        row.productionPaused(),
        mailboxes.stream().mapToLong(broker::depth).sum(),
        mailboxes.stream().mapToInt(broker::consumers).sum(),
        row.kind() == DestinationKind.TOPIC ? mailboxes.size() : 0,
        row.createdAt(),
        deadLetters(row),
        rate.arrived(),
        rate.left());
  }

  private long deadLetters(DestinationRow row) {
    String queue = broker.defaultPolicy().deadLetterQueueOf(row.name());
    boolean own = queue.contains(row.name());
    if (!own || broker.defaultPolicy().isDeadLetterQueue(row.name())) {
      return 0;
    }
    return broker
        .known(DestinationKind.QUEUE, queue)
        .map(deadLetters -> broker.depth(deadLetters.id()))
        .orElse(0L);
  }
}
