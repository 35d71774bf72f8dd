package org.rowmq.store.jpa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.h2.engine.Database;
import org.h2.mvstore.MVStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rowmq.store.Durability;

/**
 * A force while H2 is writing in the background, which the force must not depend on not happening:
 * {@code WRITE_DELAY} is a setting of the database that anybody with a connection can change.
 */
class EmbeddedForceTest {
  private static final Duration SOON = Duration.ofSeconds(20);

  @TempDir Path directory;
  private final Disk disk = new Disk();
  private EmbeddedConnections connections;
  private EmbeddedForce force;

  /** Can hold writes up, and fail them. */
  private static final class Disk implements TestDisk.Events {
    private volatile CountDownLatch gate = new CountDownLatch(0);
    private final CountDownLatch held = new CountDownLatch(1);
    private volatile boolean broken;
    private long written;
    private long forced;

    @Override
    public void aboutToWrite() {
      if (gate.getCount() == 0) {
        return;
      }
      held.countDown();
      boolean open = false;
      while (!open) {
        try {
          open = gate.await(1, TimeUnit.MINUTES);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          return;
        }
      }
    }

    @Override
    public void beforeWrite(long position, ByteBuffer data) throws IOException {
      if (broken) {
        throw new IOException("Input/output error");
      }
      written++;
    }

    @Override
    public void afterForce() {
      forced = written;
    }

    synchronized boolean allForced() {
      return forced == written;
    }
  }

  @BeforeEach
  void open() throws SQLException, IOException {
    TestDisk.install(disk);
    Redo redo = Fixture.redo(directory);
    connections =
        new EmbeddedConnections(directory, Durability.POWER_LOSS, directory.toString(), redo);
    execute("create table t (id int primary key)");
    execute("set write_delay 500");
    force =
        new EmbeddedForce(
            connections, redo, H2Settings.real(H2Settings.file(directory)), Fixture::thread);
    force.run();
  }

  @AfterEach
  void close() throws SQLException {
    disk.broken = false;
    disk.gate.countDown();
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

  /** Commits a row, has H2 begin to write it in the background, and forces. */
  private Thread forcing(FutureTask<Void> task) throws Exception {
    execute("insert into t values (1)");
    MVStore store = connections.open().getStore().getMvStore();
    disk.gate = new CountDownLatch(1);
    store.tryCommit();
    assertThat(disk.held.await(20, TimeUnit.SECONDS)).isTrue();
    Thread thread = Fixture.thread(task);
    thread.start();
    Awaitility.await()
        .atMost(SOON)
        .until(() -> task.isDone() || thread.getState() == Thread.State.WAITING);
    return thread;
  }

  private FutureTask<Void> task() {
    return new FutureTask<>(
        () -> {
          force.run();
          return null;
        });
  }

  @Test
  void what_is_being_written_in_the_background_is_waited_for_and_forced() throws Exception {
    FutureTask<Void> task = task();
    forcing(task);
    assertThat(task.isDone()).isFalse();

    disk.gate.countDown();

    task.get(20, TimeUnit.SECONDS);
    assertThat(disk.allForced()).isTrue();
  }

  @Test
  void a_failure_to_write_in_the_background_is_a_failure_to_force() throws Exception {
    FutureTask<Void> task = task();
    forcing(task);

    disk.broken = true;
    disk.gate.countDown();

    assertThatThrownBy(() -> task.get(20, TimeUnit.SECONDS))
        .hasRootCauseMessage("Input/output error");
  }

  @Test
  void an_interrupt_does_not_end_the_waiting() throws Exception {
    FutureTask<Void> task = task();
    Thread thread = forcing(task);

    thread.interrupt();
    disk.gate.countDown();

    task.get(20, TimeUnit.SECONDS);
    assertThat(disk.allForced()).isTrue();
  }

  /** H2 strikes a database off its list by name, also one that it gave up long ago. */
  @Test
  void a_database_given_up_long_ago_does_not_touch_the_one_that_is_open() throws Exception {
    Database first = connections.open();
    first.shutdownImmediately();
    Database second = connections.open();

    first.shutdownImmediately();

    try (Connection connection = connections.getConnection();
        Connection other = connections.getConnection()) {
      assertThat(connection.isValid(1)).isTrue();
      assertThat(other.isValid(1)).isTrue();
    }
    assertThat(connections.open()).isSameAs(second).isNotSameAs(first);
    assertThat(connections.openings()).isEqualTo(2);
    execute("insert into t values (3)");
    force.run();
  }

  @Test
  void nothing_is_forced_in_place_of_what_was_lost() throws Exception {
    execute("insert into t values (2)");
    disk.broken = true;
    assertThatThrownBy(force::run).isInstanceOf(SQLException.class);
    disk.broken = false;
    long before = connections.openings();

    force.run();

    assertThat(connections.openings()).isEqualTo(before + 1);
    try (Connection connection = connections.getConnection()) {
      assertThat(H2Settings.read(connection, "WRITE_DELAY"))
          .isEqualTo(String.valueOf(H2Settings.WRITE_DELAY_MILLIS));
      assertThat(H2Settings.read(connection, "RETENTION_TIME"))
          .isEqualTo(String.valueOf(H2Settings.RETENTION_MILLIS));
    }
  }
}
