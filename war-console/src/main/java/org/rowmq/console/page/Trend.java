package org.rowmq.console.page;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.rowmq.management.HistoryView;
import org.rowmq.management.HistoryView.Point;

/**
 * How many messages a queue or topic kept, as a line in a row of a list. It begins at the left only
 * when all of the time is known: the newest point is at the right.
 *
 * @param line the corners of the line, for {@code points} of SVG, in {@link #WIDTH} by {@link
 *     #HEIGHT}; empty while there are fewer than two points
 * @param text the same in words
 */
public record Trend(String line, String text) {
  /** A unit for each interval of a quarter of an hour. */
  static final int WIDTH = 90;

  static final int HEIGHT = 20;
  private static final HistoryView.Range RANGE = HistoryView.Range.MINUTES_15;

  /**
   * No line.
   *
   * @param why in words
   */
  static Trend none(String why) {
    return new Trend("", why);
  }

  static Trend of(HistoryView history) {
    List<Point> points = history.points();
    if (points.size() < 2) {
      return none("not known yet");
    }
    long most = Math.max(1, points.stream().mapToLong(Point::messages).max().orElse(1));
    int step = WIDTH / RANGE.points();
    String line =
        IntStream.range(0, points.size())
            .mapToObj(i -> x(points.size() - 1 - i, step) + "," + y(points.get(i).messages(), most))
            .collect(Collectors.joining(" "));
    Format format = new Format();
    long minutes = Math.max(1, points.size() * RANGE.interval().toSeconds() / 60);
    return new Trend(
        line,
        "from %s to %s in %s, at most %s"
            .formatted(
                format.number(points.get(0).messages()),
                format.number(points.get(points.size() - 1).messages()),
                format.count(minutes, "minute"),
                format.number(points.stream().mapToLong(Point::messages).max().orElse(0))));
  }

  private static int x(int fromRight, int step) {
    return Math.max(0, WIDTH - fromRight * step);
  }

  private static long y(long messages, long most) {
    return Math.round(HEIGHT - 1 - (HEIGHT - 2.0) * messages / most);
  }
}
