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
import org.rowmq.store.ClaimLostException;
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
    this.pages = new PageSql(database.names());
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
    this.lock = "select id from " + database.names().table("branch") + " where id = ? for update";
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
        throw new ClaimLostException(
            "message row "
                + settlements.get(i).id()
                + " is no longer this node's: it was taken over, settled before, or deleted");
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
                  tx.session().insert(JpaAdministration.entity(audit));
                  return commit ? commit(tx, xid) : rollback(tx, xid);
                }));
  }

  private Ended commit(Tx tx, Xid xid) throws SQLException {
    Effects effects = take(tx, xid);
    Map<Long, MailboxDepth> depths = new HashMap<>();
    count(tx, effects.consumed(), -1, -1, depths);
    batch(tx, "delete from " + message + " where id = ?", effects.consumed());
    content.deleteOf(tx, effects.consumed());
    List<StoredMessage> available = appear(tx, effects.sent(), MessageState.PREPARED, "");
    count(tx, effects.sent(), 1, 0, depths);
    return new Ended(available, List.copyOf(depths.values()));
  }

  private Ended rollback(Tx tx, Xid xid) throws SQLException {
    Effects effects = take(tx, xid);
    batch(tx, "delete from " + message + " where id = ?", effects.sent());
    content.deleteOf(tx, effects.sent());
    List<StoredMessage> available =
        appear(
            tx,
            effects.consumed(),
            MessageState.CONSUMED,
            ", delivery_count = delivery_count + 1, failure_count = failure_count + 1");
    Map<Long, MailboxDepth> depths = new HashMap<>();
    count(tx, effects.consumed(), 0, -1, depths);
    return new Ended(available, List.copyOf(depths.values()));
  }

  /**
   * Adds to the numbers of its mailbox for each row that is there, and one that is scheduled now.
   */
  private void count(
      Tx tx, List<Long> rows, long messages, long prepared, Map<Long, MailboxDepth> depths)
      throws SQLException {
    for (List<Long> slice : PageSql.slices(rows)) {
      try (PreparedStatement statement =
              tx.connection()
                  .prepareStatement(
                      "select mailbox_id, state from "
                          + message
                          + " where id in ("
                          + PageSql.joined(slice)
                          + ")");
          ResultSet found = statement.executeQuery()) {
        while (found.next()) {
          long scheduled = found.getInt(2) == MessageState.SCHEDULED.code() ? 1 : 0;
          MailboxDepth one = new MailboxDepth(found.getLong(1), messages, scheduled, prepared, 0);
          depths.merge(one.mailboxId(), one, MailboxDepth::plus);
        }
      }
    }
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

  private record Effects(List<Long> sent, List<Long> consumed) {}

  /** Reads and removes the branch; who comes second waits for the lock and then finds nothing. */
  private Effects take(Tx tx, Xid xid) throws SQLException {
    BranchEntity branch =
        tx.session()
            .createSelectionQuery(
                "from Branch where formatId = :format and globalId = :global and branchQualifier = :branch",
                BranchEntity.class)
            .setParameter("format", xid.getFormatId())
            .setParameter("global", xid.getGlobalTransactionId())
            .setParameter("branch", xid.getBranchQualifier())
            .getResultStream()
            .findFirst()
            .orElseThrow(JpaBranches::unknown);
    if (!locked(tx, branch.id)) {
      throw unknown();
    }
    List<BranchRowEntity> rows =
        tx.session()
            .createSelectionQuery(
                "from BranchRow where branchId = :branch order by rowId", BranchRowEntity.class)
            .setParameter("branch", branch.id)
            .getResultList();
    Names names = durably.database().names();
    tx.update("delete from " + names.table("branch_row") + " where branch_id = ?", branch.id);
    tx.update("delete from " + names.table("branch") + " where id = ?", branch.id);
    return new Effects(
        rows.stream().filter(row -> !row.consumed).map(row -> row.rowId).toList(),
        rows.stream().filter(row -> row.consumed).map(row -> row.rowId).toList());
  }

  private boolean locked(Tx tx, long branchId) throws SQLException {
    try (PreparedStatement statement = tx.connection().prepareStatement(lock)) {
      statement.setLong(1, branchId);
      try (var row = statement.executeQuery()) {
        return row.next();
      }
    }
  }

  private static StoreException unknown() {
    return new BranchUnknownException("there is no such prepared transaction branch");
  }

  /** Rows leave the branch: those that are due become available, the others scheduled. */
  private List<StoredMessage> appear(Tx tx, List<Long> rows, MessageState from, String counts)
      throws SQLException {
    if (rows.isEmpty()) {
      return List.of();
    }
    String due = " and (deliver_at = 0 or deliver_at <= " + clock.now() + ")";
    batch(
        tx,
        "update "
            + message
            + " set state = "
            + MessageState.AVAILABLE.code()
            + ", wake_at = nullif(expires_at, 0)"
            + counts
            + " where id = ? and state = "
            + from.code()
            + due,
        rows);
    batch(
        tx,
        "update "
            + message
            + " set state = "
            + MessageState.SCHEDULED.code()
            + ", wake_at = case when expires_at > 0 and expires_at < deliver_at then expires_at else deliver_at end"
            + counts
            + " where id = ? and state = "
            + from.code(),
        rows);
    return pages.load(tx, rows, Long.MAX_VALUE).stream()
        .filter(row -> row.state() == MessageState.AVAILABLE)
        .map(BrowsedMessage::message)
        .toList();
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
