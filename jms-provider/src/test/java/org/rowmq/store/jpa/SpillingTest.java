package org.rowmq.store.jpa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rowmq.store.jpa.Fixture.nonPersistent;
import static org.rowmq.store.jpa.Fixture.unique;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.rowmq.DestinationKind;
import org.rowmq.broker.Consumer;
import org.rowmq.broker.Delivery;
import org.rowmq.broker.Failure;
import org.rowmq.broker.Mailbox;
import org.rowmq.broker.Origin;
import org.rowmq.broker.Outgoing;
import org.rowmq.broker.RedeliveryOverrides;
import org.rowmq.broker.Work;
import org.rowmq.selector.Selector;
import org.rowmq.store.CatalogStore.DestinationRow;
import org.rowmq.store.jpa.StatementsPerMessageTest.Shared;

/** Messages that are in memory become rows when the last consumer goes. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class SpillingTest {
  private static final long LIMIT = TimeUnit.SECONDS.toNanos(20);
  private static final long MOMENT = TimeUnit.MILLISECONDS.toNanos(1);
  private static final int LANE = 1;

  private BrokerOnCounting node;

  @AfterEach
  void close() throws SQLException {
    node.close();
  }

  private Consumer consumer(DestinationRow queue) {
    return node.broker.consume(Mailbox.of(queue), Selector.NONE, null);
  }

  @ParameterizedTest
  @EnumSource
  void what_could_not_become_rows_because_the_database_refused_is_not_lost(
      Shared shared, @TempDir Path directory) throws Exception {
    node = new BrokerOnCounting(shared, directory, true, Duration.ofSeconds(10));
    DestinationRow queue = node.broker.resolve(DestinationKind.QUEUE, unique("q"));
    Consumer first = consumer(queue);
    assertThat(first.poll()).isNull();
    for (long number = 1; number <= 2; number++) {
      node.broker.write(
          Work.sendingAlone(
              LANE, new Outgoing(queue, nonPersistent(number, new byte[9]), Origin.NONE)));
    }
    assertThat(node.broker.inMemory(queue.id())).hasSize(2);
    CountDownLatch refused = new CountDownLatch(1);
    node.counting.execution =
        (sql, call) -> {
          if (sql.toLowerCase(Locale.ROOT).contains("insert into rowmq_message ")) {
            refused.countDown();
            throw new SQLException("no", "22000");
          }
          return call.go();
        };
    first.close();
    refused.await();
    node.counting.execution = (sql, call) -> call.go();

    Consumer second = consumer(queue);
    for (long number = 1; number <= 2; number++) {
      Delivery delivery = second.take(LIMIT);
      assertThat(delivery.envelope().messageId()).isEqualTo(number);
      node.broker.write(Work.consuming(LANE, List.of(delivery)));
    }
    assertThat(second.take(MOMENT)).isNull();
    assertThat(node.broker.depth(queue.id())).isZero();
    second.close();
  }

  @ParameterizedTest
  @EnumSource
  void one_that_was_seen_is_delivered_though_the_database_was_away_when_its_count_was_stored(
      Shared shared, @TempDir Path directory) throws Exception {
    node = new BrokerOnCounting(shared, directory, true, Duration.ofSeconds(10));
    DestinationRow queue = node.broker.resolve(DestinationKind.QUEUE, unique("q"));
    Consumer first = consumer(queue);
    assertThat(first.poll()).isNull();
    node.broker.write(
        Work.sendingAlone(LANE, new Outgoing(queue, nonPersistent(1, new byte[9]), Origin.NONE)));
    node.broker.failed(
        LANE,
        List.of(first.take(LIMIT)),
        Failure.rolledBack("the test's"),
        RedeliveryOverrides.NONE);
    CountDownLatch refused = new CountDownLatch(1);
    node.counting.execution =
        (sql, call) -> {
          if (sql.toLowerCase(Locale.ROOT).startsWith("update rowmq_message ")) {
            refused.countDown();
            throw new SQLException("no", "22000");
          }
          return call.go();
        };
    first.close();
    refused.await();
    node.counting.execution = (sql, call) -> call.go();

    Consumer second = consumer(queue);
    Delivery delivery = second.take(LIMIT);
    assertThat(delivery).isNotNull();
    assertThat(delivery.deliveryCount()).isOne();
    node.broker.write(Work.consuming(LANE, List.of(delivery)));
    second.close();
  }
}
