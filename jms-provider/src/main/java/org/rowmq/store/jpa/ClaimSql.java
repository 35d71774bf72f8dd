package org.rowmq.store.jpa;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.LongSupplier;
import org.rowmq.store.MessageState;
import org.rowmq.store.MessageStore;
import org.rowmq.store.StoredMessage;

/**
 * Acquires rows for this node. SKIP LOCKED passes over rows that another node is just acquiring,
 * which is legal because JMS promises order per session to one consumer, not between consumers that
 * compete for a queue.
 *
 * <p>Where {@code for update} would lock more rows than it returns, candidates are read first
 * without locks and then locked by id; what others took meanwhile is left out and the search goes
 * on behind it.
 */
final class ClaimSql {
  private static final int SLICE = 128;
  private static final String AVAILABLE = "state + 0 = " + MessageState.AVAILABLE.code();

  private final Database database;
  private final PageSql pages;
  private final LongSupplier now;
  private final String message;
  private final String messageById;
  private final String acquire;

  ClaimSql(Database database, PageSql pages, long owner, LongSupplier now) {
    this.database = database;
    this.pages = pages;
    this.now = now;
    this.message = database.names().table("message");
    this.messageById = message + AccessPath.of(database).byId();
    this.acquire =
        "update "
            + messageById
            + " set state = "
            + MessageState.ACQUIRED.code()
            + ", owner = "
            + owner;
  }

  MessageStore.Claim claim(Tx tx, long mailboxId, int limit, long maxBytes) throws SQLException {
    PageSql.Bounded result = pages.bounded(limit, maxBytes);
    if (database.dialect().locksOnlyRowsReturned()) {
      claimInOneStep(tx, mailboxId, result);
    } else {
      claimInTwoSteps(tx, mailboxId, result);
    }
    return new MessageStore.Claim(acquired(tx, result), result.full());
  }

  private void claimInOneStep(Tx tx, long mailboxId, PageSql.Bounded result) throws SQLException {
    String sql =
        "select "
            + MessageRows.COLUMNS
            + " from "
            + message
            + pages.whereAvailable()
            + PageSql.DELIVERY_ORDER
            + " limit ? for update skip locked";
    // one slice per claim: a second would read this transaction's own locked rows again
    int slice = Math.min(SLICE * 4, result.missing());
    List<MessageRows.Read> rows = pages.read(tx, sql, pages.mailbox(mailboxId, slice));
    if (result.addAll(tx, rows) && rows.size() == slice) {
      result.stop();
    }
  }

  private void claimInTwoSteps(Tx tx, long mailboxId, PageSql.Bounded result) throws SQLException {
    String candidates =
        "select id from "
            + message
            + pages.whereAvailable()
            + PageSql.DELIVERY_ORDER
            + " limit ? offset ?";
    int offset = 0;
    while (!result.full()) {
      int wanted = Math.min(SLICE, result.missing());
      List<Long> ids = ids(tx, candidates, pages.mailbox(mailboxId, wanted, offset));
      if (ids.isEmpty()) {
        return;
      }
      if (!result.addAll(tx, lock(tx, mailboxId, ids, AVAILABLE))) {
        return;
      }
      offset += ids.size();
    }
  }

  /** Acquires those of the rows that are available. */
  List<StoredMessage> claim(Tx tx, long mailboxId, Collection<Long> ids) throws SQLException {
    return claim(tx, mailboxId, ids, AVAILABLE);
  }

  /** Acquires a row that has expired while it was scheduled. */
  boolean claimExpired(Tx tx, long mailboxId, long id) throws SQLException {
    String expired = "state + 0 = 1 and expires_at > 0 and expires_at <= " + now.getAsLong();
    return !claim(tx, mailboxId, List.of(id), expired).isEmpty();
  }

  private List<StoredMessage> claim(Tx tx, long mailboxId, Collection<Long> ids, String claimable)
      throws SQLException {
    PageSql.Bounded result = pages.bounded(Integer.MAX_VALUE, Long.MAX_VALUE);
    for (List<Long> slice : PageSql.slices(ids)) {
      result.addAll(tx, lock(tx, mailboxId, slice, claimable));
    }
    return acquired(tx, result);
  }

  private List<MessageRows.Read> lock(Tx tx, long mailboxId, List<Long> ids, String condition)
      throws SQLException {
    String sql =
        "select "
            + MessageRows.COLUMNS
            + " from "
            + messageById
            + " where id in "
            + InList.places(ids.size())
            // in a form that no index answers: with statistics from before a queue was filled,
            // PostgreSQL looks through all of a mailbox for the ids
            + " and mailbox_id + 0 = ? and "
            + condition
            + " for update skip locked";
    return pages.readById(tx, sql, ids, mailboxId);
  }

  /** A statement for many: these rows are locked, so that none of them can be missed. */
  private List<StoredMessage> acquired(Tx tx, PageSql.Bounded result) throws SQLException {
    List<StoredMessage> messages = result.messages();
    List<Long> ids = messages.stream().map(StoredMessage::id).toList();
    for (int from = 0; from < ids.size(); from += SLICE) {
      List<Long> some = ids.subList(from, Math.min(ids.size(), from + SLICE));
      tx.update(acquire + " where id in " + InList.places(some.size()), InList.padded(some));
    }
    return messages;
  }

  private static List<Long> ids(Tx tx, String sql, long... parameters) throws SQLException {
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
