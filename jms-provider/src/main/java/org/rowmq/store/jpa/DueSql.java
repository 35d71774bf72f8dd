package org.rowmq.store.jpa;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.rowmq.store.MessageState;
import org.rowmq.store.MessageStore.BrowsedMessage;
import org.rowmq.store.MessageStore.RowKey;

/**
 * Rows whose time has come, along the index of times. A scheduled row that expires before it is due
 * stands there with its expiry, and is never promoted.
 */
final class DueSql {
  /**
   * The lower bound matters: most rows have no time, and H2 keeps them in the index, before the
   * others.
   */
  static final String TIMED = " and wake_at > 0 and wake_at <= ?";

  private final PageSql pages;
  private final String due;
  private final String promote;
  private final String next;
  private final String expired;

  private record Timed(long id, long wakeAt) {}

  DueSql(Database database, PageSql pages) {
    this.pages = pages;
    String message = database.names().table("message");
    String scheduled =
        " where state = "
            + MessageState.SCHEDULED.code()
            + TIMED
            + " and (expires_at = 0 or wake_at < expires_at)";
    due =
        "select id, mailbox_id, turn from "
            + message
            + scheduled
            + " order by state, wake_at limit ?";
    promote =
        "update "
            + message
            + " set state = "
            + MessageState.AVAILABLE.code()
            + ", wake_at = nullif(expires_at, 0) where id = ? and mailbox_id = ? and state = "
            + MessageState.SCHEDULED.code();
    next = "select wake_at from " + message + scheduled + " order by state, wake_at limit 1";
    expired =
        "select id, wake_at from "
            + message
            + " where state = ?"
            + TIMED
            + " and expires_at > 0 and expires_at <= ?"
            // a row that is due first becomes available first, whoever comes to it
            + " and (state <> "
            + MessageState.SCHEDULED.code()
            + " or wake_at >= expires_at)"
            + " order by state, wake_at limit ?";
  }

  List<RowKey> promote(Tx tx, long now, int limit) throws SQLException {
    List<RowKey> found = new ArrayList<>();
    try (PreparedStatement statement = tx.connection().prepareStatement(due)) {
      Tx.bind(statement, now, limit);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          found.add(
              new RowKey(rows.getLong(2), MessageRows.priorityOf(rows.getInt(3)), rows.getLong(1)));
        }
      }
    }
    if (found.isEmpty()) {
      return found;
    }
    found.sort(Comparator.comparingLong(RowKey::id));
    List<RowKey> promoted = new ArrayList<>();
    try (PreparedStatement statement = tx.connection().prepareStatement(promote)) {
      for (RowKey key : found) {
        Tx.bind(statement, key.id(), key.mailboxId());
        statement.addBatch();
      }
      int[] counts = statement.executeBatch();
      for (int i = 0; i < counts.length; i++) {
        if (counts[i] == 1) {
          promoted.add(found.get(i));
        }
      }
    }
    return promoted;
  }

  Optional<Long> next(Tx tx) throws SQLException {
    try (PreparedStatement statement = tx.connection().prepareStatement(next)) {
      statement.setLong(1, Long.MAX_VALUE);
      try (ResultSet rows = statement.executeQuery()) {
        return rows.next() ? Optional.of(rows.getLong(1)) : Optional.empty();
      }
    }
  }

  List<BrowsedMessage> expired(Tx tx, long now, int limit, long maxBytes) throws SQLException {
    List<Timed> found = new ArrayList<>();
    for (MessageState state : List.of(MessageState.AVAILABLE, MessageState.SCHEDULED)) {
      try (PreparedStatement statement = tx.connection().prepareStatement(expired)) {
        Tx.bind(statement, state.code(), now, now, limit);
        try (ResultSet rows = statement.executeQuery()) {
          while (rows.next()) {
            found.add(new Timed(rows.getLong(1), rows.getLong(2)));
          }
        }
      }
    }
    List<Long> oldest =
        found.stream()
            .sorted(Comparator.comparingLong(Timed::wakeAt))
            .map(Timed::id)
            .limit(limit)
            .toList();
    return pages.load(tx, oldest, maxBytes);
  }
}
