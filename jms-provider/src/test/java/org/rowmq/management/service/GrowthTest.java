package org.rowmq.management.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.rowmq.management.HistoryView.Point;
import org.rowmq.management.HistoryView.Range;

class GrowthTest {
  private static final long NOW = 1_000_000_000_000L;
  private static final long TICK = History.TICK.toMillis();
  private static final long HOUR = Range.HOUR.interval().toMillis();
  private static final int RECENT = (int) (Growth.RECENTLY.toMillis() / TICK);

  /** The last of these depths is that of now. */
  private static List<Point> points(long interval, long... depths) {
    return IntStream.range(0, depths.length)
        .mapToObj(i -> point(NOW - (depths.length - 1 - i) * interval, depths[i], 0))
        .toList();
  }

  private static Point point(long at, long depth, long arrived) {
    return new Point(at, depth, arrived, 0, 0, 0, 0, 0, Map.of());
  }

  private static long[] steadily(long... steps) {
    return LongStream.of(steps)
        .flatMap(depth -> LongStream.generate(() -> depth).limit(RECENT))
        .toArray();
  }

  @Test
  void whatHasNotBecomeMoreInFiveMinutesDoesNotGrow() {
    assertThat(Growth.of(List.of(List.of()))).isEmpty();
    assertThat(Growth.of(List.of(points(TICK, steadily(3, 7, 7))))).isEmpty();
    assertThat(Growth.of(List.of(points(TICK, 9, 8, 7)))).isEmpty();
    assertThat(Growth.of(List.of(points(TICK, 7, 8, 7)))).as("up and down").isEmpty();
  }

  @Test
  void whatGrowsSaysByHowMuchSinceThereWereSoFewForTheLastTime() {
    assertThat(Growth.of(List.of(points(TICK, 5, 5, 6, 9))))
        .contains(new Growth(4, NOW - 2 * TICK));
    assertThat(Growth.of(List.of(points(TICK, 5, 2, 6, 9))))
        .as("it was emptied in between")
        .contains(new Growth(7, NOW - 2 * TICK));
  }

  @Test
  void itGoesBackUntilThereWereMore() {
    long[] recent = steadily(40, 41);
    recent[recent.length - 1] = 42;
    List<Point> fine = points(TICK, recent);
    List<Point> coarse = points(HOUR, 50, 10, 20, 30, 30, 30, 30, 30, 30, 30, 30, 30, 40, 42);

    assertThat(Growth.of(List.of(fine, coarse))).contains(new Growth(32, NOW - 12 * HOUR));
  }

  @Test
  void aQueueThatIsNewHasGrownFromNothing() {
    assertThat(Growth.of(List.of(List.of(point(NOW, 5, 5))))).contains(new Growth(5, NOW - TICK));
    assertThat(Growth.of(List.of(List.of(point(NOW, 5, 0))))).as("new to us only").isEmpty();
  }
}
