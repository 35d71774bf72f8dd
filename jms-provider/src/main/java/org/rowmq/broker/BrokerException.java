package org.rowmq.broker;

import java.util.Objects;

/** A request the node refuses; its message names the thing and the remedy. */
public final class BrokerException extends RuntimeException {

  /** What is wrong, so that callers can throw what their specification asks for. */
  public enum Reason {
    /** A destination or subscription does not exist. */
    NOT_FOUND,
    /** Somebody else uses it. */
    IN_USE,
    /** It exists with other characteristics. */
    MISMATCH,
    /** An administrator has paused it. */
    PAUSED,
    /** A destination has as many messages as it may have. */
    FULL,
    /** A message has more bytes than its destination takes. */
    TOO_LARGE,
    /** The node is closing. */
    CLOSED
  }

  private final Reason reason;

  public BrokerException(Reason reason, String message) {
    super(message);
    this.reason = Objects.requireNonNull(reason, "reason");
  }

  public Reason reason() {
    return reason;
  }
}
