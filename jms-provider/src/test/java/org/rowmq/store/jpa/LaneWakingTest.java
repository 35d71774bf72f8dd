package org.rowmq.store.jpa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rowmq.store.jpa.Fixture.message;
import static org.rowmq.store.jpa.Fixture.sending;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.rowmq.store.CommitListener;
import org.rowmq.store.StoreConfig;

/** Who leads is woken, however threads meet. */
class LaneWakingTest {
  private static final int THREADS = 4;
  private static final int UNITS = 50_000;

  private final Lane lane =
      new Lane(
          Fixture.config(new StoreConfig.Embedded(Path.of("unused")), "lane"),
          new IdGenerator(1, 0),
          group -> group.forEach(Pending::written),
          DiskForce.none(),
          new Budget(1 << 20, Duration.ofSeconds(1)),
          new StoreMeters(),
          ContentSql.INLINE_LIMIT);

  private void submitAll() {
    for (int i = 0; i < UNITS; i++) {
      Pending pending = Pending.ofFuture(sending(1, message(1)), CommitListener.NONE);
      lane.enqueue(pending);
      assertThat(pending.future()).succeedsWithin(Duration.ofSeconds(20));
    }
  }

  @Test
  void unitsThatNobodyCanLeadForAreWrittenAtOnceByTheLanesOwnThread() {
    List<CompletableFuture<Void>> all = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      all.add(CompletableFuture.runAsync(this::submitAll, task -> Fixture.thread(task).start()));
    }
    for (CompletableFuture<Void> one : all) {
      assertThat(one).succeedsWithin(Duration.ofMinutes(2));
    }
    lane.close();
  }
}
