package org.rowmq.management.service;

import java.time.Clock;
import java.time.Duration;
import org.rowmq.DestinationKind;
import org.rowmq.broker.Broker;
import org.rowmq.management.TotalsView;
import org.rowmq.store.CatalogStore.DestinationRow;
import org.rowmq.store.CatalogStore.SubscriptionRow;

/**
 * The sums over all destinations. Every open page asks for them every few seconds, so they are
 * added up once in a second at most, whoever asks. Thread-safe.
 */
final class Totals {
  private static final Duration FRESH = Duration.ofSeconds(1);

  private final Broker broker;
  private final Cluster cluster;
  private final Clock clock;
  private TotalsView last;
  private long lastAt;

  Totals(Broker broker, Cluster cluster, Clock clock) {
    this.broker = broker;
    this.cluster = cluster;
    this.clock = clock;
  }

  synchronized TotalsView now() {
    long now = clock.millis();
    if (last == null || now - lastAt >= FRESH.toMillis()) {
      last = add();
      lastAt = now;
    }
    return last;
  }

  private TotalsView add() {
    int queues = 0;
    int topics = 0;
    int consumers = 0;
    MessageStates states = MessageStates.NONE;
    for (DestinationRow row : broker.destinations()) {
      if (row.kind() == DestinationKind.TOPIC) {
        topics++;
        continue;
      }
      queues++;
      consumers += cluster.consumers(row.id());
      MessageStates own = cluster.states(row.id());
      boolean takes = broker.policies().isDeadLetterQueue(row.name());
      states = states.plus(takes ? own.ofDeadLetters() : own);
    }
    if (topics > 0) {
      for (SubscriptionRow row : broker.store().catalog().subscriptions()) {
        consumers += cluster.consumers(row.id());
        states = states.plus(cluster.states(row.id()));
      }
    }
    int prepared = broker.store().branches().prepared().size();
    return new TotalsView(
        queues,
        topics,
        states.messages(),
        states.ready(),
        states.delivering(),
        states.scheduled(),
        consumers,
        states.dead(),
        prepared);
  }
}
