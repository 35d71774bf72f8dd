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

  /** Stands for all mailboxes together; none has this id. */
  static final long ALL = 0;

  private final Broker broker;
  private final Clock clock;
  private final Map<String, Node> nodes = new HashMap<>();
  private final Map<Long, Flow> passed = new HashMap<>();
  private volatile Map<Long, Integer> consumers = Map.of();
  private volatile long readAt = Long.MIN_VALUE / 2;
  private final int room;
  private int tolerated;

  /** What a node tells of one mailbox, or of {@link #ALL}. */
  record Share(long mailboxId, int consumers, Flow flow) {}

  /**
   * Another node as it was last heard.
   *
   * @param whole whether we know of all that has gone through it since it started, so that a
   *     mailbox not heard of before had nothing
   * @param told the mailboxes it told of last
   */
  private record Node(long incarnation, boolean whole, Map<Long, Flow> flows, Set<Long> told) {}

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
   * What has gone through mailboxes: on this node since it started, on others since then as far as
   * they were heard of. Also of {@link #ALL}. Does not ask the database.
   */
  Map<Long, Flow> flows() {
    Map<Long, Flow> flows = new HashMap<>(broker.flows());
    flows.put(ALL, broker.flowOfAll());
    synchronized (this) {
      passed.forEach((mailbox, flow) -> flows.merge(mailbox, flow, Flow::plus));
    }
    return flows;
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
    nodes.keySet().retainAll(rows.stream().map(NodeRow::name).collect(Collectors.toSet()));
    for (NodeRow row : rows) {
      if (!row.name().equals(self) && row.alive() && row.snapshot() != null) {
        List<Share> shares = NodeSnapshot.of(row.name(), row.snapshot()).shares();
        shares.forEach(share -> counted.merge(share.mailboxId(), share.consumers(), Integer::sum));
        hear(row, shares, row.startedAt() > since);
      }
    }
    counted.values().removeIf(count -> count == 0);
    consumers = counted;
  }

  /** Adds what has gone through the node since it was last heard. */
  private void hear(NodeRow row, List<Share> shares, boolean younger) {
    Node known = nodes.get(row.name());
    boolean same = known != null && known.incarnation() == row.incarnation();
    Map<Long, Flow> flows = new HashMap<>(same ? known.flows() : Map.of());
    boolean whole = same ? known.whole() : younger;
    for (Share share : shares) {
      Flow before = flows.put(share.mailboxId(), share.flow());
      if (before != null || whole) {
        Flow more = share.flow().minus(before == null ? Flow.NONE : before);
        passed.merge(share.mailboxId(), more, Flow::plus);
      }
    }
    // what it did not name at first had nothing, if it could have named it
    nodes.put(
        row.name(),
        new Node(
            row.incarnation(),
            whole || shares.size() < MOST_MAILBOXES,
            flows,
            shares.stream().map(Share::mailboxId).collect(Collectors.toSet())));
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
      nodes.values().forEach(node -> present.addAll(node.told()));
      passed.keySet().retainAll(present);
      nodes.values().forEach(node -> node.flows().keySet().retainAll(present));
      tolerated = Math.max(room, 2 * remembered());
    }
  }

  private synchronized int tolerated() {
    return tolerated;
  }

  /** How many mailboxes something is remembered of. */
  synchronized int remembered() {
    int most = passed.size();
    for (Node node : nodes.values()) {
      most = Math.max(most, node.flows().size());
    }
    return most;
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
              .filter(ConsumerState::open)
              .map(ConsumerState::mailboxId);
      Stream<Long> used =
          changedIn.entrySet().stream()
              .sorted(Map.Entry.<Long, Long>comparingByValue(Comparator.reverseOrder()))
              .map(Map.Entry::getKey);
      List<Share> shares = new ArrayList<>();
      shares.add(new Share(ALL, 0, broker.flowOfAll()));
      Stream.concat(consumed, used)
          .distinct()
          .limit(MOST_MAILBOXES - 1)
          .forEach(
              mailbox ->
                  shares.add(
                      new Share(
                          mailbox,
                          broker.consumers(mailbox),
                          flows.getOrDefault(mailbox, Flow.NONE))));
      return shares;
    }
  }
}
