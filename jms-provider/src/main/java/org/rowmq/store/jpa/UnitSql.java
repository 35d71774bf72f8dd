package org.rowmq.store.jpa;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import org.rowmq.store.Append;
import org.rowmq.store.Envelope;
import org.rowmq.store.MessageState;
import org.rowmq.store.Settlement;
import org.rowmq.store.StoredMessage;
import org.rowmq.store.TopicChangedException;

/**
 * Writes units into a transaction: first the deliveries that end, because their counts decide which
 * units may stay, then the new rows. A settled row must still be this node's; in an exclusive store
 * it only has to be there.
 */
final class UnitSql {
  private final Names names;
  private final boolean exclusive;
  private final long owner;
  private final LongSupplier now;
  private final IdGenerator ids;
  private final ContentSql content;
  private final AttemptSql attempts;
  private final String insert;
  private final String delete;
  private final String deleteTogether;
  private final String deleteExpired;
  private final String release;
  private final String recount;
  private final String reject;
  private final String move;
  private final String remove;
  private final String forgetDeath;

  UnitSql(Database database, long owner, LongSupplier now, IdGenerator ids) {
    this.names = database.names();
    this.exclusive = database.exclusive();
    this.owner = owner;
    this.now = now;
    this.ids = ids;
    this.content = new ContentSql(names);
    this.attempts = new AttemptSql(names, ids);
    String message = names.table("message");
    insert = MessageColumn.insert(names);
    String mine =
        exclusive ? "" : " and owner = " + owner + " and state = " + MessageState.ACQUIRED.code();
    delete = "delete from " + message + " where id = ?" + mine;
    deleteTogether =
        database.dialect().deletesReturnRows()
            ? "delete from " + message + " where id in %s" + mine + " returning id"
            : null;
    deleteExpired =
        "delete from "
            + message
            + " where "
            + (exclusive
                ? "state = ?"
                : "(owner = " + owner + " or (owner = 0 and expires_at > 0 and state = ?))")
            + " and mailbox_id = ? and id = ?";
    release =
        "update "
            + message
            + " set state = ?, owner = 0, delivery_count = ?, failure_count = ?,"
            + " wake_at = case when ? = 0 or (expires_at > 0 and expires_at < ?)"
            + " then nullif(expires_at, 0) else ? end"
            + " where id = ?"
            + mine;
    recount =
        "update " + message + " set delivery_count = ?, failure_count = ? where id = ?" + mine;
    reject =
        "update "
            + message
            + " set state = ?, owner = 0, mailbox_id = ?, delivery_count = ?, failure_count = ?,"
            + " expires_at = 0, wake_at = null where "
            + (exclusive ? "state = ? and mailbox_id = ? and id = ?" : "id = ?" + mine);
    // whoever counts has to know from where a row has gone, and in which state
    String asReserved =
        " where state = ?" + (exclusive ? "" : " and owner = ?") + " and mailbox_id = ? and id = ?";
    // wake_at before state: a database may evaluate the assignments one after the other
    move =
        "update "
            + message
            + " set wake_at = case when state = 1 then wake_at else nullif(expires_at, 0) end,"
            + " state = case when state = 1 then 1 else 0 end, owner = 0, mailbox_id = ?,"
            + " delivery_count = case when ? = 1 then 0 else delivery_count end,"
            + " failure_count = case when ? = 1 then 0 else failure_count end"
            + asReserved;
    remove = "delete from " + message + asReserved;
    forgetDeath = "delete from " + names.table("dead_letter") + " where id = ?";
  }

  /**
   * Sets the failure of each unit whose topics have other subscriptions than it was routed with.
   */
  void checkTopics(Tx tx, List<Pending> group) throws SQLException {
    if (exclusive || group.stream().allMatch(p -> p.unit.topicVersions().isEmpty())) {
      return;
    }
    List<Long> topics =
        group.stream().flatMap(p -> p.unit.topicVersions().keySet().stream()).toList();
    Map<Long, Long> present = TopicVersions.read(tx.connection(), names, topics);
    for (Pending pending : group) {
      pending
          .unit
          .topicVersions()
          .forEach(
              (topic, version) -> {
                if (!version.equals(present.get(topic))) {
                  pending.fail(
                      new TopicChangedException(
                          "the subscriptions of topic "
                              + topic
                              + " changed; route the message again"));
                }
              });
    }
  }

  /** Ends the deliveries; a unit that settles a row it has no right to gets its failure. */
  void settle(Tx tx, List<Pending> group) throws SQLException {
    RowBatch deletes = new RowBatch(delete, deleteTogether);
    RowBatch expiries = new RowBatch(deleteExpired);
    RowBatch releases = new RowBatch(release);
    RowBatch recounts = new RowBatch(recount);
    RowBatch rejections = new RowBatch(reject);
    RowBatch moves = new RowBatch(move);
    RowBatch removals = new RowBatch(remove);
    List<Long> alive = new ArrayList<>();
    List<Settlement.Rejected> dead = new ArrayList<>();
    List<Long> deleted = new ArrayList<>();
    for (Pending pending : group) {
      pending.begun();
      for (Settlement settlement : pending.unit.settlements()) {
        if (settlement instanceof Settlement.Accepted accepted) {
          deletes.add(pending, accepted.id());
          deleted.add(accepted.id());
        } else if (settlement instanceof Settlement.Expired expired) {
          expiries.add(pending, expired.state().code(), expired.mailboxId(), expired.id());
          deleted.add(expired.id());
        } else if (settlement instanceof Settlement.Released released) {
          addRelease(releases, pending, released);
        } else if (settlement instanceof Settlement.Recounted kept) {
          recounts.add(pending, kept.deliveryCount(), kept.failureCount(), kept.id());
        } else if (settlement instanceof Settlement.Rejected rejected) {
          addRejection(rejections, pending, rejected);
          dead.add(rejected);
        } else if (settlement instanceof Settlement.Moved moved) {
          long again = moved.recount() ? 1 : 0;
          moves.add(
              pending,
              reserved(
                  moved.state(),
                  moved.mailboxId(),
                  moved.id(),
                  moved.targetMailboxId(),
                  again,
                  again));
          if (moved.recount()) {
            alive.add(moved.id());
          }
        } else if (settlement instanceof Settlement.Removed removed) {
          removals.add(pending, reserved(removed.state(), removed.mailboxId(), removed.id()));
          deleted.add(removed.id());
        }
      }
    }
    deletes.execute(tx);
    expiries.execute(tx);
    releases.execute(tx);
    recounts.execute(tx);
    rejections.execute(tx);
    moves.execute(tx);
    removals.execute(tx);
    forgetDeaths(tx, alive);
    content.deleteOf(tx, deleted);
    attempts.insert(tx, group.stream().filter(pending -> !pending.failed()).toList());
    if (!dead.isEmpty()) {
      describe(tx, dead);
    }
  }

  /** The values before, and those that say in which state, whose and where a row has to be. */
  private long[] reserved(MessageState state, long mailboxId, long id, long... before) {
    if (exclusive) {
      return and(before, state.code(), mailboxId, id);
    }
    return state == MessageState.AVAILABLE
        ? and(before, MessageState.ACQUIRED.code(), owner, mailboxId, id)
        : and(before, state.code(), 0, mailboxId, id);
  }

  private static long[] and(long[] values, long... more) {
    long[] all = Arrays.copyOf(values, values.length + more.length);
    System.arraycopy(more, 0, all, values.length, more.length);
    return all;
  }

  private void addRelease(RowBatch releases, Pending pending, Settlement.Released released) {
    long due = isDue(pending, released.id(), released.deliverAt()) ? 0 : released.deliverAt();
    MessageState next = due != 0 ? MessageState.SCHEDULED : MessageState.AVAILABLE;
    releases.add(
        pending,
        next.code(),
        released.deliveryCount(),
        released.failureCount(),
        due,
        due,
        due,
        released.id());
  }

  /** Whether a row can be available now; who has the unit written is told what the clock said. */
  private boolean isDue(Pending pending, long id, long deliverAt) {
    if (deliverAt == 0) {
      return true;
    }
    boolean due = deliverAt <= now.getAsLong();
    if (due) {
      pending.isDue(id);
    }
    return due;
  }

  private void addRejection(RowBatch rejections, Pending pending, Settlement.Rejected rejected) {
    boolean stays = rejected.targetMailboxId() == 0;
    MessageState next = stays ? MessageState.DEAD : MessageState.AVAILABLE;
    long[] values = {
      next.code(),
      stays ? rejected.mailboxId() : rejected.targetMailboxId(),
      rejected.deliveryCount(),
      rejected.failureCount()
    };
    rejections.add(
        pending,
        exclusive
            ? reserved(rejected.state(), rejected.mailboxId(), rejected.id(), values)
            : and(values, rejected.id()));
  }

  private void describe(Tx tx, List<Settlement.Rejected> dead) throws SQLException {
    forgetDeaths(tx, dead.stream().map(Settlement.Rejected::id).toList());
    for (Settlement.Rejected rejected : dead) {
      Entities.DeadLetterEntity row = new Entities.DeadLetterEntity();
      row.id = rejected.id();
      row.diedAt = now.getAsLong();
      row.originMailbox = rejected.mailboxId();
      row.origin = rejected.note().origin();
      row.reason = rejected.note().reason();
      row.exceptionClass = rejected.note().exceptionClass();
      row.exceptionMessage = rejected.note().exceptionMessage();
      row.stackTrace = rejected.note().stackTrace();
      row.history = history(tx, rejected);
      tx.session().insert(row);
    }
  }

  private String history(Tx tx, Settlement.Rejected rejected) throws SQLException {
    List<String> lines = attempts.takeHistory(tx, rejected.id());
    String last = rejected.note().history();
    if (last != null) {
      lines.add(last);
    }
    return lines.isEmpty() ? null : String.join("\n", lines);
  }

  private void forgetDeaths(Tx tx, List<Long> rows) throws SQLException {
    if (rows.isEmpty()) {
      return;
    }
    try (PreparedStatement statement = tx.connection().prepareStatement(forgetDeath)) {
      for (long id : rows) {
        statement.setLong(1, id);
        statement.addBatch();
      }
      statement.executeBatch();
    }
  }

  /** Adds to the audit trail what the units say of themselves. */
  static void audit(Tx tx, List<Pending> group) {
    for (Pending pending : group) {
      pending.unit.audits().forEach(row -> JpaAdministration.audit(tx, row));
    }
  }

  /**
   * Adds the new rows of all units, and returns them.
   *
   * @param prepared in that state, invisible, until their branch is committed
   */
  List<Entities.MessageEntity> append(Tx tx, List<Pending> group, boolean prepared)
      throws SQLException {
    List<Entities.MessageEntity> rows = new ArrayList<>();
    for (Pending pending : group) {
      if (!pending.unit.appends().isEmpty()) {
        addRows(rows, pending, insertContents(tx, pending.rows()), prepared);
      }
    }
    if (exclusive && !rows.isEmpty()) {
      MessageColumn.insert(tx.connection(), insert, rows);
    } else {
      rows.forEach(row -> tx.session().insert(row));
    }
    tx.flush();
    return rows;
  }

  /** The new rows of units none of which {@link #needsContent}. */
  List<Entities.MessageEntity> rows(List<Pending> group) {
    List<Entities.MessageEntity> rows = new ArrayList<>();
    for (Pending pending : group) {
      addRows(rows, pending, new IdentityHashMap<>(), false);
    }
    return rows;
  }

  /** Whether a body of it is stored apart: a large one, or one of several rows. */
  static boolean needsContent(Pending pending) {
    if (pending.rows().size() == 1) {
      return IdGenerator.hasContent(pending.rows().get(0).id());
    }
    Set<Envelope> seen = Collections.newSetFromMap(new IdentityHashMap<>());
    for (StoredMessage row : pending.rows()) {
      if (IdGenerator.hasContent(row.id()) || !seen.add(row.envelope())) {
        return true;
      }
    }
    return false;
  }

  private void addRows(
      List<Entities.MessageEntity> rows,
      Pending pending,
      IdentityHashMap<Envelope, Long> contents,
      boolean prepared) {
    for (int i = 0; i < pending.rows().size(); i++) {
      StoredMessage row = pending.rows().get(i);
      rows.add(entity(pending, row, pending.unit.appends().get(i), contents, prepared));
    }
  }

  private Entities.MessageEntity entity(
      Pending pending,
      StoredMessage row,
      Append append,
      IdentityHashMap<Envelope, Long> contents,
      boolean prepared) {
    Envelope envelope = row.envelope();
    boolean acquired = append.acquired() && !exclusive && !prepared;
    MessageState state = MessageState.AVAILABLE;
    if (!isDue(pending, row.id(), envelope.deliverAt())) {
      state = MessageState.SCHEDULED;
    } else if (acquired) {
      state = MessageState.ACQUIRED;
    }
    long contentId = contents.getOrDefault(envelope, 0L);
    Entities.MessageEntity entity =
        MessageRows.entity(
            row,
            state,
            state == MessageState.ACQUIRED ? owner : 0,
            contentId,
            ContentSql.INLINE_LIMIT);
    if (prepared) {
      entity.state = (short) MessageState.PREPARED.code();
    }
    return entity;
  }

  /** Stores the bodies that leave their rows; the id of each. */
  private IdentityHashMap<Envelope, Long> insertContents(Tx tx, List<StoredMessage> rows) {
    if (rows.size() == 1 && !IdGenerator.hasContent(rows.get(0).id())) {
      return new IdentityHashMap<>();
    }
    IdentityHashMap<Envelope, List<StoredMessage>> uses = new IdentityHashMap<>();
    for (StoredMessage row : rows) {
      uses.computeIfAbsent(row.envelope(), e -> new ArrayList<>(1)).add(row);
    }
    IdentityHashMap<Envelope, Long> contents = new IdentityHashMap<>();
    uses.forEach(
        (envelope, using) -> {
          boolean shared = using.size() > 1 && envelope.body() != null;
          if (shared || IdGenerator.hasContent(using.get(0).id())) {
            long first = using.stream().mapToLong(StoredMessage::id).min().orElseThrow();
            long last = using.stream().mapToLong(StoredMessage::id).max().orElseThrow();
            long id = using.size() > 1 ? ids.next() : first;
            ContentSql.insert(tx, id, first, last, envelope);
            contents.put(envelope, id);
          }
        });
    return contents;
  }
}
