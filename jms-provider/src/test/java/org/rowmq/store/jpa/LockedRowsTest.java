package org.rowmq.store.jpa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rowmq.store.jpa.Fixture.PLENTY;
import static org.rowmq.store.jpa.Fixture.config;
import static org.rowmq.store.jpa.Fixture.idsOf;
import static org.rowmq.store.jpa.Fixture.send;
import static org.rowmq.store.jpa.Fixture.settle;
import static org.rowmq.store.jpa.Fixture.unique;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.rowmq.DestinationKind;
import org.rowmq.store.Envelope;
import org.rowmq.store.Settlement;
import org.rowmq.store.Store;
import org.rowmq.store.StoreConfig;
import org.rowmq.store.StoredMessage;

/**
 * MariaDB locks, for a moment, each row that an UPDATE or DELETE looks at, and a claim passes over
 * what is locked. So none may look at rows it is not for, also where the table is so small that
 * reading all of it is the cheapest.
 */
class LockedRowsTest {
  private static final List<String> ONLY_ITS_ROWS = List.of("const", "eq_ref", "ref", "range");

  @Test
  void statements_that_lock_look_at_no_rows_of_others() throws Exception {
    StoreConfig.Jdbc jdbc = TestDatabases.mariaDb();
    DriverConnections connections =
        new DriverConnections(Dialect.MARIADB.driver(), jdbc.url(), jdbc.user(), jdbc.password());
    CountingDataSource counting = new CountingDataSource(connections);
    StoreConfig.Database shared = new StoreConfig.Shared(counting.dataSource(), "the test's");
    long mailbox;
    try (Store store = JpaStore.open(config(shared, "first"))) {
      send(store, queue(store), messages(20));
      mailbox = queue(store);
      send(store, mailbox, messages(100));
      counting.reset();

      List<StoredMessage> claimed = store.messages().claim(mailbox, 100, PLENTY);
      assertThat(claimed).hasSize(100);
      settle(store, released(claimed));
      assertThat(store.messages().claim(mailbox, idsOf(claimed))).hasSize(100);
      settle(store, released(claimed.subList(0, 50)));
      // a node that leaves gives back what the dead still have
      JpaStore.open(config(shared, "second")).close();
      store.messages().sweepBodies(1_000);
    }

    List<String> locking = locking(counting);
    assertThat(locking)
        .anyMatch(sql -> sql.contains("for update skip locked"))
        .anyMatch(sql -> sql.startsWith("update") && sql.contains("in ("))
        .anyMatch(sql -> sql.contains("owner not in"));
    try (Connection connection = connections.getConnection();
        Statement statement = connection.createStatement()) {
      for (String sql : locking) {
        assertThat(accessTo("rowmq_message", statement, sql.replace("?", "" + mailbox)))
            .as(sql)
            .isSubsetOf(ONLY_ITS_ROWS);
      }
    }
    assertThat(counting.single)
        .as("reads messages within a statement that deletes")
        .noneMatch(sql -> sql.startsWith("delete") && sql.indexOf("rowmq_message ", 20) > 0);
  }

  private static long queue(Store store) {
    return store.catalog().createDestination(DestinationKind.QUEUE, unique("q"), 0).id();
  }

  private static Envelope[] messages(int count) {
    return LongStream.range(0, count).mapToObj(Fixture::message).toArray(Envelope[]::new);
  }

  private static Settlement[] released(List<StoredMessage> rows) {
    return rows.stream()
        .map(row -> new Settlement.Released(row.id(), row.mailboxId(), 0, 0, 0))
        .toArray(Settlement[]::new);
  }

  private static List<String> locking(CountingDataSource counting) {
    return Stream.concat(counting.single.stream(), counting.batchesOf.keySet().stream())
        .map(sql -> sql.toLowerCase(Locale.ROOT))
        .filter(sql -> sql.contains("rowmq_message "))
        .filter(
            sql ->
                sql.startsWith("update") || sql.startsWith("delete") || sql.contains(" for update"))
        .distinct()
        .toList();
  }

  /** How the database finds the rows of a table; nothing where it knows that there are none. */
  private static List<String> accessTo(String table, Statement statement, String sql)
      throws SQLException {
    List<String> access = new ArrayList<>();
    try (ResultSet rows = statement.executeQuery("explain " + sql)) {
      while (rows.next()) {
        if (table.equals(rows.getString("table"))) {
          access.add(rows.getString("type"));
        }
      }
    }
    return access;
  }
}
