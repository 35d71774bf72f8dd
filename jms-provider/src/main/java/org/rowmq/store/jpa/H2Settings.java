package org.rowmq.store.jpa;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.function.Predicate;
import org.h2.store.fs.FilePath;
import org.h2.store.fs.FilePathWrapper;
import org.rowmq.store.Durability;
import org.rowmq.store.StoreException;

/**
 * What makes H2 durable, small and safe from interrupts. The settings belong to the open database
 * and some are not kept in its file, so they are made at every open, and read back.
 *
 * <p>Each commit is written at once, by the thread that commits: {@code WRITE_DELAY 0}. That is
 * enough to survive a killed process; to survive a loss of power {@link EmbeddedForce} follows.
 * With it goes H2's own compaction, in whose place is {@link Compaction}: decision 063. Old chunks
 * are kept for a second instead of 45, or the file would grow without bound under load. Nothing is
 * compacted while the file is closed, after which H2 2.2 may go back to an older version of it:
 * decision 070.
 */
final class H2Settings {
  static final int RETENTION_MILLIS = 1000;
  static final int WRITE_DELAY_MILLIS = 0;

  /**
   * Statements that a connection keeps parsed: H2's own 8 are fewer than a transaction branch has.
   */
  private static final int QUERY_CACHE_SIZE = 64;

  private H2Settings() {}

  /**
   * The URL of the embedded database. {@code retry:} opens the file again after an interrupted
   * thread has closed its channel, which would otherwise close the database for everybody; above it
   * are {@link SingleWriterFilePath} and, where power may fail, {@link SpaceAheadFilePath} below
   * and {@link ForcedFilePath} above it.
   */
  static String url(Path directory, Durability durability) {
    return url(directory, durability, 0);
  }

  /**
   * The URL of the embedded database by another name, for H2 the one of another database.
   *
   * @param number of the name; 0 is the first
   */
  static String url(Path directory, Durability durability, int number) {
    return "jdbc:h2:"
        + name(directory, durability, number).replace(";", "\\;")
        + ";DB_CLOSE_ON_EXIT=FALSE;DB_CLOSE_DELAY=-1;LOCK_TIMEOUT=10000;TRACE_LEVEL_FILE=0;MODE=REGULAR;MAX_COMPACT_TIME=0;QUERY_CACHE_SIZE="
        + QUERY_CACHE_SIZE;
  }

  /** Where the embedded database is in its directory. */
  static Path file(Path directory) {
    return directory.resolve("rowmq.mv.db");
  }

  /** The one path of a file that may not exist yet. */
  static Path real(FilePath named) throws IOException {
    FilePath file = named;
    while (file instanceof FilePathWrapper) {
      file = file.unwrap();
    }
    return real(Path.of(file.toString()));
  }

  /** The one path of a file that may not exist yet. */
  static Path real(Path file) throws IOException {
    return file.toAbsolutePath().getParent().toRealPath().resolve(file.getFileName());
  }

  private static String name(Path directory, Durability durability, int number) {
    String single = SingleWriterFilePath.scheme(number) + ":";
    return (durability == Durability.POWER_LOSS
            ? ForcedFilePath.SCHEME + ":" + single + SpaceAheadFilePath.SCHEME + ":"
            : single)
        + "retry:"
        + directory.toAbsolutePath().resolve("rowmq").toString().replace("\\", "/");
  }

  /**
   * The URL, without other parameters, that has H2 write each commit at once, and not make the file
   * smaller when it is closed.
   */
  static String durableUrl(String url) {
    return Locations.withoutSecrets(url) + ";WRITE_DELAY=0;MAX_COMPACT_TIME=0";
  }

  static void apply(Connection connection) throws SQLException {
    set(connection, "WRITE_DELAY", WRITE_DELAY_MILLIS);
    set(connection, "RETENTION_TIME", RETENTION_MILLIS);
    alwaysRead(connection);
  }

  /**
   * H2 answers a query that a connection asks again from what it remembers when no table has
   * changed meanwhile. It takes a table for changed before the change is committed, so that who
   * asks during a commit gets the same answer ever after, until the next change: a message that has
   * been committed would be seen by nobody. Decision 069.
   */
  static void alwaysRead(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("SET OPTIMIZE_REUSE_RESULTS 0");
    }
  }

  static void set(Connection connection, String setting, int value) throws SQLException {
    set(connection, setting, value, found -> false);
  }

  /**
   * Sets it and reads it back.
   *
   * @param expected another value that may be found, as somebody else changes it for a moment
   */
  static void set(Connection connection, String setting, int value, Predicate<String> expected)
      throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute("SET " + setting + " " + value);
    }
    String found = read(connection, setting);
    if (!String.valueOf(value).equals(found) && !expected.test(found)) {
      throw new StoreException(
          "H2 does not keep its setting "
              + setting
              + ": it was set to "
              + value
              + " and is "
              + found
              + "; messages would not be safe, so the store is not opened");
    }
  }

  static String read(Connection connection, String setting) throws SQLException {
    try (PreparedStatement statement =
        connection.prepareStatement(
            "select setting_value from information_schema.settings where setting_name = ?")) {
      statement.setString(1, setting);
      try (ResultSet row = statement.executeQuery()) {
        return row.next() ? row.getString(1) : null;
      }
    }
  }
}
