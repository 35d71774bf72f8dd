package org.rowmq.store.jpa;

import static org.rowmq.store.jpa.MessageColumn.each;

import java.sql.Array;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.LongStream;
import org.rowmq.store.MessageState;
import org.rowmq.store.Unit;
import org.rowmq.store.jpa.Entities.MessageEntity;

/**
 * Writes a group that only adds messages, or only accepts one message a unit, by one statement that
 * is a transaction of its own: one round trip to the server, where a transaction around it takes
 * two or three.
 *
 * <p>When the connection is lost, the statement may still be on its way to the server, and be
 * executed after the node has found that nothing happened and has written the group again. So it
 * does nothing unless the lane's {@link CommitMarker} has the number that the node knows, and gives
 * it the next one; {@link CommitOutcome} gives it another one before the group is written again.
 * Decision 073.
 */
final class FencedStatement {
  /** Returned in place of an id when the marker had the number; no row has it. */
  private static final long PASSED = 0;

  private final UnitSql units;
  private final CommitMarker marker;
  private final String insertOne;
  private final String insertSeveral;
  private final String delete;

  FencedStatement(Names names, UnitSql units, CommitMarker marker) {
    this.units = units;
    this.marker = marker;
    String fence =
        "with fence as (update "
            + names.table("commit_marker")
            + " set number = ? where owner = ? and lane = ? and number = ? returning number)";
    String message = names.table("message");
    String insert = " insert into " + message + " (" + each(MessageColumn::name) + ") select ";
    insertOne =
        fence + insert + each(column -> "cast(? as " + column.type().sql() + ")") + " from fence";
    insertSeveral =
        fence
            + insert
            + "row.* from fence, unnest("
            + each(column -> "cast(? as " + column.type().sql() + "[])")
            + ") as row";
    delete =
        fence
            + ", gone as (delete from "
            + message
            + " where id in %s and owner = "
            + marker.owner()
            + " and state = "
            + MessageState.ACQUIRED.code()
            + " and exists (select number from fence) returning id)"
            + " select id from gone union all select "
            + PASSED
            + " from fence";
  }

  /** Whether one statement does all that the group asks for. */
  static boolean suffices(List<Pending> group) {
    return group.stream().allMatch(FencedStatement::onlyAdds)
        || group.stream().allMatch(FencedStatement::acceptsOne);
  }

  private static boolean onlyAdds(Pending pending) {
    Unit unit = pending.unit;
    return !unit.appends().isEmpty()
        && unit.settlements().isEmpty()
        && unit.attempts().isEmpty()
        && unit.audits().isEmpty()
        && unit.topicVersions().isEmpty()
        && !UnitSql.needsContent(pending);
  }

  private static boolean acceptsOne(Pending pending) {
    return pending.onlyAccepts() != null
        && !IdGenerator.hasContent(pending.onlyAccepts().id())
        && pending.unit.topicVersions().isEmpty();
  }

  /**
   * Writes a group for which it {@link #suffices}; units whose row is not this node's get their
   * failure, and the others are written.
   *
   * @param present the number of the marker
   * @param next the one that it gets
   * @return false when the marker had another number, and nothing was written
   */
  boolean write(Connection connection, List<Pending> group, long present, long next)
      throws SQLException {
    group.forEach(Pending::begun);
    return group.get(0).unit.appends().isEmpty()
        ? delete(connection, group, present, next)
        : insert(connection, units.rows(group), present, next);
  }

  private boolean insert(Connection connection, List<MessageEntity> rows, long present, long next)
      throws SQLException {
    boolean one = rows.size() == 1;
    try (PreparedStatement statement =
        connection.prepareStatement(one ? insertOne : insertSeveral)) {
      long[] fence = fence(present, next).toArray();
      Tx.bind(statement, fence);
      int parameter = fence.length;
      for (MessageColumn column : MessageColumn.ALL) {
        if (one) {
          statement.setObject(++parameter, column.value().apply(rows.get(0)));
        } else {
          statement.setArray(++parameter, values(connection, column, rows));
        }
      }
      return statement.executeUpdate() == rows.size();
    }
  }

  private static Array values(Connection connection, MessageColumn column, List<MessageEntity> rows)
      throws SQLException {
    Object[] values = rows.stream().map(column.value()).toArray(column.type().array);
    return connection.createArrayOf(column.type().sql(), values);
  }

  private boolean delete(Connection connection, List<Pending> group, long present, long next)
      throws SQLException {
    Set<Long> found = new HashSet<>();
    // not an array: whose length is not known beforehand is planned anew each time, which takes
    // longer than to delete the rows
    List<Long> ids = group.stream().map(pending -> pending.onlyAccepts().id()).toList();
    try (PreparedStatement statement =
        connection.prepareStatement(delete.formatted(InList.places(ids.size())))) {
      LongStream rows = LongStream.of(InList.padded(ids));
      Tx.bind(statement, LongStream.concat(fence(present, next), rows).toArray());
      try (ResultSet gone = statement.executeQuery()) {
        while (gone.next()) {
          found.add(gone.getLong(1));
        }
      }
    }
    boolean passed = found.remove(PASSED);
    if (passed) {
      for (Pending pending : group) {
        long id = pending.onlyAccepts().id();
        // of two that name the same row, the second one comes too late
        if (!found.remove(id)) {
          pending.fail(RowBatch.lost(id));
        }
      }
    }
    return passed;
  }

  /** What is set in the places of the fence, which come first. */
  private LongStream fence(long present, long next) {
    return LongStream.of(next, marker.owner(), marker.lane(), present);
  }
}
