package org.rowmq.store;

import org.rowmq.metrics.Histogram;

/**
 * What a store has done since it was opened, and how busy it is.
 *
 * @param groupUnits how many units each group commit wrote
 * @param writes how long the transactions of group commits took
 * @param forces how long committed groups waited for the disk; empty where the database's commit
 *     does that
 * @param calls how long all other calls took
 * @param waitingBytes of messages that wait to be written
 * @param waitingBytesMost how many may, before senders are held up
 * @param heldUp callers held up now because more would wait
 * @param pool the connections; null where they are somebody else's
 */
public record StoreStatistics(
    Histogram.Snapshot groupUnits,
    Histogram.Snapshot writes,
    Histogram.Snapshot forces,
    Histogram.Snapshot calls,
    long waitingBytes,
    long waitingBytesMost,
    int heldUp,
    Pool pool) {

  /**
   * A pool of connections.
   *
   * @param used lent out now
   * @param idle ready to be lent
   * @param most how many there may be
   * @param waiting threads that wait for one
   */
  public record Pool(int used, int idle, int most, int waiting) {}
}
