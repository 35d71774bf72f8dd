package org.rowmq.store.jpa;

import static java.util.concurrent.TimeUnit.NANOSECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.rowmq.store.jpa.Fixture.unique;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
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
import org.rowmq.broker.Mailbox;
import org.rowmq.broker.Origin;
import org.rowmq.broker.Outgoing;
import org.rowmq.broker.Work;
import org.rowmq.selector.Selector;
import org.rowmq.store.CatalogStore.DestinationRow;
import org.rowmq.store.jpa.StatementsPerMessageTest.Shared;

/** Messages that expire while this node holds them. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class ExpiryTest {
  private static final long LIMIT = TimeUnit.SECONDS.toNanos(20);
  private static final int LANE = 1;

  private BrokerOnCounting node;

  @AfterEach
  void close() throws SQLException {
    node.close();
  }

  @ParameterizedTest
  @EnumSource
  void what_has_expired_and_cannot_be_deleted_because_the_database_refused_is_deleted_later(
      Shared shared, @TempDir Path directory) throws Exception {
    node = new BrokerOnCounting(shared, directory, false, Duration.ofSeconds(10));
    DestinationRow queue = node.broker.resolve(DestinationKind.QUEUE, unique("q"));
    Consumer consumer = node.broker.consume(Mailbox.of(queue), Selector.NONE, null);
    assertThat(consumer.poll()).isNull();
    long expiresAt = node.broker.now() + 50;
    node.broker.write(
        Work.sendingAlone(
            LANE,
            new Outgoing(queue, Fixture.message(1, 4, 0, expiresAt, new byte[9]), Origin.NONE)));
    CountDownLatch refused = new CountDownLatch(1);
    node.counting.execution =
        (sql, call) -> {
          if (sql.toLowerCase(Locale.ROOT).contains("delete from rowmq_message ")) {
            refused.countDown();
            throw new SQLException("no", "22000");
          }
          return call.go();
        };
    await().atMost(LIMIT, NANOSECONDS).until(() -> node.broker.now() > expiresAt);
    assertThat(consumer.poll()).isNull();
    refused.await();
    node.counting.execution = (sql, call) -> call.go();

    await()
        .atMost(LIMIT, NANOSECONDS)
        .until(() -> consumer.poll() == null && node.broker.depth(queue.id()) == 0);
    consumer.close();
  }
}
