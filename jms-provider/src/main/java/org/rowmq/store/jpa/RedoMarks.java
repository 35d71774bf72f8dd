package org.rowmq.store.jpa;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Set;
import org.h2.api.ErrorCode;

/**
 * What the database says of its redo log, in rows of no node: the number of the last transaction of
 * the log that it has, which each of them changes itself, and the secret of the log that is in use.
 */
final class RedoMarks {
  /** No log is in use. */
  static final long NONE = 0;

  private static final int NUMBER = 0;
  private static final int SECRET = 1;
  private static final long NOBODY = -1;

  private static final Set<Integer> NO_TABLES =
      Set.of(
          ErrorCode.TABLE_OR_VIEW_NOT_FOUND_1,
          ErrorCode.TABLE_OR_VIEW_NOT_FOUND_DATABASE_EMPTY_1,
          ErrorCode.SCHEMA_NOT_FOUND_1);

  private final String update;
  private final String insert;
  private final String select;

  RedoMarks(Names names) {
    String table = names.table("commit_marker");
    this.update = "update " + table + " set number = ? where owner = " + NOBODY + " and lane = ?";
    this.insert = "insert into " + table + " (owner, number, lane) values (" + NOBODY + ", ?, ?)";
    this.select = "select number from " + table + " where owner = " + NOBODY + " and lane = ?";
  }

  /** The number of the last transaction that the database has; 0 for none. */
  long number(Connection connection) throws SQLException {
    return read(connection, NUMBER);
  }

  /** The secret of the log in use, or {@link #NONE}. */
  long secret(Connection connection) throws SQLException {
    return read(connection, SECRET);
  }

  private long read(Connection connection, int which) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(select)) {
      statement.setInt(1, which);
      try (ResultSet row = statement.executeQuery()) {
        return row.next() ? row.getLong(1) : 0;
      }
    } catch (SQLException e) {
      if (NO_TABLES.contains(e.getErrorCode())) {
        return 0;
      }
      throw e;
    }
  }

  void setNumber(Connection connection, long number) throws SQLException {
    set(connection, NUMBER, number);
  }

  void setSecret(Connection connection, long secret) throws SQLException {
    set(connection, SECRET, secret);
  }

  private void set(Connection connection, int which, long value) throws SQLException {
    if (execute(connection, update, value, which) == 0) {
      execute(connection, insert, value, which);
    }
  }

  private static int execute(Connection connection, String sql, long value, int which)
      throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      statement.setLong(1, value);
      statement.setInt(2, which);
      return statement.executeUpdate();
    }
  }
}
