package org.rowmq.store.jpa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.rowmq.store.jpa.Fixture.PLENTY;
import static org.rowmq.store.jpa.Fixture.idsOf;
import static org.rowmq.store.jpa.Fixture.message;
import static org.rowmq.store.jpa.Fixture.numbers;
import static org.rowmq.store.jpa.Fixture.send;
import static org.rowmq.store.jpa.Fixture.sending;
import static org.rowmq.store.jpa.Fixture.settle;
import static org.rowmq.store.jpa.Fixture.unique;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rowmq.DestinationKind;
import org.rowmq.store.CommitListener;
import org.rowmq.store.Envelope;
import org.rowmq.store.MessageState;
import org.rowmq.store.OutcomeUnknownException;
import org.rowmq.store.Settlement;
import org.rowmq.store.Store;
import org.rowmq.store.StoreConfig;
import org.rowmq.store.StoreException;
import org.rowmq.store.StoreFullException;
import org.rowmq.store.StoreUnavailableException;
import org.rowmq.store.StoredMessage;

/**
 * How units share transactions, and what happens when a commit goes wrong. Counted at the data
 * source.
 */
class GroupCommitTest {
  private DriverConnections plain;
  private CountingDataSource counting;
  private StoreConfig config;
  private Store store;
  private long queue;

  @BeforeEach
  void open(@TempDir Path directory) {
    StoreConfig.Jdbc h2 = TestDatabases.h2(directory);
    plain = new DriverConnections("org.h2.Driver", h2.url() + ";DB_CLOSE_DELAY=-1", "sa", "");
    counting = new CountingDataSource(plain);
    config = Fixture.config(new StoreConfig.Shared(counting.dataSource(), "the test's"), "first");
    store = JpaStore.open(config);
    queue = store.catalog().createDestination(DestinationKind.QUEUE, unique("q"), 0).id();
    counting.reset();
  }

  @AfterEach
  void close() throws SQLException {
    store.close();
    assertThat(counting.open).hasValue(0);
    assertThat(counting.spoiled).isEmpty();
    try (Connection connection = counting.dataSource().getConnection();
        var statement = connection.createStatement()) {
      statement.execute("SHUTDOWN IMMEDIATELY");
    }
  }

  /** Holds the writer, so that what comes in meanwhile makes one group. */
  private final class HeldCommit implements AutoCloseable {
    private final CountDownLatch reached = new CountDownLatch(1);
    private final CountDownLatch released = new CountDownLatch(1);
    private final CompletableFuture<?> first;

    HeldCommit() throws InterruptedException {
      counting.commit =
          connection -> {
            counting.commit = Connection::commit;
            reached.countDown();
            uninterruptibly(released);
            connection.commit();
          };
      first = store.messages().submit(sending(queue, message(0)), CommitListener.NONE);
      reached.await();
    }

    @Override
    public void close() {
      released.countDown();
      first.join();
    }
  }

  private static void uninterruptibly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void sends_that_wait_together_are_one_batch_and_one_commit() throws Exception {
    List<CompletableFuture<List<StoredMessage>>> sends = new ArrayList<>();
    try (HeldCommit held = new HeldCommit()) {
      counting.reset();
      for (int i = 1; i <= 100; i++) {
        sends.add(store.messages().submit(sending(queue, message(i)), CommitListener.NONE));
      }
    }
    sends.forEach(CompletableFuture::join);

    assertThat(counting.commits).hasValue(1);
    assertThat(counting.batches).hasValue(1);
    assertThat(counting.batchedRows).hasValue(100);
    assertThat(counting.single).allMatch(sql -> sql.contains("commit_marker"));
  }

  @Test
  void acknowledgements_that_wait_together_are_one_batch_and_one_commit() throws Exception {
    for (int i = 0; i < 50; i++) {
      send(store, queue, message(i));
    }
    List<StoredMessage> rows = store.messages().claim(queue, 50, PLENTY);
    List<CompletableFuture<?>> acknowledgements = new ArrayList<>();
    try (HeldCommit held = new HeldCommit()) {
      counting.reset();
      for (StoredMessage row : rows) {
        acknowledgements.add(
            store
                .messages()
                .submit(
                    org.rowmq.store.Unit.settling(
                        0, List.of(new Settlement.Accepted(row.id(), queue))),
                    CommitListener.NONE));
      }
    }
    acknowledgements.forEach(CompletableFuture::join);

    assertThat(counting.commits).hasValue(1);
    assertThat(counting.batches).hasValue(1);
    assertThat(counting.batchedRows).hasValue(50);
  }

  @Test
  void a_lone_send_is_one_statement() {
    send(store, queue, message(1));

    assertThat(counting.commits).hasValue(1);
    assertThat(counting.batchedRows.get() + counting.single.size()).isLessThanOrEqualTo(1);
  }

  @Test
  void many_senders_share_commits_and_all_is_stored_in_order() throws Exception {
    int threads = 32;
    int each = 50;
    var heard = new ConcurrentLinkedQueue<Long>();
    List<Thread> senders = new ArrayList<>();
    AtomicInteger failures = new AtomicInteger();
    for (int i = 0; i < threads; i++) {
      long sender = i;
      Thread thread =
          new Thread(
              () -> {
                try {
                  for (int j = 0; j < each; j++) {
                    store
                        .messages()
                        .write(
                            sending(queue, message(sender * each + j)),
                            rows -> heard.addAll(idsOf(rows)));
                  }
                } catch (RuntimeException e) {
                  failures.incrementAndGet();
                }
              });
      thread.start();
      senders.add(thread);
    }
    for (Thread sender : senders) {
      sender.join();
    }

    assertThat(failures).hasValue(0);
    List<StoredMessage> stored = store.messages().page(queue, 4, 0, 10_000, PLENTY);
    assertThat(idsOf(stored)).isEqualTo(List.copyOf(heard)).hasSize(threads * each);
    for (long i = 0; i < threads; i++) {
      long sender = i;
      assertThat(numbers(stored).stream().filter(n -> n / each == sender)).isSorted();
    }
    assertThat(counting.commits.get()).isLessThan(threads * each / 4);
  }

  @Test
  void groups_are_bounded() throws Exception {
    List<CompletableFuture<?>> sends = new ArrayList<>();
    try (HeldCommit held = new HeldCommit()) {
      counting.reset();
      for (int i = 0; i < 3; i++) {
        sends.add(
            store
                .messages()
                .submit(
                    sending(queue, message(i, 4, 0, 0, Fixture.bytes(5_000_000))),
                    CommitListener.NONE));
      }
    }
    sends.forEach(CompletableFuture::join);

    assertThat(counting.commits).hasValue(3);
  }

  @Test
  void who_finds_no_room_waits_and_then_fails_with_the_cause() throws Exception {
    Store small = JpaStore.open(limited(config, 1000, Duration.ofMillis(300)));
    try (small) {
      CountDownLatch released = new CountDownLatch(1);
      counting.commit =
          connection -> {
            counting.commit = Connection::commit;
            uninterruptibly(released);
            connection.commit();
          };
      CompletableFuture<?> first =
          small.messages().submit(sending(queue, message(1)), CommitListener.NONE);
      assertThatThrownBy(
              () ->
                  small
                      .messages()
                      .submit(
                          sending(queue, message(2, 4, 0, 0, Fixture.bytes(2000))),
                          CommitListener.NONE))
          .isInstanceOf(StoreFullException.class)
          .hasMessageContaining("maxWaitingBytes")
          .hasMessageContaining("waitTimeout");
      released.countDown();
      first.join();
      small.messages().write(sending(queue, message(3, 4, 0, 0, Fixture.bytes(2000))), r -> {});
    }
  }

  private static StoreConfig limited(StoreConfig c, long maxWaitingBytes, Duration waitTimeout) {
    return TestConfig.like(c)
        .nodeName("small")
        .maxWaitingBytes(maxWaitingBytes)
        .waitTimeout(waitTimeout)
        .build();
  }

  private static SQLException lost() {
    return new SQLException("connection lost", "08006");
  }

  @Test
  void a_commit_whose_answer_is_lost_is_found_to_have_happened() {
    counting.commit =
        connection -> {
          counting.commit = Connection::commit;
          connection.commit();
          throw lost();
        };
    send(store, queue, message(1), message(2));

    assertThat(numbers(store.messages().page(queue, 4, 0, 10, PLENTY))).containsExactly(1L, 2L);

    List<StoredMessage> rows = store.messages().claim(queue, 2, PLENTY);
    counting.commit =
        connection -> {
          counting.commit = Connection::commit;
          connection.commit();
          throw lost();
        };
    settle(store, new Settlement.Accepted(rows.get(0).id(), queue));
    assertThat(store.messages().find(rows.get(0).id())).isEmpty();
  }

  @Test
  void a_commit_that_did_not_happen_is_made_again() {
    counting.commit =
        connection -> {
          counting.commit = Connection::commit;
          connection.rollback();
          throw lost();
        };
    send(store, queue, message(1), message(2));

    assertThat(numbers(store.messages().page(queue, 4, 0, 10, PLENTY))).containsExactly(1L, 2L);
  }

  @Test
  void an_outcome_that_cannot_be_found_out_is_reported_as_unknown() {
    Store impatient = JpaStore.open(limited(config, 1 << 20, Duration.ofMillis(500)));
    counting.commit =
        connection -> {
          throw lost();
        };
    Throwable thrown = catchThrowable(() -> send(impatient, queue, message(1)));
    counting.commit = Connection::commit;
    impatient.close();

    assertThat(thrown)
        .isInstanceOf(StoreUnavailableException.class)
        .hasMessageContaining("not known");
  }

  @Test
  void a_send_is_not_confirmed_because_what_had_expired_belongs_to_nobody() throws Exception {
    StoredMessage expired = send(store, queue, message(1, 4, 0, 1, new byte[9])).get(0);
    CompletableFuture<?> deletion;
    CompletableFuture<?> sent;
    try (HeldCommit held = new HeldCommit()) {
      counting.commit =
          connection -> {
            counting.commit = Connection::commit;
            connection.rollback();
            throw lost();
          };
      deletion = submitted(new Settlement.Expired(expired.id(), queue, MessageState.AVAILABLE));
      sent = store.messages().submit(sending(queue, message(2)), CommitListener.NONE);
    }
    deletion.join();
    sent.join();

    assertThat(numbers(store.messages().page(queue, 4, 0, 10, PLENTY))).containsExactly(0L, 2L);
  }

  @Test
  void a_send_is_not_refused_because_a_row_that_was_counted_is_still_this_nodes() throws Exception {
    send(store, queue, message(1));
    StoredMessage row = store.messages().claim(queue, 1, PLENTY).get(0);
    CompletableFuture<?> count;
    CompletableFuture<?> sent;
    try (HeldCommit held = new HeldCommit()) {
      counting.commit =
          connection -> {
            counting.commit = Connection::commit;
            connection.commit();
            throw lost();
          };
      count = submitted(new Settlement.Recounted(row.id(), queue, 1, 1));
      sent = store.messages().submit(sending(queue, message(2)), CommitListener.NONE);
    }
    count.join();
    sent.join();

    assertThat(numbers(store.messages().page(queue, 4, 0, 10, PLENTY))).containsExactly(0L, 2L);
    assertThat(store.messages().find(row.id()).orElseThrow().message().failureCount()).isOne();
  }

  private CompletableFuture<?> submitted(Settlement settlement) {
    return store
        .messages()
        .submit(org.rowmq.store.Unit.settling(0, List.of(settlement)), CommitListener.NONE);
  }

  /** Commits, lets another node consume everything, and loses the answer. */
  private void loseTheAnswerAfterAllIsConsumed(Store other) {
    counting.commit =
        connection -> {
          counting.commit = Connection::commit;
          connection.commit();
          List<StoredMessage> rows = other.messages().claim(queue, 100, PLENTY);
          assertThat(rows).isNotEmpty();
          settle(
              other,
              rows.stream()
                  .map(row -> new Settlement.Accepted(row.id(), queue))
                  .toArray(Settlement[]::new));
          throw lost();
        };
  }

  private Store anotherNode() {
    return JpaStore.open(Fixture.config(new StoreConfig.Shared(plain, "the test's"), "other"));
  }

  @Test
  void a_large_group_of_sends_that_others_have_consumed_is_not_written_again() {
    try (Store other = anotherNode()) {
      loseTheAnswerAfterAllIsConsumed(other);
      send(
          store,
          queue,
          LongStream.rangeClosed(1, 20).mapToObj(Fixture::message).toArray(Envelope[]::new));

      assertThat(store.messages().page(queue, 4, 0, 10, PLENTY)).isEmpty();
    }
  }

  @Test
  void of_a_small_group_of_sends_that_others_may_have_consumed_the_outcome_is_unknown() {
    try (Store other = anotherNode()) {
      loseTheAnswerAfterAllIsConsumed(other);
      assertThatThrownBy(() -> send(store, queue, message(1), message(2)))
          .isInstanceOf(OutcomeUnknownException.class)
          .hasMessageContaining("not known");

      assertThat(store.messages().page(queue, 4, 0, 10, PLENTY)).isEmpty();
    }
  }

  @Test
  void an_acknowledgement_is_not_confirmed_when_the_claim_was_lost_with_the_connection() {
    try (Store other = anotherNode()) {
      send(store, queue, message(1));
      StoredMessage row = store.messages().claim(queue, 1, PLENTY).get(0);
      counting.commit =
          connection -> {
            counting.commit = Connection::commit;
            connection.rollback();
            stopTheHeart();
            other.nodes().buryDead();
            assertThat(other.messages().claim(queue, 1, PLENTY)).hasSize(1);
            // the node comes back before it looks at what became of its commit
            store.nodes().heartbeat(null);
            throw lost();
          };
      assertThatThrownBy(() -> settle(store, new Settlement.Accepted(row.id(), queue)))
          .isInstanceOf(OutcomeUnknownException.class);

      assertThat(other.messages().find(row.id())).isPresent();
    }
  }

  private void stopTheHeart() throws SQLException {
    try (Connection connection = plain.getConnection();
        var statement =
            connection.prepareStatement(
                "update rowmq_node set heartbeat_at = 0, host = 'elsewhere' where incarnation = ?")) {
      statement.setLong(1, store.info().incarnation());
      statement.executeUpdate();
    }
  }

  @Test
  void the_marker_of_a_group_is_one_statement_for_many_messages() {
    send(store, queue, LongStream.range(0, 8).mapToObj(Fixture::message).toArray(Envelope[]::new));
    counting.reset();
    send(
        store, queue, LongStream.range(0, 100).mapToObj(Fixture::message).toArray(Envelope[]::new));

    assertThat(counting.batches).hasValue(1);
    assertThat(counting.single).hasSize(1).allMatch(sql -> sql.contains("commit_marker"));
  }

  @Test
  void an_error_in_a_commit_that_happened_confirms_and_in_one_that_did_not_refuses() {
    counting.commit =
        connection -> {
          counting.commit = Connection::commit;
          connection.commit();
          throw new OutOfMemoryError("of this test");
        };
    send(store, queue, message(1));
    counting.commit =
        connection -> {
          counting.commit = Connection::commit;
          connection.rollback();
          throw new OutOfMemoryError("of this test");
        };
    assertThatThrownBy(() -> send(store, queue, message(2)))
        .isInstanceOf(StoreException.class)
        .isNotInstanceOf(OutcomeUnknownException.class);

    assertThat(numbers(store.messages().page(queue, 4, 0, 10, PLENTY))).containsExactly(1L);
  }

  @Test
  void a_message_for_many_mailboxes_is_one_body() throws Exception {
    long other = store.catalog().createDestination(DestinationKind.QUEUE, unique("q"), 0).id();
    var envelope = message(1, 4, 0, 0, Fixture.bytes(1000));
    counting.reset();
    store
        .messages()
        .write(
            new org.rowmq.store.Unit(
                0,
                List.of(
                    new org.rowmq.store.Append(queue, envelope, false),
                    new org.rowmq.store.Append(other, envelope, false)),
                List.of(),
                Map.of()),
            CommitListener.NONE);

    assertThat(counting.commits).hasValue(1);
    assertThat(counting.batchedRows.get() + counting.single.size()).isEqualTo(3);
  }
}
