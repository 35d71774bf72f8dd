package org.rowmq.store.jpa;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.rowmq.store.ClaimLostException;

/**
 * Statements of one kind, each belonging to a unit and expected to change one row, whose id is its
 * last parameter. A unit whose row was not changed gets its failure.
 */
final class RowBatch {
  private final String sql;
  private final String together;
  private final List<Pending> owners = new ArrayList<>();
  private final List<long[]> parameters = new ArrayList<>();

  /** Rows are changed by a statement each, sent as a batch. */
  RowBatch(String sql) {
    this(sql, null);
  }

  /**
   * Several rows may be changed by one statement.
   *
   * @param together where {@link InList} takes the place of {@code %s}; returns the ids that it
   *     changed. Null where the database has no such statement
   */
  RowBatch(String sql, String together) {
    this.sql = sql;
    this.together = together;
  }

  void add(Pending owner, long... values) {
    owners.add(owner);
    parameters.add(values);
  }

  void execute(Tx tx) throws SQLException {
    if (owners.size() > 1 && together != null) {
      executeTogether(tx);
    } else if (!owners.isEmpty()) {
      executeEach(tx);
    }
  }

  private void executeEach(Tx tx) throws SQLException {
    try (PreparedStatement statement = tx.connection().prepareStatement(sql)) {
      for (long[] values : parameters) {
        Tx.bind(statement, values);
        statement.addBatch();
      }
      int[] counts = statement.executeBatch();
      for (int i = 0; i < counts.length; i++) {
        if (counts[i] != 1) {
          fail(i);
        }
      }
    }
  }

  private void executeTogether(Tx tx) throws SQLException {
    Set<Long> changed = new HashSet<>();
    for (List<Long> ids : PageSql.slices(parameters.stream().map(RowBatch::id).toList())) {
      String statement = together.formatted(InList.places(ids.size()));
      try (PreparedStatement prepared = tx.connection().prepareStatement(statement)) {
        Tx.bind(prepared, InList.padded(ids));
        try (ResultSet rows = prepared.executeQuery()) {
          while (rows.next()) {
            changed.add(rows.getLong(1));
          }
        }
      }
    }
    failUnchanged(changed);
  }

  private void failUnchanged(Set<Long> changed) {
    for (int i = 0; i < owners.size(); i++) {
      // of two that name the same row, the second one comes too late
      if (!changed.remove(id(parameters.get(i)))) {
        fail(i);
      }
    }
  }

  private static long id(long[] values) {
    return values[values.length - 1];
  }

  private void fail(int index) {
    owners.get(index).fail(lost(id(parameters.get(index))));
  }

  /** What a unit is told whose row was not changed. */
  static ClaimLostException lost(long row) {
    return new ClaimLostException(
        "message row "
            + row
            + " is no longer this node's: it was taken over, settled before, or deleted");
  }
}
