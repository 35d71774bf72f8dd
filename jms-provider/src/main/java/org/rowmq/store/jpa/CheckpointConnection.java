package org.rowmq.store.jpa;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import javax.sql.DataSource;

/**
 * Forces an embedded H2 to disk with {@code CHECKPOINT SYNC}, on a connection and a statement that
 * are kept for it: one from the pool would first have to be switched to auto-commit and back, which
 * costs two commits for each force. Whatever fails, the next force begins with a new connection.
 *
 * <p>Used by one thread at a time, see {@link DiskForce}; closed when no more forces are asked for.
 */
final class CheckpointConnection implements DiskForce.Action, AutoCloseable {
  private final DataSource connections;
  private Connection connection;
  private PreparedStatement checkpoint;

  CheckpointConnection(DataSource connections) {
    this.connections = connections;
  }

  @Override
  public synchronized void run() throws SQLException {
    boolean interrupted = Thread.interrupted();
    try {
      if (connection == null) {
        connection = connections.getConnection();
        checkpoint = connection.prepareStatement("CHECKPOINT SYNC");
      }
      checkpoint.execute();
    } catch (SQLException e) {
      discard(e);
      throw e;
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void discard(SQLException first) {
    try {
      close();
    } catch (SQLException e) {
      first.addSuppressed(e);
    }
  }

  @Override
  public synchronized void close() throws SQLException {
    Connection closing = connection;
    connection = null;
    checkpoint = null;
    if (closing != null) {
      closing.close();
    }
  }
}
