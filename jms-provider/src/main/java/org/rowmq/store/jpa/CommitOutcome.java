package org.rowmq.store.jpa;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.hibernate.HibernateException;
import org.rowmq.store.Settlement;
import org.rowmq.store.StoredMessage;

/**
 * Finds out, on a new connection, whether a commit during which the connection was lost has
 * happened. The units of a group stand or fall together, so one row decides: a settled row that is
 * no longer this node's, or a new row that is there, means committed. The old transaction may still
 * be running on the server; asking for the row's lock waits for its end.
 *
 * <p>What remains: a group of nothing but sends, committed, whose every row other nodes have
 * consumed before we could look, is taken for not committed and written again. It needs a lost
 * connection, and consumers on another node faster than our reconnect.
 */
final class CommitOutcome {
  /** What happened to a group. */
  enum Result {
    COMMITTED,
    ROLLED_BACK,
    UNKNOWN
  }

  private static final long PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(200);

  private final Database database;
  private final long owner;
  private final Duration patience;

  CommitOutcome(Database database, long owner, Duration patience) {
    this.database = database;
    this.owner = owner;
    this.patience = patience;
  }

  Result of(List<Pending> units) {
    long end = System.nanoTime() + patience.toNanos();
    while (true) {
      try {
        return database.once(tx -> look(tx, units)) ? Result.COMMITTED : Result.ROLLED_BACK;
      } catch (SQLException | RuntimeException e) {
        if (System.nanoTime() - end >= 0) {
          return Result.UNKNOWN;
        }
        LockSupport.parkNanos(PAUSE_NANOS);
      }
    }
  }

  private boolean look(Tx tx, List<Pending> units) throws SQLException {
    for (Pending unit : units) {
      for (Settlement settlement : unit.unit.settlements()) {
        if (decides(settlement)) {
          return !stillOurs(tx, settlement.id());
        }
      }
    }
    boolean waited = false;
    for (Pending unit : units) {
      for (StoredMessage row : unit.rows()) {
        if (!waited) {
          waited = true;
          if (!insertable(tx, row.id())) {
            return true;
          }
        } else if (exists(tx, row.id())) {
          return true;
        }
      }
    }
    return false;
  }

  /**
   * Without owners only a deleted row tells; to write the other settlements again changes nothing.
   */
  private boolean decides(Settlement settlement) {
    return !database.exclusive()
        || settlement instanceof Settlement.Accepted
        || settlement instanceof Settlement.Expired;
  }

  /** Locks the row, which waits for an unfinished delete of it. */
  private boolean stillOurs(Tx tx, long id) throws SQLException {
    String mine = database.exclusive() ? "" : " and owner = " + owner;
    return any(
        tx,
        "select id from "
            + database.names().table("message")
            + " where id = ?"
            + mine
            + " for update",
        id);
  }

  private boolean exists(Tx tx, long id) throws SQLException {
    return any(tx, "select id from " + database.names().table("message") + " where id = ?", id);
  }

  /**
   * Inserts a row with this id and takes it back: that waits for an unfinished insert of it. False
   * when there is one.
   */
  private static boolean insertable(Tx tx, long id) throws SQLException {
    Savepoint before = tx.connection().setSavepoint();
    try {
      Entities.MessageEntity probe = new Entities.MessageEntity();
      probe.id = id;
      probe.headers = new byte[0];
      tx.session().insert(probe);
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

  private static boolean any(Tx tx, String sql, long id) throws SQLException {
    try (PreparedStatement statement = tx.connection().prepareStatement(sql)) {
      statement.setLong(1, id);
      try (ResultSet rows = statement.executeQuery()) {
        return rows.next();
      }
    }
  }
}
