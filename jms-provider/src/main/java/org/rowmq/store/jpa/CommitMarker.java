package org.rowmq.store.jpa;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.OptionalLong;
import org.rowmq.store.Append;

/**
 * A row per lane with the number of its last group that has one: of nothing but sends, whose rows
 * other nodes may have consumed by the time this node asks whether its commit happened, or written
 * by {@link FencedStatement}. Small groups of another kind do without, so that no message costs a
 * statement of its own. Used by one thread at a time.
 */
final class CommitMarker {
  /** The marker is at most an eighth of a statement per message. */
  private static final int FEWEST_ROWS = 8;

  private final String update;
  private final String insert;
  private final String select;
  private final long owner;
  private final int lane;

  /** The largest number that was given, and perhaps written. */
  private long last;

  /** Whether the row has that number. */
  private boolean known;

  CommitMarker(Names names, long owner, int lane) {
    String table = names.table("commit_marker");
    this.update = "update " + table + " set number = ? where owner = ? and lane = ?";
    this.insert = "insert into " + table + " (number, owner, lane) values (?, ?, ?)";
    this.select = "select number from " + table + " where owner = ? and lane = ? for update";
    this.owner = owner;
    this.lane = lane;
  }

  long owner() {
    return owner;
  }

  int lane() {
    return lane;
  }

  boolean isWorthIt(List<Pending> units) {
    int rows = 0;
    boolean settles = false;
    for (Pending pending : units) {
      rows += pending.rows().size();
      settles |= !pending.unit.settlements().isEmpty();
      if (pending.unit.settlements().stream().anyMatch(CommitOutcome::takesFromThisNode)
          || pending.unit.appends().stream().anyMatch(Append::acquired)) {
        return false;
      }
    }
    return rows >= FEWEST_ROWS || (settles && rows > 0);
  }

  /** The number that the row has; empty when that is not known. */
  OptionalLong present() {
    return known ? OptionalLong.of(last) : OptionalLong.empty();
  }

  /** A group is about to give the row this number, which is larger than any before. */
  long next() {
    known = false;
    return ++last;
  }

  /** The group with the last number has been committed. */
  void written() {
    known = true;
  }

  /** Gives the row the group's next number, never 0, and returns it. */
  long write(Tx tx) throws SQLException {
    long number = next();
    if (tx.update(update, number, owner, lane) == 0) {
      tx.update(insert, number, owner, lane);
    }
    return number;
  }

  /**
   * The number that is committed, after waiting for a group that is still being written; empty when
   * there is no row, because none was ever committed or this node was taken for dead.
   */
  OptionalLong read(Tx tx) throws SQLException {
    try (PreparedStatement statement = tx.connection().prepareStatement(select)) {
      Tx.bind(statement, owner, lane);
      try (ResultSet row = statement.executeQuery()) {
        return row.next() ? OptionalLong.of(row.getLong(1)) : OptionalLong.empty();
      }
    }
  }
}
