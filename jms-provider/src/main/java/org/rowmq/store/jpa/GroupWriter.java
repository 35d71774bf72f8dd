package org.rowmq.store.jpa;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.hibernate.StatelessSession;
import org.rowmq.store.StoreException;
import org.rowmq.store.StoreUnavailableException;

/**
 * Writes a group of units in one transaction. A unit that may not be written leaves the group,
 * which is then written again without it; a group that fails for another reason is written unit by
 * unit, so that only the bad one fails. When the connection is lost during the commit, {@link
 * CommitOutcome} finds out whether it happened.
 */
final class GroupWriter implements Lane.Writer {
  private static final String TRIED = "writing messages";

  private final Database database;
  private final UnitSql sql;
  private final CommitOutcome outcome;

  GroupWriter(Database database, UnitSql sql, CommitOutcome outcome) {
    this.database = database;
    this.sql = sql;
    this.outcome = outcome;
  }

  /** Some units may not be written; their failures are set. */
  private static final class UnitsRefusedException extends RuntimeException {
    UnitsRefusedException() {
      super("units refused", null, false, false);
    }
  }

  @Override
  public void write(List<Pending> group) {
    try {
      writeTogether(group, true);
    } catch (RuntimeException | Error e) {
      failAll(group, e);
      if (e instanceof Error error) {
        throw error;
      }
    }
  }

  private void writeTogether(List<Pending> group, boolean mayReconnect) {
    List<Pending> rest = group;
    while (!rest.isEmpty()) {
      List<Pending> units = rest;
      try {
        database.once(tx -> writeInto(tx, units));
        return;
      } catch (UnitsRefusedException e) {
        rest = units.stream().filter(p -> !p.failed()).toList();
      } catch (SQLException | RuntimeException e) {
        forgetFailures(units);
        recover(units, e, mayReconnect);
        return;
      }
    }
  }

  private Void writeInto(Tx tx, List<Pending> units) throws SQLException {
    sql.checkTopics(tx, units);
    refuse(units);
    sql.settle(tx, units);
    refuse(units);
    sql.append(tx, units, false);
    return null;
  }

  private static void refuse(List<Pending> units) {
    for (Pending unit : units) {
      if (unit.failed()) {
        throw new UnitsRefusedException();
      }
    }
  }

  private void recover(List<Pending> units, Exception failure, boolean mayReconnect) {
    boolean unknown =
        failure instanceof Database.CommitFailedException
            && !FailureTranslation.isRolledBack(failure);
    if (unknown) {
      switch (outcome.of(units)) {
        case COMMITTED -> {
          return;
        }
        case UNKNOWN -> {
          failAll(
              units,
              new StoreUnavailableException(
                  "the connection to "
                      + database.location()
                      + " was lost during a commit and did not come back within waitTimeout: whether the messages"
                      + " were stored is not known",
                  failure));
          return;
        }
        case ROLLED_BACK -> {
          // written again below
        }
      }
    }
    if (FailureTranslation.isUnavailable(failure)) {
      if (mayReconnect) {
        writeTogether(units, false);
      } else if (units.size() > 1 && reachable()) {
        // a server may drop the connection because of one message, say one larger than it takes
        units.forEach(unit -> writeTogether(List.of(unit), false));
      } else {
        failAll(units, failure);
      }
    } else if (units.size() == 1 && !FailureTranslation.isRepeatable(failure)) {
      failAll(units, failure);
    } else if (units.size() == 1) {
      repeat(units, failure);
    } else {
      units.forEach(unit -> writeTogether(List.of(unit), true));
    }
  }

  private boolean reachable() {
    try {
      return database.once(tx -> tx.connection().isValid(1));
    } catch (SQLException | RuntimeException e) {
      return false;
    }
  }

  /** A lone unit that was the victim of a deadlock. */
  private void repeat(List<Pending> unit, Exception first) {
    if (unit.get(0).repeated()) {
      failAll(unit, first);
    } else {
      writeTogether(unit, true);
    }
  }

  private void failAll(List<Pending> units, Throwable failure) {
    StoreException why = database.failed(TRIED, failure);
    for (Pending unit : units) {
      if (!unit.failed()) {
        unit.fail(why);
      }
    }
  }

  private static void forgetFailures(List<Pending> units) {
    units.forEach(unit -> unit.fail(null));
  }

  /** Writes one unit on a connection whose transaction somebody else commits. */
  void writeWithin(Connection connection, Pending unit) {
    List<Pending> alone = List.of(unit);
    Connection borrowed = BorrowedTransaction.of(connection);
    try (StatelessSession session = database.sessions().openStatelessSession(borrowed)) {
      Tx tx = Tx.begin(session, borrowed);
      writeInto(tx, alone);
      tx.flush();
    } catch (UnitsRefusedException e) {
      // its failure is set
    } catch (SQLException | RuntimeException e) {
      unit.fail(database.failed(TRIED, e));
    }
  }
}
