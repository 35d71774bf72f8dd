package org.rowmq.store.jpa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rowmq.store.jpa.Fixture.message;
import static org.rowmq.store.jpa.Fixture.sending;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;
import org.rowmq.store.CommitListener;
import org.rowmq.store.Settlement;
import org.rowmq.store.StoreConfig;
import org.rowmq.store.StoredMessage;
import org.rowmq.store.Unit;

/** Who leads is woken, however threads meet. */
class LaneWakingTest {
  private static final int THREADS = 4;
  private static final int UNITS = 50_000;

  /** Nanoseconds. */
  private static final long PATIENCE = 50_000;

  private final Lane lane =
      new Lane(
          Fixture.config(new StoreConfig.Embedded(Path.of("unused")), "lane"),
          new IdGenerator(1, 0),
          group -> group.forEach(Pending::written),
          DiskForce.none(),
          new Budget(1 << 20, Duration.ofSeconds(1)),
          new StoreMeters(new SlowCalls(Duration.ofHours(1), Clock.systemUTC())),
          ContentSql.INLINE_LIMIT);

  private void submitAll() {
    for (int i = 0; i < UNITS; i++) {
      Pending pending = Pending.ofFuture(sending(1, message(1)), CommitListener.NONE);
      lane.enqueue(pending);
      assertThat(pending.future()).succeedsWithin(Duration.ofSeconds(20));
    }
  }

  /** Each is acknowledged by another thread as soon as it is in the queue, or a little later. */
  private void sendAll(Executor acknowledging) {
    for (int i = 0; i < UNITS; i++) {
      Pending pending =
          Pending.ofThread(
              sending(1, message(1)),
              new CommitListener() {
                @Override
                public long queued(List<StoredMessage> rows) {
                  Settlement accepted = new Settlement.Accepted(rows.get(0).id(), 1);
                  acknowledging.execute(
                      () ->
                          lane.enqueue(
                              Pending.ofFuture(
                                  Unit.settling(0, List.of(accepted)), CommitListener.NONE)));
                  return PATIENCE;
                }

                @Override
                public void durable(List<StoredMessage> appended) {}
              });
      lane.enqueue(pending);
      lane.await(pending);
      pending.result();
    }
  }

  @Test
  void sendersWhoWaitForAnAcknowledgementAreToldOfItHoweverManyThereAre() {
    ExecutorService acknowledging = Executors.newFixedThreadPool(THREADS, Fixture::thread);
    List<CompletableFuture<Void>> all = new ArrayList<>();
    for (int i = 0; i < 2 * THREADS; i++) {
      all.add(
          CompletableFuture.runAsync(
              () -> sendAll(acknowledging), task -> Fixture.thread(task).start()));
    }
    for (CompletableFuture<Void> one : all) {
      assertThat(one).succeedsWithin(Duration.ofMinutes(2));
    }
    acknowledging.shutdown();
    lane.close();
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
