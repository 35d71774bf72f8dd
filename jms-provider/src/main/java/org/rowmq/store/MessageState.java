package org.rowmq.store;

import java.util.EnumSet;
import java.util.Set;

/**
 * The state of a message row. {@link #mayBecome(MessageState)} is the one table of which change may
 * follow which; leaving the table altogether (the row is deleted) is allowed from every state
 * except {@link #PREPARED} and {@link #CONSUMED}, which only their branch may end.
 */
public enum MessageState {
  /** May be delivered now. */
  AVAILABLE(0),
  /** Becomes available at its delivery time. */
  SCHEDULED(1),
  /** Held by the node named in {@code owner}; only that node may settle it. */
  ACQUIRED(2),
  /** Sent in a prepared transaction branch; invisible until the branch is committed. */
  PREPARED(3),
  /** Acknowledged in a prepared transaction branch; deleted when the branch is committed. */
  CONSUMED(4),
  /** Failed for good where no dead letter queue is set; only management touches it. */
  DEAD(5);

  private final int code;

  MessageState(int code) {
    this.code = code;
  }

  /** The number in the row; never changes between versions. */
  public int code() {
    return code;
  }

  /**
   * The state of a code read from a row.
   *
   * @throws IllegalArgumentException for a code this version does not know
   */
  public static MessageState ofCode(int code) {
    for (MessageState state : values()) {
      if (state.code == code) {
        return state;
      }
    }
    throw new IllegalArgumentException("message state " + code + " is not known to this version");
  }

  /** Whether a row in this state may be changed to {@code next}. */
  public boolean mayBecome(MessageState next) {
    return successors().contains(next);
  }

  private Set<MessageState> successors() {
    return switch (this) {
      case AVAILABLE -> EnumSet.of(ACQUIRED, SCHEDULED, CONSUMED, DEAD);
      case SCHEDULED -> EnumSet.of(AVAILABLE, DEAD);
      case ACQUIRED -> EnumSet.of(AVAILABLE, SCHEDULED, CONSUMED, DEAD);
      case PREPARED -> EnumSet.of(AVAILABLE, SCHEDULED);
      case CONSUMED -> EnumSet.of(AVAILABLE, SCHEDULED);
      case DEAD -> EnumSet.of(AVAILABLE);
    };
  }
}
