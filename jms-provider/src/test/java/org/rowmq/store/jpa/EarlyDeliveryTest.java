package org.rowmq.store.jpa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.rowmq.store.jpa.Fixture.message;
import static org.rowmq.store.jpa.Fixture.unique;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransactionRollbackException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.rowmq.DestinationKind;
import org.rowmq.broker.Broker;
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
import org.rowmq.store.OutcomeUnknownException;
import org.rowmq.store.jpa.StatementsPerMessageTest.Shared;

/**
 * A consumer that waits gets a message while that is being stored (decision 062). The database's
 * commits stand still until the test lets them go.
 */
class EarlyDeliveryTest {
  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final int LANE = 1;

  private final Semaphore handedOver = new Semaphore(0);
  private final CountDownLatch open = new CountDownLatch(1);
  private final CountDownLatch standing = new CountDownLatch(1);
  private BrokerOnCounting node;
  private DestinationRow queue;
  private DestinationRow other;
  private Consumer consumer;

  private void start(Shared shared, Path directory, boolean early) throws SQLException {
    node = new BrokerOnCounting(shared, directory, early, Duration.ofSeconds(10));
    Broker broker = node.broker;
    queue = broker.resolve(DestinationKind.QUEUE, unique("q"));
    other = broker.resolve(DestinationKind.QUEUE, unique("other"));
    consumer =
        broker.consume(Mailbox.of(queue), Selector.NONE, handedOver::release).acknowledgingAtOnce();
    assertThat(consumer.next()).isNull();
    node.counting.reset();
  }

  @AfterEach
  void close() throws SQLException {
    open.countDown();
    consumer.close();
    node.close();
  }

  private void standStill(CountingDataSource.Commit then) {
    node.counting.commit =
        connection -> {
          standing.countDown();
          try {
            open.await();
          } catch (InterruptedException e) {
            throw new SQLException(e);
          }
          then.commit(connection);
        };
  }

  /** The message is in the group that stands still, and not somebody else's commit alone. */
  private void awaitWriting() {
    await().atMost(LIMIT).until(() -> standing.getCount() == 0 && rows("insert") == 1);
  }

  private CompletableFuture<Void> send(DestinationRow destination) {
    long id = node.store.nextId();
    return CompletableFuture.runAsync(
        () ->
            node.broker.write(
                Work.sendingAlone(LANE, new Outgoing(destination, message(id), Origin.NONE))),
        node.workers);
  }

  private CompletableFuture<Void> acknowledge(Delivery delivery) {
    return node.broker.submit(Work.consuming(LANE, List.of(delivery)));
  }

  private Delivery delivered() throws InterruptedException {
    await().atMost(LIMIT).until(() -> handedOver.availablePermits() > 0);
    handedOver.acquire();
    Delivery delivery = consumer.next();
    assertThat(delivery).isNotNull();
    return delivery;
  }

  /** Rows of messages that batches are about, or statements that are transactions of their own. */
  private long rows(String verb) {
    int batched =
        node.counting.rowsOf.entrySet().stream()
            .filter(entry -> isOnMessages(verb, entry.getKey()) && !isFenced(entry.getKey()))
            .mapToInt(java.util.Map.Entry::getValue)
            .sum();
    return batched
        + node.counting.single.stream()
            .filter(sql -> isOnMessages(verb, sql) && isFenced(sql))
            .count();
  }

  private static boolean isOnMessages(String verb, String sql) {
    String text = sql.toLowerCase(Locale.ROOT);
    return text.contains(verb + " into rowmq_message ")
        || text.contains(verb + " from rowmq_message ");
  }

  private static boolean isFenced(String sql) {
    return sql.startsWith("with fence");
  }

  @ParameterizedTest
  @EnumSource
  void what_is_acknowledged_while_it_waits_is_never_written(Shared shared, @TempDir Path directory)
      throws Exception {
    start(shared, directory, true);
    standStill(Connection::commit);
    CompletableFuture<Void> first = send(other);
    awaitWriting();

    CompletableFuture<Void> second = send(queue);
    CompletableFuture<Void> acknowledged = acknowledge(delivered());

    assertThat(acknowledged).succeedsWithin(LIMIT);
    assertThat(second).succeedsWithin(LIMIT);
    assertThat(first).isNotDone();
    open.countDown();
    assertThat(first).succeedsWithin(LIMIT);
    assertThat(rows("insert")).isEqualTo(1);
    assertThat(rows("delete")).isZero();
    assertThat(node.broker.depth(queue.id())).isZero();
  }

  @ParameterizedTest
  @EnumSource
  void what_is_being_written_when_it_is_acknowledged_is_deleted_afterwards(
      Shared shared, @TempDir Path directory) throws Exception {
    start(shared, directory, true);
    standStill(Connection::commit);

    CompletableFuture<Void> sent = send(queue);
    awaitWriting();
    CompletableFuture<Void> acknowledged = acknowledge(delivered());
    assertThat(sent).isNotDone();
    assertThat(acknowledged).isNotDone();
    open.countDown();

    assertThat(sent).succeedsWithin(LIMIT);
    assertThat(acknowledged).succeedsWithin(LIMIT);
    assertThat(rows("insert")).isEqualTo(1);
    assertThat(rows("delete")).isEqualTo(1);
    assertThat(node.broker.depth(queue.id())).isZero();
  }

  @ParameterizedTest
  @EnumSource
  void who_sent_what_could_not_be_stored_but_was_delivered_is_told_that_this_is_not_known(
      Shared shared, @TempDir Path directory) throws Exception {
    start(shared, directory, true);
    standStill(
        connection -> {
          connection.rollback();
          throw new SQLTransactionRollbackException("refused by the test", "40001");
        });

    CompletableFuture<Void> sent = send(queue);
    Delivery delivery = delivered();
    open.countDown();

    assertThat(sent)
        .failsWithin(LIMIT)
        .withThrowableThat()
        .withCauseInstanceOf(OutcomeUnknownException.class)
        .withMessageContaining("a consumer had got it already");
    assertThat(acknowledge(delivery)).succeedsWithin(LIMIT);
    assertThat(consumer.next()).isNull();
    assertThat(node.broker.depth(queue.id())).isZero();
  }

  @ParameterizedTest
  @EnumSource
  void what_is_given_back_before_it_is_stored_comes_again_when_it_is_and_before_later_ones(
      Shared shared, @TempDir Path directory) throws Exception {
    start(shared, directory, true);
    standStill(Connection::commit);
    CompletableFuture<Void> first = send(queue);
    Delivery early = delivered();
    CompletableFuture<Void> second = send(queue);

    consumer.putBack(early);

    assertThat(consumer.next()).isNull();
    open.countDown();
    assertThat(first).succeedsWithin(LIMIT);
    assertThat(second).succeedsWithin(LIMIT);
    Delivery again = delivered();
    assertThat(again.id()).isEqualTo(early.id());
    assertThat(acknowledge(again)).succeedsWithin(LIMIT);
    Delivery later = consumer.next();
    assertThat(later).isNotNull();
    assertThat(later.id()).isGreaterThan(again.id());
    assertThat(acknowledge(later)).succeedsWithin(LIMIT);
    assertThat(consumer.next()).isNull();
  }

  @ParameterizedTest
  @EnumSource
  void what_fails_before_it_is_stored_is_delivered_again_and_counted(
      Shared shared, @TempDir Path directory) throws Exception {
    start(shared, directory, true);
    standStill(Connection::commit);
    CompletableFuture<Void> sent = send(queue);
    Delivery early = delivered();

    node.broker.failed(
        LANE,
        List.of(early),
        Failure.of(new IllegalStateException("of this test")),
        RedeliveryOverrides.NONE);
    assertThat(consumer.next()).isNull();
    open.countDown();

    assertThat(sent).succeedsWithin(LIMIT);
    Delivery again = delivered();
    assertThat(again.id()).isEqualTo(early.id());
    assertThat(again.failureCount()).isEqualTo(1);
    assertThat(acknowledge(again)).succeedsWithin(LIMIT);
    assertThat(node.broker.depth(queue.id())).isZero();
  }

  @ParameterizedTest
  @EnumSource
  void switched_off_nothing_is_delivered_before_it_is_stored(Shared shared, @TempDir Path directory)
      throws Exception {
    start(shared, directory, false);
    standStill(Connection::commit);
    CompletableFuture<Void> sent = send(queue);
    awaitWriting();
    assertThat(handedOver.availablePermits()).isZero();
    open.countDown();

    assertThat(sent).succeedsWithin(LIMIT);
    assertThat(acknowledge(delivered())).succeedsWithin(LIMIT);
  }
}
