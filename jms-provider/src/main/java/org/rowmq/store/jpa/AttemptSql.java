package org.rowmq.store.jpa;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import org.rowmq.store.Attempt;

/**
 * Deliveries that failed. Those of an acknowledged message are removed by a sweep: most messages
 * never fail, and looking for attempts with each acknowledgement would cost them all.
 */
final class AttemptSql {
  private final IdGenerator ids;
  private final String insert;
  private final String select;
  private final String delete;
  private final String rows;
  private final Names names;

  AttemptSql(Names names, IdGenerator ids) {
    this.names = names;
    this.ids = ids;
    String attempt = names.table("attempt");
    insert =
        "insert into "
            + attempt
            + " (id, row_id, failed_at, node_name, failure) values (?, ?, ?, ?, ?)";
    select =
        "select failed_at, node_name, failure from " + attempt + " where row_id = ? order by id";
    delete = "delete from " + attempt + " where row_id = ?";
    rows = "select distinct row_id from " + attempt + " where row_id > ? order by row_id limit ?";
  }

  void insert(Tx tx, Collection<Pending> group) throws SQLException {
    if (group.stream().allMatch(pending -> pending.unit.attempts().isEmpty())) {
      return;
    }
    try (PreparedStatement statement = tx.connection().prepareStatement(insert)) {
      for (Pending pending : group) {
        for (Attempt attempt : pending.unit.attempts()) {
          statement.setLong(1, ids.next());
          statement.setLong(2, attempt.rowId());
          statement.setLong(3, attempt.failedAt());
          statement.setString(4, attempt.nodeName());
          statement.setString(5, attempt.failure());
          statement.addBatch();
        }
      }
      statement.executeBatch();
    }
  }

  /** One line for each failed delivery of a row that is being given up, and forgets them. */
  List<String> takeHistory(Tx tx, long rowId) throws SQLException {
    List<String> lines = new ArrayList<>();
    try (PreparedStatement statement = tx.connection().prepareStatement(select)) {
      statement.setLong(1, rowId);
      try (ResultSet result = statement.executeQuery()) {
        while (result.next()) {
          lines.add(
              Instant.ofEpochMilli(result.getLong(1))
                  + " "
                  + result.getString(2)
                  + " "
                  + result.getString(3));
        }
      }
    }
    if (!lines.isEmpty()) {
      tx.update(delete, rowId);
    }
    return lines;
  }

  /** The next message rows behind an id that have attempts, whether they are there or not. */
  List<Long> rowsAfter(Tx tx, long afterId, int limit) throws SQLException {
    return SweepSql.ids(tx, rows, afterId, limit);
  }

  /** Deletes the attempts of those message rows that have gone. */
  void deleteOrphans(Tx tx, List<Long> rowIds) throws SQLException {
    for (long id : SweepSql.gone(tx, names, rowIds)) {
      tx.update(delete, id);
    }
  }
}
