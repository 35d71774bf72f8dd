package org.rowmq.store.jpa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Who is let go by which force. */
@Timeout(60)
class DiskForceTest {
  private static final Duration SOON = Duration.ofSeconds(20);

  private final CountDownLatch begun = new CountDownLatch(1);
  private final CountDownLatch mayTake = new CountDownLatch(1);
  private final CountDownLatch taken = new CountDownLatch(1);
  private final CountDownLatch mayEnd = new CountDownLatch(1);
  private volatile int forces;
  private volatile SQLException failure;
  private final DiskForce disk = DiskForce.of(new Slow());

  /** Begins, takes what is committed, and ends when it may. */
  private final class Slow implements DiskForce.Action {
    @Override
    public void run() throws SQLException {
      run(() -> {});
    }

    @Override
    public void run(Runnable taking) throws SQLException {
      forces++;
      begun.countDown();
      await(mayTake);
      taking.run();
      taken.countDown();
      await(mayEnd);
      if (failure != null) {
        throw failure;
      }
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      assertThat(latch.await(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  /** On a thread of its own, which waits for the one that is under way. */
  private FutureTask<Void> forceWaiting() {
    FutureTask<Void> force = force();
    Thread thread = Fixture.thread(force);
    thread.start();
    Awaitility.await().atMost(SOON).until(() -> thread.getState() == Thread.State.WAITING);
    return force;
  }

  private FutureTask<Void> force() {
    return new FutureTask<>(
        () -> {
          disk.force();
          return null;
        });
  }

  private FutureTask<Void> forceThatBegins() {
    FutureTask<Void> force = force();
    Fixture.thread(force).start();
    await(begun);
    return force;
  }

  @Test
  void whoAsksBeforeAForceTakesWhatIsCommittedIsLetGoByIt() throws Exception {
    FutureTask<Void> first = forceThatBegins();
    FutureTask<Void> second = forceWaiting();
    mayTake.countDown();
    mayEnd.countDown();

    first.get();
    second.get();
    assertThat(forces).isEqualTo(1);
  }

  @Test
  void whoAsksAfterwardsIsLetGoByTheNext() throws Exception {
    FutureTask<Void> first = forceThatBegins();
    mayTake.countDown();
    await(taken);
    FutureTask<Void> second = forceWaiting();
    mayEnd.countDown();

    first.get();
    second.get();
    assertThat(forces).isEqualTo(2);
  }

  @Test
  void aForceThatFailsFailsForAllWhoWaitedForItAndForNobodyElse() throws Exception {
    failure = new SQLException("no power");
    FutureTask<Void> first = forceThatBegins();
    FutureTask<Void> second = forceWaiting();
    mayTake.countDown();
    mayEnd.countDown();

    assertThatThrownBy(first::get).hasRootCauseMessage("no power");
    assertThatThrownBy(second::get).hasRootCauseMessage("no power");
    failure = null;
    disk.force();
    assertThat(forces).isEqualTo(2);
  }
}
