package org.rowmq.store;

import java.util.Objects;

/**
 * A delivery that failed, kept until its message is acknowledged or given up.
 *
 * @param rowId the message row
 * @param failedAt database clock, milliseconds since 1970
 * @param nodeName where
 * @param failure what happened, in one line
 */
public record Attempt(long rowId, long failedAt, String nodeName, String failure) {
  public Attempt {
    Objects.requireNonNull(nodeName, "nodeName");
    Objects.requireNonNull(failure, "failure");
  }
}
