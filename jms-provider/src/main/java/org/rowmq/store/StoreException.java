package org.rowmq.store;

/** A store call that did not happen. The message says what was tried, on what, and what to do. */
public class StoreException extends RuntimeException {
  public StoreException(String message) {
    super(message);
  }

  public StoreException(String message, Throwable cause) {
    super(message, cause);
  }
}
