package org.rowmq.store.jpa;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import org.hibernate.StatelessSession;
import org.hibernate.engine.spi.SharedSessionContractImplementor;

/**
 * One transaction: a Hibernate session for entities and its connection for statements whose counts
 * matter.
 *
 * @param session opened on {@code connection}
 */
record Tx(StatelessSession session, Connection connection) {

  /**
   * Hibernate batches only inside a transaction it knows of. It is ended through the connection.
   */
  static Tx begin(StatelessSession session, Connection connection) {
    session.beginTransaction();
    return new Tx(session, connection);
  }

  /** Sends inserts that Hibernate still holds back for a batch. */
  void flush() {
    ((SharedSessionContractImplementor) session).getJdbcCoordinator().executeBatch();
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
