package org.rowmq.management.service;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.rowmq.broker.Broker;
import org.rowmq.broker.ConsumerState;
import org.rowmq.broker.Flow;
import org.rowmq.metrics.Histogram.Snapshot;
import org.rowmq.store.NodeStore.MailboxDepth;
import org.rowmq.store.NodeStore.NodeRow;
import org.rowmq.store.StoreException;

/**
 * Consumers and traffic of all nodes together: this node's as they are, others' as they told with
 * their last heartbeat. An exclusive store has no others, and nothing is asked then. Thread-safe.
 */
final class Cluster {
  private static final Logger LOG = System.getLogger(Cluster.class.getName());
  private static final Duration FRESH = Duration.ofSeconds(2);

  /** What a node tells of, at most: so much is told with each heartbeat. */
  static final int MOST_MAILBOXES = 1_000;

  /** Of how many destinations it tells how long their messages waited, at most. */
  static final int MOST_WAITS = 100;

  /** Stands for all mailboxes together; none has this id. */
  static final long ALL = 0;

  private final Broker broker;
  private final Clock clock;

  /** Guarded by this, as the next. */
  private final Heard<Flow> flows = new Heard<>(MOST_MAILBOXES, Flow.NONE, Flow::plus, Flow::minus);

  private final Heard<Snapshot> waits =
      new Heard<>(MOST_WAITS, Snapshot.NONE, Snapshot::plus, Snapshot::since);
  private volatile Map<Long, Integer> consumers = Map.of();
  private volatile Map<Long, Integer> delivering = Map.of();
  private volatile long readAt = Long.MIN_VALUE / 2;
  private final int room;
  private int tolerated;

  /** What a node tells of one mailbox, or of {@link #ALL}. */
  record Share(long mailboxId, int consumers, Flow flow, int delivering) {}

  Cluster(Broker broker, Clock clock) {
    this(broker, clock, MOST_MAILBOXES);
  }

  /**
   * Listens to others.
   *
   * @param room of how many mailboxes something is remembered before it is asked which are gone
   */
  Cluster(Broker broker, Clock clock, int room) {
    this.room = room;
    this.tolerated = room;
    this.broker = broker;
    this.clock = clock;
  }

  /** Open consumers of a mailbox, on all nodes. */
  int consumers(long mailboxId) {
    listenIfStale();
    return broker.consumers(mailboxId) + consumers.getOrDefault(mailboxId, 0);
  }

  /**
   * What becomes of the messages of a mailbox, from kept counters and from what consumers of all
   * nodes have; counts nothing.
   */
  MessageStates states(long mailboxId) {
    listenIfStale();
    MailboxDepth kept = broker.states(mailboxId);
    long held = broker.delivering(mailboxId) + delivering.getOrDefault(mailboxId, 0);
    return MessageStates.of(kept, held);
  }

  /**
   * What has gone through mailboxes: on this node since it started, on others since then as far as
   * they were heard of. Also of {@link #ALL}. Does not ask the database.
   */
  Map<Long, Flow> flows() {
    Map<Long, Flow> flows = new HashMap<>(broker.flows());
    flows.put(ALL, broker.flowOfAll());
    synchronized (this) {
      this.flows.passed().forEach((mailbox, flow) -> flows.merge(mailbox, flow, Flow::plus));
    }
    return flows;
  }

  /**
   * How long messages waited for their first delivery, by destination, and of {@link #ALL}; as far
   * back as {@link #flows}. Does not ask the database.
   */
  Map<Long, Snapshot> waits() {
    Map<Long, Snapshot> all = new HashMap<>(broker.traffic().waiting());
    all.put(ALL, broker.traffic().waitingOfAll());
    synchronized (this) {
      waits.passed().forEach((id, waited) -> all.merge(id, waited, Snapshot::plus));
    }
    return all;
  }

  private void listenIfStale() {
    if (clock.millis() - readAt >= FRESH.toMillis()) {
      listen();
    }
  }

  /** Reads what other nodes have told; without a database it stays with what it knows. */
  void listen() {
    readAt = clock.millis();
    if (broker.store().info().exclusive()) {
      return;
    }
    try {
      hear(broker.store().nodes().nodes());
      forgetGone();
    } catch (StoreException e) {
      LOG.log(Level.DEBUG, "Other nodes are not heard now: {0}", e.getMessage());
    }
  }

  private synchronized void hear(List<NodeRow> rows) {
    String self = broker.store().info().nodeName();
    long since =
        rows.stream()
            .filter(row -> row.name().equals(self))
            .mapToLong(NodeRow::startedAt)
            .findFirst()
            .orElse(Long.MAX_VALUE);
    Map<Long, Integer> counted = new HashMap<>();
    Map<Long, Integer> held = new HashMap<>();
    Set<String> names = rows.stream().map(NodeRow::name).collect(Collectors.toSet());
    flows.retainNodes(names);
    waits.retainNodes(names);
    for (NodeRow row : rows) {
      if (!row.name().equals(self) && row.alive() && row.snapshot() != null) {
        NodeSnapshot told = NodeSnapshot.of(row);
        Map<Long, Flow> toldFlows = new HashMap<>();
        for (Share share : told.shares()) {
          counted.merge(share.mailboxId(), share.consumers(), Integer::sum);
          held.merge(share.mailboxId(), share.delivering(), Integer::sum);
          toldFlows.put(share.mailboxId(), share.flow());
        }
        flows.hear(row, toldFlows, row.startedAt() > since);
        waits.hear(row, told.waits(), row.startedAt() > since);
      }
    }
    counted.values().removeIf(count -> count == 0);
    held.values().removeIf(count -> count == 0);
    consumers = counted;
    delivering = held;
  }

  /**
   * Forgets mailboxes that are gone, such as temporary queues of other nodes, when twice as many
   * are remembered as there were the last time. What a node still tells of is kept, or it would be
   * taken for new.
   */
  private void forgetGone() {
    if (remembered() <= tolerated()) {
      return;
    }
    Set<Long> present = present(broker); // asks the database, so without the lock
    synchronized (this) {
      flows.retain(present);
      waits.retain(present);
      tolerated = Math.max(room, 2 * remembered());
    }
  }

  private synchronized int tolerated() {
    return tolerated;
  }

  /** How many mailboxes something is remembered of. */
  synchronized int remembered() {
    return Math.max(flows.remembered(), waits.remembered());
  }

  /** All mailboxes there are, and {@link #ALL}. */
  static Set<Long> present(Broker broker) {
    Set<Long> present = new HashSet<>(broker.mailboxes());
    present.add(ALL);
    return present;
  }

  /** What a node tells of its mailboxes: those with consumers first, then the latest traffic. */
  static final class Teller {
    private final Broker broker;
    private final Map<Long, Flow> told = new HashMap<>();
    private final Map<Long, Long> changedIn = new HashMap<>();
    private final Map<Long, Long> waited = new HashMap<>();
    private final Map<Long, Long> waitedIn = new HashMap<>();
    private long round;

    Teller(Broker broker) {
      this.broker = broker;
    }

    synchronized List<Share> shares() {
      round++;
      Map<Long, Flow> flows = broker.flows();
      flows.forEach(
          (mailbox, flow) -> {
            if (!Objects.equals(told.put(mailbox, flow), flow)) {
              changedIn.put(mailbox, round);
            }
          });
      told.keySet().retainAll(flows.keySet());
      changedIn.keySet().retainAll(flows.keySet());
      Stream<Long> consumed =
          broker.consumerStates().stream()
              .filter(state -> state.open() || state.held() > 0)
              .map(ConsumerState::mailboxId);
      List<Share> shares = new ArrayList<>();
      shares.add(new Share(ALL, 0, broker.flowOfAll(), 0));
      Stream.concat(consumed, latest(changedIn))
          .distinct()
          .limit(MOST_MAILBOXES - 1)
          .forEach(
              mailbox ->
                  shares.add(
                      new Share(
                          mailbox,
                          broker.consumers(mailbox),
                          flows.getOrDefault(mailbox, Flow.NONE),
                          broker.delivering(mailbox))));
      return shares;
    }

    /** How long messages waited: of all together, and of destinations, the latest first. */
    synchronized Map<Long, Snapshot> waits() {
      Map<Long, Snapshot> now = broker.traffic().waiting();
      now.values().removeIf(each -> each.count() == 0);
      now.forEach(
          (id, each) -> {
            if (!Objects.equals(waited.put(id, each.count()), each.count())) {
              waitedIn.put(id, round);
            }
          });
      waited.keySet().retainAll(now.keySet());
      waitedIn.keySet().retainAll(now.keySet());
      Map<Long, Snapshot> told = new HashMap<>();
      latest(waitedIn).limit(MOST_WAITS - 1).forEach(id -> told.put(id, now.get(id)));
      told.put(ALL, broker.traffic().waitingOfAll());
      return told;
    }

    private static Stream<Long> latest(Map<Long, Long> rounds) {
      return rounds.entrySet().stream()
          .sorted(Map.Entry.<Long, Long>comparingByValue(Comparator.reverseOrder()))
          .map(Map.Entry::getKey);
    }
  }
}
