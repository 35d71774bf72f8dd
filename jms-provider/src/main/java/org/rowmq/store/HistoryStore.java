package org.rowmq.store;

import java.util.List;

/**
 * Points of the console's charts that outlive their node. Nothing depends on them, so they are not
 * forced to disk. Thread-safe. Methods throw {@link StoreException}.
 */
public interface HistoryStore {

  /** Adds points, together. */
  void add(List<HistoryRow> rows, List<CallRow> calls);

  /**
   * The points of one node, oldest first.
   *
   * @param seconds of how long an interval
   * @param since only those that ended later
   */
  List<HistoryRow> read(String nodeName, int seconds, long since);

  /**
   * How long calls to the database took on one node, oldest first.
   *
   * @param seconds of how long an interval
   * @param since only those that ended later
   */
  List<CallRow> readCalls(String nodeName, int seconds, long since);

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
   * @param dead messages given up in it; {@link #UNKNOWN} where that was not counted
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
      long waitHigh,
      long dead) {
    /** The number of messages given up in an interval in which they were not counted. */
    public static final long UNKNOWN = -1;
  }

  /**
   * Calls to the database in one interval.
   *
   * @param nodeName of the node that counted; calls are those of all nodes
   * @param seconds the interval's length
   * @param endedAt its end, milliseconds since 1970, by the node's clock
   * @param operation what they were for
   * @param calls how many ended in it
   * @param median microseconds that half of them did not exceed
   * @param high microseconds that 99 of 100 did not exceed
   */
  record CallRow(
      String nodeName,
      int seconds,
      long endedAt,
      String operation,
      long calls,
      long median,
      long high) {}
}
