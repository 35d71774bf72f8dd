package org.rowmq.console.page;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.rowmq.management.HistoryView;
import org.rowmq.management.HistoryView.Point;

class TrendTest {
  private static Trend of(long... messages) {
    List<Point> points =
        IntStream.range(0, messages.length)
            .mapToObj(i -> new Point(i * 10_000L, messages[i], 0, 0, 0, 0, 0, 0, Map.of()))
            .toList();
    return Trend.of(new HistoryView(Duration.ofSeconds(10), points));
  }

  @Test
  void theNewestPointIsAtTheRightAndTheLargestAtTheTop() {
    assertThat(of(0, 5, 10).line()).isEqualTo("88,19 89,10 90,1");
    assertThat(of(0, 1_500, 10).text()).isEqualTo("from 0 to 10 in 1 minute, at most 1,500");
  }

  @Test
  void anEmptyQueueHasALineAtTheBottom() {
    assertThat(of(0, 0).line()).isEqualTo("89,19 90,19");
    assertThat(of(0, 0).text()).isEqualTo("from 0 to 0 in 1 minute, at most 0");
  }

  @Test
  void onePointIsNoLine() {
    assertThat(of(7)).isEqualTo(new Trend("", "not known yet"));
  }

  @Test
  void allOfAQuarterOfAnHourFits() {
    assertThat(of(new long[90]).line()).startsWith("1,19 ").endsWith(" 90,19");
    assertThat(of(new long[90]).text()).startsWith("from 0 to 0 in 15 minutes");
  }
}
