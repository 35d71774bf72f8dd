package org.rowmq.store.jpa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.Random;
import java.util.TreeSet;
import java.util.zip.GZIPInputStream;
import org.h2.engine.Database;
import org.h2.engine.SessionLocal;
import org.h2.jdbc.JdbcConnection;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.rowmq.store.Durability;
import org.rowmq.store.StoreException;

/**
 * H2 2.2 may take an older version of a file for the newest when it opens it: after a crash, a few
 * transactions and an orderly end, or after it has made the file smaller while closing it. The file
 * of the resource is such a one: a table {@code t} with 24 rows, of which H2 finds 40 older ones.
 */
class GoneBackTest {
  private static final int ROUNDS = 8 * Integer.getInteger("rowmq.crash.rounds", 3);
  private static final int NEWEST = 24;
  private static final long NEWEST_FIRST = 15027;
  private static final int OLDER = 40;

  /** Of a chunk that the newest version needs and the older does not. */
  private static final int NEEDED = 0x23;

  @TempDir Path directory;
  private EmbeddedConnections connections;

  @AfterEach
  void close() {
    if (connections != null) {
      connections.deregister();
    }
  }

  private Path file() {
    return H2Settings.file(directory);
  }

  private void unpack() throws IOException {
    try (InputStream packed = GoneBackTest.class.getResourceAsStream("closed-in-order.mv.db.gz");
        InputStream in = new GZIPInputStream(packed)) {
      Files.copy(in, file());
    }
  }

  private void destroy(int block) throws IOException {
    byte[] content = Files.readAllBytes(file());
    Arrays.fill(content, block * ChunkStamp.BLOCK, (block + 1) * ChunkStamp.BLOCK, (byte) 0);
    Files.write(file(), content);
  }

  private Connection open(Durability durability) throws SQLException {
    if (connections == null) {
      connections =
          new EmbeddedConnections(
              directory, durability, directory.toString(), Fixture.redo(directory));
    }
    return connections.getConnection();
  }

  /** As anybody's tool does. */
  private static Connection openPlainly(Path directory) throws SQLException {
    return DriverManager.getConnection("jdbc:h2:" + directory.resolve("rowmq"), "sa", "");
  }

  private static void shutDown(Connection connection) throws SQLException {
    try (connection;
        Statement statement = connection.createStatement()) {
      statement.execute("SHUTDOWN");
    }
  }

  private static void shutDown(EmbeddedConnections connections, Path directory)
      throws SQLException {
    Path file = H2Settings.file(directory);
    new EmbeddedShutdown(connections, file, directory.toString(), Thread::new).run();
  }

  private static TreeSet<Long> rows(Connection connection) throws SQLException {
    TreeSet<Long> rows = new TreeSet<>();
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("select id from t")) {
      while (row.next()) {
        rows.add(row.getLong(1));
      }
    }
    return rows;
  }

  @Test
  void plain_H2_goes_back_to_an_older_version_of_the_file_here() throws Exception {
    unpack();
    Connection plain = openPlainly(directory);
    assertThat(rows(plain)).hasSize(OLDER).allMatch(id -> id < NEWEST_FIRST);
    shutDown(plain);
  }

  @ParameterizedTest
  @EnumSource
  void a_file_that_was_closed_in_order_is_opened_at_its_newest_version(Durability durability)
      throws Exception {
    unpack();
    for (int opening = 0; opening < 3; opening++) {
      Connection connection = open(durability);
      assertThat(rows(connection)).hasSize(NEWEST).allMatch(id -> id >= NEWEST_FIRST);
      connection.close();
      shutDown(connections, directory);
    }
    Connection plain = openPlainly(directory);
    assertThat(rows(plain)).as("what others see from then on").hasSize(NEWEST);
    shutDown(plain);
  }

  @Test
  void a_file_whose_newest_version_is_damaged_is_not_opened_at_an_older_one() throws Exception {
    unpack();
    destroy(NEEDED);
    byte[] before = Files.readAllBytes(file());

    assertThatThrownBy(() -> open(Durability.POWER_LOSS))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining(directory.toString())
        .hasMessageContaining("the newest version in the file is 12202")
        .hasMessageContaining("Restore it from a backup");

    assertThat(withoutHeader(Files.readAllBytes(file()))).isEqualTo(withoutHeader(before));
  }

  private static byte[] withoutHeader(byte[] file) {
    return Arrays.copyOfRange(file, 2 * ChunkStamp.BLOCK, file.length);
  }

  @Test
  void where_a_loss_of_power_may_cost_messages_an_older_version_will_do() throws Exception {
    unpack();
    destroy(NEEDED);

    Connection connection = open(Durability.PROCESS_CRASH);
    assertThat(rows(connection)).hasSize(OLDER);
    shutDown(connection);
  }

  /** A database that is open. */
  private interface Life {
    Connection connect() throws SQLException;

    Database database() throws SQLException;

    void forget();

    static Life of(String kind, Path directory) throws SQLException {
      return kind.equals("embedded") ? embedded(directory) : ofTheApplication(directory);
    }

    private static Life embedded(Path directory) {
      EmbeddedConnections connections =
          new EmbeddedConnections(
              directory, Durability.POWER_LOSS, directory.toString(), Fixture.redo(directory));
      return new Life() {
        @Override
        public Connection connect() throws SQLException {
          return connections.getConnection();
        }

        @Override
        public Database database() throws SQLException {
          return connections.open();
        }

        @Override
        public void forget() {
          connections.deregister();
        }

        @Override
        public void shutDown() throws SQLException {
          GoneBackTest.shutDown(connections, directory);
          forget();
        }
      };
    }

    private static Life ofTheApplication(Path directory) throws SQLException {
      String url =
          H2Settings.durableUrl("jdbc:h2:" + directory.resolve("rowmq"))
              + ";DB_CLOSE_DELAY=-1;DB_CLOSE_ON_EXIT=FALSE";
      try (Connection first = DriverManager.getConnection(url, "sa", "")) {
        new SharedH2(url).prepare(first);
      }
      return new Life() {
        @Override
        public Connection connect() throws SQLException {
          return DriverManager.getConnection(url, "sa", "");
        }

        @Override
        public Database database() throws SQLException {
          try (Connection connection = connect()) {
            return ((SessionLocal) connection.unwrap(JdbcConnection.class).getSession())
                .getDatabase();
          }
        }

        @Override
        public void forget() {}

        @Override
        public void shutDown() throws SQLException {
          GoneBackTest.shutDown(connect());
        }
      };
    }

    void shutDown() throws SQLException;

    /** A killed process leaves the file as it is at that moment: a copy is what it leaves. */
    default void kill(Path from, Path to) throws Exception {
      Files.createDirectory(to);
      Files.copy(H2Settings.file(from), H2Settings.file(to));
      database().shutdownImmediately();
      forget();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"embedded", "of the application"})
  void who_is_killed_and_closed_again_and_again_has_every_row_and_so_has_plain_H2(String kind)
      throws Exception {
    long seed = Long.getLong("rowmq.crash.seed", System.nanoTime());
    System.out.println("GoneBackTest " + kind + ": -Drowmq.crash.seed=" + seed);
    Random random = new Random(seed);
    TreeSet<Long> expected = new TreeSet<>();
    Path data = Files.createDirectory(directory.resolve("0"));
    Life life = Life.of(kind, data);
    try (Connection connection = life.connect();
        Statement statement = connection.createStatement()) {
      statement.execute("create table t(id bigint primary key, b varbinary)");
    }
    for (int round = 1; round <= ROUNDS; round++) {
      work(life, expected, random, 1 + random.nextInt(random.nextInt(6) == 0 ? 300 : 12));
      Path left = directory.resolve(String.valueOf(round));
      life.kill(data, left);
      data = left;
      int openings = 1 + random.nextInt(3);
      for (int opening = 0; opening < openings; opening++) {
        life = Life.of(kind, data);
        work(life, expected, random, random.nextInt(6));
        life.shutDown();
        Path copy = Files.createDirectory(data.resolve("copy" + opening));
        Files.copy(H2Settings.file(data), H2Settings.file(copy));
        Connection plain = openPlainly(copy);
        assertThat(rows(plain)).as("plain H2, round %s", round).isEqualTo(expected);
        shutDown(plain);
      }
      life = Life.of(kind, data);
      try (Connection connection = life.connect()) {
        assertThat(rows(connection)).as("round %s", round).isEqualTo(expected);
      }
    }
    life.shutDown();
  }

  private static void work(Life life, TreeSet<Long> expected, Random random, int transactions)
      throws SQLException {
    try (Connection connection = life.connect();
        PreparedStatement insert = connection.prepareStatement("insert into t values(?, ?)");
        PreparedStatement delete = connection.prepareStatement("delete from t where id = ?")) {
      connection.setAutoCommit(false);
      for (int i = 0; i < transactions; i++) {
        int inserts = random.nextInt(4) == 0 ? 20 : 1 + random.nextInt(3);
        for (int j = 0; j < inserts; j++) {
          long id = random.nextLong();
          insert.setLong(1, id);
          insert.setBytes(2, new byte[random.nextInt(6) == 0 ? 20_000 : 300]);
          insert.execute();
          expected.add(id);
        }
        int deletes = random.nextInt(5) == 0 ? 30 : random.nextInt(4);
        for (int j = 0; j < deletes && expected.size() > 3; j++) {
          delete.setLong(1, expected.pollFirst());
          delete.execute();
        }
        connection.commit();
      }
    }
  }
}
