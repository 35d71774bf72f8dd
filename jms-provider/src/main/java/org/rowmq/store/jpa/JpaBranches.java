package org.rowmq.store.jpa;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.transaction.xa.Xid;
import org.rowmq.store.AdministrationStore.AuditRow;
import org.rowmq.store.AlreadyExistsException;
import org.rowmq.store.BranchStore;
import org.rowmq.store.BranchUnknownException;
import org.rowmq.store.CommitListener;
import org.rowmq.store.MessageState;
import org.rowmq.store.MessageStore.BrowsedMessage;
import org.rowmq.store.NodeStore.MailboxDepth;
import org.rowmq.store.Settlement;
import org.rowmq.store.StoreException;
import org.rowmq.store.StoredMessage;
import org.rowmq.store.Unit;
import org.rowmq.store.jpa.Entities.BranchEntity;
import org.rowmq.store.jpa.Entities.BranchRowEntity;

/**
 * Prepared branches: what they sent is there as PREPARED, what they consumed as CONSUMED, and
 * {@code branch_row} lists both, so that the message table needs no index for them.
 */
final class JpaBranches implements BranchStore {
  private final Calls calls;
  private final Durably durably;
  private final IdGenerator ids;
  private final UnitSql units;
  private final PageSql pages;
  private final ContentSql content;
  private final DatabaseClock clock;
  private final String nodeName;
  private final String message;
  private final String consume;
  private final String lock;
  private final String messagesOf;
  private final String appear;

  JpaBranches(
      Calls calls,
      Durably durably,
      IdGenerator ids,
      UnitSql units,
      DatabaseClock clock,
      String nodeName,
      long incarnation) {
    this.calls = calls;
    this.durably = durably;
    this.ids = ids;
    this.units = units;
    this.clock = clock;
    this.nodeName = nodeName;
    Database database = durably.database();
    this.pages = new PageSql(database);
    this.content = new ContentSql(database.names());
    this.message = database.names().table("message");
    this.consume =
        "update "
            + message
            + " set owner = 0, state = "
            + MessageState.CONSUMED.code()
            + " where id = ? and state "
            + (database.exclusive()
                ? "in (" + MessageState.AVAILABLE.code() + ", " + MessageState.ACQUIRED.code() + ")"
                : "= " + MessageState.ACQUIRED.code() + " and owner = " + incarnation);
    this.lock =
        "select id from "
            + database.names().table("branch")
            + " where format_id = ? and global_id = ? and branch_qualifier = ? for update";
    this.messagesOf =
        "select r.row_id, r.consumed, m.mailbox_id from "
            + database.names().table("branch_row")
            + " r join "
            + message
            + " m on m.id = r.row_id where r.branch_id = ? order by r.row_id";
    this.appear =
        "update "
            + message
            + " set state = case when deliver_at <= ? then "
            + MessageState.AVAILABLE.code()
            + " else "
            + MessageState.SCHEDULED.code()
            + " end, wake_at = case when deliver_at <= ? or (expires_at > 0 and expires_at < deliver_at)"
            + " then nullif(expires_at, 0) else deliver_at end%s where id = ? and state = ?";
  }

  @Override
  public void prepare(Xid xid, Unit unit) {
    for (Settlement settlement : unit.settlements()) {
      if (!(settlement instanceof Settlement.Accepted
          || settlement instanceof Settlement.Expired)) {
        throw new IllegalArgumentException("a branch cannot hold " + settlement);
      }
    }
    calls.run(
        () -> {
          Pending pending = Pending.ofFuture(unit, CommitListener.NONE);
          pending.number(ids, ContentSql.INLINE_LIMIT);
          durably.transaction("preparing a transaction branch", tx -> prepare(tx, xid, pending));
        });
  }

  private Void prepare(Tx tx, Xid xid, Pending pending) throws SQLException {
    Unit unit = pending.unit;
    units.checkTopics(tx, List.of(pending));
    if (pending.failed()) {
      pending.result();
    }
    BranchEntity branch = new BranchEntity();
    branch.id = ids.next();
    branch.formatId = xid.getFormatId();
    branch.globalId = xid.getGlobalTransactionId();
    branch.branchQualifier = xid.getBranchQualifier();
    branch.preparedAt = clock.now();
    branch.nodeName = nodeName;
    branch.sent = unit.appends().size();
    branch.consumed = unit.settlements().size();
    try {
      tx.session().insert(branch);
      tx.flush();
    } catch (RuntimeException e) {
      if (FailureTranslation.isDuplicate(e)) {
        throw new AlreadyExistsException("the transaction branch is prepared already", e);
      }
      throw e;
    }
    consume(tx, unit.settlements());
    for (StoredMessage row : pending.rows()) {
      tx.session().insert(branchRow(branch.id, row.id(), false));
    }
    for (Settlement settlement : unit.settlements()) {
      tx.session().insert(branchRow(branch.id, settlement.id(), true));
    }
    units.append(tx, List.of(pending), true);
    return null;
  }

  private static BranchRowEntity branchRow(long branchId, long rowId, boolean consumed) {
    BranchRowEntity row = new BranchRowEntity();
    row.rowId = rowId;
    row.branchId = branchId;
    row.consumed = consumed;
    return row;
  }

  private void consume(Tx tx, List<Settlement> settlements) throws SQLException {
    if (settlements.isEmpty()) {
      return;
    }
    int[] counts = batch(tx, consume, settlements.stream().map(Settlement::id).toList());
    for (int i = 0; i < counts.length; i++) {
      if (counts[i] != 1) {
        throw RowBatch.lost(settlements.get(i).id());
      }
    }
  }

  private static int[] batch(Tx tx, String sql, List<Long> rows) throws SQLException {
    if (rows.isEmpty()) {
      return new int[0];
    }
    try (PreparedStatement statement = tx.connection().prepareStatement(sql)) {
      for (long id : rows) {
        statement.setLong(1, id);
        statement.addBatch();
      }
      return statement.executeBatch();
    }
  }

  @Override
  public Ended commit(Xid xid) {
    return calls.call(
        () -> durably.transaction("committing a transaction branch", tx -> commit(tx, xid)));
  }

  @Override
  public Ended rollback(Xid xid) {
    return calls.call(
        () -> durably.transaction("rolling back a transaction branch", tx -> rollback(tx, xid)));
  }

  @Override
  public Ended resolve(Xid xid, boolean commit, AuditRow audit) {
    return calls.call(
        () ->
            durably.transaction(
                "resolving a transaction branch",
                tx -> {
                  JpaAdministration.audit(tx, audit);
                  return commit ? commit(tx, xid) : rollback(tx, xid);
                }));
  }

  private Ended commit(Tx tx, Xid xid) throws SQLException {
    Effects effects = take(tx, xid);
    Map<Long, MailboxDepth> depths = new HashMap<>();
    effects.consumed().forEach(row -> count(depths, row.mailboxId(), -1, 0, -1));
    delete(tx, effects.consumed());
    List<BrowsedMessage> sent = appear(tx, effects.sent(), MessageState.PREPARED, "");
    sent.forEach(row -> count(depths, row.message().mailboxId(), 1, scheduled(row), 0));
    return new Ended(available(sent), List.copyOf(depths.values()));
  }

  private Ended rollback(Tx tx, Xid xid) throws SQLException {
    Effects effects = take(tx, xid);
    Map<Long, MailboxDepth> depths = new HashMap<>();
    delete(tx, effects.sent());
    List<BrowsedMessage> consumed =
        appear(
            tx,
            effects.consumed(),
            MessageState.CONSUMED,
            ", delivery_count = delivery_count + 1, failure_count = failure_count + 1");
    consumed.forEach(row -> count(depths, row.message().mailboxId(), 0, scheduled(row), -1));
    return new Ended(available(consumed), List.copyOf(depths.values()));
  }

  private void delete(Tx tx, List<BranchMessage> rows) throws SQLException {
    List<Long> ids = idsOf(rows);
    batch(tx, "delete from " + message + " where id = ?", ids);
    content.deleteOf(tx, ids);
  }

  private static void count(
      Map<Long, MailboxDepth> depths,
      long mailboxId,
      long messages,
      long scheduled,
      long prepared) {
    depths.merge(
        mailboxId,
        new MailboxDepth(mailboxId, messages, scheduled, prepared, 0),
        MailboxDepth::plus);
  }

  private static long scheduled(BrowsedMessage row) {
    return row.state() == MessageState.SCHEDULED ? 1 : 0;
  }

  private static List<StoredMessage> available(List<BrowsedMessage> rows) {
    return rows.stream()
        .filter(row -> row.state() == MessageState.AVAILABLE)
        .map(BrowsedMessage::message)
        .toList();
  }

  @Override
  public List<BranchEffect> effects(Xid xid) {
    Names names = durably.database().names();
    String sql =
        "select m.mailbox_id, r.consumed, count(*) from "
            + names.table("branch")
            + " b join "
            + names.table("branch_row")
            + " r on r.branch_id = b.id join "
            + message
            + " m on m.id = r.row_id where b.format_id = ? and b.global_id = ?"
            + " and b.branch_qualifier = ? group by m.mailbox_id, r.consumed";
    return calls.call(
        () ->
            durably
                .database()
                .reading("reading a transaction branch", tx -> effects(tx, sql, xid)));
  }

  private static List<BranchEffect> effects(Tx tx, String sql, Xid xid) throws SQLException {
    List<BranchEffect> effects = new ArrayList<>();
    try (PreparedStatement statement = tx.connection().prepareStatement(sql)) {
      statement.setInt(1, xid.getFormatId());
      statement.setBytes(2, xid.getGlobalTransactionId());
      statement.setBytes(3, xid.getBranchQualifier());
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          effects.add(new BranchEffect(rows.getLong(1), rows.getBoolean(2), rows.getLong(3)));
        }
      }
    }
    return effects;
  }

  /** A row of a message in a branch, and where it is. */
  private record BranchMessage(long id, boolean consumed, long mailboxId) {}

  private record Effects(List<BranchMessage> sent, List<BranchMessage> consumed) {}

  /** Reads and removes the branch; who comes second waits for the lock and then finds nothing. */
  private Effects take(Tx tx, Xid xid) throws SQLException {
    long branch = locked(tx, xid);
    List<BranchMessage> messages = messages(tx, branch);
    Names names = durably.database().names();
    tx.update("delete from " + names.table("branch_row") + " where branch_id = ?", branch);
    tx.update("delete from " + names.table("branch") + " where id = ?", branch);
    return new Effects(
        messages.stream().filter(row -> !row.consumed()).toList(),
        messages.stream().filter(BranchMessage::consumed).toList());
  }

  private long locked(Tx tx, Xid xid) throws SQLException {
    try (PreparedStatement statement = tx.connection().prepareStatement(lock)) {
      statement.setInt(1, xid.getFormatId());
      statement.setBytes(2, xid.getGlobalTransactionId());
      statement.setBytes(3, xid.getBranchQualifier());
      try (ResultSet row = statement.executeQuery()) {
        if (!row.next()) {
          throw unknown();
        }
        return row.getLong(1);
      }
    }
  }

  /** Those of its messages that are there still: their mailbox may have been deleted. */
  private List<BranchMessage> messages(Tx tx, long branch) throws SQLException {
    List<BranchMessage> found = new ArrayList<>();
    try (PreparedStatement statement = tx.connection().prepareStatement(messagesOf)) {
      statement.setLong(1, branch);
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          found.add(new BranchMessage(rows.getLong(1), rows.getBoolean(2), rows.getLong(3)));
        }
      }
    }
    return found;
  }

  private static List<Long> idsOf(List<BranchMessage> rows) {
    return rows.stream().map(BranchMessage::id).toList();
  }

  private static StoreException unknown() {
    return new BranchUnknownException("there is no such prepared transaction branch");
  }

  /** Rows leave the branch: those that are due become available, the others scheduled. */
  private List<BrowsedMessage> appear(
      Tx tx, List<BranchMessage> rows, MessageState from, String counts) throws SQLException {
    if (rows.isEmpty()) {
      return List.of();
    }
    List<Long> ids = idsOf(rows);
    try (PreparedStatement statement = tx.connection().prepareStatement(appear.formatted(counts))) {
      long time = clock.now();
      for (long id : ids) {
        Tx.bind(statement, time, time, id, from.code());
        statement.addBatch();
      }
      statement.executeBatch();
    }
    return pages.load(tx, ids, Long.MAX_VALUE);
  }

  @Override
  public List<BranchRow> prepared() {
    return calls.call(
        () ->
            durably
                .database()
                .transaction(
                    "listing prepared branches",
                    tx ->
                        tx
                            .session()
                            .createSelectionQuery("from Branch order by id", BranchEntity.class)
                            .getResultList()
                            .stream()
                            .map(JpaBranches::row)
                            .toList()));
  }

  private static BranchRow row(BranchEntity branch) {
    return new BranchRow(
        new StoredXid(branch.formatId, branch.globalId, branch.branchQualifier),
        branch.preparedAt,
        branch.nodeName,
        branch.sent,
        branch.consumed);
  }
}
