package org.rowmq.management;

import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * How a destination, or the whole node, has developed. Numbers are of all nodes; of others, what
 * they have told with their heartbeats. The longer ranges outlive the node.
 *
 * @param interval the time between two points
 * @param points oldest first; fewer than the range has while the node, or looking at the
 *     destination, has not gone on for that long
 */
public record HistoryView(Duration interval, List<Point> points) {

  /** How far back, and how fine. */
  public enum Range {
    MINUTES_15(Duration.ofSeconds(10), 90),
    HOUR(Duration.ofMinutes(1), 60),
    DAY(Duration.ofMinutes(15), 96),
    WEEK(Duration.ofHours(2), 84);

    private final Duration interval;
    private final int points;

    Range(Duration interval, int points) {
      this.interval = interval;
      this.points = points;
    }

    /** The time between two points. */
    public Duration interval() {
      return interval;
    }

    /** How far back it goes. */
    public Duration length() {
      return interval.multipliedBy(points);
    }

    /** Whether its points are in the database, so that a node finds them again when it starts. */
    public boolean kept() {
      return this == DAY || this == WEEK;
    }

    /** The most points there are. */
    public int points() {
      return points;
    }
  }

  /**
   * One interval.
   *
   * @param at its end, milliseconds since 1970
   * @param messages kept at its end
   * @param arrived messages that arrived in it
   * @param left messages that left in it: acknowledged, expired, moved or deleted
   * @param waited of how many messages delivered for the first time in it it is known how long they
   *     had waited since they were sent or due
   * @param waitMedianMillis what half of these did not exceed, estimated; 0 when there are none
   * @param waitHighMillis what 99 of 100 of these did not exceed, estimated
   * @param dead messages that were given up in it; {@link #UNKNOWN} for an interval in which a
   *     version that did not count them kept the point
   * @param store calls to the database, of all destinations together; empty for a single one, and
   *     where a version that did not measure them kept the point
   */
  public record Point(
      long at,
      long messages,
      long arrived,
      long left,
      long waited,
      long waitMedianMillis,
      long waitHighMillis,
      long dead,
      Map<Operation, Calls> store) {
    /** Stands for a number that is not known. */
    public static final long UNKNOWN = -1;

    public Point {
      store = Map.copyOf(store);
    }
  }

  /** What a call to the database is for. */
  public enum Operation {
    /** The transaction of a group commit. */
    WRITE,
    /** Its way to the disk, where the database's commit does not do that. */
    FORCE,
    /** Any other call. */
    CALL
  }

  /**
   * Calls to the database in one interval.
   *
   * @param count how many ended in it
   * @param medianMicros microseconds that half of them did not exceed, estimated; 0 when there are
   *     none
   * @param highMicros microseconds that 99 of 100 did not exceed, estimated
   */
  public record Calls(long count, long medianMicros, long highMicros) {}
}
