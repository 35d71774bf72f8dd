package org.rowmq.store;

import java.util.List;

/**
 * Points of the console's charts that outlive their node. Nothing depends on them, so they are not
 * forced to disk. Thread-safe. Methods throw {@link StoreException}.
 */
public interface HistoryStore {

  /** Adds points, together. */
  void add(List<HistoryRow> rows);

  /**
   * The points of one node, oldest first.
   *
   * @param seconds of how long an interval
   * @param since only those that ended later
   */
  List<HistoryRow> read(String nodeName, int seconds, long since);

  /** Removes points of all nodes that ended before. */
  void forget(int seconds, long before);

  /**
   * A point.
   *
   * @param nodeName of the node that counted
   * @param mailboxId what of, or 0 for the whole node
   * @param seconds the interval's length
   * @param endedAt its end, milliseconds since 1970, by the node's clock
   * @param messages kept at its end
   * @param arrived messages that arrived in it
   * @param left messages that left in it
   * @param waited messages delivered for the first time in it whose waiting is known
   * @param waitMedian milliseconds
   * @param waitHigh milliseconds that 99 of 100 did not exceed
   */
  record HistoryRow(
      String nodeName,
      long mailboxId,
      int seconds,
      long endedAt,
      long messages,
      long arrived,
      long left,
      long waited,
      long waitMedian,
      long waitHigh) {}
}
