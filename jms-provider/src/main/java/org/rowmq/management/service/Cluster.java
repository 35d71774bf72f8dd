package org.rowmq.management.service;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.rowmq.broker.Broker;
import org.rowmq.broker.Flow;
import org.rowmq.management.HistoryView.Operation;
import org.rowmq.metrics.Histogram.Snapshot;
import org.rowmq.store.NodeStore.MailboxDepth;
import org.rowmq.store.NodeStore.NodeRow;
import org.rowmq.store.StoreException;
import org.rowmq.store.StoreStatistics;

/**
 * Consumers and traffic of all nodes together: this node's as they are, others' as they told with
 * their last heartbeat. An exclusive store has no others, and nothing is asked then. Thread-safe.
 */
final class Cluster {
  private static final Logger LOG = System.getLogger(Cluster.class.getName());
  private static final Duration FRESH = Duration.ofSeconds(2);

  /** What a node tells of, at most: so much is told with each heartbeat. */
  static final int MOST_MAILBOXES = 1_000;

  /**
   * Of how many destinations it tells how long their messages waited, or how many died, at most.
   */
  static final int MOST_WAITS = 100;

  /** Stands for all mailboxes together; none has this id. */
  static final long ALL = 0;

  private final Broker broker;
  private final Clock clock;

  /** Guarded by this, as the next. */
  private final Heard<Flow> flows = new Heard<>(MOST_MAILBOXES, Flow.NONE, Flow::plus, Flow::minus);

  private final Heard<Snapshot> waits =
      new Heard<>(MOST_WAITS, Snapshot.NONE, Snapshot::plus, Snapshot::since);
  private final Heard<Long> deaths = new Heard<>(MOST_WAITS, 0L, Long::sum, (a, b) -> a - b);

  /** By the ordinal of the operation; all are always told. */
  private final Heard<Snapshot> calls =
      new Heard<>(Integer.MAX_VALUE, Snapshot.NONE, Snapshot::plus, Snapshot::since);

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
   * All that has passed, by mailbox or destination, and of {@link #ALL}; as far back as {@link
   * #flows}. Does not ask the database.
   */
  Map<Long, Passed> passed() {
    Map<Long, Flow> flows = flows();
    Map<Long, Snapshot> waited = new HashMap<>(broker.traffic().waiting());
    waited.put(ALL, broker.traffic().waitingOfAll());
    Map<Long, Long> dead = new HashMap<>(broker.traffic().deaths());
    dead.put(ALL, broker.traffic().deathsOfAll());
    synchronized (this) {
      waits.passed().forEach((id, more) -> waited.merge(id, more, Snapshot::plus));
      deaths.passed().forEach((id, more) -> dead.merge(id, more, Long::sum));
    }
    Set<Long> all = new HashSet<>(flows.keySet());
    all.addAll(waited.keySet());
    all.addAll(dead.keySet());
    Map<Long, Passed> passed = new HashMap<>();
    for (long id : all) {
      passed.put(
          id,
          new Passed(
              flows.getOrDefault(id, Flow.NONE),
              waited.getOrDefault(id, Snapshot.NONE),
              dead.getOrDefault(id, 0L),
              id == ALL ? calls() : Map.of()));
    }
    return passed;
  }

  /** How long calls to the database took. */
  private Map<Operation, Snapshot> calls() {
    Map<Operation, Snapshot> all = ownCalls(broker);
    synchronized (this) {
      all.replaceAll(
          (operation, own) ->
              own.plus(calls.passed().getOrDefault((long) operation.ordinal(), Snapshot.NONE)));
    }
    return all;
  }

  /** Of one node, since it started. */
  static Map<Operation, Snapshot> ownCalls(Broker broker) {
    StoreStatistics store = broker.store().statistics();
    return new EnumMap<>(
        Map.of(
            Operation.WRITE, store.writes(),
            Operation.FORCE, store.forces(),
            Operation.CALL, store.calls()));
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
    deaths.retainNodes(names);
    calls.retainNodes(names);
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
        deaths.hear(row, told.deaths(), row.startedAt() > since);
        Map<Long, Snapshot> toldCalls = new HashMap<>();
        told.calls().forEach((what, took) -> toldCalls.put((long) what.ordinal(), took));
        calls.hear(row, toldCalls, row.startedAt() > since);
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
      deaths.retain(present);
      tolerated = Math.max(room, 2 * remembered());
    }
  }

  private synchronized int tolerated() {
    return tolerated;
  }

  /** How many mailboxes something is remembered of. */
  synchronized int remembered() {
    return Math.max(flows.remembered(), Math.max(waits.remembered(), deaths.remembered()));
  }

  /** All mailboxes there are, and {@link #ALL}. */
  static Set<Long> present(Broker broker) {
    Set<Long> present = new HashSet<>(broker.mailboxes());
    present.add(ALL);
    return present;
  }
}
