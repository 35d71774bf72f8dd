package org.rowmq.store.jpa;

import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import javax.sql.DataSource;

/**
 * An H2 that somebody else configures, the application's: what can be done for it with the rights
 * of its user, and what is said of the rest. It is not the embedded database, which RowMQ opens
 * itself.
 *
 * @param location for messages
 */
record SharedH2(String location) {
  private static final System.Logger LOG = System.getLogger(SharedH2.class.getName());

  /** The version whose dead chunks are a danger, and whose inside is known. */
  private static final int MAJOR = 2;

  private static final int MINOR = 2;

  private static final String RETENTION = "RETENTION_TIME";

  /** Milliseconds; what H2 has where nothing is said. */
  private static final int USUAL_MILLIS = 45_000;

  private static final int SHORT = 1;

  /** Some chunks may go only when the version in which they died is not the newest any more. */
  private static final int VERSIONS = 4;

  /** How long another node may need for its versions. */
  private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(5);

  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(10);

  void prepare(Connection connection) throws SQLException {
    String before = H2Settings.read(connection, "WRITE_DELAY");
    H2Settings.set(connection, "WRITE_DELAY", 0);
    H2Settings.alwaysRead(connection);
    String url = H2Settings.durableUrl(connection.getMetaData().getURL());
    if (!"0".equals(before)) {
      LOG.log(
          Level.INFO,
          "The H2 database {0} wrote its commits {1} ms late: WRITE_DELAY is 0 from now on. Say so in the URL of the"
              + " data source as well: {2}",
          location,
          before,
          url);
    }
    if (isAffected(connection)) {
      String compaction = H2Settings.read(connection, "MAX_COMPACT_TIME");
      if (compaction != null && !"0".equals(compaction)) {
        LOG.log(
            Level.WARNING,
            "The H2 database {0} makes its file smaller when it is closed, and H2 {1}.{2} may go back to an older version of such"
                + " a file when it opens it: rows would be lost, of messages and of the application. Switch that off in"
                + " the URL of the data source: {3}",
            location,
            MAJOR,
            MINOR,
            url);
      }
      dropDeadChunks(connection);
    }
  }

  private static boolean isAffected(Connection connection) throws SQLException {
    DatabaseMetaData data = connection.getMetaData();
    return data.getDatabaseMajorVersion() == MAJOR
        && data.getDatabaseMinorVersion() == MINOR
        && hasFile(connection);
  }

  private static boolean hasFile(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet path = statement.executeQuery("select database_path()")) {
      return path.next() && path.getString(1) != null;
    }
  }

  /**
   * As {@link DeadChunks} does, with what every H2 understands: each change of a setting is written
   * as a version of its own, and before that chunks go that have been dead for the retention time.
   * Nodes may do so at once: what one changes already is a version for the other as well, and the
   * last one leaves what all have found.
   */
  private static void dropDeadChunks(Connection connection) throws SQLException {
    int retention = retention(connection);
    try (Statement statement = connection.createStatement()) {
      // that they are dead has to be on disk before something is written over them
      statement.execute("CHECKPOINT SYNC");
      for (int i = 0; i < VERSIONS; i++) {
        statement.execute("SET " + RETENTION + " " + i % (SHORT + 1));
      }
    } finally {
      H2Settings.set(connection, RETENTION, retention, found -> Integer.parseInt(found) <= SHORT);
    }
  }

  /**
   * What it is while no node makes versions. Where it stays shorter than that, a process was killed
   * while it made them.
   */
  private static int retention(Connection connection) throws SQLException {
    long began = System.nanoTime();
    int found = Integer.parseInt(H2Settings.read(connection, RETENTION));
    while (found <= SHORT) {
      if (System.nanoTime() - began > PATIENCE_NANOS) {
        return USUAL_MILLIS;
      }
      LockSupport.parkNanos(PAUSE_NANOS);
      found = Integer.parseInt(H2Settings.read(connection, RETENTION));
    }
    return found;
  }

  void warnOfMissingRight(DataSource dataSource, SQLException why) {
    LOG.log(
        Level.WARNING,
        "The H2 database {0} is not durable, and cannot be made so because its user has no ADMIN right: messages may be"
            + " lost when the process is killed or power fails. Have a user with ADMIN open {1} once, or use"
            + " dataDirectory. ({2})",
        location,
        durableUrl(dataSource),
        why.getMessage());
  }

  private static String durableUrl(DataSource dataSource) {
    try (Connection connection = dataSource.getConnection()) {
      return H2Settings.durableUrl(connection.getMetaData().getURL());
    } catch (SQLException e) {
      LOG.log(Level.DEBUG, "the URL is not known", e);
      return H2Settings.durableUrl("the URL");
    }
  }
}
