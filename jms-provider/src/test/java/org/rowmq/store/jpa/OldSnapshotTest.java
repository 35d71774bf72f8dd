package org.rowmq.store.jpa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rowmq.store.jpa.Fixture.PLENTY;
import static org.rowmq.store.jpa.Fixture.message;
import static org.rowmq.store.jpa.Fixture.numbers;
import static org.rowmq.store.jpa.Fixture.unique;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.rowmq.DestinationKind;
import org.rowmq.broker.Origin;
import org.rowmq.broker.Outgoing;
import org.rowmq.broker.Work;
import org.rowmq.store.CatalogStore.DestinationRow;
import org.rowmq.store.jpa.StatementsPerMessageTest.Shared;

/** Sending within a transaction that sees the database as it was when it began. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class OldSnapshotTest {
  private static final int LANE = 1;

  private BrokerOnCounting node;

  @AfterEach
  void close() throws SQLException {
    node.close();
  }

  @ParameterizedTest
  @CsvSource({
    "H2, true",
    "H2, false",
    "POSTGRESQL, true",
    "POSTGRESQL, false",
    "MARIADB, true",
    "MARIADB, false"
  })
  void a_subscription_that_is_newer_than_the_transaction_gets_what_is_sent_in_it(
      Shared shared, boolean known, @TempDir Path directory) throws Exception {
    node = new BrokerOnCounting(shared, directory, false, Duration.ofSeconds(10));
    DestinationRow topic = node.broker.resolve(DestinationKind.TOPIC, unique("t"));
    send(topic, 1);
    try (Connection connection = node.counting.dataSource().getConnection()) {
      connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
      connection.setAutoCommit(false);
      try (Statement statement = connection.createStatement();
          ResultSet rows = statement.executeQuery("select count(*) from rowmq_subscription")) {
        assertThat(rows.next()).isTrue();
      }
      long subscription =
          node.store
              .catalog()
              .createSubscription(topic.id(), "me", "s", true, false, false, null, 0)
              .id();
      if (known) {
        send(topic, 2);
      }
      Work work = new Work(LANE);
      work.send(new Outgoing(topic, message(3), Origin.NONE));
      node.broker.writeWithin(connection, work);
      connection.commit();

      assertThat(numbers(node.store.messages().page(subscription, 4, 0, 10, PLENTY)))
          .isEqualTo(known ? List.of(2L, 3L) : List.of(3L));
    }
  }

  private void send(DestinationRow topic, long number) {
    node.broker.write(Work.sendingAlone(LANE, new Outgoing(topic, message(number), Origin.NONE)));
  }
}
