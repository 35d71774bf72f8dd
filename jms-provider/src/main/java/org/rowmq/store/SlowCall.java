package org.rowmq.store;

/**
 * A call to the database that took long. It says what was done and not with what: no statement, no
 * value, nothing of a message.
 *
 * @param at when it ended, milliseconds since 1970, by the clock of the node's machine
 * @param what as in "reading messages"
 * @param millis how long it took, with the wait for a connection and what was repeated
 * @param rows messages written or settled, or rows read; {@link #UNKNOWN} where it is not about
 *     many
 * @param bytes of messages written, about; {@link #UNKNOWN} for any other call
 * @param failed whether something of it was not done
 */
public record SlowCall(long at, String what, long millis, int rows, long bytes, boolean failed) {
  /** Stands for a number there is not. */
  public static final int UNKNOWN = -1;
}
