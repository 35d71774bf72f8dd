package org.rowmq.store.jpa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.rowmq.store.jpa.Fixture.message;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransactionRollbackException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
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
import org.rowmq.store.Store;
import org.rowmq.store.StoreConfig;
import org.rowmq.store.jpa.StatementsPerMessageTest.Shared;

/** Two nodes: what the consumers of one do not come to, those of the other get. */
class SharingBetweenNodesTest {

  /** That of a session of transactions, written beside what nodes give back. */
  private static final int LANE = 3;

  private static final int MESSAGES = 12;
  private static final Duration LIMIT = Duration.ofSeconds(20);

  /** Within this an idle node has work; some of it for a machine that is busy otherwise. */
  private static final Duration SOON = Duration.ofSeconds(5);

  private final List<Node> nodes = new ArrayList<>();
  private Connection keepsH2Open;
  private CountingDataSource ofBusy;
  private Node busy;
  private Node idle;

  private static final class Node implements AutoCloseable {
    final ExecutorService workers = Executors.newCachedThreadPool(Fixture::thread);
    final ScheduledExecutorService timer = Executors.newScheduledThreadPool(1, Fixture::thread);
    final Store store;
    final Broker broker;

    Node(CountingDataSource database, String name) {
      store =
          JpaStore.open(
              Fixture.config(new StoreConfig.Shared(database.dataSource(), "the test's"), name));
      broker =
          new Broker(
              store,
              new BrokerConfig(
                  true,
                  RedeliveryPolicy.DEFAULT,
                  Duration.ofSeconds(1),
                  Duration.ofMillis(250),
                  workers,
                  timer));
    }

    Mailbox queue() {
      return Mailbox.of(broker.resolve(DestinationKind.QUEUE, "shared"));
    }

    Consumer consume(Selector selector) {
      return broker.consume(queue(), selector, null);
    }

    void send() {
      send(1, MESSAGES);
    }

    void send(long first, long last) {
      Work work = new Work(LANE);
      for (long number = first; number <= last; number++) {
        work.send(new Outgoing(queue().destination(), message(number), Origin.NONE));
      }
      broker.write(work);
    }

    @Override
    public void close() {
      broker.close();
      store.close();
      workers.shutdown();
      timer.shutdown();
    }
  }

  private void start(Shared shared, Path directory) throws SQLException {
    StoreConfig.Jdbc jdbc = shared.empty(directory);
    DriverConnections connections =
        new DriverConnections(
            Dialect.ofUrl(jdbc.url()).driver(), jdbc.url(), jdbc.user(), jdbc.password());
    keepsH2Open = connections.getConnection();
    ofBusy = new CountingDataSource(connections);
    busy = node(ofBusy, "busy");
    idle = node(new CountingDataSource(connections), "idle");
  }

  private Node node(CountingDataSource database, String name) {
    Node node = new Node(database, name);
    nodes.add(node);
    return node;
  }

  @AfterEach
  void close() throws SQLException {
    nodes.forEach(Node::close);
    keepsH2Open.close();
  }

  private static long take(Consumer consumer, Duration limit) throws InterruptedException {
    Delivery delivery = consumer.take(limit.toNanos());
    assertThat(delivery).isNotNull();
    assertThat(delivery.deliveryCount()).isZero();
    assertThat(delivery.failureCount()).isZero();
    return delivery.envelope().messageId();
  }

  private static List<Long> takeAll(Consumer consumer, int count) throws InterruptedException {
    List<Long> numbers = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      numbers.add(take(consumer, SOON));
    }
    return numbers;
  }

  private static List<Long> numbers(long from, long to) {
    return LongStream.rangeClosed(from, to).boxed().toList();
  }

  /** They were this node's from the moment they were stored, because its consumer waited. */
  @ParameterizedTest
  @EnumSource
  void anIdleNodeGetsTheFewMessagesThatABusyOneTookForItself(Shared shared, @TempDir Path directory)
      throws Exception {
    start(shared, directory);
    try (Receiver slow = new Receiver(busy.consume(Selector.NONE));
        Receiver quick = new Receiver(idle.consume(Selector.NONE))) {
      assertThat(slow.consumer().poll()).isNull();
      busy.send();
      assertThat(take(slow.consumer(), LIMIT)).isEqualTo(1);

      assertThat(takeAll(quick.consumer(), MESSAGES - 1)).isEqualTo(numbers(2, MESSAGES));
      assertThat(slow.consumer().poll()).isNull();
    }
  }

  @ParameterizedTest
  @EnumSource
  void anIdleNodeGetsWhatABusyOneHasReadAhead(Shared shared, @TempDir Path directory)
      throws Exception {
    start(shared, directory);
    idle.send();
    try (Receiver slow = new Receiver(busy.consume(Selector.NONE))) {
      assertThat(take(slow.consumer(), LIMIT)).isEqualTo(1);
      try (Receiver quick = new Receiver(idle.consume(Selector.NONE))) {
        assertThat(takeAll(quick.consumer(), MESSAGES - 1)).isEqualTo(numbers(2, MESSAGES));
      }
    }
  }

  @ParameterizedTest
  @EnumSource
  void aConsumerThatComesLateGetsTheRestInItsOrder(Shared shared, @TempDir Path directory)
      throws Exception {
    start(shared, directory);
    try (Receiver slow = new Receiver(busy.consume(Selector.NONE))) {
      assertThat(slow.consumer().poll()).isNull();
      busy.send();
      assertThat(take(slow.consumer(), LIMIT)).isEqualTo(1);
      await().atMost(LIMIT).until(() -> heldByBusy() == 1);

      assertThat(takeAll(slow.consumer(), MESSAGES - 1)).isEqualTo(numbers(2, MESSAGES));
    }
  }

  /** Its sender was told that the node would have it at once, and then was slow to commit. */
  @ParameterizedTest
  @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "H2") // which commits one after the other
  void aMessageThatArrivesAfterEarlierOnesWereGivenBackDoesNotGoBeforeThem(
      Shared shared, @TempDir Path directory) throws Exception {
    start(shared, directory);
    try (Receiver slow = new Receiver(busy.consume(Selector.NONE))) {
      assertThat(slow.consumer().poll()).isNull();
      busy.send();
      assertThat(take(slow.consumer(), LIMIT)).isEqualTo(1);
      CountDownLatch go = new CountDownLatch(1);
      Thread sender = new Thread(() -> busy.send(MESSAGES + 1, MESSAGES + 1));
      ofBusy.commit =
          connection -> {
            if (Thread.currentThread() == sender) {
              awaitQuietly(go);
            }
            connection.commit();
          };
      sender.start();
      try {
        await().atMost(LIMIT).until(() -> heldByBusy() == 1);
      } finally {
        go.countDown();
      }
      sender.join();

      assertThat(takeAll(slow.consumer(), MESSAGES)).isEqualTo(numbers(2, MESSAGES + 1));
    }
  }

  private static void awaitQuietly(CountDownLatch latch) throws SQLException {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new SQLException(e);
    }
  }

  private int heldByBusy() {
    return busy.broker.held(busy.queue().id());
  }

  @ParameterizedTest
  @EnumSource
  void whatCannotBeGivenBackNowIsLater(Shared shared, @TempDir Path directory) throws Exception {
    start(shared, directory);
    try (Receiver slow = new Receiver(busy.consume(Selector.NONE));
        Receiver quick = new Receiver(idle.consume(Selector.NONE))) {
      assertThat(slow.consumer().poll()).isNull();
      busy.send();
      assertThat(take(slow.consumer(), LIMIT)).isEqualTo(1);
      ofBusy.reset();
      ofBusy.commit =
          connection -> {
            connection.rollback();
            throw new SQLTransactionRollbackException("not now", "40001");
          };
      // together, and then at least once again
      await()
          .atMost(LIMIT)
          .until(() -> StatementsPerMessageTest.of("update", ofBusy.rowsOf) >= MESSAGES);
      ofBusy.commit = Connection::commit;

      assertThat(takeAll(quick.consumer(), MESSAGES - 1)).isEqualTo(numbers(2, MESSAGES));
    }
  }

  /** Closes a consumer. */
  private record Receiver(Consumer consumer) implements AutoCloseable {
    @Override
    public void close() {
      consumer.close();
    }
  }
}
