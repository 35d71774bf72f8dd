package org.rowmq.store.jpa;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;

/**
 * The database's time: this machine's plus an offset measured with each heartbeat. A database that
 * only this process has open runs on this machine's clock, so there the offset is nothing.
 */
final class DatabaseClock {
  private final Database database;
  private volatile long offset;

  DatabaseClock(Database database) {
    this.database = database;
  }

  long now() {
    return System.currentTimeMillis() + offset;
  }

  /** Measures the offset; the answer is taken for the time half way between question and answer. */
  void measure(Tx tx) throws SQLException {
    if (database.exclusive()) {
      return;
    }
    long before = System.currentTimeMillis();
    long there;
    try (PreparedStatement statement =
            tx.connection().prepareStatement("select " + database.dialect().clock());
        ResultSet row = statement.executeQuery()) {
      row.next();
      there = row.getLong(1);
    }
    long after = System.currentTimeMillis();
    offset = there - before - (after - before) / 2;
  }
}
