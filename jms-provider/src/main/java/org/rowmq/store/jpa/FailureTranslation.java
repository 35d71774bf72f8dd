package org.rowmq.store.jpa;

import java.io.IOException;
import java.sql.BatchUpdateException;
import java.sql.SQLException;
import java.sql.SQLNonTransientConnectionException;
import java.sql.SQLRecoverableException;
import java.sql.SQLTransientConnectionException;
import java.util.Set;
import org.h2.mvstore.DataUtils;
import org.h2.mvstore.MVStoreException;
import org.rowmq.store.OutcomeUnknownException;
import org.rowmq.store.StoreException;
import org.rowmq.store.StoreFullException;
import org.rowmq.store.StoreUnavailableException;

/**
 * Turns what drivers and Hibernate throw into the store's exceptions. The text holds no SQL and no
 * secret.
 */
final class FailureTranslation {
  /** No space: PostgreSQL disk full, MariaDB's disk full and table full by vendor code. */
  private static final Set<String> FULL_STATES = Set.of("53100");

  private static final Set<Integer> FULL_CODES = Set.of(1021, 1114);

  /** H2 had to open the file to be read only. */
  private static final int H2_READ_ONLY = 90097;

  /** H2: read-only, closed, broken, shut down, I/O error, corrupted. */
  private static final Set<Integer> H2_UNAVAILABLE =
      Set.of(H2_READ_ONLY, 90098, 90067, 90121, 90028, 90030, 90031);

  private static final Set<Integer> H2_FILE_GONE =
      Set.of(
          DataUtils.ERROR_READING_FAILED,
          DataUtils.ERROR_WRITING_FAILED,
          DataUtils.ERROR_CLOSED,
          DataUtils.ERROR_FILE_LOCKED);

  /** What is said of a file that cannot be written to. */
  static final String READ_ONLY = "Read-only file system";

  private static final int H2_LOCK_TIMEOUT = 50200;
  private static final int H2_CONCURRENT_UPDATE = 90131;
  private static final int MARIADB_LOCK_TIMEOUT = 1205;

  private FailureTranslation() {}

  /**
   * What to throw for a failure.
   *
   * @param tried what was tried, as in "writing messages"
   * @param where the database, without secrets
   */
  static StoreException translate(String tried, String where, Throwable failure) {
    if (failure instanceof StoreException known) {
      return known;
    }
    SQLException sql = sqlOf(failure);
    String head = tried + " in " + where + " failed";
    if (sql == null) {
      return new StoreException(head + ": " + failure, failure);
    }
    if (sql instanceof Database.CommitFailedException && !isRolledBack(failure)) {
      return new OutcomeUnknownException(
          head
              + " (SQL state "
              + sql.getSQLState()
              + ", code "
              + sql.getErrorCode()
              + "): the database was lost during the commit, so it is not known whether it happened",
          failure);
    }
    String codes = " (SQL state " + sql.getSQLState() + ", code " + sql.getErrorCode() + ")";
    if (isFull(sql)) {
      return new StoreFullException(
          head
              + codes
              + ": the database has no space left; make room and try again. What is there can be"
              + " read meanwhile",
          failure);
    }
    if (hasCause(sql, READ_ONLY) || sql.getErrorCode() == H2_READ_ONLY) {
      return new StoreUnavailableException(
          head
              + codes
              + ": "
              + READ_ONLY
              + "; make it writable and try again. What is there can be read meanwhile",
          failure);
    }
    if (isUnavailable(sql)) {
      return new StoreUnavailableException(
          head + codes + ": the database cannot be reached; the call may be repeated", failure);
    }
    return new StoreException(head + codes, failure);
  }

  /** Whether the connection, rather than the statement, failed. */
  static boolean isUnavailable(Throwable failure) {
    if (failure instanceof StoreUnavailableException) {
      return true;
    }
    SQLException sql = sqlOf(failure);
    return sql != null && isUnavailable(sql);
  }

  private static boolean isUnavailable(SQLException sql) {
    String state = sql.getSQLState();
    return sql instanceof SQLTransientConnectionException
        || sql instanceof SQLNonTransientConnectionException
        || sql instanceof SQLRecoverableException
        || (state != null && (state.startsWith("08") || state.startsWith("57P")))
        || H2_UNAVAILABLE.contains(sql.getErrorCode())
        || isOfAbandonedFile(sql);
  }

  /** What H2 says of a database that it has given up, as long as the file below says it first. */
  private static boolean isOfAbandonedFile(SQLException sql) {
    for (Throwable t = sql; t != null; t = t.getCause()) {
      if (t instanceof MVStoreException file) {
        return H2_FILE_GONE.contains(file.getErrorCode());
      }
    }
    return false;
  }

  private static boolean isFull(SQLException sql) {
    if (FULL_STATES.contains(String.valueOf(sql.getSQLState()))
        || FULL_CODES.contains(sql.getErrorCode())) {
      return true;
    }
    return hasCause(sql, "No space left") || hasCause(sql, "Disk quota exceeded");
  }

  private static boolean hasCause(Throwable failure, String text) {
    for (Throwable t = failure; t != null; t = t.getCause()) {
      String message = t.getMessage();
      if (t instanceof IOException && message != null && message.contains(text)) {
        return true;
      }
    }
    return false;
  }

  /** Whether the file could not be forced to disk, so that reading it proves nothing. */
  static boolean isUnforced(Throwable failure) {
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (t instanceof ForcedFilePath.UnforcedException || t instanceof Error) {
        return true;
      }
    }
    return false;
  }

  /**
   * Whether the transaction was the victim of a deadlock or a lock time-out and may simply be
   * repeated.
   */
  static boolean isRepeatable(Throwable failure) {
    SQLException sql = sqlOf(failure);
    if (sql == null || sql instanceof Database.CommitFailedException) {
      return false;
    }
    String state = sql.getSQLState();
    return (state != null && state.startsWith("40"))
        || sql.getErrorCode() == H2_LOCK_TIMEOUT
        || sql.getErrorCode() == H2_CONCURRENT_UPDATE
        || sql.getErrorCode() == MARIADB_LOCK_TIMEOUT;
  }

  /**
   * Whether a failed commit certainly did not happen: the database answered that it rolled back.
   */
  static boolean isRolledBack(Throwable failure) {
    SQLException sql = sqlOf(failure);
    String state = sql == null ? null : sql.getSQLState();
    return state != null && (state.startsWith("40") || state.startsWith("23"));
  }

  /**
   * Whether the database answered that the statement failed, which undoes it; false when it cannot
   * be reached, and of errors inside it.
   */
  static boolean isAnswered(SQLException failure) {
    String state = failure.getSQLState();
    return state != null && !state.startsWith("XX") && !isUnavailable(failure);
  }

  /** Whether a unique or primary key refused a row. */
  static boolean isDuplicate(Throwable failure) {
    SQLException sql = sqlOf(failure);
    return sql != null && sql.getSQLState() != null && sql.getSQLState().startsWith("23");
  }

  private static SQLException sqlOf(Throwable failure) {
    for (Throwable t = failure; t != null; t = t.getCause()) {
      if (t instanceof BatchUpdateException batch && batch.getNextException() != null) {
        return batch.getNextException();
      }
      if (t instanceof SQLException sql) {
        return sql;
      }
    }
    return null;
  }
}
