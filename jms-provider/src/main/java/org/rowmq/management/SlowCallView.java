package org.rowmq.management;

/**
 * A call of a node to the database that took as long as the setting {@code slowCallThreshold} or
 * longer. Holds nothing of a message.
 *
 * @param at when it ended, milliseconds since 1970, by the clock of the node's machine
 * @param what was done, as in "reading messages"
 * @param millis how long it took, with the wait for a connection
 * @param rows messages written or settled, or rows read; -1 where it is not about many
 * @param bytes of messages written, about; -1 for any other call
 * @param failed whether something of it was not done
 */
public record SlowCallView(
    long at, String what, long millis, int rows, long bytes, boolean failed) {}
