package org.rowmq.store.jpa;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import org.hibernate.SessionFactory;
import org.hibernate.StatelessSession;
import org.hibernate.engine.spi.SharedSessionContractImplementor;

/**
 * One transaction: its connection, for statements whose counts matter, and a Hibernate session on
 * that for entities, which is opened when somebody asks for it. Used by one thread. It does not end
 * the transaction.
 */
final class Tx implements AutoCloseable {
  private final SessionFactory sessions;
  private final Connection connection;
  private StatelessSession session;
  private RedoContent redo;

  Tx(SessionFactory sessions, Connection connection) {
    this.sessions = sessions;
    this.connection = connection;
  }

  Connection connection() {
    return connection;
  }

  /** All that the transaction does. */
  void describe(RedoContent all) {
    redo = all;
  }

  /** All that it does, or null if it has not been described. */
  RedoContent redo() {
    return redo;
  }

  /** Hibernate batches only inside a transaction it knows of. */
  StatelessSession session() {
    if (session == null) {
      session = sessions.openStatelessSession(connection);
      session.beginTransaction();
    }
    return session;
  }

  /** Sends inserts that Hibernate still holds back for a batch. */
  void flush() {
    if (session != null) {
      ((SharedSessionContractImplementor) session).getJdbcCoordinator().executeBatch();
    }
  }

  @Override
  public void close() {
    if (session != null) {
      session.close();
    }
  }

  /** Runs one statement with numbers for parameters; returns how many rows it changed. */
  int update(String sql, long... parameters) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      bind(statement, parameters);
      return statement.executeUpdate();
    }
  }

  static void bind(PreparedStatement statement, long... parameters) throws SQLException {
    for (int i = 0; i < parameters.length; i++) {
      statement.setLong(i + 1, parameters[i]);
    }
  }
}
