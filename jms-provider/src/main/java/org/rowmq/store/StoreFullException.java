package org.rowmq.store;

/** No space is left, in the database or among the units waiting to be written. */
public class StoreFullException extends StoreException {
  public StoreFullException(String message) {
    super(message);
  }

  public StoreFullException(String message, Throwable cause) {
    super(message, cause);
  }
}
