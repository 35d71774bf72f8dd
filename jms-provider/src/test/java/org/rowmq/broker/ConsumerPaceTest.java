package org.rowmq.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

/** Whom senders wait for, and for how long. */
class ConsumerPaceTest {
  private final ConsumerPace pace = new ConsumerPace();

  @Test
  void nobodyWaitsForConsumersOfWhichNothingIsKnown() {
    pace.began();

    assertThat(pace.isBehind()).isFalse();
    assertThat(pace.patience(1)).isZero();
  }

  @Test
  void nobodyWaitsForConsumersThatTakeTheirTime() {
    pace.acknowledging(System.nanoTime() - TimeUnit.SECONDS.toNanos(1));

    assertThat(pace.isBehind()).isFalse();
    assertThat(pace.patience(1)).isZero();
  }

  @Test
  void oneLongPauseDoesNotMakeQuickConsumersSlow() {
    for (int i = 0; i < 20; i++) {
      pace.acknowledging(System.nanoTime());
    }
    pace.acknowledging(System.nanoTime() - TimeUnit.HOURS.toNanos(1));

    assertThat(pace.isBehind()).isTrue();
    assertThat(pace.patience(1)).isPositive();
  }

  @Test
  void aSenderWaitsUntilNothingIsUnderWayForQuickConsumers() {
    pace.acknowledging(System.nanoTime());
    pace.began();
    AtomicBoolean ended = new AtomicBoolean();
    CompletableFuture<Void> sender =
        CompletableFuture.runAsync(
            () -> {
              while (pace.isBehind()) {
                pace.letCatchUp(() -> false);
              }
              assertThat(ended).isTrue();
            });

    pace.ended();
    ended.set(true);
    pace.ended();

    assertThat(sender).succeedsWithin(Duration.ofSeconds(10));
  }

  @Test
  void aSenderGoesOnWhenAConsumerWaitsForItsMessage() {
    pace.acknowledging(System.nanoTime());

    pace.letCatchUp(() -> true);

    assertThat(pace.isBehind()).isTrue();
  }

  @Test
  void sendersStopWaitingForConsumersThatDoNotCatchUp() {
    pace.acknowledging(System.nanoTime());

    await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () -> {
              pace.letCatchUp(() -> false);
              return !pace.isBehind();
            });
  }
}
