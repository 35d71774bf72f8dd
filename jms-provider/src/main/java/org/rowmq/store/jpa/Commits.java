package org.rowmq.store.jpa;

import java.sql.Connection;
import java.sql.SQLException;

/** How a transaction that changes something is committed. */
@FunctionalInterface
interface Commits {
  /** As the database does it. */
  Commits PLAIN = (connection, tx) -> connection.commit();

  void commit(Connection connection, Tx tx) throws SQLException;
}
