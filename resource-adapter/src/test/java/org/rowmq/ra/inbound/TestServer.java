package org.rowmq.ra.inbound;

import jakarta.resource.spi.work.ExecutionContext;
import jakarta.resource.spi.work.Work;
import jakarta.resource.spi.work.WorkListener;
import jakarta.resource.spi.work.WorkManager;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;

/** Threads as a server gives them; it can be told to forget some work. */
final class TestServer implements WorkManager, AutoCloseable {
  private static final int PAUSE_AFTER_FAILURES = 100;
  private static final long WATCH_MILLIS = 100;

  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
  private final AtomicInteger activeWork = new AtomicInteger();
  private final AtomicInteger toForget = new AtomicInteger();
  private volatile boolean releasesWhatHasRun;

  EndpointSurroundings surroundings() {
    return new EndpointSurroundings(this, timer, PAUSE_AFTER_FAILURES, WATCH_MILLIS);
  }

  int activeWork() {
    return activeWork.get();
  }

  /** The next work is accepted and never begun. */
  void forget(int work) {
    toForget.set(work);
  }

  /** Calls {@link Work#release} after every run, as WildFly does. */
  void releaseWhatHasRun() {
    releasesWhatHasRun = true;
  }

  @Override
  public void scheduleWork(Work work) {
    if (toForget.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
      return;
    }
    activeWork.incrementAndGet();
    threads.execute(
        () -> {
          try {
            work.run();
          } finally {
            if (releasesWhatHasRun) {
              work.release();
            }
            activeWork.decrementAndGet();
          }
        });
  }

  @Override
  public void close() {
    threads.shutdownNow();
    timer.shutdownNow();
  }

  @Override
  public void doWork(Work work) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void doWork(Work work, long timeout, ExecutionContext context, WorkListener listener) {
    throw new UnsupportedOperationException();
  }

  @Override
  public long startWork(Work work) {
    throw new UnsupportedOperationException();
  }

  @Override
  public long startWork(Work work, long timeout, ExecutionContext context, WorkListener listener) {
    throw new UnsupportedOperationException();
  }

  @Override
  public void scheduleWork(
      Work work, long timeout, ExecutionContext context, WorkListener listener) {
    throw new UnsupportedOperationException();
  }
}
