package org.rowmq.store.jpa;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import org.rowmq.store.Append;

/**
 * A row per lane whose number each group raises that leaves no other trace: one of nothing but
 * sends, whose rows other nodes may have consumed by the time this node asks whether its commit
 * happened. Small groups do without, so that no message costs a statement of its own.
 */
final class CommitMarker {
  /** The marker is at most an eighth of a statement per message. */
  private static final int FEWEST_ROWS = 8;

  private final String update;
  private final String insert;
  private final String select;
  private final long owner;
  private final int lane;
  private long last;

  CommitMarker(Names names, long owner, int lane) {
    String table = names.table("commit_marker");
    this.update = "update " + table + " set number = ? where owner = ? and lane = ?";
    this.insert = "insert into " + table + " (number, owner, lane) values (?, ?, ?)";
    this.select = "select number from " + table + " where owner = ? and lane = ? for update";
    this.owner = owner;
    this.lane = lane;
  }

  boolean isWorthIt(List<Pending> units) {
    int rows = 0;
    for (Pending pending : units) {
      rows += pending.rows().size();
      if (!pending.unit.settlements().isEmpty()
          || pending.unit.appends().stream().anyMatch(Append::acquired)) {
        return false;
      }
    }
    return rows >= FEWEST_ROWS;
  }

  /** Returns the group's number, never 0. */
  long write(Tx tx) throws SQLException {
    long number = ++last;
    if (tx.update(update, number, owner, lane) == 0) {
      tx.update(insert, number, owner, lane);
    }
    return number;
  }

  /** Whether the group with this number is committed; waits for one that is still running. */
  boolean isCommitted(Tx tx, long number) throws SQLException {
    try (PreparedStatement statement = tx.connection().prepareStatement(select)) {
      Tx.bind(statement, owner, lane);
      try (ResultSet row = statement.executeQuery()) {
        return row.next() && row.getLong(1) == number;
      }
    }
  }
}
