package org.rowmq.store.jpa;

import java.sql.SQLException;
import org.rowmq.store.OutcomeUnknownException;

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
    try {
      disk.force(opening);
    } catch (SQLException e) {
      throw new OutcomeUnknownException(
          "a transaction in "
              + database.location()
              + " was committed but could not be forced to disk; whether it survives a loss of power is not known",
          e);
    }
  }
}
