package org.rowmq.samples.flights;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.rowmq.samples.flights.FlightReport.Subscriber;

class FlightReportTest {

  private static final Subscriber MODERATE = new Subscriber("moderate", 799, 799, 0, 0, 0);
  private static final Subscriber LONG = new Subscriber("long", 290, 290, 0, 0, 0);

  @Test
  void aFlawlessRunSaysNothingTwiceAndNothingLost() {
    FlightReport report =
        new FlightReport(20_000, 20_000, 20_000, 0, 0, 0, List.of(MODERATE, LONG), 0);

    assertThat(report.isComplete()).isTrue();
    assertThat(report.summary())
        .isEqualTo("20 000 sent, 20 000 stored, 1 089 delays, nothing twice, nothing lost");
  }

  @Test
  void whatIsTwiceLostOrWrongIsCountedAndSpoilsTheRun() {
    Subscriber wrong = new Subscriber("long", 290, 292, 1, 2, 3);
    FlightReport report =
        new FlightReport(20_000, 20_000, 19_998, 4, 5, 6, List.of(MODERATE, wrong), 0);

    assertThat(report.isComplete()).isFalse();
    assertThat(report.summary())
        .isEqualTo("20 000 sent, 19 998 stored, 1 091 delays, 5 twice, 7 lost, 9 wrong");
  }

  @Test
  void aRunIsNotCompleteWhileSomethingIsUnsentOrWaiting() {
    assertThat(new FlightReport(2, 1, 1, 0, 0, 0, List.of(), 0).isComplete()).isFalse();
    assertThat(new FlightReport(2, 2, 2, 0, 0, 0, List.of(), 1).isComplete()).isFalse();
    assertThat(new FlightReport(2, 2, 2, 0, 0, 0, List.of(), 0).isComplete()).isTrue();
  }
}
