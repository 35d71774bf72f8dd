package org.rowmq.store.jpa;

import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.h2.engine.SessionLocal;
import org.h2.jdbc.JdbcConnection;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;

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
    return data.getDatabaseMajorVersion() == MAJOR && data.getDatabaseMinorVersion() == MINOR;
  }

  /** Where the database is in this process. */
  private static void dropDeadChunks(Connection connection) throws SQLException {
    if (connection.isWrapperFor(JdbcConnection.class)
        && connection.unwrap(JdbcConnection.class).getSession() instanceof SessionLocal session) {
      MVStore store = session.getDatabase().getStore().getMvStore();
      try {
        if (store.isPersistent() && !store.isReadOnly()) {
          DeadChunks.drop(store);
        }
      } catch (MVStoreException e) {
        // H2 has closed the database, and says why to who uses it next
        LOG.log(Level.DEBUG, "the file's list of its chunks could not be written", e);
      }
    }
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
