package org.rowmq.store.jpa;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.hibernate.HibernateException;
import org.rowmq.store.AdministrationStore.AuditRow;
import org.rowmq.store.Append;
import org.rowmq.store.MessageState;
import org.rowmq.store.Settlement;
import org.rowmq.store.StoredMessage;
import org.rowmq.store.jpa.Entities.NodeEntity;

/**
 * Finds out, on a new connection, whether a commit during which the connection was lost has
 * happened. The units of a group stand or fall together, so one row decides:
 *
 * <ul>
 *   <li>the group's {@link CommitMarker}, if it has one that did not go with a node taken for dead;
 *   <li>a new row that is there: committed;
 *   <li>a row that was this node's before the group and is not after it: it still is: not
 *       committed; it is not, or one that was to be inserted as this node's is not there:
 *       committed, or not, as long as nobody took this node for dead meanwhile and its rows with it
 *       (a row whose counts only are stored, or that anybody may delete because it has expired,
 *       says nothing of the kind, and a group that has no other is given a marker);
 *   <li>new rows that are not there: not committed, as long as no other node can have consumed
 *       them.
 * </ul>
 *
 * <p>What none of this decides is unknown, and said to be. The old transaction may still be running
 * on the server; asking for a row's lock waits for its end. The embedded database has ended it, and
 * must not be written to by asking: it may have failed because the disk is full.
 */
final class CommitOutcome {
  /** What happened to a group. */
  enum Result {
    COMMITTED,
    ROLLED_BACK,
    UNKNOWN
  }

  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

  /**
   * What is known of a group besides its units.
   *
   * @param marker its number, 0 for none
   * @param deaths how often this node had been taken for dead when the group was begun
   * @param begunAt database time
   */
  record Group(List<Pending> units, long marker, int deaths, long begunAt) {}

  private final Database database;
  private final long owner;
  private final CommitMarker marker;
  private final Liveness liveness;
  private final Duration patience;
  private final Duration nodeTimeout;

  CommitOutcome(
      Database database,
      long owner,
      CommitMarker marker,
      Liveness liveness,
      Duration patience,
      Duration nodeTimeout) {
    this.database = database;
    this.owner = owner;
    this.marker = marker;
    this.liveness = liveness;
    this.patience = patience;
    this.nodeTimeout = nodeTimeout;
  }

  Result of(Group group) {
    long end = System.nanoTime() + patience.toNanos();
    while (true) {
      try {
        return database.once(tx -> look(tx, group));
      } catch (SQLException | RuntimeException e) {
        if (System.nanoTime() - end >= 0) {
          return Result.UNKNOWN;
        }
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    }
  }

  private Result look(Tx tx, Group group) throws SQLException {
    if (group.marker() != 0) {
      OptionalLong number = marker.read(tx);
      if (number.isPresent() && number.getAsLong() == group.marker()) {
        // of what it was to settle it has settled what was still this node's
        return settles(group) && !keptItsRows(tx, group) ? Result.UNKNOWN : Result.COMMITTED;
      }
      if (number.isPresent() || keptItsRows(tx, group)) {
        // no statement that is still on its way to the server finds the number that it needs
        marker.write(tx);
        return Result.ROLLED_BACK;
      }
    }
    for (Pending unit : group.units()) {
      for (AuditRow row : unit.unit.audits()) {
        return isThere(tx, JpaAdministration.entity(row), "audit", row.id())
            ? Result.COMMITTED
            : Result.ROLLED_BACK;
      }
    }
    if (anyAppended(tx, group.units())) {
      return Result.COMMITTED;
    }
    Optional<Result> settled = bySettlements(tx, group);
    if (settled.isPresent()) {
      return settled.get();
    }
    boolean untouched =
        database.exclusive()
            || (anyAcquired(group.units()) && keptItsRows(tx, group))
            || aloneSince(tx, group.begunAt());
    return untouched ? Result.ROLLED_BACK : Result.UNKNOWN;
  }

  /** Empty when none of the settled rows says anything. */
  private Optional<Result> bySettlements(Tx tx, Group group) throws SQLException {
    List<Settlement> settlements =
        group.units().stream().flatMap(unit -> unit.unit.settlements().stream()).toList();
    Optional<Settlement> decisive = decisive(settlements);
    if (decisive.isPresent()) {
      if (stillOurs(tx, decisive.get())) {
        return Optional.of(Result.ROLLED_BACK);
      }
      return Optional.of(keptItsRows(tx, group) ? Result.COMMITTED : Result.UNKNOWN);
    }
    boolean expired = false;
    for (Settlement settlement : settlements) {
      if (settlement instanceof Settlement.Expired) {
        expired = true;
        if (exists(tx, "message", settlement.id())) {
          return Optional.of(Result.ROLLED_BACK);
        }
      }
    }
    // to count again changes nothing, and it does not matter who has deleted what had expired
    boolean alone = group.units().stream().allMatch(unit -> unit.rows().isEmpty());
    return alone && !settlements.isEmpty()
        ? Optional.of(expired ? Result.COMMITTED : Result.ROLLED_BACK)
        : Optional.empty();
  }

  private boolean anyAppended(Tx tx, List<Pending> units) throws SQLException {
    boolean waited = false;
    for (Pending unit : units) {
      for (StoredMessage row : unit.rows()) {
        if (!waited) {
          waited = true;
          if (isThere(tx, probe(row.id()), "message", row.id())) {
            return true;
          }
        } else if (exists(tx, "message", row.id())) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean settles(Group group) {
    return group.units().stream().anyMatch(unit -> !unit.unit.settlements().isEmpty());
  }

  private static boolean anyAcquired(List<Pending> units) {
    return units.stream().flatMap(unit -> unit.unit.appends().stream()).anyMatch(Append::acquired);
  }

  /** The node table is read first: a node counts its death before it says that it lives again. */
  private boolean keptItsRows(Tx tx, Group group) throws SQLException {
    boolean living =
        database.exclusive()
            || any(
                tx,
                "select incarnation from "
                    + database.names().table("node")
                    + " where incarnation = ? and state = "
                    + NodeEntity.LIVING,
                owner);
    return living && liveness.deaths() == group.deaths();
  }

  /** Whether no other node has lived since then. */
  private boolean aloneSince(Tx tx, long then) throws SQLException {
    return !any(
        tx,
        "select incarnation from "
            + database.names().table("node")
            + " where incarnation <> ? and heartbeat_at >= ?",
        owner,
        then - nodeTimeout.toMillis());
  }

  /**
   * One whose row shows whether it has happened: this node's before, and not after it. Rather none
   * that makes the row available where it was, because this node may have claimed it anew.
   */
  private Optional<Settlement> decisive(List<Settlement> settlements) {
    return settlements.stream()
        .filter(each -> database.exclusive() ? deletes(each) : takesFromThisNode(each))
        .min(Comparator.comparing(Settlement.Released.class::isInstance));
  }

  /**
   * Without owners only a deleted row tells; to write the other settlements again changes nothing.
   */
  private static boolean deletes(Settlement settlement) {
    return settlement instanceof Settlement.Accepted || settlement instanceof Settlement.Expired;
  }

  /** Whether the row has to be this node's, and is not afterwards. */
  static boolean takesFromThisNode(Settlement settlement) {
    if (settlement instanceof Settlement.Moved moved) {
      return moved.state() == MessageState.AVAILABLE;
    }
    if (settlement instanceof Settlement.Removed removed) {
      return removed.state() == MessageState.AVAILABLE;
    }
    return settlement instanceof Settlement.Accepted
        || settlement instanceof Settlement.Rejected
        || settlement instanceof Settlement.Released;
  }

  /** Locks the row, which waits for an unfinished delete of it. */
  private boolean stillOurs(Tx tx, Settlement settlement) throws SQLException {
    return database.exclusive()
        ? exists(tx, "message", settlement.id())
        : any(
            tx,
            "select id from "
                + database.names().table("message")
                + " where id = ? and owner = ? and mailbox_id = ? for update",
            settlement.id(),
            owner,
            settlement.mailboxId());
  }

  private boolean isThere(Tx tx, Object row, String table, long id) throws SQLException {
    return database.exclusive() ? exists(tx, table, id) : !insertable(tx, row);
  }

  private boolean exists(Tx tx, String table, long id) throws SQLException {
    return any(tx, "select id from " + database.names().table(table) + " where id = ?", id);
  }

  private static Entities.MessageEntity probe(long id) {
    Entities.MessageEntity probe = new Entities.MessageEntity();
    probe.id = id;
    probe.headers = new byte[0];
    return probe;
  }

  /**
   * Inserts a row and takes it back: that waits for an unfinished insert of one with its id. False
   * when there is one.
   */
  private static boolean insertable(Tx tx, Object row) throws SQLException {
    Savepoint before = tx.connection().setSavepoint();
    try {
      tx.session().insert(row);
      tx.flush();
      return true;
    } catch (HibernateException e) {
      if (FailureTranslation.isDuplicate(e)) {
        return false;
      }
      throw e;
    } finally {
      tx.connection().rollback(before);
    }
  }

  private static boolean any(Tx tx, String sql, long... parameters) throws SQLException {
    try (PreparedStatement statement = tx.connection().prepareStatement(sql)) {
      Tx.bind(statement, parameters);
      try (ResultSet rows = statement.executeQuery()) {
        return rows.next();
      }
    }
  }
}
