package org.rowmq.store;

import java.util.List;

/**
 * The database was lost while a unit was being committed, or could not force it to disk, and could
 * not be asked in time: the unit may have happened or not. It will not be written any more.
 */
public class OutcomeUnknownException extends StoreUnavailableException {
  private final transient List<StoredMessage> rows;

  public OutcomeUnknownException(String message, Throwable cause) {
    this(message, List.of(), cause);
  }

  /**
   * @param rows what the unit has added, or the claim has acquired, if it has happened
   */
  public OutcomeUnknownException(String message, List<StoredMessage> rows, Throwable cause) {
    super(message, cause);
    this.rows = rows;
  }

  /**
   * The new rows, which are there if the unit has happened; or those that are this node's if a
   * claim has.
   */
  public List<StoredMessage> rows() {
    return rows == null ? List.of() : rows;
  }
}
