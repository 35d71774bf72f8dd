package org.rowmq.store.jpa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.rowmq.store.StoreConfig;

/**
 * When H2 makes a version of a database for its file, because a transaction is committed, it takes
 * the state of each of its maps at a moment of its own. Another transaction that is under way then
 * must not be in the file by half when the process is killed.
 */
class VersionsTest {
  private static final int TABLES = 24;
  private static final int KILLS = 60;

  @TempDir Path directory;
  private final Disk disk = new Disk();
  private DatabaseOpener opener;

  /** Nothing is written while it is locked. */
  private static final class Disk implements TestDisk.Events {
    @Override
    public void beforeWrite(long position, ByteBuffer data) {}
  }

  @BeforeEach
  void open() throws SQLException {
    TestDisk.install(disk);
    opener = DatabaseOpener.open(Fixture.config(new StoreConfig.Embedded(directory), "only"));
    opener
        .database()
        .command(
            connection -> {
              try (Statement statement = connection.createStatement()) {
                for (int i = 0; i < TABLES; i++) {
                  statement.execute("create table t" + i + " (id bigint primary key)");
                }
                statement.execute("create table others (id bigint primary key)");
              }
            });
  }

  @AfterEach
  void close() {
    opener.close();
    TestDisk.uninstall();
  }

  /** What somebody else does meanwhile. */
  enum Meanwhile {
    CHANGES {
      @Override
      void act(DatabaseOpener opener, long number) {
        opener.database().transaction("inserting", tx -> insert(tx, "others", number));
      }
    },
    READING {
      @Override
      void act(DatabaseOpener opener, long number) {
        opener.database().reading("reading", VersionsTest::read);
      }
    },
    FAILING {
      @Override
      void act(DatabaseOpener opener, long number) {
        assertThatThrownBy(
                () ->
                    opener
                        .database()
                        .reading(
                            "failing",
                            tx -> {
                              read(tx);
                              throw new IllegalStateException("for the test");
                            }))
            .hasMessageContaining("for the test");
      }
    },
    SNAPSHOTS {
      @Override
      void act(DatabaseOpener opener, long number) throws SQLException {
        opener.database().snapshot(VersionsTest::read);
      }
    },
    FORCING {
      @Override
      void act(DatabaseOpener opener, long number) throws SQLException {
        opener.disk().force();
      }
    };

    abstract void act(DatabaseOpener opener, long number) throws SQLException;
  }

  @ParameterizedTest
  @EnumSource
  void aTransactionIsInTheFileWithAllThatItHasDoneOrNotAtAll(Meanwhile meanwhile) throws Exception {
    AtomicBoolean ended = new AtomicBoolean();
    FutureTask<Void> one = new FutureTask<>(() -> insert(ended), null);
    FutureTask<Void> others =
        new FutureTask<>(
            () -> {
              for (long number = 1; !ended.get(); number++) {
                meanwhile.act(opener, number);
              }
              return null;
            });
    Fixture.thread(one).start();
    Fixture.thread(others).start();
    try {
      for (int kill = 0; kill < KILLS; kill++) {
        assertThat(numbersIn(copy(kill))).as("kill %d", kill).hasSize(1);
      }
    } finally {
      ended.set(true);
    }
    one.get();
    others.get();
  }

  /** The same number to each table, in a transaction for each number. */
  private void insert(AtomicBoolean ended) {
    for (long number = 1; !ended.get(); number++) {
      long next = number;
      opener
          .database()
          .transaction(
              "inserting",
              tx -> {
                for (int i = 0; i < TABLES; i++) {
                  insert(tx, "t" + i, next);
                }
                return null;
              });
    }
  }

  private static int insert(Tx tx, String table, long number) throws SQLException {
    return tx.update("insert into " + table + " values (?)", number);
  }

  private static Void read(Tx tx) throws SQLException {
    try (Statement statement = tx.connection().createStatement()) {
      statement.executeQuery("select max(id) from t0");
      return null;
    }
  }

  /** What a process leaves that is killed now. */
  private Path copy(int number) throws IOException {
    Path left = Files.createDirectory(directory.resolve("left" + number));
    synchronized (disk) {
      Files.copy(directory.resolve("rowmq.mv.db"), left.resolve("rowmq.mv.db"));
    }
    return left;
  }

  /** The largest number in each table, all of which can be written to. */
  private static Set<Long> numbersIn(Path left) throws SQLException {
    List<Long> numbers = new ArrayList<>();
    try (Connection connection =
            DriverManager.getConnection("jdbc:h2:retry:" + left.resolve("rowmq"), "sa", "");
        Statement statement = connection.createStatement()) {
      for (int i = 0; i < TABLES; i++) {
        try (ResultSet row = statement.executeQuery("select coalesce(max(id), 0) from t" + i)) {
          row.next();
          numbers.add(row.getLong(1));
          statement.executeUpdate("insert into t" + i + " values (" + (row.getLong(1) + 1) + ")");
        }
      }
      statement.execute("shutdown immediately");
    }
    return new HashSet<>(numbers);
  }
}
