package org.rowmq.store;

/** A row to be settled is no longer owned by this node; none of the unit's effects happened. */
public class ClaimLostException extends StoreException {
  public ClaimLostException(String message) {
    super(message);
  }

  public ClaimLostException(String message, Throwable cause) {
    super(message, cause);
  }
}
