package org.rowmq.store.jpa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;
import static org.rowmq.store.jpa.Fixture.PLENTY;
import static org.rowmq.store.jpa.Fixture.config;
import static org.rowmq.store.jpa.Fixture.idsOf;
import static org.rowmq.store.jpa.Fixture.message;
import static org.rowmq.store.jpa.Fixture.numbers;
import static org.rowmq.store.jpa.Fixture.send;
import static org.rowmq.store.jpa.Fixture.sending;
import static org.rowmq.store.jpa.Fixture.settle;
import static org.rowmq.store.jpa.Fixture.unique;

import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.rowmq.DestinationKind;
import org.rowmq.store.AlreadyExistsException;
import org.rowmq.store.Append;
import org.rowmq.store.CatalogStore;
import org.rowmq.store.ClaimLostException;
import org.rowmq.store.CommitListener;
import org.rowmq.store.ConfigurationException;
import org.rowmq.store.Envelope;
import org.rowmq.store.MessageState;
import org.rowmq.store.MessageStore.AvailableRow;
import org.rowmq.store.Settlement;
import org.rowmq.store.Store;
import org.rowmq.store.StoreClosedException;
import org.rowmq.store.StoreConfig;
import org.rowmq.store.StoredMessage;
import org.rowmq.store.TopicChangedException;
import org.rowmq.store.Unit;

/** What a store does that several nodes have open. */
abstract class SharedStoreContract extends StoreContract {

  @Test
  void a_call_from_inside_a_container_transaction_runs_on_another_thread() {
    StoreConfig config = Fixture.config(database, unique("enlisted"));
    try (Store enlisted = JpaStore.open(insideTransactions(config))) {
      List<Thread> writers = new ArrayList<>();
      enlisted
          .messages()
          .write(sending(queue, message(1)), rows -> writers.add(Thread.currentThread()));

      assertThat(writers).doesNotContain(Thread.currentThread());
      assertThat(enlisted.messages().page(queue, 4, 0, 1, PLENTY)).hasSize(1);
    }
  }

  static StoreConfig insideTransactions(StoreConfig c) {
    Thread caller = Thread.currentThread();
    return TestConfig.like(c).callerHasTransaction(() -> Thread.currentThread() == caller).build();
  }

  @Test
  void after_close_every_call_says_so() {
    Store other = JpaStore.open(Fixture.config(database, unique("closed")));
    other.close();
    other.close();

    assertThatThrownBy(() -> send(other, queue, message(1)))
        .isInstanceOf(StoreClosedException.class);
    assertThatThrownBy(() -> other.catalog().destinations())
        .isInstanceOf(StoreClosedException.class);
  }

  private Store open(String node) {
    return JpaStore.open(config(database, node));
  }

  private static StoreConfig withTimeout(StoreConfig c, Duration nodeTimeout) {
    return TestConfig.like(c).nodeTimeout(nodeTimeout).build();
  }

  @Test
  void claims_follow_priority_then_order_of_sending() {
    send(
        store, queue, message(1), message(2, 9, 0, 0, null), message(3), message(4, 0, 0, 0, null));

    assertThat(numbers(store.messages().claim(queue, 3, PLENTY))).containsExactly(2L, 1L, 3L);
    assertThat(numbers(store.messages().claim(queue, 3, PLENTY))).containsExactly(4L);
    assertThat(store.messages().claim(queue, 3, PLENTY)).isEmpty();
  }

  @Test
  void a_look_finds_what_is_available_in_the_order_of_claims_and_claims_nothing() {
    List<StoredMessage> rows =
        send(
            store,
            queue,
            message(1, 4, 0, 0, Fixture.bytes(300)),
            message(2, 9, 0, 0, null),
            message(3),
            message(4, 0, 0, 0, null));
    store.messages().claim(queue, List.of(rows.get(2).id()));

    List<AvailableRow> found = store.messages().available(queue, 2);

    assertThat(found)
        .containsExactly(
            new AvailableRow(rows.get(1).id(), 9, 0), new AvailableRow(rows.get(0).id(), 4, 300));
    assertThat(store.messages().available(queue, 10)).hasSize(3);
    assertThat(numbers(store.messages().claim(queue, 10, PLENTY))).containsExactly(2L, 1L, 4L);
    assertThat(store.messages().available(queue, 10)).isEmpty();
  }

  @Test
  void claims_are_bounded_by_bytes_but_take_at_least_one() {
    for (int i = 0; i < 4; i++) {
      send(store, queue, message(i, 4, 0, 0, Fixture.bytes(10_000)));
    }

    assertThat(store.messages().claim(queue, 10, 1)).hasSize(1);
    assertThat(store.messages().claim(queue, 10, 25_000)).hasSize(2);
    assertThat(store.messages().claim(queue, 10, PLENTY)).hasSize(1);
  }

  @Test
  void a_claim_says_whether_it_stopped_at_a_limit_however_large_the_next_message_is() {
    send(store, queue, message(1), message(2, 4, 0, 0, Fixture.bytes(900_000)), message(3));

    assertThat(store.messages().claimNext(queue, 10, 500_000).mayHaveMore()).isTrue();
    assertThat(store.messages().claimNext(queue, 1, PLENTY).mayHaveMore()).isTrue();
    assertThat(store.messages().claimNext(queue, 10, PLENTY).mayHaveMore()).isFalse();
    assertThat(store.messages().claimNext(queue, 10, PLENTY).messages()).isEmpty();
  }

  @Test
  void two_nodes_never_claim_the_same_row() throws Exception {
    int messages = 1200;
    for (int i = 0; i < messages / 100; i++) {
      Envelope[] hundred = new Envelope[100];
      for (int j = 0; j < 100; j++) {
        hundred[j] = message(i * 100 + j);
      }
      send(store, queue, hundred);
    }
    var claimed = new ConcurrentLinkedQueue<Long>();
    ExecutorService threads = Executors.newFixedThreadPool(6);
    try (Store second = open(unique("second"))) {
      List<Callable<Void>> consumers = new ArrayList<>();
      for (int i = 0; i < 6; i++) {
        Store node = i % 2 == 0 ? store : second;
        consumers.add(() -> drain(node, claimed));
      }
      for (Future<Void> consumer : threads.invokeAll(consumers)) {
        consumer.get();
      }
    } finally {
      threads.shutdownNow();
    }

    assertThat(claimed).hasSize(messages).doesNotHaveDuplicates();
    assertThat(left(store)).isZero();
  }

  private Void drain(Store node, ConcurrentLinkedQueue<Long> claimed) {
    List<StoredMessage> rows;
    do {
      rows = node.messages().claim(queue, 10, PLENTY);
      claimed.addAll(idsOf(rows));
      Settlement[] accepted =
          rows.stream()
              .map(row -> new Settlement.Accepted(row.id(), queue))
              .toArray(Settlement[]::new);
      settle(node, accepted);
    } while (!rows.isEmpty() || left(node) > 0);
    return null;
  }

  private int left(Store node) {
    return node.messages().browse(queue, EnumSet.allOf(MessageState.class), null, 1, PLENTY).size();
  }

  @Test
  void only_the_owner_settles() {
    StoredMessage row = send(store, queue, message(1)).get(0);
    store.messages().claim(queue, 1, PLENTY);
    try (Store second = open(unique("second"))) {
      assertThatThrownBy(() -> settle(second, new Settlement.Accepted(row.id(), queue)))
          .isInstanceOf(ClaimLostException.class);
      assertThatThrownBy(() -> settle(second, new Settlement.Released(row.id(), queue, 1, 1, 0)))
          .isInstanceOf(ClaimLostException.class);
    }
    settle(store, new Settlement.Accepted(row.id(), queue));
  }

  @Test
  void a_row_may_be_inserted_already_owned() {
    Unit unit = new Unit(0, List.of(new Append(queue, message(1), true)), List.of(), Map.of());
    StoredMessage row = store.messages().write(unit, CommitListener.NONE).get(0);

    assertThat(store.messages().claim(queue, 1, PLENTY)).isEmpty();
    assertThat(store.messages().find(row.id()).orElseThrow().owner())
        .isEqualTo(store.info().incarnation());
    settle(store, new Settlement.Accepted(row.id(), queue));
  }

  @Test
  void a_node_that_leaves_gives_everything_back() {
    Store second = open(unique("second"));
    long topic = store.catalog().createDestination(DestinationKind.TOPIC, unique("t"), 0).id();
    long incarnation = second.info().incarnation();
    String client = unique("client");
    String temporary = unique("temporary");
    send(store, queue, message(1));
    second.messages().claim(queue, 1, PLENTY);
    second.nodes().acquireClientId(client);
    second.catalog().createDestination(DestinationKind.QUEUE, temporary, incarnation);
    second.catalog().createSubscription(topic, null, null, false, false, false, null, incarnation);
    long durable =
        store
            .catalog()
            .createSubscription(topic, null, unique("d"), true, false, false, null, 0)
            .id();
    assertThat(second.catalog().acquireSubscription(durable)).isTrue();
    assertThat(second.catalog().acquireSubscription(durable)).isTrue();
    assertThat(store.catalog().acquireSubscription(durable)).isFalse();
    assertThat(store.nodes().acquireClientId(client)).isFalse();

    second.close();

    assertThat(store.catalog().findDestination(DestinationKind.QUEUE, temporary)).isEmpty();
    assertThat(store.catalog().routes(topic).orElseThrow().subscriptions())
        .extracting(s -> s.id())
        .containsExactly(durable);
    assertThat(store.catalog().acquireSubscription(durable)).isTrue();
    assertThat(store.nodes().acquireClientId(client)).isTrue();
    List<StoredMessage> again = store.messages().claim(queue, 1, PLENTY);
    assertThat(again).hasSize(1);
    assertThat(again.get(0).deliveryCount()).isZero();
  }

  @Test
  void a_dead_node_is_buried_by_others_and_notices() throws Exception {
    StoreConfig config = withTimeout(config(database, unique("paused")), Duration.ofSeconds(30));
    try (Store paused = JpaStore.open(config)) {
      StoredMessage row = send(store, queue, message(1)).get(0);
      paused.messages().claim(queue, 1, PLENTY);
      assertThat(store.nodes().buryDead()).isEmpty();

      stopTheHeartOf(paused);

      assertThat(store.nodes().buryDead()).contains(queue);
      assertThat(store.messages().find(row.id()).orElseThrow().state())
          .isEqualTo(MessageState.AVAILABLE);
      assertThatThrownBy(() -> settle(paused, new Settlement.Accepted(row.id(), queue)))
          .isInstanceOf(ClaimLostException.class);
      assertThat(paused.nodes().heartbeat(null)).isFalse();
      assertThat(paused.nodes().heartbeat(null)).isTrue();
    }
  }

  @Test
  void after_a_time_in_which_no_heart_could_beat_only_who_stays_silent_is_taken_for_dead()
      throws Exception {
    Duration timeout = Duration.ofSeconds(1);
    try (Store here = JpaStore.open(withTimeout(config(database, unique("here")), timeout));
        Store there = JpaStore.open(withTimeout(config(database, unique("there")), timeout))) {
      here.nodes().heartbeat(null);
      there.nodes().heartbeat(null);
      long before = here.nodes().now();
      await().until(() -> here.nodes().now() > before + 2 * timeout.toMillis());

      here.nodes().heartbeat(null);
      here.nodes().buryDead();
      assertThat(there.nodes().heartbeat(null)).isTrue();

      await()
          .until(
              () -> {
                store.nodes().heartbeat(null);
                here.nodes().heartbeat(null);
                here.nodes().buryDead();
                return isBuried(there);
              });
      assertThat(there.nodes().heartbeat(null)).isFalse();
    }
  }

  private boolean isBuried(Store node) throws SQLException {
    return count(
            "select count(*) from rowmq_node where state = "
                + Entities.NodeEntity.BURIED
                + " and incarnation = ?",
            node.info().incarnation())
        == 1;
  }

  @Test
  void what_a_dead_node_consumed_has_been_left_since_its_last_heartbeat() throws Exception {
    try (Store dead = open(unique("dead"))) {
      long own = subscriptionUsedBy(dead, false);
      long shared = subscriptionUsedBy(dead, true);
      long longerUsedHere = subscriptionUsedBy(dead, true);
      long never = subscription(true);
      store.catalog().joinSubscription(longerUsedHere);
      stopTheHeartOf(dead);
      store.catalog().leaveSubscription(longerUsedHere);

      store.nodes().buryDead();

      assertThat(List.of(leftAt(own), leftAt(shared))).containsOnly(lastHeartbeatOf(dead));
      assertThat(leftAt(longerUsedHere)).isGreaterThan(lastHeartbeatOf(dead) + 30_000);
      assertThat(leftAt(never)).isZero();
      assertThat(
              count(
                  "select count(*) from rowmq_subscription_use where subscription_id = ?", shared))
          .isZero();
    }
  }

  @Test
  void who_comes_back_under_its_name_has_left_what_it_consumed_when_it_was_last_seen()
      throws Exception {
    String name = unique("name");
    Store old = open(name);
    long own = subscriptionUsedBy(old, false);
    long shared = subscriptionUsedBy(old, true);
    stopTheHeartOf(old);
    long lastSeen = lastHeartbeatOf(old);

    try (Store successor = open(name)) {
      assertThat(List.of(leftAt(own), leftAt(shared))).containsOnly(lastSeen);
      assertThat(successor.catalog().acquireSubscription(own)).isTrue();
    } finally {
      old.close();
    }
  }

  @Test
  void who_was_taken_for_dead_and_comes_back_still_says_when_it_leaves() throws Exception {
    try (Store paused = open(unique("paused"))) {
      long own = subscriptionUsedBy(paused, false);
      long shared = subscriptionUsedBy(paused, true);
      stopTheHeartOf(paused);
      store.nodes().buryDead();
      paused.nodes().heartbeat(null);

      paused.catalog().leaveSubscription(own);
      paused.catalog().leaveSubscription(shared);

      assertThat(leftAt(own)).isGreaterThan(store.nodes().now() - 30_000);
      assertThat(leftAt(shared)).isGreaterThan(store.nodes().now() - 30_000);
    }
  }

  @Test
  void who_has_lost_a_subscription_to_another_does_not_say_that_it_was_left() throws Exception {
    try (Store paused = open(unique("paused"))) {
      long own = subscriptionUsedBy(paused, false);
      stopTheHeartOf(paused);
      store.nodes().buryDead();
      assertThat(store.catalog().acquireSubscription(own)).isTrue();
      long before = leftAt(own);

      paused.catalog().leaveSubscription(own);

      assertThat(leftAt(own)).isEqualTo(before);
      assertThat(paused.catalog().acquireSubscription(own)).isFalse();
    }
  }

  private long subscriptionUsedBy(Store node, boolean shared) throws SQLException {
    long id = subscription(shared);
    if (shared) {
      node.catalog().joinSubscription(id);
    } else {
      node.catalog().acquireSubscription(id);
    }
    return id;
  }

  /** One of which it is not known when it was left, as after an update. */
  private long subscription(boolean shared) throws SQLException {
    long topic = store.catalog().createDestination(DestinationKind.TOPIC, unique("t"), 0).id();
    long id =
        store
            .catalog()
            .createSubscription(topic, "me", unique("s"), true, shared, false, null, 0)
            .id();
    try (Connection connection = TestDatabases.connect(database);
        var statement =
            connection.prepareStatement("update rowmq_subscription set left_at = 0 where id = ?")) {
      statement.setLong(1, id);
      statement.executeUpdate();
    }
    return id;
  }

  private long lastHeartbeatOf(Store node) {
    return store.nodes().nodes().stream()
        .filter(row -> row.incarnation() == node.info().incarnation())
        .findFirst()
        .orElseThrow()
        .heartbeatAt();
  }

  private long count(String sql, long parameter) throws SQLException {
    try (Connection connection = TestDatabases.connect(database);
        var statement = connection.prepareStatement(sql)) {
      statement.setLong(1, parameter);
      try (var rows = statement.executeQuery()) {
        rows.next();
        return rows.getLong(1);
      }
    }
  }

  private void stopTheHeartOf(Store node) throws SQLException {
    try (Connection connection = TestDatabases.connect(database);
        var statement =
            connection.prepareStatement(
                "update rowmq_node set heartbeat_at = heartbeat_at - 60000 where incarnation = ?")) {
      statement.setLong(1, node.info().incarnation());
      statement.executeUpdate();
    }
  }

  @Test
  void a_name_whose_heart_has_stopped_is_taken_over() throws Exception {
    String name = unique("name");
    Store old = open(name);
    send(store, queue, message(1));
    old.messages().claim(queue, 1, PLENTY);
    stopTheHeartOf(old);

    try (Store successor = open(name)) {
      assertThat(successor.messages().claim(queue, 1, PLENTY)).hasSize(1);
      assertThat(old.nodes().heartbeat(null)).isFalse();
    } finally {
      old.close();
    }
  }

  @Test
  void a_name_whose_heart_beats_is_refused() throws Exception {
    String name = unique("name");
    try (Store first = open(name)) {
      AtomicBoolean stopped = new AtomicBoolean();
      Thread heart =
          new Thread(
              () -> {
                while (!stopped.get()) {
                  first.nodes().heartbeat(null);
                }
              });
      heart.start();
      try {
        assertThatThrownBy(() -> open(name))
            .isInstanceOf(ConfigurationException.class)
            .hasMessageContaining("nodeName '" + name + "'")
            .hasMessageContaining("process " + ProcessHandle.current().pid());
      } finally {
        stopped.set(true);
        heart.join();
      }
    }
  }

  @Test
  void a_queue_whose_deletion_has_begun_is_hidden_and_keeps_its_name() {
    CatalogStore here = store.catalog();
    String name =
        here.destinations().stream().filter(d -> d.id() == queue).findFirst().orElseThrow().name();
    try (Store other = open(unique("other"))) {
      assertThat(here.beginDeletion(queue, audit(store.nextId(), 60))).isTrue();
      assertThat(other.catalog().beginDeletion(queue, audit(store.nextId(), 60))).isFalse();

      for (CatalogStore node : List.of(here, other.catalog())) {
        assertThat(node.findDestination(DestinationKind.QUEUE, name)).isEmpty();
        assertThat(node.destinations()).noneMatch(row -> row.id() == queue);
        assertThat(node.begunDeletions())
            .filteredOn(begun -> begun.queueId() == queue)
            .singleElement()
            .satisfies(begun -> assertThat(begun.name()).isEqualTo(name))
            .satisfies(
                begun ->
                    assertThat(begun.begunAt()).isCloseTo(store.nodes().now(), within(60_000L)));
        assertThatThrownBy(() -> node.createDestination(DestinationKind.QUEUE, name, 0))
            .isInstanceOf(AlreadyExistsException.class);
      }
      assertThat(here.deleteDestination(queue)).isTrue();
      assertThat(other.catalog().begunDeletions()).noneMatch(begun -> begun.queueId() == queue);
      assertThat(other.catalog().createDestination(DestinationKind.QUEUE, name, 0).id())
          .isNotEqualTo(queue);
    }
  }

  @Test
  void only_living_nodes_that_have_not_heard_of_a_deletion_are_unaware_of_it() throws Exception {
    CatalogStore here = store.catalog();
    String late = unique("late");
    String dead = unique("dead");
    try (Store quick = open(unique("quick"));
        Store slow = open(late);
        Store stopped = open(dead)) {
      stopTheHeartOf(stopped);
      here.beginDeletion(queue, audit(store.nextId(), 60));
      quick.catalog().hearOfDeletion(queue);
      quick.catalog().hearOfDeletion(queue);

      assertThat(here.unaware(queue))
          .contains(late)
          .doesNotContain(dead, quick.info().nodeName(), store.info().nodeName());
      slow.catalog().hearOfDeletion(queue);
      assertThat(here.unaware(queue)).doesNotContain(late);

      here.deleteDestination(queue);
      slow.catalog().hearOfDeletion(queue);
      assertThat(count("select count(*) from rowmq_deletion_heard where destination_id = ?", queue))
          .isZero();
    }
  }

  @Test
  void a_unit_routed_with_old_subscriptions_is_refused_alone() {
    long topic = store.catalog().createDestination(DestinationKind.TOPIC, unique("t"), 0).id();
    long version = store.catalog().routes(topic).orElseThrow().version();
    Unit routed =
        new Unit(
            0, List.of(new Append(queue, message(1), false)), List.of(), Map.of(topic, version));
    store.messages().write(routed, CommitListener.NONE);
    store.catalog().createSubscription(topic, null, unique("s"), true, false, false, null, 0);

    assertThatThrownBy(() -> store.messages().write(routed, CommitListener.NONE))
        .isInstanceOf(TopicChangedException.class);
    assertThat(store.messages().page(queue, 4, 0, 10, PLENTY)).hasSize(1);
  }

  @Test
  void several_nodes_may_start_on_an_empty_database_at_once() throws Exception {
    String prefix = unique("p").replace('-', '_') + "_";
    ExecutorService threads = Executors.newFixedThreadPool(4);
    List<Future<Store>> opening = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      String node = "node" + i;
      opening.add(threads.submit(() -> JpaStore.open(config(database, node, prefix))));
    }
    Set<Long> ids = new HashSet<>();
    for (Future<Store> future : opening) {
      try (Store opened = future.get()) {
        ids.add((opened.nextId() >> 12) & 1023);
      }
    }
    threads.shutdown();

    assertThat(ids).hasSize(4);
  }

  @Test
  void a_unit_may_be_written_in_the_transaction_of_somebody_else() throws Exception {
    try (Connection connection = TestDatabases.connect(database)) {
      connection.setAutoCommit(false);
      List<StoredMessage> undone =
          store.messages().writeWithin(connection, sending(queue, message(1))).rows();
      connection.rollback();
      List<StoredMessage> done =
          store.messages().writeWithin(connection, sending(queue, message(2))).rows();
      assertThat(store.messages().page(queue, 4, 0, 10, PLENTY)).isEmpty();
      connection.commit();
      store.messages().force();

      assertThat(store.messages().find(undone.get(0).id())).isEmpty();
      assertThat(idsOf(store.messages().page(queue, 4, 0, 10, PLENTY))).isEqualTo(idsOf(done));
      assertThat(connection.getAutoCommit()).isFalse();
    }
  }
}
