package org.rowmq.store.jpa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rowmq.store.jpa.Fixture.message;
import static org.rowmq.store.jpa.Fixture.send;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.rowmq.DestinationKind;
import org.rowmq.store.CatalogStore.DestinationRow;
import org.rowmq.store.CatalogStore.SubscriptionRow;
import org.rowmq.store.NodeStore.MailboxDepth;
import org.rowmq.store.Store;
import org.rowmq.store.StoreConfig;

/** What a developer may SELECT from, on each database: {@code docs/schema.md}. */
class ViewsTest {
  private static final long SOON = Long.MAX_VALUE / 4;

  @TempDir static Path directory;

  static Stream<StoreConfig.Jdbc> databases() {
    return Stream.of(
        TestDatabases.h2(directory), TestDatabases.postgreSql(), TestDatabases.mariaDb());
  }

  @ParameterizedTest
  @MethodSource("databases")
  void depths_and_messages_of_queues_and_subscriptions_are_read_by_name(StoreConfig.Jdbc database)
      throws SQLException {
    try (Connection connection = TestDatabases.connect(database);
        Store store = JpaStore.open(Fixture.config(database, "n"))) {
      DestinationRow orders = store.catalog().createDestination(DestinationKind.QUEUE, "orders", 0);
      store.catalog().createDestination(DestinationKind.QUEUE, "quiet", 0);
      DestinationRow news = store.catalog().createDestination(DestinationKind.TOPIC, "news", 0);
      store.catalog().createDestination(DestinationKind.TOPIC, "unheard", 0);
      SubscriptionRow desk =
          store
              .catalog()
              .createSubscription(news.id(), "office", "desk", true, false, false, null, 0);
      send(store, orders.id(), message(11), message(12, 9, SOON, 0, new byte[] {1, 2}));
      send(store, desk.id(), message(13));
      store
          .nodes()
          .addToDepths(
              List.of(
                  new MailboxDepth(orders.id(), 2, 1, 0, 0),
                  new MailboxDepth(desk.id(), 1, 0, 0, 0)));

      assertThat(
              rows(
                  connection,
                  "select destination, kind, client_id, subscription, messages"
                      + " from rowmq_queue_depth order by destination"))
          .containsExactly(
              "news TOPIC office desk 1", "orders QUEUE null null 2", "quiet QUEUE null null 0");
      assertThat(
              rows(
                  connection,
                  "select destination, client_id, subscription, state, priority, delivery_count,"
                      + " message_id, correlation_id, jms_type, body_length"
                      + " from rowmq_messages order by row_id"))
          .containsExactly(
              "orders null null AVAILABLE 4 0 11 correlation 11 type 3",
              "orders null null SCHEDULED 9 0 12 correlation 12 type 2",
              "news office desk AVAILABLE 4 0 13 correlation 13 type 3");
    }
  }

  private static List<String> rows(Connection connection, String sql) throws SQLException {
    List<String> found = new ArrayList<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      while (rows.next()) {
        StringBuilder row = new StringBuilder();
        for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
          row.append(i == 1 ? "" : " ").append(rows.getString(i));
        }
        found.add(row.toString());
      }
    }
    return found;
  }
}
