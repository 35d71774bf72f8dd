package org.rowmq.store;

import java.sql.Connection;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/**
 * The message rows. Thread-safe. Every method may block on the database, except {@link #submit},
 * which may block only while too much is waiting already. All methods throw {@link StoreException};
 * when they do, nothing was changed, unless it is an {@link OutcomeUnknownException}.
 */
public interface MessageStore {

  /**
   * Writes a unit together with whatever else is waiting, and returns when it is durable (as far as
   * the configured durability goes).
   *
   * @return the new rows, in the order of the appends
   */
  List<StoredMessage> write(Unit unit, CommitListener listener);

  /** As {@link #write}, without waiting; the future fails with a {@link StoreException}. */
  CompletableFuture<List<StoredMessage>> submit(Unit unit, CommitListener listener);

  /**
   * Writes a unit through a connection whose transaction somebody else commits. Nothing is known to
   * be durable when this returns; rows with {@link Append#acquired()} are owned by this node once
   * the caller commits.
   */
  Written writeWithin(Connection connection, Unit unit);

  /**
   * What was written within somebody else's transaction.
   *
   * @param rows the new rows, in the order of the appends
   * @param due as for {@link CommitListener#durable(List, Set)}
   */
  record Written(List<StoredMessage> rows, Set<Long> due) {}

  /**
   * Called after a commit of somebody else's transaction that contained a {@link #writeWithin}:
   * forces it to disk where the database itself does not.
   */
  void force();

  /**
   * The available rows of one mailbox and priority with an id above {@code afterId}, in id order;
   * without acquiring them. Stops at {@code limit} rows or when {@code maxBytes} is exceeded, but
   * returns at least one row if there is one.
   */
  List<StoredMessage> page(long mailboxId, int priority, long afterId, int limit, long maxBytes);

  /**
   * What was acquired.
   *
   * @param mayHaveMore whether it stopped at a limit. Rows passed over because another node was
   *     acquiring them do not count: should that node not keep them, a later look finds them
   */
  record Claim(List<StoredMessage> messages, boolean mayHaveMore) {}

  /**
   * Acquires for this node the next available rows, by priority (high first) and id, skipping rows
   * that another node is acquiring. Limits as for {@link #page}.
   */
  Claim claimNext(long mailboxId, int limit, long maxBytes);

  /** As {@link #claimNext}, for who does not go on. */
  default List<StoredMessage> claim(long mailboxId, int limit, long maxBytes) {
    return claimNext(mailboxId, limit, maxBytes).messages();
  }

  /**
   * A row that is available.
   *
   * @param bytes of its body, at least 0
   */
  record AvailableRow(long id, int priority, int bytes) {}

  /** The next available rows, by priority (high first) and id, without acquiring them. */
  List<AvailableRow> available(long mailboxId, int limit);

  /** Acquires for this node those of the rows that are still available. */
  List<StoredMessage> claim(long mailboxId, Collection<Long> ids);

  /** The same of a row that is scheduled and has expired; false when it is not there. */
  boolean claimExpired(long mailboxId, long id);

  /**
   * Makes rows whose delivery time has come available.
   *
   * @return the rows, so that their mailboxes can be woken
   */
  List<RowKey> promoteDue(int limit);

  /**
   * The earliest delivery time of a scheduled row, database clock; empty when none is scheduled.
   */
  Optional<Long> nextDue();

  /**
   * Available or scheduled rows that have expired by now, oldest first. A scheduled one among them
   * expires before it is due: it will never become available.
   */
  List<BrowsedMessage> expired(int limit);

  /**
   * When the oldest message of a mailbox that may be delivered, or is being delivered, was stored:
   * database clock, milliseconds since 1970; empty when there is none. Looks up a few index
   * entries, whatever the backlog.
   */
  Optional<Long> oldest(long mailboxId);

  /** One row in any state, without acquiring it. */
  default Optional<BrowsedMessage> find(long id) {
    return find(List.of(id), Long.MAX_VALUE).stream().findFirst();
  }

  /**
   * Those of the rows that are there, in any state and in the order of the ids, without acquiring
   * them. Stops when {@code maxBytes} is exceeded, but returns at least one row if there is one.
   */
  List<BrowsedMessage> find(Collection<Long> ids, long maxBytes);

  /** Why a row was given up, if it was; see {@link Settlement.Rejected}. */
  default Optional<DeathNote> deathNote(long id) {
    return Optional.empty();
  }

  /**
   * A page of a mailbox for browsing, in delivery order, nothing acquired or changed.
   *
   * @param states which states to show
   * @param after the key of the last row seen, or null to begin
   */
  List<BrowsedMessage> browse(
      long mailboxId, Collection<MessageState> states, BrowseKey after, int limit, long maxBytes);

  /**
   * Deletes available, scheduled and dead rows of a mailbox, at most {@code limit} in one short
   * transaction.
   *
   * @param upToId only rows with an id not above this, so that a purge ends although senders go on
   */
  Purged purge(long mailboxId, long upToId, int limit);

  /** Removes bodies that no row refers to any more; returns how many. */
  int sweepBodies(int limit);

  /**
   * What a purge has deleted.
   *
   * @param scheduled how many of the rows were scheduled
   * @param dead how many of them were dead
   */
  record Purged(List<Long> ids, int scheduled, int dead) {}

  /** Where a row is in delivery order. */
  record BrowseKey(int priority, long id) {}

  /** Which row of which mailbox. */
  record RowKey(long mailboxId, int priority, long id) {}

  /** A row with its state. {@code owner} is the incarnation of the owning node, 0 for none. */
  record BrowsedMessage(StoredMessage message, MessageState state, long owner) {}
}
