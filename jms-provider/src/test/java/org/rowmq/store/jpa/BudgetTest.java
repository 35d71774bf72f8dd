package org.rowmq.store.jpa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.rowmq.store.StoreFullException;

/** Who waits for room, and in which order. */
class BudgetTest {
  private final Budget budget = new Budget(100, Duration.ofSeconds(10));

  private CompletableFuture<Void> taking(long bytes) {
    int before = budget.waiters();
    CompletableFuture<Void> taken =
        CompletableFuture.runAsync(() -> budget.take(bytes), task -> Fixture.thread(task).start());
    await().until(() -> taken.isDone() || budget.waiters() > before);
    return taken;
  }

  @Test
  void manySmallOnesLeaveRoomForALargerOneThatWaitsLonger() {
    budget.take(90);
    CompletableFuture<Void> large = taking(50);

    await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () -> {
              CompletableFuture<Void> small = taking(5);
              if (small.isDone()) {
                budget.give(5);
              }
              return !small.isDone();
            });

    budget.give(45);
    assertThat(large).succeedsWithin(Duration.ofSeconds(10));
    await().until(() -> budget.used() == 100);
  }

  @Test
  void oneLargerThanAllOfItGoesAlone() {
    budget.take(1);
    CompletableFuture<Void> huge = taking(1_000);
    assertThat(huge).isNotDone();

    budget.give(1);

    assertThat(huge).succeedsWithin(Duration.ofSeconds(10));
    assertThat(taking(1)).isNotDone();
    budget.give(1_000);
    await().until(() -> budget.used() == 1);
  }

  @Test
  void whoGivesUpHoldsUpNobodyBehindHim() {
    Budget impatient = new Budget(100, Duration.ofMillis(50));
    impatient.take(90);

    assertThatThrownBy(() -> impatient.take(50))
        .isInstanceOf(StoreFullException.class)
        .hasMessageContaining("maxWaitingBytes 100")
        .hasMessageContaining("waitTimeout 50 ms");

    impatient.take(10);
    assertThat(impatient.used()).isEqualTo(100);
    assertThat(impatient.waiters()).isZero();
  }
}
