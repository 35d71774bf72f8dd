package org.rowmq.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.rowmq.management.HistoryView;
import org.rowmq.management.HistoryView.Calls;
import org.rowmq.management.HistoryView.Operation;
import org.rowmq.management.HistoryView.Point;

class HistoryCsvTest {
  @Test
  void eachPointIsALineWhateverTheLanguageOfTheServer() {
    Locale usual = Locale.getDefault();
    Locale.setDefault(Locale.GERMANY);
    try {
      HistoryView history =
          new HistoryView(
              Duration.ofSeconds(10),
              List.of(
                  new Point(1_700_000_000_000L, 5, 12, 7, 0, 0, 0, Point.UNKNOWN, Map.of()),
                  new Point(
                      1_700_000_010_000L,
                      1_234_567,
                      1,
                      0,
                      3,
                      40,
                      999,
                      2,
                      Map.of(
                          Operation.WRITE,
                          new Calls(2_000, 250, 1_234_567),
                          Operation.FORCE,
                          new Calls(0, 0, 0),
                          Operation.CALL,
                          new Calls(1, 1_500, 1_500)))));
      String columns =
          "until,messages,arrived,left,in_per_second,out_per_second,waited,wait_median_ms,wait_p99_ms,dead_letters";
      String first = "2023-11-14T22:13:20Z,5,12,7,1.200,0.700,0,,,";
      String second = "2023-11-14T22:13:30Z,1234567,1,0,0.100,0.000,3,40,999,2";

      assertThat(HistoryCsv.of(history, false).split("\r\n"))
          .containsExactly(columns, first, second);
      assertThat(HistoryCsv.of(history, true).split("\r\n"))
          .containsExactly(
              columns
                  + ",write_calls,write_median_ms,write_p99_ms,force_calls,force_median_ms,force_p99_ms"
                  + ",call_calls,call_median_ms,call_p99_ms",
              first + ",,,,,,,,,",
              second + ",2000,0.250,1234.567,0,,,1,1.500,1.500");
    } finally {
      Locale.setDefault(usual);
    }
  }

  @Test
  void theNameOfTheFileBreaksNoHeader() {
    assertThat(HistoryCsv.fileName("queue-a\"b\r\nc/\u00e4", "15m"))
        .isEqualTo("queue-a_b__c__-15m.csv");
  }
}
