package org.rowmq.store.jpa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.rowmq.store.jpa.Fixture.message;
import static org.rowmq.store.jpa.Fixture.sending;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.Test;
import org.rowmq.store.CommitListener;
import org.rowmq.store.OutcomeUnknownException;
import org.rowmq.store.StoreConfig;
import org.rowmq.store.StoreException;

/** An error while a group is written or forced never confirms a unit, and stops no later one. */
class LaneErrorsTest {
  private final AtomicReference<Lane.Writer> writing =
      new AtomicReference<>(group -> group.forEach(Pending::written));
  private final AtomicReference<DiskForce.Action> forcing = new AtomicReference<>(() -> {});

  private final StoreConfig config =
      Fixture.config(new StoreConfig.Embedded(Path.of("unused")), "lane");
  private final DiskForce disk = DiskForce.of(() -> forcing.get().run());
  private final Lane lane =
      new Lane(
          config,
          new IdGenerator(1, 0),
          group -> writing.get().write(group),
          disk,
          new Budget(1 << 20, Duration.ofSeconds(1)),
          new StoreMeters(new SlowCalls(Duration.ofHours(1), Clock.systemUTC())),
          ContentSql.INLINE_LIMIT);

  private void write(CommitListener listener) {
    Pending pending = Pending.ofThread(sending(1, message(1)), listener);
    lane.enqueue(pending);
    lane.await(pending);
    pending.result();
  }

  private CompletableFuture<?> submit() {
    Pending pending = Pending.ofFuture(sending(1, message(1)), CommitListener.NONE);
    lane.enqueue(pending);
    return pending.future();
  }

  private void assertThatLaterOnesAreWritten() {
    writing.set(group -> group.forEach(Pending::written));
    forcing.set(() -> {});
    write(CommitListener.NONE);
    assertThat(submit()).succeedsWithin(Duration.ofSeconds(20));
  }

  @Test
  void a_unit_whose_writer_ends_in_an_error_is_not_confirmed() {
    AtomicBoolean confirmed = new AtomicBoolean();
    writing.set(
        group -> {
          throw new OutOfMemoryError("of this test");
        });

    assertThatThrownBy(() -> write(rows -> confirmed.set(true)))
        .isInstanceOf(OutcomeUnknownException.class);
    assertThat(confirmed).isFalse();
    assertThatLaterOnesAreWritten();
  }

  @Test
  void the_thread_that_writes_for_those_who_do_not_wait_survives_an_error() {
    writing.set(
        group -> {
          throw new StackOverflowError("of this test");
        });

    assertThat(submit()).failsWithin(Duration.ofSeconds(20));
    assertThatLaterOnesAreWritten();
  }

  @Test
  void a_unit_that_the_writer_forgot_is_not_confirmed() {
    writing.set(group -> {});

    assertThatThrownBy(() -> write(CommitListener.NONE)).isInstanceOf(StoreException.class);
    assertThatLaterOnesAreWritten();
  }

  @Test
  void a_unit_that_an_error_kept_from_the_disk_is_not_confirmed() {
    for (Throwable failure :
        List.of(new OutOfMemoryError("of this test"), new IllegalStateException("of this test"))) {
      forcing.set(
          () -> {
            if (failure instanceof Error error) {
              throw error;
            }
            throw (RuntimeException) failure;
          });
      AtomicBoolean confirmed = new AtomicBoolean();

      assertThatThrownBy(() -> write(rows -> confirmed.set(true)))
          .isInstanceOf(OutcomeUnknownException.class)
          .hasMessageContaining("forced");
      assertThat(confirmed).isFalse();
      assertThatLaterOnesAreWritten();
    }
  }

  @Test
  void who_waits_for_a_force_that_ends_in_an_error_is_not_told_that_it_happened() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch second = new CountDownLatch(1);
    AtomicReference<Throwable> first = new AtomicReference<>();
    forcing.set(
        () -> {
          begun.countDown();
          try {
            second.await();
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
          throw new OutOfMemoryError("of this test");
        });
    Thread leader =
        Fixture.thread(
            () -> {
              try {
                disk.force();
              } catch (SQLException e) {
                first.set(e);
              }
            });
    leader.start();
    begun.await();
    second.countDown();
    assertThatThrownBy(disk::force).isInstanceOf(SQLException.class);
    leader.join();

    assertThat(first.get()).isInstanceOf(SQLException.class).hasRootCauseMessage("of this test");
  }

  @Test
  void a_listener_that_ends_in_an_error_harms_no_other_unit() {
    write(
        rows -> {
          throw new StackOverflowError("of this test");
        });
    assertThatLaterOnesAreWritten();
  }

  @Test
  void a_log_that_ends_in_an_error_harms_nobody_of_the_group() {
    Handler failing =
        new Handler() {
          @Override
          public void publish(LogRecord entry) {
            throw new OutOfMemoryError("of this test");
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    Logger logger = Logger.getLogger(Lane.class.getName());
    logger.addHandler(failing);
    try {
      writing.set(
          group -> {
            throw new StackOverflowError("of this test");
          });
      assertThat(submit()).failsWithin(Duration.ofSeconds(20));
      assertThatThrownBy(() -> write(CommitListener.NONE))
          .isInstanceOf(OutcomeUnknownException.class);
      assertThatLaterOnesAreWritten();
    } finally {
      logger.removeHandler(failing);
    }
  }
}
