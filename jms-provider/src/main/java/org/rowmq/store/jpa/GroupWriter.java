package org.rowmq.store.jpa;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import org.rowmq.store.StoreException;

/**
 * Writes a group of units in one transaction, which is one statement where that suffices. A unit
 * that may not be written leaves the group, which is then written again without it; a group that
 * fails for another reason is written unit by unit, so that only the bad one fails. When the
 * connection is lost during the commit, {@link CommitOutcome} finds out whether it happened.
 */
final class GroupWriter implements Lane.Writer {
  /** What is said of it. */
  static final String TRIED = "writing messages";

  private static final String TRIED_WITHIN = "writing messages in a transaction of the application";

  private final Database database;
  private final UnitSql sql;
  private final CommitOutcome outcome;
  private final CommitMarker marker;
  private final Liveness liveness;
  private final LongSupplier now;
  private final DiskForce disk;

  /** Null where a transaction needs several statements. */
  private final FencedStatement fenced;

  // of the group being written; a lane writes one at a time
  private long marked;
  private int deaths;
  private long begunAt;

  GroupWriter(
      Database database,
      UnitSql sql,
      CommitOutcome outcome,
      CommitMarker marker,
      Liveness liveness,
      LongSupplier now,
      DiskForce disk) {
    this.database = database;
    this.sql = sql;
    this.outcome = outcome;
    this.marker = marker;
    this.liveness = liveness;
    this.now = now;
    this.disk = disk;
    this.fenced =
        database.exclusive() || !database.dialect().changesInWith()
            ? null
            : new FencedStatement(database.names(), sql, marker);
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
      // rolled back: whatever ends a commit is looked into
      failAll(group, e);
      throw e;
    }
  }

  private void writeTogether(List<Pending> group, boolean mayReconnect) {
    List<Pending> rest = group;
    while (!rest.isEmpty()) {
      List<Pending> units = rest;
      deaths = liveness.deaths();
      begunAt = now.getAsLong();
      try {
        if (!writeFenced(units)) {
          database.once(tx -> writeGroup(tx, units));
        }
        if (marked != 0) {
          marker.written();
        }
        units.stream().filter(unit -> !unit.failed()).forEach(Pending::written);
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

  /** False when nothing was written, because one statement does not suffice or may not. */
  private boolean writeFenced(List<Pending> units) throws SQLException {
    OptionalLong present = marker.present();
    if (fenced == null || present.isEmpty() || !FencedStatement.suffices(units)) {
      return false;
    }
    marked = marker.next();
    return database.alone(
        connection -> fenced.write(connection, units, present.getAsLong(), marked));
  }

  private List<Entities.MessageEntity> writeInto(Tx tx, List<Pending> units) throws SQLException {
    sql.checkTopics(tx, units);
    refuse(units);
    sql.settle(tx, units);
    refuse(units);
    UnitSql.audit(tx, units);
    return sql.append(tx, units, false);
  }

  private Void writeGroup(Tx tx, List<Pending> units) throws SQLException {
    marked = 0;
    List<Entities.MessageEntity> rows = writeInto(tx, units);
    if (database.exclusive() && RedoContent.describes(units)) {
      tx.describe(RedoContent.of(units, rows));
    }
    if (!database.exclusive() && (marker.isWorthIt(units) || makesNextOneFenced(units))) {
      marked = marker.write(tx);
    }
    return null;
  }

  private boolean makesNextOneFenced(List<Pending> units) {
    return fenced != null && marker.present().isEmpty() && FencedStatement.suffices(units);
  }

  private static void refuse(List<Pending> units) {
    for (Pending unit : units) {
      if (unit.failed()) {
        throw new UnitsRefusedException();
      }
    }
  }

  private void recover(List<Pending> units, Exception thrown, boolean mayReconnect) {
    Exception failure = thrown;
    if (thrown instanceof Database.CommitFailedException commit
        && !FailureTranslation.isRolledBack(commit)) {
      failure = commit.answer();
      switch (outcome.of(new CommitOutcome.Group(units, marked, deaths, begunAt))) {
        case COMMITTED -> {
          units.forEach(Pending::written);
          return;
        }
        case UNKNOWN -> {
          String why =
              "the connection to "
                  + database.location()
                  + " was lost during a commit, and it could not be found out whether the messages were stored:"
                  + " that is not known";
          units.forEach(unit -> unit.failWithUnknownOutcome(why, thrown));
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
      if (!unit.failed() && !unit.isWritten()) {
        unit.fail(why);
      }
    }
  }

  /**
   * When H2 could not write, it has closed the database with what it had not written. What is there
   * when it is open again has been found on disk, or is forced now.
   */
  @Override
  public void unforced(List<Pending> units, Throwable failure) {
    if (!database.exclusive() || FailureTranslation.isUnforced(failure)) {
      Lane.Writer.super.unforced(units, failure);
      return;
    }
    // they may have been written one by one
    units.forEach(unit -> unforced(unit, failure));
  }

  private void unforced(Pending unit, Throwable failure) {
    List<Pending> alone = List.of(unit);
    long opening = disk.openings();
    switch (outcome.of(new CommitOutcome.Group(alone, 0, liveness.deaths(), now.getAsLong()))) {
      case COMMITTED -> {
        try {
          disk.force(opening);
        } catch (SQLException e) {
          e.addSuppressed(failure);
          Lane.Writer.super.unforced(alone, e);
        }
      }
      case ROLLED_BACK -> {
        unit.lost();
        failAll(alone, failure);
      }
      case UNKNOWN -> Lane.Writer.super.unforced(alone, failure);
    }
  }

  private static void forgetFailures(List<Pending> units) {
    units.forEach(unit -> unit.fail(null));
  }

  /** Writes one unit on a connection whose transaction somebody else commits. */
  void writeWithin(Connection connection, Pending unit) {
    long began = System.nanoTime();
    List<Pending> alone = List.of(unit);
    Connection borrowed = BorrowedTransaction.of(connection);
    try (Tx tx = new Tx(database.sessions(), borrowed)) {
      writeInto(tx, alone);
      tx.flush();
      unit.written();
    } catch (UnitsRefusedException e) {
      // its failure is set
    } catch (SQLException | RuntimeException e) {
      unit.fail(database.failed(TRIED, e));
    }
    long took = System.nanoTime() - began;
    if (database.slowCalls().isSlow(took)) {
      database.slowCalls().remember(TRIED_WITHIN, took, unit.messages(), unit.size, unit.failed());
    }
  }
}
