package org.rowmq.store.jpa;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.rowmq.store.CatalogStore.SubscriptionRow;
import org.rowmq.store.HistoryStore.HistoryRow;
import org.rowmq.store.MessageState;
import org.rowmq.store.NodeStore.MailboxDepth;
import org.rowmq.store.Store;
import org.rowmq.store.StoreConfig;

/** What earlier versions have left is what this one goes on with. */
class UpgradeTest {
  private static final long QUEUE = 4_711;
  private static final String MESSAGE =
      "insert into rowmq_message (id, mailbox_id, state, turn, owner, wake_at, delivery_count,"
          + " failure_count, message_id, persistent, sent_at, deliver_at, expires_at, body_type,"
          + " body_length, content_id, content_headers, headers)"
          + " values (?, "
          + QUEUE
          + ", ?, 5, 0, ?, 0, 0, ?, true, 1, ?, 0, 0, -1, 0, 0, ?)";

  @TempDir static Path directory;

  static Stream<StoreConfig.Jdbc> databases() {
    return Stream.of(
        TestDatabases.h2(directory), TestDatabases.postgreSql(), TestDatabases.mariaDb());
  }

  @ParameterizedTest
  @MethodSource("databases")
  void version_7_counts_what_version_6_had_scheduled_prepared_and_given_up(
      StoreConfig.Jdbc database) throws SQLException {
    migrateTo("6", database);
    long later = System.currentTimeMillis() + 3_600_000;
    try (Connection connection = TestDatabases.connect(database)) {
      execute(
          connection,
          "insert into rowmq_destination (id, kind, name, owner, consumption_paused,"
              + " production_paused, version, created_at) values ("
              + QUEUE
              + ", 0, 'old', 0, false, false, 0, 1)");
      execute(connection, "insert into rowmq_depth values (" + QUEUE + ", 7)");
      List<MessageState> states =
          List.of(
              MessageState.AVAILABLE,
              MessageState.SCHEDULED,
              MessageState.SCHEDULED,
              MessageState.SCHEDULED,
              MessageState.CONSUMED,
              MessageState.DEAD,
              MessageState.DEAD,
              MessageState.PREPARED);
      for (int i = 0; i < states.size(); i++) {
        insert(connection, i + 1, states.get(i), later);
      }
    }

    try (Store store = JpaStore.open(Fixture.config(database, "new"))) {
      assertThat(store.nodes().addToDepths(List.of()))
          .contains(new MailboxDepth(QUEUE, 7, 3, 1, 2));
      assertThat(store.nodes().checkDepths(Runnable::run).join()).isEmpty();
    }
    try (Connection connection = TestDatabases.connect(database);
        PreparedStatement statement =
            connection.prepareStatement(
                "select messages, scheduled, prepared, dead from rowmq_queue_depth"
                    + " where destination = 'old'");
        ResultSet row = statement.executeQuery()) {
      assertThat(row.next()).isTrue();
      assertThat(List.of(row.getLong(1), row.getLong(2), row.getLong(3), row.getLong(4)))
          .containsExactly(7L, 3L, 1L, 2L);
    }
  }

  @ParameterizedTest
  @MethodSource("databases")
  void version_8_does_not_claim_to_know_when_a_subscription_of_version_7_was_left(
      StoreConfig.Jdbc database) throws SQLException {
    migrateTo("7", database);
    try (Connection connection = TestDatabases.connect(database)) {
      for (int consumer : List.of(0, 77)) {
        execute(
            connection,
            "insert into rowmq_subscription (id, topic_id, unique_name, client_id, name, durable,"
                + " shared, no_local, owner, consumer, created_at) values ("
                + (100 + consumer)
                + ", 1, '"
                + consumer
                + "', 'c', 'n', true, false, false, 0, "
                + consumer
                + ", 1)");
      }
    }
    try (Store store = JpaStore.open(Fixture.config(database, "new"))) {
      List<SubscriptionRow> rows = store.catalog().subscriptions();
      assertThat(rows.get(0).leftAt()).isZero();
      // its consumer was that of a node of which nothing is known, and is gone now
      assertThat(rows.get(1).leftAt()).isGreaterThan(store.nodes().now() - 60_000);
      assertThat(store.catalog().acquireSubscription(177)).isTrue();
    }
  }

  @ParameterizedTest
  @MethodSource("databases")
  void version_9_does_not_claim_that_nothing_died_while_version_8_kept_points(
      StoreConfig.Jdbc database) throws SQLException {
    migrateTo("8", database);
    try (Connection connection = TestDatabases.connect(database)) {
      execute(
          connection,
          "insert into rowmq_history (seconds, ended_at, node_name, mailbox_id, messages, arrived,"
              + " departed, waited, wait_median, wait_high)"
              + " values (900, 77, 'old', 0, 1, 2, 3, 4, 5, 6)");
    }
    try (Store store = JpaStore.open(Fixture.config(database, "new"))) {
      HistoryRow row = store.history().read("old", 900, 0).get(0);
      assertThat(row.waitHigh()).isEqualTo(6);
      assertThat(row.dead()).isEqualTo(HistoryRow.UNKNOWN);
      assertThat(store.history().readCalls("old", 900, 0)).isEmpty();
    }
  }

  private static void migrateTo(String version, StoreConfig.Jdbc database) {
    Dialect dialect = Dialect.ofUrl(database.url());
    Names names = Names.of(null, "rowmq_").folded(dialect.identifiers());
    Flyway.configure(UpgradeTest.class.getClassLoader())
        .dataSource(database.url(), database.user(), database.password())
        .locations(new String[0])
        .resourceProvider(new Scripts(dialect.scripts()))
        .javaMigrationClassProvider(List::of)
        .table(names.prefix() + "schema_history")
        .placeholders(Map.of("t", names.qualifier(), "prefix", names.prefix()))
        .baselineOnMigrate(true)
        .baselineVersion("0")
        .target(version)
        .load()
        .migrate();
  }

  private static void insert(Connection connection, long id, MessageState state, long later)
      throws SQLException {
    long dueAt = state == MessageState.SCHEDULED ? later : 0;
    try (PreparedStatement statement = connection.prepareStatement(MESSAGE)) {
      statement.setLong(1, id);
      statement.setInt(2, state.code());
      if (dueAt == 0) {
        statement.setNull(3, java.sql.Types.BIGINT);
      } else {
        statement.setLong(3, dueAt);
      }
      statement.setLong(4, id);
      statement.setLong(5, dueAt);
      statement.setBytes(6, new byte[0]);
      statement.executeUpdate();
    }
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.executeUpdate();
    }
  }
}
