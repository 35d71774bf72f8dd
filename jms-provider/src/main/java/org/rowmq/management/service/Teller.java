package org.rowmq.management.service;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.rowmq.broker.Broker;
import org.rowmq.broker.ConsumerState;
import org.rowmq.broker.Flow;
import org.rowmq.management.HistoryView.Operation;
import org.rowmq.management.service.Cluster.Share;
import org.rowmq.metrics.Histogram.Snapshot;

/**
 * What a node tells of its mailboxes with each heartbeat: what changed last comes first, so that
 * what there is no room for is told when it changes again. Thread-safe.
 */
final class Teller {
  private final Broker broker;
  private final Changes<Flow> flows = new Changes<>();
  private final Changes<Long> waits = new Changes<>();
  private final Changes<Long> deaths = new Changes<>();

  Teller(Broker broker) {
    this.broker = broker;
  }

  /** When each of many numbers was another one than the time before. */
  private static final class Changes<T> {
    private final Map<Long, T> told = new HashMap<>();
    private final Map<Long, Long> changedIn = new HashMap<>();
    private long round;

    /** Ids, the latest changed first. */
    Stream<Long> latest(Map<Long, T> now) {
      round++;
      now.forEach(
          (id, value) -> {
            if (!value.equals(told.put(id, value))) {
              changedIn.put(id, round);
            }
          });
      told.keySet().retainAll(now.keySet());
      changedIn.keySet().retainAll(now.keySet());
      return changedIn.entrySet().stream()
          .sorted(Map.Entry.<Long, Long>comparingByValue(Comparator.reverseOrder()))
          .map(Map.Entry::getKey);
    }
  }

  /** Consumers and traffic: those with consumers first, then the latest traffic. */
  synchronized List<Share> shares() {
    Map<Long, Flow> now = broker.flows();
    Stream<Long> consumed =
        broker.consumerStates().stream()
            .filter(state -> state.open() || state.held() > 0)
            .map(ConsumerState::mailboxId);
    List<Share> shares = new ArrayList<>();
    shares.add(new Share(Cluster.ALL, 0, broker.flowOfAll(), 0));
    Stream.concat(consumed, flows.latest(now))
        .distinct()
        .limit(Cluster.MOST_MAILBOXES - 1)
        .forEach(
            mailbox ->
                shares.add(
                    new Share(
                        mailbox,
                        broker.consumers(mailbox),
                        now.getOrDefault(mailbox, Flow.NONE),
                        broker.delivering(mailbox))));
    return shares;
  }

  /** How long messages waited: of all together, and of destinations. */
  synchronized Map<Long, Snapshot> waits() {
    Map<Long, Snapshot> now = broker.traffic().waiting();
    now.values().removeIf(each -> each.count() == 0);
    Map<Long, Long> counts =
        now.entrySet().stream()
            .collect(Collectors.toMap(Map.Entry::getKey, each -> each.getValue().count()));
    Map<Long, Snapshot> told = new HashMap<>();
    waits.latest(counts).limit(Cluster.MOST_WAITS - 1).forEach(id -> told.put(id, now.get(id)));
    told.put(Cluster.ALL, broker.traffic().waitingOfAll());
    return told;
  }

  /** Messages given up: of all together, and of destinations. */
  synchronized Map<Long, Long> deaths() {
    Map<Long, Long> now = broker.traffic().deaths();
    Map<Long, Long> told = new HashMap<>();
    deaths.latest(now).limit(Cluster.MOST_WAITS - 1).forEach(id -> told.put(id, now.get(id)));
    told.put(Cluster.ALL, broker.traffic().deathsOfAll());
    return told;
  }

  /** How long calls to the database took. */
  Map<Operation, Snapshot> calls() {
    return Cluster.ownCalls(broker);
  }
}
