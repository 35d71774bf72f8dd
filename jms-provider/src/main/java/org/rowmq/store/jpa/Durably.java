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
    T result = database.transaction(tried, work);
    force();
    return result;
  }

  void force() {
    try {
      disk.force();
    } catch (SQLException e) {
      throw new OutcomeUnknownException(
          "a transaction in "
              + database.location()
              + " was committed but could not be forced to disk; whether it survives a loss of power is not known",
          e);
    }
  }
}
