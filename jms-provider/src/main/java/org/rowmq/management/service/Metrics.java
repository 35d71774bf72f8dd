package org.rowmq.management.service;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.rowmq.DestinationKind;
import org.rowmq.broker.Broker;
import org.rowmq.broker.Traffic;
import org.rowmq.broker.Traffic.OfDestination;
import org.rowmq.management.EndpointView;
import org.rowmq.management.MetricFamily;
import org.rowmq.management.service.Families.Family;
import org.rowmq.store.BranchStore.BranchRow;
import org.rowmq.store.CatalogStore.DestinationRow;
import org.rowmq.store.CatalogStore.SubscriptionRow;
import org.rowmq.store.NodeStore.NodeRow;
import org.rowmq.store.StoreException;
import org.rowmq.store.StoreInfo;
import org.rowmq.store.StoreStatistics;

/**
 * The node's metrics. Everything comes from memory but the lists of nodes, of prepared transactions
 * and of subscriptions, three small queries, and the ages of oldest messages, each an entry of an
 * index that is looked up every five seconds at most. Numbers of messages are the kept counters of
 * all nodes; what is counted with {@code _total}, and histograms, are of this node since its start.
 * Thread-safe.
 */
final class Metrics {
  /** Destinations, and subscriptions, that are told apart; the oldest ones, so that it stays so. */
  static final int MOST = 500;

  private static final Logger LOG = System.getLogger(Metrics.class.getName());

  private static final double MILLIS = 1_000;
  private static final String OTHER = Traffic.OTHER;
  private static final Set<String> COUNTED_TOGETHER = Set.of(Traffic.OTHER, Traffic.TEMPORARY);
  private static final String NAME = "messaging_destination_name";
  private static final String STATE = "state";
  private static final String OPEN = "OPEN";

  private final Broker broker;
  private final String version;
  private final Supplier<List<? extends ManagedEndpoint>> endpoints;
  private final Ages ages;
  private final Destinations destinations;

  Metrics(
      Broker broker,
      String version,
      Supplier<List<? extends ManagedEndpoint>> endpoints,
      Ages ages,
      Destinations destinations) {
    this.ages = ages;
    this.destinations = destinations;
    this.broker = broker;
    this.version = version;
    this.endpoints = endpoints;
  }

  List<MetricFamily> read() {
    Families families = new Families();
    StoreInfo info = broker.store().info();
    families
        .info("rowmq_build", "What runs here.")
        .add(
            1,
            labels(
                "version", version,
                "node", info.nodeName(),
                "database", info.database(),
                "schema_version", info.schemaVersion(),
                "durability", info.durability().name()));
    Optional<Rows> rows = rows();
    families
        .gauge("messaging_store_up", "1 while the database answers, else 0.")
        .add(rows.isPresent() ? 1 : 0, Map.of());
    nodes(families, rows.map(Rows::nodes).orElse(List.of()));
    prepared(families, rows);
    store(families, broker.store().statistics(), info);
    traffic(families);
    Map<Long, List<SubscriptionRow>> byTopic =
        rows.map(Rows::subscriptions).orElse(List.of()).stream()
            .collect(Collectors.groupingBy(SubscriptionRow::topicId));
    destinations(families, byTopic);
    subscriptions(families, byTopic);
    endpoints(families);
    families
        .gauge("messaging_connections", "Connections of clients that are open on this node.")
        .add(broker.traffic().connections(), Map.of());
    families
        .gauge("messaging_sessions", "Sessions of these connections.")
        .add(broker.traffic().sessions(), Map.of());
    return families.list();
  }

  // ---- what needs the database

  private record Rows(
      List<NodeRow> nodes, List<BranchRow> prepared, List<SubscriptionRow> subscriptions) {}

  private Optional<Rows> rows() {
    try {
      return Optional.of(
          new Rows(
              broker.store().nodes().nodes(),
              broker.store().branches().prepared(),
              broker.store().catalog().subscriptions()));
    } catch (StoreException e) {
      LOG.log(Level.DEBUG, "Metrics without what the database knows: {0}", e.getMessage());
      return Optional.empty();
    }
  }

  private void nodes(Families families, List<NodeRow> nodes) {
    long now = broker.now();
    Family alive =
        families.gauge("messaging_node_up", "1 for a node that is taken for living, else 0.");
    Family heartbeat =
        families.gauge(
            "messaging_node_heartbeat_age_seconds", "How long ago a node last said that it lives.");
    for (NodeRow node : nodes) {
      alive.add(node.alive() ? 1 : 0, Map.of("node", node.name()));
      heartbeat.add(seconds(now, node.heartbeatAt()), Map.of("node", node.name()));
    }
  }

  private static double seconds(long now, long since) {
    return Math.max(0, now - since) / MILLIS;
  }

  private void prepared(Families families, Optional<Rows> rows) {
    Family branches =
        families.gauge(
            "messaging_xa_prepared_transactions",
            "Transactions that are prepared and wait for their transaction manager, by the node that"
                + " prepared them.");
    Family oldest =
        families.gauge(
            "messaging_xa_oldest_prepared_age_seconds", "How long the oldest of these has waited.");
    if (rows.isEmpty()) {
      return;
    }
    Map<String, List<BranchRow>> byNode = new TreeMap<>();
    rows.get().nodes().forEach(node -> byNode.put(node.name(), new ArrayList<>()));
    for (BranchRow branch : rows.get().prepared()) {
      byNode.computeIfAbsent(branch.nodeName(), name -> new ArrayList<>()).add(branch);
    }
    long now = broker.now();
    byNode.forEach(
        (node, waiting) -> {
          branches.add(waiting.size(), Map.of("node", node));
          long since = waiting.stream().mapToLong(BranchRow::preparedAt).min().orElse(now);
          oldest.add(seconds(now, since), Map.of("node", node));
        });
  }

  // ---- the store

  private static void store(Families families, StoreStatistics store, StoreInfo info) {
    Family durations =
        families.histogram(
            "messaging_store_operation_duration_seconds",
            "How long the store took: write is the transaction of a group commit, force its way to the"
                + " disk, call any other call.");
    durations.add(store.writes(), Map.of("operation", "write"));
    durations.add(store.forces(), Map.of("operation", "force"));
    durations.add(store.calls(), Map.of("operation", "call"));
    families
        .histogram("messaging_store_group_size", "Units that each group commit wrote.")
        .add(store.groupUnits(), Map.of());
    families
        .gauge("messaging_store_waiting_bytes", "Bytes of messages that wait to be written.")
        .add(store.waitingBytes(), Map.of());
    families
        .gauge(
            "messaging_store_waiting_limit_bytes",
            "How many bytes may wait before senders are held up (maxWaitingBytes).")
        .add(store.waitingBytesMost(), Map.of());
    families
        .gauge("messaging_store_held_up_callers", "Senders that are held up now.")
        .add(store.heldUp(), Map.of());
    StoreStatistics.Pool pool = store.pool();
    if (pool != null) {
      families
          .gauge("messaging_store_connections", "Connections to the database, by state.")
          .add(pool.used(), Map.of(STATE, "used"))
          .add(pool.idle(), Map.of(STATE, "idle"));
      families
          .gauge("messaging_store_connections_limit", "How many connections there may be.")
          .add(pool.most(), Map.of());
      families
          .gauge("messaging_store_connections_awaited", "Threads that wait for a connection.")
          .add(pool.waiting(), Map.of());
    }
    if (info.exclusive()) {
      families
          .gauge("messaging_store_disk_free_bytes", "Room left where the data directory is.")
          .add(Path.of(info.location()).toFile().getUsableSpace(), Map.of());
    }
  }

  // ---- what passed through

  private void traffic(Families families) {
    List<OfDestination> all = sorted();
    Function<OfDestination, Map<String, String>> labels = Metrics::destination;
    families
        .counter("messaging_client_sent_messages", "Messages sent; one to a topic counts once.")
        .addEach(all, labels, OfDestination::sent);
    families
        .counter("messaging_client_sent_bytes", "About how many bytes these took.")
        .addEach(all, labels, OfDestination::sentBytes);
    families
        .counter(
            "messaging_client_consumed_messages",
            "Messages given to consumers, again or for the first time.")
        .addEach(all, labels, OfDestination::delivered);
    families
        .counter(
            "messaging_redelivered_messages", "Of these, messages that had been delivered before.")
        .addEach(all, labels, OfDestination::redelivered);
    families
        .counter(
            "messaging_acknowledged_messages", "Messages whose consumption has been committed.")
        .addEach(all, labels, OfDestination::acknowledged);
    families
        .counter("messaging_failed_deliveries", "Deliveries that failed and were counted as such.")
        .addEach(all, labels, OfDestination::failed);
    families
        .counter("messaging_expired_messages", "Messages deleted because they had expired.")
        .addEach(all, labels, OfDestination::expired);
    families
        .counter(
            "messaging_forgotten_dead_letters",
            "Dead letters removed because they were older than deadLetterRetention.")
        .addEach(all, labels, OfDestination::forgotten);
    Family dead =
        families.counter("messaging_dead_lettered_messages", "Messages given up, by reason.");
    Family operations =
        families.histogram(
            "messaging_client_operation_duration_seconds",
            "From the call to its durable end, per transaction: send for those that sent, settle for"
                + " those that only acknowledged.");
    Family queued =
        families.histogram(
            "messaging_destination_time_in_queue_seconds",
            "From sending, or the delivery time, to the first delivery.");
    Family processing =
        families.histogram(
            "messaging_process_duration_seconds", "How long listeners took for a message.");
    for (OfDestination each : all) {
      Map<String, String> own = destination(each);
      each.deadLettered().forEach((reason, count) -> dead.add(count, and(own, "reason", reason)));
      operations.add(each.sends(), and(own, "messaging_operation_name", "send"));
      operations.add(each.settlements(), and(own, "messaging_operation_name", "settle"));
      queued.add(each.waiting(), own);
      processing.add(each.processing(), own);
    }
    Family errors =
        families.counter(
            "messaging_client_operation_errors", "Transactions that were not written, by error.");
    broker.traffic().errors().forEach((error, n) -> errors.add(n, Map.of("error_type", error)));
  }

  private List<OfDestination> sorted() {
    return broker.traffic().destinations().stream()
        .sorted(Comparator.comparing(OfDestination::kind).thenComparing(OfDestination::name))
        .toList();
  }

  // ---- what is there

  /** What several destinations have together. */
  private static final class Sum {
    private MessageStates states = MessageStates.NONE;
    private long held;
    private int consumers;
    private int deliveryPaused;
    private int sendingPaused;
    private long oldest;
  }

  private void destinations(Families families, Map<Long, List<SubscriptionRow>> byTopic) {
    Map<Map<String, String>, Sum> sums = new LinkedHashMap<>();
    List<DestinationRow> rows =
        broker.destinations().stream()
            .sorted(Comparator.comparingLong(DestinationRow::id))
            .toList();
    int told = 0;
    for (DestinationRow row : rows) {
      String name = row.temporary() ? Traffic.TEMPORARY : told++ < MOST ? row.name() : OTHER;
      Sum sum = sums.computeIfAbsent(destination(row.kind(), name), labels -> new Sum());
      boolean alone = !row.temporary() && told <= MOST;
      List<Long> mailboxes = mailboxes(row, byTopic);
      sum.states = sum.states.plus(destinations.states(row, mailboxes));
      for (long mailbox : mailboxes) {
        sum.held += broker.held(mailbox);
        sum.consumers += broker.consumers(mailbox);
        long oldest = alone ? oldest(mailbox) : 0;
        sum.oldest =
            sum.oldest == 0 ? oldest : oldest == 0 ? sum.oldest : Math.min(oldest, sum.oldest);
      }
      sum.deliveryPaused += row.consumptionPaused() ? 1 : 0;
      sum.sendingPaused += row.productionPaused() ? 1 : 0;
    }
    Family messages =
        families.gauge(
            "messaging_destination_messages",
            "Messages that are kept, on all nodes, by state; those of a topic in all its"
                + " subscriptions.");
    Family held =
        families.gauge(
            "messaging_destination_held_messages",
            "Messages with consumers of this node or in its buffers.");
    Family consumers = families.gauge("messaging_destination_consumers", "Consumers on this node.");
    Family age =
        families.gauge(
            "messaging_destination_oldest_message_age_seconds",
            "How long ago the oldest message was stored that waits or is being delivered; 0 when none"
                + " is. Not for those counted together.");
    long now = broker.now();
    Family paused =
        families.gauge(
            "messaging_destination_paused", "1 where delivery or sending is paused, else 0.");
    sums.forEach(
        (labels, sum) -> {
          messages.add(sum.states.ready(), and(labels, STATE, "ready"));
          messages.add(sum.states.delivering(), and(labels, STATE, "delivering"));
          messages.add(sum.states.scheduled(), and(labels, STATE, "scheduled"));
          messages.add(sum.states.dead(), and(labels, STATE, "dead"));
          held.add(sum.held, labels);
          consumers.add(sum.consumers, labels);
          if (!COUNTED_TOGETHER.contains(labels.get(NAME))) {
            age.add(sum.oldest == 0 ? 0 : seconds(now, sum.oldest), labels);
          }
          paused.add(sum.deliveryPaused, and(labels, "messaging_operation_name", "deliver"));
          paused.add(sum.sendingPaused, and(labels, "messaging_operation_name", "send"));
        });
  }

  private static List<Long> mailboxes(
      DestinationRow row, Map<Long, List<SubscriptionRow>> byTopic) {
    return row.kind() == DestinationKind.QUEUE
        ? List.of(row.id())
        : byTopic.getOrDefault(row.id(), List.of()).stream().map(SubscriptionRow::id).toList();
  }

  /** When the oldest message was stored, 0 when there is none or the database does not answer. */
  private long oldest(long mailbox) {
    try {
      return ages.oldest(mailbox);
    } catch (StoreException e) {
      LOG.log(Level.DEBUG, "The oldest message cannot be looked up: {0}", e.getMessage());
      return 0;
    }
  }

  private void subscriptions(Families families, Map<Long, List<SubscriptionRow>> byTopic) {
    Family backlog =
        families.gauge(
            "messaging_subscription_backlog_messages",
            "Messages that wait in a durable subscription, on all nodes.");
    Family consumers =
        families.gauge(
            "messaging_subscription_consumers",
            "Consumers of a durable subscription on this node.");
    record Named(DestinationRow topic, SubscriptionRow subscription) {}
    List<Named> durable =
        broker.destinations().stream()
            .filter(row -> row.kind() == DestinationKind.TOPIC)
            .flatMap(
                topic ->
                    byTopic.getOrDefault(topic.id(), List.of()).stream()
                        .map(s -> new Named(topic, s)))
            .filter(named -> named.subscription().durable())
            .sorted(Comparator.comparingLong(named -> named.subscription().id()))
            .limit(MOST)
            .toList();
    for (Named each : durable) {
      SubscriptionRow row = each.subscription();
      Map<String, String> labels =
          labels(
              NAME,
              each.topic().name(),
              "client_id",
              row.clientId() == null ? "" : row.clientId(),
              "subscription",
              row.name());
      backlog.add(broker.depth(row.id()), labels);
      consumers.add(broker.consumers(row.id()), labels);
    }
  }

  private void endpoints(Families families) {
    List<EndpointView> views =
        endpoints.get().stream()
            .map(ManagedEndpoint::view)
            .sorted(Comparator.comparing(EndpointView::name))
            .limit(MOST)
            .toList();
    Function<EndpointView, Map<String, String>> labels =
        view -> labels("endpoint", view.name(), NAME, view.destination());
    families
        .gauge("messaging_endpoint_up", "1 for a message-driven bean that is open, else 0.")
        .addEach(views, labels, view -> OPEN.equals(view.state()) ? 1 : 0);
    families
        .gauge("messaging_endpoint_sessions", "Messages a bean may be given at the same time.")
        .addEach(views, labels, EndpointView::sessions);
    families
        .gauge("messaging_endpoint_granted_sessions", "How many the server grants of these.")
        .addEach(views, labels, EndpointView::granted);
    families
        .counter("messaging_endpoint_delivered_messages", "Messages delivered to a bean.")
        .addEach(views, labels, EndpointView::delivered);
    families
        .counter("messaging_endpoint_failed_deliveries", "Deliveries to it that failed.")
        .addEach(views, labels, EndpointView::failures);
  }

  // ---- labels

  private static Map<String, String> destination(OfDestination each) {
    return destination(each.kind(), each.name());
  }

  private static Map<String, String> destination(DestinationKind kind, String name) {
    return labels(NAME, name, "messaging_destination_kind", kind.scheme());
  }

  private static Map<String, String> labels(String... namesAndValues) {
    Map<String, String> labels = new LinkedHashMap<>();
    for (int i = 0; i < namesAndValues.length; i += 2) {
      labels.put(namesAndValues[i], namesAndValues[i + 1]);
    }
    return labels;
  }

  private static Map<String, String> and(Map<String, String> labels, String name, String value) {
    Map<String, String> more = new LinkedHashMap<>(labels);
    more.put(name, value);
    return more;
  }
}
