package org.rowmq.store.jpa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.rowmq.store.jpa.Fixture.message;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.rowmq.DestinationKind;
import org.rowmq.broker.Broker;
import org.rowmq.broker.BrokerConfig;
import org.rowmq.broker.Consumer;
import org.rowmq.broker.Delivery;
import org.rowmq.broker.Failure;
import org.rowmq.broker.Mailbox;
import org.rowmq.broker.Origin;
import org.rowmq.broker.Outgoing;
import org.rowmq.broker.RedeliveryOverrides;
import org.rowmq.broker.RedeliveryPolicy;
import org.rowmq.broker.Work;
import org.rowmq.selector.Selector;
import org.rowmq.store.CatalogStore.DestinationRow;
import org.rowmq.store.Store;
import org.rowmq.store.StoreConfig;

/** Attempts at one message that fail in several sessions, which write at the same time. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class AttemptsInOrderTest {
  /** Of two sessions of transactions, which are written beside each other. */
  private static final int ONE = 1;

  private static final int OTHER = 3;

  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final long SECONDS = TimeUnit.SECONDS.toNanos(20);

  private static final RedeliveryPolicy TWO_ATTEMPTS =
      new RedeliveryPolicy(2, Duration.ZERO, 2.0, Duration.ZERO, 0, "DLQ.*", "");

  private final CountDownLatch standing = new CountDownLatch(1);
  private final CountDownLatch open = new CountDownLatch(1);
  private final ExecutorService workers = Executors.newCachedThreadPool(Fixture::thread);
  private final ScheduledExecutorService timer =
      Executors.newScheduledThreadPool(1, Fixture::thread);

  @Test
  void aDeadLetterKnowsTheAttemptBeforeTheLastAlthoughThatSessionsWritesAreSlow() throws Exception {
    StoreConfig.Jdbc jdbc = TestDatabases.postgreSql();
    DriverConnections connections =
        new DriverConnections(
            Dialect.ofUrl(jdbc.url()).driver(), jdbc.url(), jdbc.user(), jdbc.password());
    CountingDataSource counting = new CountingDataSource(connections);
    try (Store store =
            JpaStore.open(
                Fixture.config(
                    new StoreConfig.Shared(counting.dataSource(), "the test's"), "first"));
        Broker broker = broker(store);
        Connection connection = connections.getConnection()) {
      DestinationRow queue = broker.resolve(DestinationKind.QUEUE, "poison");
      DestinationRow other = broker.resolve(DestinationKind.QUEUE, "other");
      broker.resolve(DestinationKind.QUEUE, "DLQ.poison");
      broker.write(sending(ONE, queue));
      Consumer consumer = broker.consume(Mailbox.of(queue), Selector.NONE, null);
      Delivery first = consumer.take(SECONDS);

      firstWriteStandsStill(counting);
      CompletableFuture<Void> slow =
          CompletableFuture.runAsync(() -> broker.write(sending(ONE, other)), workers);
      standing.await();
      fail(broker, ONE, first, "first attempt");
      fail(broker, OTHER, consumer.take(SECONDS), "second attempt");
      // what the second session writes by itself is not held up
      broker.write(sending(OTHER, other));
      open.countDown();
      slow.join();

      await().atMost(LIMIT).until(() -> !history(connection).isEmpty());
      assertThat(history(connection).lines().toList())
          .satisfiesExactly(
              line -> assertThat(line).contains("first attempt"),
              line -> assertThat(line).contains("second attempt"));
      consumer.close();
    } finally {
      open.countDown();
      workers.shutdown();
      timer.shutdown();
    }
  }

  private Broker broker(Store store) {
    return new Broker(
        store,
        new BrokerConfig(
            true,
            TWO_ATTEMPTS,
            Duration.ofMinutes(5),
            Duration.ofMinutes(5),
            workers,
            timer,
            false,
            false));
  }

  private static Work sending(int lane, DestinationRow destination) {
    Work work = new Work(lane);
    work.send(new Outgoing(destination, message(lane), Origin.NONE));
    return work;
  }

  private static void fail(Broker broker, int lane, Delivery delivery, String how) {
    broker.failed(
        lane,
        List.of(delivery),
        Failure.of(new IllegalStateException(how)),
        RedeliveryOverrides.NONE);
  }

  /** The commit, or the statement that is a transaction of its own. */
  private void firstWriteStandsStill(CountingDataSource counting) {
    AtomicBoolean first = new AtomicBoolean(true);
    counting.commit =
        connection -> {
          standStill(first);
          connection.commit();
        };
    counting.execution =
        (sql, call) -> {
          if (sql.startsWith("with fence")) {
            standStill(first);
          }
          return call.go();
        };
  }

  private void standStill(AtomicBoolean first) throws SQLException {
    if (first.getAndSet(false)) {
      standing.countDown();
      try {
        open.await();
      } catch (InterruptedException e) {
        throw new SQLException(e);
      }
    }
  }

  private static String history(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery("select history from rowmq_dead_letter")) {
      return result.next() ? result.getString(1) : "";
    }
  }
}
