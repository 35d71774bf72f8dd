package org.rowmq.store.jpa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.h2.mvstore.MVStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rowmq.store.Durability;

/**
 * H2 gives the database up, not because a write failed but because memory ran out in the middle of
 * one, or before it: pages then have places in a chunk that was never written.
 */
class GivenUpDatabaseTest {
  private static final Duration SOON = Duration.ofSeconds(20);

  @TempDir Path directory;
  private final Disk disk = new Disk();
  private EmbeddedConnections connections;

  /** Counts writes, and may run out of memory in one. */
  private static final class Disk implements TestDisk.Events {
    private final AtomicInteger writes = new AtomicInteger();
    private volatile boolean memoryIsShort;

    @Override
    public void beforeWrite(long position, ByteBuffer data) {
      if (memoryIsShort) {
        memoryIsShort = false;
        throw new OutOfMemoryError("for the test");
      }
      writes.incrementAndGet();
    }
  }

  @BeforeEach
  void open() throws SQLException {
    TestDisk.install(disk);
    connections =
        new EmbeddedConnections(
            directory, Durability.POWER_LOSS, directory.toString(), Fixture.redo(directory));
    execute("create table t (id int primary key)");
    execute("insert into t values (1)");
  }

  @AfterEach
  void close() throws SQLException {
    execute("shutdown immediately");
    connections.deregister();
    TestDisk.uninstall();
  }

  private void execute(String sql) throws SQLException {
    try (Connection connection = connections.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private List<Integer> rows() throws SQLException {
    List<Integer> ids = new ArrayList<>();
    try (Connection connection = connections.getConnection();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("select id from t order by id")) {
      while (rows.next()) {
        ids.add(rows.getInt(1));
      }
    }
    return ids;
  }

  @Test
  void who_waits_to_commit_while_memory_runs_out_in_compaction_writes_nothing_more()
      throws Exception {
    MVStore store = connections.open().getStore().getMvStore();
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch waiting = new CountDownLatch(1);
    FutureTask<Void> compaction =
        new FutureTask<>(
            () ->
                store.executeFilestoreOperation(
                    () -> {
                      begun.countDown();
                      awaitUninterruptibly(waiting);
                      throw new OutOfMemoryError("for the test");
                    }),
            null);
    Fixture.thread(compaction).start();
    begun.await();
    int before = disk.writes.get();
    FutureTask<Void> commit =
        new FutureTask<>(
            () -> {
              execute("insert into t values (2)");
              return null;
            });
    Thread committing = Fixture.thread(commit);
    committing.start();
    Awaitility.await()
        .atMost(SOON)
        .until(
            () ->
                switch (committing.getState()) {
                  case WAITING, TIMED_WAITING -> true;
                  default -> false;
                });
    waiting.countDown();

    assertThatThrownBy(compaction::get).hasRootCauseInstanceOf(OutOfMemoryError.class);
    assertThatThrownBy(commit::get).hasCauseInstanceOf(SQLException.class);
    assertThat(disk.writes).hasValue(before);
    assertThat(rows()).containsExactly(1);
  }

  @Test
  void nothing_is_written_any_more_after_memory_ran_out_in_a_write() throws SQLException {
    Connection other = connections.getConnection();
    int before = disk.writes.get();
    disk.memoryIsShort = true;

    assertThatThrownBy(() -> execute("insert into t values (2)")).isInstanceOf(SQLException.class);
    assertThatThrownBy(
            () -> {
              try (Statement statement = other.createStatement()) {
                statement.execute("insert into t values (3)");
              }
            })
        .isInstanceOf(SQLException.class);

    assertThat(disk.writes).hasValue(before);
    assertThat(rows()).containsExactly(1);
    execute("insert into t values (4)");
    assertThat(rows()).containsExactly(1, 4);
  }

  /** Nothing is forced after it where only the end of the process is to be survived. */
  @Test
  void a_commit_past_the_redo_log_into_a_database_that_was_closed_meanwhile_fails()
      throws SQLException {
    Redo redo = Fixture.redo(directory);
    try (Connection connection = connections.getConnection();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("insert into t values (2)");
      connections.open().shutdownImmediately();

      assertThatThrownBy(() -> redo.commit(connection, null))
          .isInstanceOf(SQLNonTransientConnectionException.class)
          .hasMessageContaining("was closed while");
    }
    assertThat(rows()).containsExactly(1);
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    boolean interrupted = false;
    while (latch.getCount() > 0) {
      try {
        latch.await();
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void
      who_reads_a_version_that_was_counted_down_once_too_often_goes_on_when_the_file_is_open_again()
          throws Exception {
    MVStore store = connections.open().getStore().getMvStore();
    try (Connection connection = connections.getConnection();
        Statement statement = connection.createStatement()) {
      MVStore.TxCounter readers = store.registerVersionUsage();
      store.deregisterVersionUsage(readers);
      store.deregisterVersionUsage(readers);
      FutureTask<Boolean> reading = new FutureTask<>(() -> statement.execute("select id from t"));
      Thread reader = new Thread(reading);
      reader.start();
      Awaitility.await()
          .atMost(SOON)
          .until(
              () ->
                  Stream.of(reader.getStackTrace())
                      .anyMatch(frame -> frame.getMethodName().equals("registerVersionUsage")));

      connections.open().shutdownImmediately();

      assertThat(rows()).containsExactly(1);
      // with what memory still has, or with an exception
      Awaitility.await().atMost(SOON).until(reading::isDone);
    }
  }
}
