package org.rowmq.store;

/** There is no prepared branch with this transaction identifier. */
public class BranchUnknownException extends StoreException {
  public BranchUnknownException(String message) {
    super(message);
  }

  public BranchUnknownException(String message, Throwable cause) {
    super(message, cause);
  }
}
