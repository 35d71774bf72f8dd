package org.rowmq.store.jpa;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.rowmq.store.MessageState;
import org.rowmq.store.MessageStore.BrowseKey;
import org.rowmq.store.MessageStore.BrowsedMessage;

/**
 * Shows rows without touching them. Each state is read along the index from where the last page
 * ended; the pages of the states are merged, and only the rows that make the page are read whole.
 */
final class BrowseSql {
  private final PageSql pages;
  private final String sameTurn;
  private final String laterTurns;

  private record Key(int turn, long id) {}

  BrowseSql(Names names, PageSql pages) {
    this.pages = pages;
    String from =
        "select turn, id from " + names.table("message") + " where mailbox_id = ? and state = ?";
    sameTurn = from + " and turn = ? and id > ?" + PageSql.DELIVERY_ORDER + " limit ?";
    laterTurns = from + " and turn > ?" + PageSql.DELIVERY_ORDER + " limit ?";
  }

  Optional<BrowsedMessage> find(Tx tx, long id) throws SQLException {
    return pages.load(tx, List.of(id), Long.MAX_VALUE).stream().findFirst();
  }

  List<BrowsedMessage> browse(
      Tx tx,
      long mailboxId,
      Collection<MessageState> states,
      BrowseKey after,
      int limit,
      long maxBytes)
      throws SQLException {
    List<Key> keys = new ArrayList<>();
    for (MessageState state : states) {
      int turn = after == null ? -1 : MessageRows.turnOf(after.priority());
      if (after != null) {
        keys.addAll(keys(tx, sameTurn, mailboxId, state.code(), turn, after.id(), limit));
      }
      keys.addAll(keys(tx, laterTurns, mailboxId, state.code(), turn, limit));
    }
    List<Long> ids =
        keys.stream()
            .sorted(Comparator.comparingInt(Key::turn).thenComparingLong(Key::id))
            .map(Key::id)
            .distinct()
            .limit(limit)
            .toList();
    return pages.load(tx, ids, maxBytes).stream()
        .filter(row -> row.message().mailboxId() == mailboxId && states.contains(row.state()))
        .toList();
  }

  private static List<Key> keys(Tx tx, String sql, long... parameters) throws SQLException {
    List<Key> keys = new ArrayList<>();
    try (PreparedStatement statement = tx.connection().prepareStatement(sql)) {
      Tx.bind(statement, parameters);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          keys.add(new Key(rows.getInt(1), rows.getLong(2)));
        }
      }
    }
    return keys;
  }
}
