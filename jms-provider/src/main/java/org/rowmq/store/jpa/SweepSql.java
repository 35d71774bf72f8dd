package org.rowmq.store.jpa;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.rowmq.store.MessageState;
import org.rowmq.store.MessageStore.Purged;

/** Deleting in bulk, always in short transactions, and counting. */
final class SweepSql {
  private static final List<MessageState> PURGED =
      List.of(MessageState.AVAILABLE, MessageState.SCHEDULED, MessageState.DEAD);

  private final ContentSql content;
  private final Names names;
  private final String message;

  SweepSql(Names names) {
    this.names = names;
    this.content = new ContentSql(names);
    this.message = names.table("message");
  }

  Purged purge(Tx tx, long mailboxId, long upToId, int limit) throws SQLException {
    List<Long> deleted = new ArrayList<>();
    Map<MessageState, Integer> byState = new EnumMap<>(MessageState.class);
    for (MessageState state : PURGED) {
      if (deleted.size() < limit) {
        String select =
            "select id from "
                + message
                + " where mailbox_id = ? and state = ? and id <= ?"
                + PageSql.DELIVERY_ORDER
                + " limit ?";
        List<Long> ids = ids(tx, select, mailboxId, state.code(), upToId, limit - deleted.size());
        List<Long> some = delete(tx, ids, " and state = " + state.code());
        deleted.addAll(some);
        byState.put(state, some.size());
      }
    }
    return new Purged(
        deleted,
        byState.getOrDefault(MessageState.SCHEDULED, 0),
        byState.getOrDefault(MessageState.DEAD, 0));
  }

  /** Deletes rows of a mailbox that is gone, whatever their state; how many. */
  int deleteAll(Tx tx, long mailboxId, int limit) throws SQLException {
    List<Long> ids =
        ids(tx, "select id from " + message + " where mailbox_id = ? limit ?", mailboxId, limit);
    return delete(tx, ids, "").size();
  }

  private List<Long> delete(Tx tx, List<Long> ids, String condition) throws SQLException {
    List<Long> deleted = new ArrayList<>();
    if (ids.isEmpty()) {
      return deleted;
    }
    List<Long> sorted = ids.stream().sorted().toList();
    try (PreparedStatement statement =
        tx.connection().prepareStatement("delete from " + message + " where id = ?" + condition)) {
      for (long id : sorted) {
        statement.setLong(1, id);
        statement.addBatch();
      }
      int[] counts = statement.executeBatch();
      for (int i = 0; i < counts.length; i++) {
        if (counts[i] == 1) {
          deleted.add(sorted.get(i));
        }
      }
    }
    content.deleteOf(tx, deleted);
    return deleted;
  }

  /** The next contents behind an id, unused or not. */
  List<Long> contentsAfter(Tx tx, long afterId, int limit) throws SQLException {
    return ids(
        tx,
        "select id from "
            + names.table("content")
            + " where part = 0 and id > ? order by id limit ?",
        afterId,
        limit);
  }

  /**
   * Deletes those of the contents that no row refers to. Their rows can only be within their range
   * of ids.
   */
  int deleteUnused(Tx tx, List<Long> contents) throws SQLException {
    int deleted = 0;
    for (long id : contents) {
      if (ids(
              tx,
              "select m.id from "
                  + message
                  + " m join "
                  + names.table("content")
                  + " c on c.part = 0 and m.id >= c.first_row and m.id <= c.last_row and"
                  + " m.content_id = c.id where c.id = ? limit 1",
              id)
          .isEmpty()) {
        content.delete(tx, List.of(id));
        deleted++;
      }
    }
    return deleted;
  }

  List<Long> deathsAfter(Tx tx, long afterId, int limit) throws SQLException {
    return ids(
        tx,
        "select id from " + names.table("dead_letter") + " where id > ? order by id limit ?",
        afterId,
        limit);
  }

  /** Deletes those of the death notes whose message has gone. */
  void deleteForgotten(Tx tx, List<Long> deaths) throws SQLException {
    for (long id : gone(tx, names, deaths)) {
      tx.update("delete from " + names.table("dead_letter") + " where id = ?", id);
    }
  }

  /**
   * Those of the ids that no message row has, nor ever will again. Asked by itself, because a
   * database may lock what it reads within a DELETE, and claims pass over what is locked.
   */
  static List<Long> gone(Tx tx, Names names, List<Long> rows) throws SQLException {
    List<Long> gone = new ArrayList<>(rows);
    for (List<Long> slice : PageSql.slices(rows)) {
      gone.removeAll(
          ids(
              tx,
              "select id from "
                  + names.table("message")
                  + " where id in "
                  + InList.places(slice.size()),
              InList.padded(slice)));
    }
    return gone;
  }

  List<Long> tombstones(Tx tx) throws SQLException {
    return ids(tx, "select mailbox_id from " + names.table("tombstone"));
  }

  /** Forgets a deleted mailbox, after so long that no node can still be sending to it. */
  void forgetTombstones(Tx tx, long deletedBefore) throws SQLException {
    tx.update("delete from " + names.table("tombstone") + " where deleted_at < ?", deletedBefore);
  }

  static List<Long> ids(Tx tx, String sql, long... parameters) throws SQLException {
    List<Long> ids = new ArrayList<>();
    try (PreparedStatement statement = tx.connection().prepareStatement(sql)) {
      Tx.bind(statement, parameters);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          ids.add(rows.getLong(1));
        }
      }
    }
    return ids;
  }
}
