package org.rowmq.store.jpa;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.rowmq.store.DeadLetterStore;
import org.rowmq.store.DeathNote;
import org.rowmq.store.MessageState;

/** What was noted of messages that were given up. */
final class JpaDeadLetters implements DeadLetterStore {
  private final Calls calls;
  private final Database database;
  private final String select;
  private final String group;
  private final String oneMore;
  private final String after;

  JpaDeadLetters(Calls calls, Database database) {
    this.calls = calls;
    this.database = database;
    String table = database.names().table("dead_letter");
    select =
        "select id, origin_mailbox, died_at, origin, reason, exception_class, exception_message,"
            + " stack_trace, history from "
            + table
            + " where id in ";
    // notes of messages that have gone meanwhile are left to the sweep, and not counted
    group =
        "select m.mailbox_id, d.origin, d.reason, d.exception_class, count(*), min(d.died_at),"
            + " max(d.died_at) from (select id, origin, reason, exception_class, died_at from "
            + table
            + " order by id desc limit ?) d join "
            + database.names().table("message")
            + " m on m.id = d.id"
            + " group by m.mailbox_id, d.origin, d.reason, d.exception_class order by 5 desc";
    after =
        "select d.id, d.died_at, m.mailbox_id, m.state from (select id, died_at from "
            + table
            + " where id > ? order by id limit ?) d left join "
            + database.names().table("message")
            + " m on m.id = d.id order by d.id";
    oneMore = "select id from " + table + " order by id desc limit 1 offset ?";
  }

  @Override
  public Map<Long, DeadLetterRow> find(Collection<Long> ids) {
    return ids.isEmpty()
        ? Map.of()
        : calls.call(() -> database.reading("reading dead letters", tx -> find(tx, ids)));
  }

  private Map<Long, DeadLetterRow> find(Tx tx, Collection<Long> ids) throws SQLException {
    Map<Long, DeadLetterRow> found = new HashMap<>();
    for (List<Long> slice : PageSql.slices(ids)) {
      try (PreparedStatement statement =
          tx.connection().prepareStatement(select + InList.places(slice.size()))) {
        Tx.bind(statement, InList.padded(slice));
        try (ResultSet rows = statement.executeQuery()) {
          while (rows.next()) {
            DeadLetterRow row = row(rows);
            found.put(row.id(), row);
          }
        }
      }
    }
    return found;
  }

  private static DeadLetterRow row(ResultSet row) throws SQLException {
    DeathNote note =
        new DeathNote(
            row.getString(4),
            row.getString(5),
            row.getString(6),
            row.getString(7),
            row.getString(8),
            row.getString(9));
    return new DeadLetterRow(row.getLong(1), row.getLong(2), row.getLong(3), note);
  }

  @Override
  public Groups groups(int most) {
    return calls.call(() -> database.transaction("grouping dead letters", tx -> groups(tx, most)));
  }

  @Override
  public List<Grave> after(long afterId, int limit) {
    return calls.call(
        () -> database.reading("looking for old dead letters", tx -> after(tx, afterId, limit)));
  }

  private List<Grave> after(Tx tx, long afterId, int limit) throws SQLException {
    List<Grave> graves = new ArrayList<>();
    try (PreparedStatement statement = tx.connection().prepareStatement(after)) {
      Tx.bind(statement, afterId, limit);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          long id = rows.getLong(1);
          long diedAt = rows.getLong(2);
          long mailboxId = rows.getLong(3);
          boolean gone = rows.wasNull();
          graves.add(
              new Grave(id, mailboxId, gone ? null : MessageState.ofCode(rows.getInt(4)), diedAt));
        }
      }
    }
    return graves;
  }

  private Groups groups(Tx tx, int most) throws SQLException {
    List<Group> groups = new ArrayList<>();
    try (PreparedStatement statement = tx.connection().prepareStatement(group)) {
      statement.setInt(1, most);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          groups.add(
              new Group(
                  rows.getLong(1),
                  rows.getString(2),
                  rows.getString(3),
                  rows.getString(4),
                  rows.getLong(5),
                  rows.getLong(6),
                  rows.getLong(7)));
        }
      }
    }
    try (PreparedStatement statement = tx.connection().prepareStatement(oneMore)) {
      statement.setInt(1, most);
      try (ResultSet rows = statement.executeQuery()) {
        return new Groups(groups, !rows.next());
      }
    }
  }
}
