package org.rowmq.store.jpa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rowmq.store.jpa.Fixture.PLENTY;
import static org.rowmq.store.jpa.Fixture.config;
import static org.rowmq.store.jpa.Fixture.copies;
import static org.rowmq.store.jpa.Fixture.idsOf;
import static org.rowmq.store.jpa.Fixture.message;
import static org.rowmq.store.jpa.Fixture.send;
import static org.rowmq.store.jpa.Fixture.unique;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.rowmq.DestinationKind;
import org.rowmq.store.MessageState;
import org.rowmq.store.MessageStore.BrowseKey;
import org.rowmq.store.Store;
import org.rowmq.store.StoreConfig;
import org.rowmq.store.StoredMessage;

/**
 * PostgreSQL knows nothing of a table that has been filled of late, and then expects a few rows in
 * a mailbox that has very many. What consumers wait for must not depend on that.
 */
class UnknownStatisticsTest {
  private static final int ROWS = 100_000;

  @Test
  void a_queue_that_has_just_been_filled_is_read_by_its_index_and_not_sorted() throws Exception {
    StoreConfig.Jdbc jdbc = TestDatabases.postgreSql();
    DriverConnections connections =
        new DriverConnections(
            Dialect.POSTGRESQL.driver(), jdbc.url(), jdbc.user(), jdbc.password());
    CountingDataSource counting = new CountingDataSource(connections);
    StoreConfig.Database shared = new StoreConfig.Shared(counting.dataSource(), "the test's");
    long mailbox;
    try (Store store = JpaStore.open(config(shared, "here"))) {
      mailbox = store.catalog().createDestination(DestinationKind.QUEUE, unique("q"), 0).id();
      send(store, mailbox, message(1));
      execute(connections, "alter table rowmq_message set (autovacuum_enabled = false)");
      execute(connections, copies(ROWS));
      counting.reset();

      assertThat(store.messages().available(mailbox, 2_000)).hasSize(2_000);
      assertThat(store.messages().page(mailbox, 4, 0, 10, PLENTY)).hasSize(10);
      BrowseKey behind = new BrowseKey(4, 1);
      for (BrowseKey after : new BrowseKey[] {null, behind}) {
        assertThat(
                store.messages().browse(mailbox, Set.of(MessageState.AVAILABLE), after, 10, PLENTY))
            .hasSize(10);
      }
      assertThat(store.messages().oldest(mailbox)).isPresent();
      List<StoredMessage> claimed = store.messages().claim(mailbox, 20, PLENTY);
      assertThat(claimed).hasSize(20);
      assertThat(store.messages().claim(mailbox, idsOf(claimed))).isEmpty();
    }

    List<String> queries = queries(counting);
    for (String sql : queries) {
      String asked =
          sql.replace("limit ?", "limit 200")
              .replace("state = ?", "state = 0")
              .replace("?", "" + mailbox);
      String plan = plan(connections, asked);
      assertThat(plan)
          .as(sql)
          .containsPattern("Index (Only )?Scan")
          .doesNotContain("Sort", "Seq Scan");
      if (sql.contains("id in (")) {
        assertThat(plan).as(sql).contains("rowmq_message_pkey");
      }
    }
    assertThat(queries).hasSize(8);
  }

  private static List<String> queries(CountingDataSource counting) {
    return counting.single.stream()
        .map(sql -> sql.toLowerCase(Locale.ROOT))
        .filter(sql -> sql.matches("(?s)\\(?select.*") && sql.contains("rowmq_message "))
        .distinct()
        .toList();
  }

  private static void execute(DriverConnections connections, String sql) throws SQLException {
    try (Connection connection = connections.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static String plan(DriverConnections connections, String sql) throws SQLException {
    StringBuilder plan = new StringBuilder();
    try (Connection connection = connections.getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("explain " + sql)) {
      while (rows.next()) {
        plan.append(rows.getString(1)).append('\n');
      }
    }
    return plan.toString();
  }
}
