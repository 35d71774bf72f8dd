package org.rowmq.store;

/** The store has been closed. */
public class StoreClosedException extends StoreException {
  public StoreClosedException(String message) {
    super(message);
  }

  public StoreClosedException(String message, Throwable cause) {
    super(message, cause);
  }
}
