package org.rowmq.store;

/** A name that must be unique is taken. */
public class AlreadyExistsException extends StoreException {
  public AlreadyExistsException(String message) {
    super(message);
  }

  public AlreadyExistsException(String message, Throwable cause) {
    super(message, cause);
  }
}
