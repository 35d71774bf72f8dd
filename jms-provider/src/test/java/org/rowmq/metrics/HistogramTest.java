package org.rowmq.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.rowmq.metrics.Histogram.Snapshot;

class HistogramTest {
  private final Histogram waits = Histogram.ofWaiting();

  private void record(int times, long millis) {
    for (int i = 0; i < times; i++) {
      waits.recordMillis(millis);
    }
  }

  @Test
  void aQuantileIsInTheBucketOfItsValue() {
    record(98, 3);
    record(2, 700);

    assertThat(waits.snapshot().quantile(0.5)).isBetween(0.001, 0.005);
    assertThat(waits.snapshot().quantile(0.99)).isBetween(0.5, 1.0);
  }

  @Test
  void nothingHasNoQuantileAndWhatIsBeyondAllBoundsHasTheHighest() {
    assertThat(waits.snapshot().quantile(0.5)).isZero();
    assertThat(Snapshot.NONE.quantile(0.5)).isZero();
    record(1, 200_000_000);
    assertThat(waits.snapshot().quantile(0.5)).isEqualTo(86_400);
  }

  @Test
  void whatCameSinceIsTheDifferenceAndTogetherIsTheSum() {
    record(3, 3);
    Snapshot before = waits.snapshot();
    record(2, 700);

    Snapshot since = waits.snapshot().since(before);
    assertThat(since.count()).isEqualTo(2);
    assertThat(since.sum()).isCloseTo(1.4, within(1e-9));
    assertThat(since.quantile(0.01)).isBetween(0.5, 1.0);
    assertThat(since.plus(before)).isEqualTo(waits.snapshot());
    assertThat(before.since(Snapshot.NONE)).isSameAs(before);
    assertThat(Snapshot.NONE.plus(before)).isSameAs(before);
  }
}
