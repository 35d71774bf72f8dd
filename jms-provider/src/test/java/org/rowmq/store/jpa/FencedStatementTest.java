package org.rowmq.store.jpa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.rowmq.store.jpa.Fixture.PLENTY;
import static org.rowmq.store.jpa.Fixture.copies;
import static org.rowmq.store.jpa.Fixture.message;
import static org.rowmq.store.jpa.Fixture.numbers;
import static org.rowmq.store.jpa.Fixture.send;
import static org.rowmq.store.jpa.Fixture.sending;
import static org.rowmq.store.jpa.Fixture.settle;
import static org.rowmq.store.jpa.Fixture.unique;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.rowmq.DestinationKind;
import org.rowmq.store.ClaimLostException;
import org.rowmq.store.CommitListener;
import org.rowmq.store.Envelope;
import org.rowmq.store.OutcomeUnknownException;
import org.rowmq.store.Settlement;
import org.rowmq.store.Store;
import org.rowmq.store.StoreConfig;
import org.rowmq.store.StoredMessage;
import org.rowmq.store.Unit;

/**
 * Groups that one statement writes on PostgreSQL, which is a transaction of its own: what happens
 * when its answer is lost, or when it comes to the server after it has been given up.
 */
class FencedStatementTest {
  private DriverConnections plain;
  private CountingDataSource counting;
  private Store store;
  private Store other;
  private long queue;

  @BeforeEach
  void open() {
    StoreConfig.Jdbc jdbc = TestDatabases.postgreSql();
    plain =
        new DriverConnections(
            Dialect.POSTGRESQL.driver(), jdbc.url(), jdbc.user(), jdbc.password());
    counting = new CountingDataSource(plain);
    store =
        JpaStore.open(
            Fixture.config(new StoreConfig.Shared(counting.dataSource(), "the test's"), "first"));
    other = JpaStore.open(Fixture.config(new StoreConfig.Shared(plain, "the test's"), "other"));
    queue = store.catalog().createDestination(DestinationKind.QUEUE, unique("q"), 0).id();
    // the first group says in the marker that it is there
    takeAll(send(store, queue, message(0)).size());
    counting.reset();
  }

  @AfterEach
  void close() {
    store.close();
    other.close();
    assertThat(counting.open).hasValue(0);
    assertThat(counting.spoiled).isEmpty();
  }

  /** The other node consumes messages. */
  private void takeAll(int expected) {
    List<StoredMessage> rows = other.messages().claim(queue, 100, PLENTY);
    assertThat(rows).hasSize(expected);
    settle(
        other,
        rows.stream()
            .map(row -> new Settlement.Accepted(row.id(), queue))
            .toArray(Settlement[]::new));
  }

  private List<Long> present() {
    return numbers(store.messages().page(queue, 4, 0, 100, PLENTY));
  }

  private static SQLException lost() {
    return new SQLException("connection lost", "08006");
  }

  /** What happens to the next fenced statement; all others are executed. */
  private void next(CountingDataSource.Execution instead) {
    counting.execution =
        (sql, call) -> {
          if (!sql.startsWith("with fence")) {
            return call.go();
          }
          counting.execution = (any, other) -> other.go();
          return instead.execute(sql, call);
        };
  }

  @Test
  void groups_of_sends_are_one_statement_without_a_transaction_around_it() {
    send(store, queue, message(1));
    send(store, queue, LongStream.range(2, 12).mapToObj(Fixture::message).toArray(Envelope[]::new));

    assertThat(counting.single).hasSize(2).allMatch(sql -> sql.startsWith("with fence"));
    assertThat(counting.commits).hasValue(0);
    assertThat(counting.batches).hasValue(0);
    assertThat(present()).isEqualTo(LongStream.range(1, 12).boxed().toList());
  }

  @Test
  void all_that_a_message_has_is_written() {
    Envelope full =
        message(1, 7, 0, System.currentTimeMillis() + 60_000, new byte[] {-1, 0, 39, 92});
    Envelope bare = new Envelope(2, 4, false, 0, 0, 0, null, null, (byte) 1, new byte[0], null);
    send(store, queue, full);
    send(store, queue, bare);
    send(store, queue, full, bare, message(3));

    assertThat(counting.single).hasSize(3).allMatch(sql -> sql.startsWith("with fence"));
    List<Envelope> high =
        store.messages().page(queue, 7, 0, 100, PLENTY).stream()
            .map(StoredMessage::envelope)
            .toList();
    List<Envelope> usual =
        store.messages().page(queue, 4, 0, 100, PLENTY).stream()
            .map(StoredMessage::envelope)
            .toList();
    assertThat(high).usingRecursiveComparison().isEqualTo(List.of(full, full));
    assertThat(usual).usingRecursiveComparison().isEqualTo(List.of(bare, bare, message(3)));
  }

  @Test
  void a_statement_whose_answer_is_lost_is_found_to_have_happened_though_all_is_consumed() {
    next(
        (sql, call) -> {
          call.go();
          takeAll(1);
          throw lost();
        });
    send(store, queue, message(1));

    assertThat(present()).isEmpty();
    send(store, queue, message(2));
    assertThat(present()).containsExactly(2L);
  }

  @Test
  void a_statement_that_did_not_reach_the_server_is_made_again() {
    next(
        (sql, call) -> {
          throw lost();
        });
    send(store, queue, message(1), message(2));

    assertThat(present()).containsExactly(1L, 2L);
  }

  @Test
  void a_statement_that_reaches_the_server_after_its_messages_were_written_again_does_nothing()
      throws Throwable {
    AtomicReference<CountingDataSource.Call> late = new AtomicReference<>();
    next(
        (sql, call) -> {
          late.set(call);
          counting.nothingCloses = true;
          throw lost();
        });
    send(store, queue, message(1), message(2));
    takeAll(2);

    assertThat(late.get().go()).isEqualTo(0);
    assertThat(present()).isEmpty();
    counting.nothingCloses = false;
  }

  @Test
  void an_acknowledgement_that_reaches_the_server_after_it_was_given_up_does_nothing()
      throws Throwable {
    List<StoredMessage> sent = send(store, queue, message(1), message(2));
    assertThat(store.messages().claim(queue, 1, PLENTY)).hasSize(1);
    AtomicReference<CountingDataSource.Call> late = new AtomicReference<>();
    next(
        (sql, call) -> {
          late.set(call);
          counting.nothingCloses = true;
          counting.execution =
              (any, again) -> {
                if (any.startsWith("delete")) {
                  counting.execution = (more, execute) -> execute.go();
                  throw new SQLException("refused", "42501");
                }
                return again.go();
              };
          throw lost();
        });
    assertThatThrownBy(() -> settle(store, new Settlement.Accepted(sent.get(0).id(), queue)))
        .isNotInstanceOf(OutcomeUnknownException.class);

    try (var ids = (java.sql.ResultSet) late.get().go()) {
      assertThat(ids.next()).isFalse();
    }
    assertThat(store.messages().find(sent.get(0).id())).isPresent();
    counting.nothingCloses = false;
  }

  @Test
  void when_this_node_was_taken_for_dead_meanwhile_the_outcome_is_unknown() {
    next(
        (sql, call) -> {
          call.go();
          takeAll(1);
          stopTheHeart();
          other.nodes().buryDead();
          // which forgets the marker, and then the node comes back
          store.nodes().heartbeat(null);
          throw lost();
        });
    assertThatThrownBy(() -> send(store, queue, message(1)))
        .isInstanceOf(OutcomeUnknownException.class);

    assertThat(present()).isEmpty();
  }

  @Test
  void an_acknowledgement_is_not_confirmed_when_its_row_and_its_answer_were_lost() {
    List<StoredMessage> sent = send(store, queue, message(1));
    assertThat(store.messages().claim(queue, 1, PLENTY)).hasSize(1);
    next(
        (sql, call) -> {
          execute("update rowmq_node set state = 1 where name = 'first'");
          execute("update rowmq_message set owner = 0, state = 0");
          call.go();
          throw lost();
        });
    assertThatThrownBy(() -> settle(store, new Settlement.Accepted(sent.get(0).id(), queue)))
        .isInstanceOf(OutcomeUnknownException.class);

    assertThat(present()).containsExactly(1L);
  }

  private void execute(String sql) throws SQLException {
    try (Connection connection = plain.getConnection();
        var statement = connection.createStatement()) {
      assertThat(statement.executeUpdate(sql)).isPositive();
    }
  }

  @Test
  void a_node_whose_marker_has_gone_writes_with_another_one() throws SQLException {
    execute("delete from rowmq_commit_marker");
    send(store, queue, message(1));
    counting.reset();
    send(store, queue, message(2));

    assertThat(counting.single).singleElement().asString().startsWith("with fence");
    assertThat(present()).containsExactly(1L, 2L);
  }

  @Test
  void of_acknowledgements_in_one_statement_only_those_fail_whose_row_is_not_this_nodes()
      throws Exception {
    List<StoredMessage> sent = send(store, queue, message(1), message(2), message(3), message(4));
    List<StoredMessage> mine = store.messages().claim(queue, 2, PLENTY);
    List<StoredMessage> others = other.messages().claim(queue, 1, PLENTY);
    CountDownLatch reached = new CountDownLatch(1);
    CountDownLatch released = new CountDownLatch(1);
    next(
        (sql, call) -> {
          reached.countDown();
          released.await();
          return call.go();
        });
    CompletableFuture<?> first =
        store.messages().submit(sending(queue, message(5)), CommitListener.NONE);
    reached.await();
    counting.reset();
    List<CompletableFuture<?>> told = new ArrayList<>();
    for (StoredMessage row : List.of(mine.get(0), others.get(0), sent.get(3), mine.get(1))) {
      told.add(
          store
              .messages()
              .submit(
                  Unit.settling(0, List.of(new Settlement.Accepted(row.id(), queue))),
                  CommitListener.NONE));
    }
    released.countDown();
    first.join();

    told.get(0).join();
    assertThatThrownBy(() -> told.get(1).join())
        .isInstanceOf(CompletionException.class)
        .hasCauseInstanceOf(ClaimLostException.class);
    assertThatThrownBy(() -> told.get(2).join())
        .isInstanceOf(CompletionException.class)
        .hasCauseInstanceOf(ClaimLostException.class);
    told.get(3).join();
    assertThat(counting.single).hasSize(1);
    assertThat(present()).contains(4L, 5L).doesNotContain(1L, 2L);
  }

  @Test
  void neither_sends_nor_acknowledgements_are_planned_anew_each_time() throws SQLException {
    int connections = 4;
    HikariConfig pooled = new HikariConfig();
    pooled.setDataSource(plain);
    pooled.setMaximumPoolSize(connections);
    try (HikariDataSource pool = new HikariDataSource(pooled)) {
      try (Store some =
          JpaStore.open(Fixture.config(new StoreConfig.Shared(pool, "the pool"), "some"))) {
        send(some, queue, message(1));
        fillAndAnalyse();
        for (int i = 2; i < 100; i++) {
          send(some, queue, message(i));
        }
        for (StoredMessage row : some.messages().claim(queue, 100, PLENTY)) {
          settle(some, new Settlement.Accepted(row.id(), queue));
        }
      }
      List<Connection> all = new ArrayList<>();
      long[] inserts = new long[2];
      long[] deletes = new long[2];
      for (int i = 0; i < connections; i++) {
        Connection connection = pool.getConnection();
        all.add(connection);
        count(connection, "insert", inserts);
        count(connection, "delete", deletes);
      }
      for (Connection connection : all) {
        connection.close();
      }
      // until the server has seen a few, it does not know whether planning each is worth it
      assertThat(inserts[0]).as("plans made for all inserts").isGreaterThan(inserts[1]);
      assertThat(deletes[0]).as("plans made for all deletes").isGreaterThan(deletes[1]);
    }
  }

  /** What a plan for a few rows is thought to save depends on how many there are. */
  private void fillAndAnalyse() throws SQLException {
    try (Connection connection = plain.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(copies(50_000));
      statement.execute("analyze rowmq_message");
    }
  }

  /** Adds executions by a plan that was there, and by one of its own. */
  private static void count(Connection connection, String what, long[] executions)
      throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "select generic_plans, custom_plans from pg_prepared_statements"
                + " where statement like 'with fence%' || ? || '%'")) {
      statement.setString(1, what);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          executions[0] += rows.getLong(1);
          executions[1] += rows.getLong(2);
        }
      }
    }
  }

  private void stopTheHeart() throws SQLException {
    try (Connection connection = plain.getConnection();
        PreparedStatement statement =
            connection.prepareStatement(
                "update rowmq_node set heartbeat_at = 0, host = 'elsewhere' where incarnation = ?")) {
      statement.setLong(1, store.info().incarnation());
      statement.executeUpdate();
    }
  }
}
