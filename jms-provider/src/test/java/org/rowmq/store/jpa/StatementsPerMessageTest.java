package org.rowmq.store.jpa;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.rowmq.store.jpa.Fixture.unique;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.rowmq.DestinationKind;
import org.rowmq.broker.Broker;
import org.rowmq.broker.BrokerConfig;
import org.rowmq.broker.Consumer;
import org.rowmq.broker.Delivery;
import org.rowmq.broker.Mailbox;
import org.rowmq.broker.Origin;
import org.rowmq.broker.Outgoing;
import org.rowmq.broker.RedeliveryPolicy;
import org.rowmq.broker.Work;
import org.rowmq.selector.Selector;
import org.rowmq.store.Append;
import org.rowmq.store.CatalogStore.DestinationRow;
import org.rowmq.store.CommitListener;
import org.rowmq.store.Durability;
import org.rowmq.store.Envelope;
import org.rowmq.store.Store;
import org.rowmq.store.StoreConfig;
import org.rowmq.store.StoredMessage;
import org.rowmq.store.Unit;

/**
 * What a message costs in statements on its row: one INSERT and one DELETE; out of a backlog that
 * other nodes could take from, one UPDATE more; and all of them in batches.
 */
class StatementsPerMessageTest {
  private static final int MESSAGES = 400;
  private static final int TOGETHER = 50;
  private static final int LARGE = 16 << 10;
  private static final long SECONDS = TimeUnit.SECONDS.toNanos(20);

  private final ExecutorService workers = Executors.newCachedThreadPool(Fixture::thread);
  private final ScheduledExecutorService timer =
      Executors.newScheduledThreadPool(1, Fixture::thread);
  private Store store;
  private Broker broker;
  private DestinationRow queue;
  private Connection keepsH2Open;

  /** Databases that other nodes may share. */
  enum Shared {
    H2,
    POSTGRESQL,
    MARIADB;

    StoreConfig.Jdbc empty(Path directory) {
      return switch (this) {
        case H2 -> TestDatabases.h2(directory);
        case POSTGRESQL -> TestDatabases.postgreSql();
        case MARIADB -> TestDatabases.mariaDb();
      };
    }
  }

  private CountingDataSource openShared(Shared shared, Path directory) throws SQLException {
    StoreConfig.Jdbc jdbc = shared.empty(directory);
    DriverConnections connections =
        new DriverConnections(
            Dialect.ofUrl(jdbc.url()).driver(), jdbc.url(), jdbc.user(), jdbc.password());
    keepsH2Open = connections.getConnection();
    CountingDataSource counting = new CountingDataSource(connections);
    open(new StoreConfig.Shared(counting.dataSource(), "the test's"));
    return counting;
  }

  private void open(StoreConfig.Database database) {
    store = JpaStore.open(Fixture.config(database, "first"));
    broker =
        new Broker(
            store,
            new BrokerConfig(
                true,
                RedeliveryPolicy.DEFAULT,
                Duration.ofSeconds(2),
                Duration.ofMillis(250),
                workers,
                timer));
    queue = broker.resolve(DestinationKind.QUEUE, unique("q"));
  }

  @AfterEach
  void close() throws SQLException {
    broker.close();
    store.close();
    workers.shutdown();
    timer.shutdown();
    if (keepsH2Open != null) {
      keepsH2Open.close();
    }
  }

  private void send() {
    send(Fixture::message);
  }

  private void send(LongFunction<Envelope> message) {
    for (int sent = 0; sent < MESSAGES; sent += TOGETHER) {
      Work work = new Work(1);
      for (int i = 0; i < TOGETHER; i++) {
        work.send(new Outgoing(queue, message.apply(store.nextId()), Origin.NONE));
      }
      broker.write(work);
    }
  }

  private Consumer consume() {
    return broker.consume(Mailbox.of(queue), Selector.NONE, null);
  }

  private void receive(Consumer consumer) throws InterruptedException {
    for (int received = 0; received < MESSAGES; received += TOGETHER) {
      List<Delivery> some = new ArrayList<>();
      for (int i = 0; i < TOGETHER; i++) {
        Delivery delivery = consumer.take(SECONDS);
        assertThat(delivery).as("message %d", received + i).isNotNull();
        some.add(delivery);
      }
      broker.write(Work.consuming(1, some));
    }
  }

  /** So many of the statements on rows of messages. */
  static int of(String verb, Map<String, Integer> numbers) {
    return numbers.entrySet().stream()
        .filter(entry -> isOnMessages(verb, entry.getKey()))
        .mapToInt(Map.Entry::getValue)
        .sum();
  }

  private static boolean isOnMessages(String verb, String sql) {
    String text = sql.toLowerCase(Locale.ROOT);
    return text.startsWith(verb) && text.contains("rowmq_message ");
  }

  /** One statement that inserts, where it is a transaction of its own. */
  private static boolean isFencedInsert(String sql) {
    return sql.startsWith("with fence") && sql.contains("insert into rowmq_message ");
  }

  private static long fencedInserts(CountingDataSource counting) {
    return counting.single.stream().filter(StatementsPerMessageTest::isFencedInsert).count();
  }

  /** Rows inserted, in batches or by statements that are transactions of their own. */
  private static int inserted(CountingDataSource counting) {
    int fenced =
        counting.changedBy.entrySet().stream()
            .filter(entry -> isFencedInsert(entry.getKey()))
            .mapToInt(Map.Entry::getValue)
            .sum();
    return of("insert", counting.rowsOf) + fenced;
  }

  /** A statement for each in a batch, or one for all where the database says which it deleted. */
  private static void assertDeletedTogether(Shared shared, CountingDataSource counting) {
    long single = counting.single.stream().filter(sql -> isOnMessages("delete", sql)).count();
    if (shared == Shared.POSTGRESQL) {
      assertThat(of("delete", counting.rowsOf)).isZero();
      assertThat(single).isEqualTo(MESSAGES / TOGETHER);
    } else {
      assertThat(of("delete", counting.rowsOf)).isEqualTo(MESSAGES);
      assertThat(of("delete", counting.batchesOf)).isEqualTo(MESSAGES / TOGETHER);
      assertThat(single).isZero();
    }
  }

  @ParameterizedTest
  @EnumSource
  void a_message_that_a_consumer_waits_for_is_one_insert_and_one_delete_in_batches(
      Shared shared, @TempDir Path directory) throws Exception {
    CountingDataSource counting = openShared(shared, directory);
    Consumer consumer = consume();
    assertThat(consumer.poll()).isNull();
    counting.reset();

    send();
    receive(consumer);

    assertThat(inserted(counting)).isEqualTo(MESSAGES);
    assertThat(of("update", counting.rowsOf)).isZero();
    assertThat(of("insert", counting.batchesOf) + fencedInserts(counting))
        .isEqualTo(MESSAGES / TOGETHER);
    // the first one says so in the marker
    assertThat(fencedInserts(counting))
        .isEqualTo(shared == Shared.POSTGRESQL ? MESSAGES / TOGETHER - 1 : 0);
    assertDeletedTogether(shared, counting);
    assertThat(counting.single)
        .noneMatch(sql -> isOnMessages("insert", sql) || isOnMessages("update", sql));
  }

  @ParameterizedTest
  @EnumSource
  void draining_a_backlog_of_a_shared_database_adds_one_update_for_many_messages(
      Shared shared, @TempDir Path directory) throws Exception {
    CountingDataSource counting = openShared(shared, directory);
    send();
    counting.reset();

    receive(consume());

    assertThat(of("insert", counting.rowsOf)).isZero();
    assertThat(of("update", counting.rowsOf)).isZero();
    assertDeletedTogether(shared, counting);
    assertThat(counting.single.stream().filter(sql -> isOnMessages("update", sql)).count())
        .isBetween(1L, (long) MESSAGES / TOGETHER);
  }

  @ParameterizedTest
  @EnumSource
  void a_non_persistent_message_that_a_consumer_waits_for_is_no_statement(
      Shared shared, @TempDir Path directory) throws Exception {
    CountingDataSource counting = openShared(shared, directory);
    Consumer consumer = consume();
    assertThat(consumer.poll()).isNull();
    counting.reset();

    send(number -> Fixture.nonPersistent(number, new byte[] {1, 2, 3}));
    receive(consumer);

    assertThat(counting.rowsOf.keySet()).noneMatch(StatementsPerMessageTest::isAboutMessages);
    assertThat(counting.single).noneMatch(StatementsPerMessageTest::changesMessages);
  }

  @ParameterizedTest
  @EnumSource
  void non_persistent_messages_for_which_a_consumer_has_no_room_become_rows_and_come_in_order(
      Shared shared, @TempDir Path directory) throws Exception {
    CountingDataSource counting = openShared(shared, directory);
    Consumer consumer = consume();
    assertThat(consumer.poll()).isNull();
    counting.reset();

    send(number -> Fixture.nonPersistent(number, Fixture.bytes(LARGE)));

    // the rest is in memory: 4 MiB, and what one transaction has more
    assertThat(inserted(counting))
        .isBetween(MESSAGES - (4 << 20) / LARGE - TOGETHER, MESSAGES - (4 << 20) / LARGE);
    List<Long> received = new ArrayList<>();
    for (int i = 0; i < MESSAGES; i++) {
      Delivery delivery = consumer.take(SECONDS);
      assertThat(delivery).as("message %d", i).isNotNull();
      received.add(delivery.envelope().messageId());
      broker.write(Work.consuming(1, List.of(delivery)));
    }
    assertThat(received).doesNotHaveDuplicates().isSorted();
    assertThat(consumer.poll()).isNull();
  }

  @ParameterizedTest
  @EnumSource
  void bodies_that_several_mailboxes_share_are_read_together(Shared shared, @TempDir Path directory)
      throws Exception {
    CountingDataSource counting = openShared(shared, directory);
    DestinationRow other = broker.resolve(DestinationKind.QUEUE, unique("q"));
    List<Append> both = new ArrayList<>();
    for (int i = 0; i < TOGETHER; i++) {
      Envelope envelope = Fixture.message(store.nextId(), 4, 0, 0, ("body " + i).getBytes(UTF_8));
      both.add(new Append(queue.id(), envelope, false));
      both.add(new Append(other.id(), envelope, false));
    }
    store.messages().write(new Unit(1, both, List.of(), Map.of()), CommitListener.NONE);
    counting.reset();

    List<StoredMessage> claimed = store.messages().claim(queue.id(), TOGETHER, Fixture.PLENTY);

    assertThat(claimed.stream().map(row -> new String(row.envelope().body(), UTF_8)).toList())
        .isEqualTo(IntStream.range(0, TOGETHER).mapToObj(i -> "body " + i).toList());
    assertThat(counting.single.stream().filter(StatementsPerMessageTest::isAboutContents).count())
        .isEqualTo(1);
  }

  private static boolean isAboutContents(String sql) {
    return sql.toLowerCase(Locale.ROOT).contains("rowmq_content ");
  }

  private static boolean isAboutMessages(String sql) {
    return sql.toLowerCase(Locale.ROOT).contains("rowmq_message ");
  }

  private static boolean changesMessages(String sql) {
    return isAboutMessages(sql) && !isOnMessages("select", sql);
  }

  @Test
  void draining_a_backlog_updates_nothing_where_the_node_is_alone(@TempDir Path directory)
      throws Exception {
    open(new StoreConfig.Embedded(directory));
    try (Connection connection =
            new DriverConnections(
                    "org.h2.Driver", H2Settings.url(directory, Durability.POWER_LOSS), "sa", "")
                .getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("set query_statistics true");
      send();
      receive(consume());

      assertThat(executions(statement, "insert")).isEqualTo(MESSAGES);
      assertThat(executions(statement, "delete")).isEqualTo(MESSAGES);
      assertThat(executions(statement, "update")).isZero();
      assertThat(executions(statement, "select")).isPositive().isLessThan(MESSAGES / 4);
    }
  }

  private static int executions(Statement statement, String verb) throws SQLException {
    int executions = 0;
    try (ResultSet rows =
        statement.executeQuery(
            "select sql_statement, execution_count from information_schema.query_statistics")) {
      while (rows.next()) {
        executions += isOnMessages(verb, rows.getString(1)) ? rows.getInt(2) : 0;
      }
    }
    return executions;
  }

  @Test
  void a_sweep_passes_over_rows_that_have_no_time(@TempDir Path directory) throws Exception {
    open(new StoreConfig.Embedded(directory));
    send();
    try (Connection connection =
            new DriverConnections(
                    "org.h2.Driver", H2Settings.url(directory, Durability.POWER_LOSS), "sa", "")
                .getConnection();
        Statement statement = connection.createStatement();
        ResultSet plan =
            statement.executeQuery(
                "explain analyze select id, wake_at from rowmq_message where state = 0"
                    + DueSql.TIMED.replace("?", String.valueOf(Long.MAX_VALUE))
                    + " order by state, wake_at limit 500")) {
      plan.next();
      assertThat(plan.getString(1)).contains("/* scanCount: 1 */");
    }
  }
}
