package org.rowmq.store.jpa;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rowmq.store.Durability;

/** The zeros behind the end of the file of the embedded database. */
class ReservedSpaceTest {
  private static final int ROWS = 60;

  @TempDir Path directory;
  private final Disk disk = new Disk();
  private EmbeddedConnections connections;

  /** Has no room for more than is needed. */
  private static final class Disk implements TestDisk.Events {
    private volatile boolean tight;

    @Override
    public void beforeWrite(long position, ByteBuffer data) throws IOException {
      if (tight && data.mismatch(ByteBuffer.allocate(data.remaining())) < 0) {
        throw new IOException("No space left on device");
      }
    }
  }

  @BeforeEach
  void open() throws SQLException {
    TestDisk.install(disk);
    connections = new EmbeddedConnections(directory, Durability.POWER_LOSS, directory.toString());
    execute("create table t (id int primary key, body varchar)");
    execute("checkpoint sync");
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

  private void insertAndForce(int id) throws SQLException {
    execute("insert into t values (" + id + ", repeat('x', 1000))");
    execute("checkpoint sync");
  }

  private Path file() {
    return directory.resolve("rowmq.mv.db");
  }

  private Set<Long> sizesWhileRowsAreForced() throws SQLException, IOException {
    Set<Long> sizes = new HashSet<>();
    for (int id = 0; id < ROWS; id++) {
      insertAndForce(id);
      sizes.add(Files.size(file()));
    }
    return sizes;
  }

  private int rows(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet count = statement.executeQuery("select count(*) from t")) {
      count.next();
      return count.getInt(1);
    }
  }

  private static boolean endsWithZeros(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file)) {
      ByteBuffer last = ByteBuffer.allocate(ChunkStamp.BLOCK);
      channel.read(last, channel.size() - ChunkStamp.BLOCK);
      return last.flip().mismatch(ByteBuffer.allocate(ChunkStamp.BLOCK)) < 0;
    }
  }

  /** As a process that is killed leaves it. */
  private Path copy() throws IOException {
    Path copy = Files.createDirectory(directory.resolve("copy"));
    Files.copy(file(), copy.resolve("rowmq.mv.db"));
    return copy;
  }

  @Test
  void most_forces_find_the_file_as_long_as_it_was() throws Exception {
    assertThat(sizesWhileRowsAreForced()).hasSizeLessThan(ROWS / 3);
  }

  @Test
  void a_file_with_zeros_at_its_end_opens_again_with_all_that_was_forced() throws Exception {
    sizesWhileRowsAreForced();
    Path copy = copy();
    assertThat(endsWithZeros(copy.resolve("rowmq.mv.db"))).isTrue();

    EmbeddedConnections again =
        new EmbeddedConnections(copy, Durability.PROCESS_CRASH, copy.toString());
    try (Connection connection = again.getConnection()) {
      assertThat(rows(connection)).isEqualTo(ROWS);
      try (Statement statement = connection.createStatement()) {
        statement.execute("shutdown");
      }
    } finally {
      again.deregister();
    }
    assertThat(endsWithZeros(copy.resolve("rowmq.mv.db"))).isFalse();
  }

  @Test
  void h2_alone_opens_a_file_with_zeros_at_its_end() throws Exception {
    sizesWhileRowsAreForced();
    Path copy = copy();

    try (Connection connection =
        DriverManager.getConnection("jdbc:h2:" + copy.resolve("rowmq"), "sa", "")) {
      assertThat(rows(connection)).isEqualTo(ROWS);
    }
  }

  @Test
  void an_orderly_close_takes_the_zeros_away() throws Exception {
    sizesWhileRowsAreForced();
    assertThat(endsWithZeros(file())).isTrue();

    execute("shutdown");

    assertThat(endsWithZeros(file())).isFalse();
    try (Connection connection = connections.getConnection()) {
      assertThat(rows(connection)).isEqualTo(ROWS);
    }
  }

  @Test
  void without_room_for_more_than_is_needed_rows_are_written_all_the_same() throws Exception {
    disk.tight = true;

    assertThat(sizesWhileRowsAreForced()).hasSizeGreaterThan(ROWS / 2);

    try (Connection connection = connections.getConnection()) {
      assertThat(rows(connection)).isEqualTo(ROWS);
    }
  }
}
