package org.rowmq.ra.engine;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.sql.DataSource;

/**
 * Connections that a server's pool has kept from before its database went away. Payara gives them
 * out again and again unless validation is switched on: a pool that never opened a new one would
 * keep the node from opening although the database is back.
 */
final class BrokenConnections {
  private static final Logger LOG = Logger.getLogger("org.rowmq.ra");
  private static final int VALIDATION_SECONDS = 5;

  /**
   * A pool hands its connections out in turn, or the last one first: as many as most pools have.
   */
  private static final int SOUND_IN_A_ROW = 64;

  private BrokenConnections() {}

  /** Has the pool throw away those that it gives and that do not answer. */
  static void discard(DataSource pool) {
    int discarded = 0;
    int sound = 0;
    try {
      while (sound < SOUND_IN_A_ROW) {
        try (Connection connection = pool.getConnection()) {
          if (answers(connection, VALIDATION_SECONDS)) {
            sound++;
          } else {
            sound = 0;
            discarded++;
            // tells the pool not to keep it
            connection.abort(Runnable::run);
          }
        }
      }
    } catch (SQLException e) {
      LOG.log(Level.FINE, "The database is away", e);
    }
    if (discarded > 0) {
      LOG.info("The data source gave " + discarded + " broken connections, which are discarded");
    }
  }

  /** Whether it does so within the time. */
  static boolean answers(Connection connection, int seconds) {
    try {
      return connection.isValid(seconds);
    } catch (SQLException | RuntimeException e) {
      LOG.log(Level.FINE, "A broken connection", e);
      return false;
    }
  }
}
