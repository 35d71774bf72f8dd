package org.rowmq.management.service;

import java.time.Duration;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import org.rowmq.management.HistoryView.Point;

/**
 * How a mailbox has grown.
 *
 * @param by how many messages more there are
 * @param since when there were so few for the last time, milliseconds since 1970
 */
record Growth(long by, long since) {
  /** What has become longer in that time grows; anything else only lies there. */
  static final Duration RECENTLY = Duration.ofMinutes(5);

  private record Depth(long at, long messages) {
    static Depth of(Point point) {
      return new Depth(point.at(), point.messages());
    }

    /** What a point has come from. */
    static Depth before(Point point) {
      long messages = point.messages() - point.arrived() + point.left();
      return new Depth(point.at() - History.TICK.toMillis(), Math.max(0, messages));
    }
  }

  /**
   * Whether and how it has grown until its newest point.
   *
   * @param series its points, the finest first, each oldest first
   */
  static Optional<Growth> of(List<List<Point>> series) {
    List<Point> fine = series.get(0);
    if (fine.isEmpty()) {
      return Optional.empty();
    }
    long now = fine.get(fine.size() - 1).messages();
    Depth start = start(fine);
    return start.messages() >= now ? Optional.empty() : Optional.of(since(start, series, now));
  }

  private static Depth start(List<Point> fine) {
    long recently = fine.get(fine.size() - 1).at() - RECENTLY.toMillis();
    return fine.get(0).at() > recently
        ? Depth.before(fine.get(0))
        : fine.stream().filter(point -> point.at() >= recently).findFirst().map(Depth::of).get();
  }

  /** Goes back as long as it was not longer before. */
  private static Growth since(Depth start, List<List<Point>> series, long now) {
    NavigableMap<Long, Long> depths = new TreeMap<>();
    depths.put(start.at(), start.messages());
    series.forEach(
        points -> points.forEach(each -> depths.putIfAbsent(each.at(), each.messages())));
    long fewest = now;
    long since = depths.lastKey();
    for (long at : depths.descendingKeySet()) {
      long messages = depths.get(at);
      if (at < start.at() && messages > fewest) {
        break;
      }
      if (messages < fewest) {
        fewest = messages;
        since = at;
      }
    }
    return new Growth(now - fewest, since);
  }
}
