package org.rowmq.store.jpa;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
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
  private static final int TURNS = 10;
  private static final List<MessageState> READY =
      List.of(MessageState.AVAILABLE, MessageState.ACQUIRED);
  private static final int OLDEST_LOOKUPS = TURNS * READY.size();

  private final PageSql pages;
  private final String sameTurn;
  private final String laterTurns;
  private final String oldest;

  private record Key(int turn, long id) {}

  BrowseSql(Names names, PageSql pages) {
    this.pages = pages;
    String from =
        "select turn, id from " + names.table("message") + " where mailbox_id = ? and state = ?";
    sameTurn = from + " and turn = ? and id > ?" + PageSql.DELIVERY_ORDER + " limit ?";
    // not "more than the last turn": H2 would read all of that turn to find what is behind it
    laterTurns = from + " and turn >= ?" + PageSql.DELIVERY_ORDER + " limit ?";
    oldest = firstOfEachTurn(names.table("message"));
  }

  /** Ids rise with time, but only within a turn does the index have them in order. */
  private static String firstOfEachTurn(String message) {
    List<String> lookups = new ArrayList<>();
    for (MessageState state : READY) {
      for (int turn = 0; turn < TURNS; turn++) {
        lookups.add(
            "(select id from "
                + message
                + " where mailbox_id = ? and state = "
                + state.code()
                + " and turn = "
                + turn
                + PageSql.DELIVERY_ORDER
                + " limit 1)");
      }
    }
    return String.join(" union all ", lookups);
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
      keys.addAll(keys(tx, laterTurns, mailboxId, state.code(), turn + 1, limit));
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

  Optional<Long> oldest(Tx tx, long mailboxId) throws SQLException {
    long[] parameters = new long[OLDEST_LOOKUPS];
    Arrays.fill(parameters, mailboxId);
    try (PreparedStatement statement = tx.connection().prepareStatement(oldest)) {
      Tx.bind(statement, parameters);
      try (ResultSet rows = statement.executeQuery()) {
        long oldestId = 0;
        while (rows.next()) {
          long id = rows.getLong(1);
          oldestId = oldestId == 0 ? id : Math.min(oldestId, id);
        }
        return oldestId == 0 ? Optional.empty() : Optional.of(IdGenerator.timeOf(oldestId));
      }
    }
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
