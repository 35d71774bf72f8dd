package org.rowmq.management.service;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.rowmq.DestinationKind;
import org.rowmq.broker.Broker;
import org.rowmq.management.AttentionView;
import org.rowmq.management.AttentionView.Reason;
import org.rowmq.management.NodeGauge;
import org.rowmq.store.BranchStore.BranchRow;
import org.rowmq.store.CatalogStore.DestinationRow;
import org.rowmq.store.CatalogStore.SubscriptionRow;
import org.rowmq.store.DeadLetterStore.Group;

/**
 * Finds what somebody should look at, from kept counters and a few index lookups; found once in
 * five seconds at most, whoever asks. Thread-safe.
 */
final class Attention {
  private static final Duration FRESH = Duration.ofSeconds(5);
  private static final Duration LONG_PREPARED = Duration.ofMinutes(5);
  private static final Duration OLD = Duration.ofMinutes(10);
  private static final Duration NEW = Duration.ofHours(1);
  private static final int MOST = 100;
  private static final int MOST_NOTES = 10_000;

  /** Above that, senders of persistent messages wait noticeably. */
  private static final double SLOW_MILLIS = 500;

  /** Looking up an age costs a query: only the longest queues are asked for it. */
  private static final int MOST_AGES = 50;

  private final Broker broker;
  private final Cluster cluster;
  private final History history;
  private final Ages ages;
  private final Clock clock;
  private final Supplier<List<NodeGauge>> gauges;
  private List<AttentionView> found = List.of();
  private long foundAt = Long.MIN_VALUE / 2;

  /**
   * Looks when it is asked.
   *
   * @param gauges those of this node
   */
  Attention(
      Broker broker,
      Cluster cluster,
      History history,
      Ages ages,
      Clock clock,
      Supplier<List<NodeGauge>> gauges) {
    this.broker = broker;
    this.cluster = cluster;
    this.history = history;
    this.ages = ages;
    this.clock = clock;
    this.gauges = gauges;
  }

  synchronized List<AttentionView> now() {
    long now = clock.millis();
    if (now - foundAt >= FRESH.toMillis()) {
      found = find();
      foundAt = now;
    }
    return found;
  }

  private List<AttentionView> find() {
    List<AttentionView> all = new ArrayList<>();
    transactions(all);
    slowStores(all);
    deadLetters(all);
    Map<Long, DestinationRow> destinations =
        broker.destinations().stream().collect(Collectors.toMap(DestinationRow::id, d -> d));
    destinations.values().forEach(row -> paused(row, all));
    destinations.values().forEach(row -> full(row, all));
    destinations.values().stream()
        .filter(row -> row.kind() == DestinationKind.QUEUE && !row.consumptionPaused())
        .forEach(row -> unconsumed(row, all));
    oldMessages(destinations, all);
    for (SubscriptionRow row : broker.store().catalog().subscriptions()) {
      unconsumed(row, destinations.get(row.topicId()), all);
    }
    return all.stream()
        .sorted(
            Comparator.comparing(AttentionView::what)
                .thenComparing(Comparator.comparingLong(AttentionView::messages).reversed()))
        .limit(MOST)
        .toList();
  }

  private void transactions(List<AttentionView> all) {
    long before = broker.now() - LONG_PREPARED.toMillis();
    List<BranchRow> old =
        broker.store().branches().prepared().stream()
            .filter(row -> row.preparedAt() < before)
            .toList();
    if (!old.isEmpty()) {
      long messages = old.stream().mapToLong(row -> (long) row.sent() + row.consumed()).sum();
      all.add(
          new AttentionView(
              Reason.PREPARED_LONG, "transactions", null, null, messages, old.get(0).preparedAt()));
    }
  }

  /** Of this node as it is, of others as they told with their last heartbeat. */
  private void slowStores(List<AttentionView> all) {
    String self = broker.store().info().nodeName();
    slowStore(self, gauges.get()).ifPresent(all::add);
    if (!broker.store().info().exclusive()) {
      broker.store().nodes().nodes().stream()
          .filter(row -> !row.name().equals(self))
          .flatMap(row -> slowStore(row.name(), NodeSnapshot.of(row).gauges()).stream())
          .forEach(all::add);
    }
  }

  private static Optional<AttentionView> slowStore(String node, List<NodeGauge> gauges) {
    return gauges.stream()
        .filter(gauge -> gauge.name().equals(Vitals.WRITE_MEDIAN) && gauge.value() > SLOW_MILLIS)
        .findFirst()
        .map(
            gauge ->
                new AttentionView(
                    Reason.STORE_SLOW,
                    "node",
                    node,
                    String.format(Locale.ENGLISH, "a write takes %,.0f ms", gauge.value()),
                    0,
                    0));
  }

  private void deadLetters(List<AttentionView> all) {
    long since = broker.now() - NEW.toMillis();
    for (Group group : broker.store().deadLetters().groups(MOST_NOTES).groups()) {
      if (group.lastDiedAt() >= since) {
        all.add(
            new AttentionView(
                Reason.NEW_DEAD_LETTERS,
                "dead-letters",
                group.origin(),
                group.exceptionClass() == null ? group.reason() : group.exceptionClass(),
                group.messages(),
                group.lastDiedAt()));
      }
    }
  }

  private void paused(DestinationRow row, List<AttentionView> all) {
    if (row.consumptionPaused() || row.productionPaused()) {
      Reason reason = row.consumptionPaused() ? Reason.DELIVERY_PAUSED : Reason.SENDING_PAUSED;
      long messages = row.kind() == DestinationKind.QUEUE ? broker.depth(row.id()) : 0;
      all.add(new AttentionView(reason, row.kind().scheme(), row.name(), null, messages, 0));
    }
  }

  private void full(DestinationRow row, List<AttentionView> all) {
    long most = broker.policies().of(row).maxMessages();
    if (row.kind() == DestinationKind.QUEUE && most > 0 && broker.depth(row.id()) >= most) {
      all.add(
          new AttentionView(
              Reason.QUEUE_FULL,
              row.kind().scheme(),
              row.name(),
              String.format(Locale.ENGLISH, "takes %,d messages", most),
              broker.depth(row.id()),
              0));
    }
  }

  private void unconsumed(DestinationRow row, List<AttentionView> all) {
    long messages = broker.depth(row.id());
    boolean deadLetters = broker.policies().isDeadLetterQueue(row.name());
    if (messages > 0 && cluster.consumers(row.id()) == 0 && !deadLetters) {
      Optional<Growth> growth = history.growth(row.id());
      all.add(
          new AttentionView(
              growth.isPresent() ? Reason.NO_CONSUMER_AND_GROWING : Reason.NO_CONSUMER,
              row.kind().scheme(),
              row.name(),
              growth
                  .map(grown -> String.format(Locale.ENGLISH, "grew by %,d", grown.by()))
                  .orElse(null),
              messages,
              growth.map(Growth::since).orElse(0L)));
    }
  }

  private void unconsumed(SubscriptionRow row, DestinationRow topic, List<AttentionView> all) {
    long messages = broker.depth(row.id());
    if (topic != null && row.durable() && messages > 0 && cluster.consumers(row.id()) == 0) {
      all.add(
          new AttentionView(
              Reason.SUBSCRIPTION_WITHOUT_CONSUMER,
              "topic",
              topic.name(),
              row.name(),
              messages,
              // since both are so: that it has no consumer, and that something waits
              Math.max(row.leftAt(), ages.oldest(row.id()))));
    }
  }

  private void oldMessages(Map<Long, DestinationRow> destinations, List<AttentionView> all) {
    long before = broker.now() - OLD.toMillis();
    destinations.values().stream()
        .filter(row -> row.kind() == DestinationKind.QUEUE && !row.consumptionPaused())
        .filter(row -> broker.depth(row.id()) > 0 && cluster.consumers(row.id()) > 0)
        .sorted(Comparator.comparingLong((DestinationRow row) -> -broker.depth(row.id())))
        .limit(MOST_AGES)
        .forEach(
            row -> {
              long oldest = ages.oldest(row.id());
              if (oldest > 0 && oldest < before) {
                all.add(
                    new AttentionView(
                        Reason.OLD_MESSAGES,
                        row.kind().scheme(),
                        row.name(),
                        null,
                        broker.depth(row.id()),
                        oldest));
              }
            });
  }
}
