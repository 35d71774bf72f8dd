package org.rowmq.store.jpa;

import java.sql.SQLException;
import org.rowmq.store.OutcomeUnknownException;
import org.rowmq.store.SlowCall;

/**
 * Transactions that are on disk when they return.
 *
 * @param disk forces them there where a commit does not
 */
record Durably(Database database, DiskForce disk) {

  <T> T transaction(String tried, Database.Work<T> work) {
    long opening = disk.openings();
    T result = database.transaction(tried, work);
    force(opening);
    return result;
  }

  void force() {
    force(disk.openings());
  }

  private void force(long opening) {
    long began = System.nanoTime();
    boolean failed = true;
    try {
      disk.force(opening);
      failed = false;
    } catch (SQLException e) {
      throw new OutcomeUnknownException(
          "a transaction in "
              + database.location()
              + " was committed but could not be forced to disk; whether it survives a loss of power is not known",
          e);
    } finally {
      long took = System.nanoTime() - began;
      if (database.slowCalls().isSlow(took)) {
        database
            .slowCalls()
            .remember(Lane.FORCING, took, SlowCall.UNKNOWN, SlowCall.UNKNOWN, failed);
      }
    }
  }
}
