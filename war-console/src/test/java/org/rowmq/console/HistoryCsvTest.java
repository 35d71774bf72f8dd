package org.rowmq.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.rowmq.management.HistoryView;
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
                  new Point(1_700_000_000_000L, 5, 12, 7, 0, 0, 0),
                  new Point(1_700_000_010_000L, 1_234_567, 1, 0, 3, 40, 999)));

      assertThat(HistoryCsv.of(history).split("\r\n"))
          .containsExactly(
              "until,messages,arrived,left,in_per_second,out_per_second,waited,wait_median_ms,wait_p99_ms",
              "2023-11-14T22:13:20Z,5,12,7,1.200,0.700,0,,",
              "2023-11-14T22:13:30Z,1234567,1,0,0.100,0.000,3,40,999");
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
