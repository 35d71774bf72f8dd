package org.rowmq.store.jpa;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import org.rowmq.store.StoreClosedException;
import org.rowmq.store.StoreConfig;

/**
 * What every call of the store goes through. It refuses calls after close and lets close wait for
 * those under way. It keeps interrupts of the caller's thread away from the database: an
 * interrupted thread that reads a file channel closes it, and with it the whole H2 database. And it
 * moves the work to a thread of ours when the caller is inside a transaction of the container,
 * which the container would otherwise enlist our connection in.
 */
final class Calls implements AutoCloseable {
  private static final int THREADS = 4;
  private static final long IDLE_SECONDS = 10;

  /** How often who closes looks whether calls are under way. */
  private static final long LOOK_NANOS = 1_000_000;

  private final BooleanSupplier callerHasTransaction;
  private final StoreMeters meters;
  private final ThreadPoolExecutor threads;

  /**
   * How many calls are under way, one within another counted each. No lock: to take a read lock
   * needs memory after it has been taken, and one that was taken without memory is never given
   * back.
   */
  private final AtomicLong underWay = new AtomicLong();

  private volatile boolean closed;

  /**
   * @param foreignThreads whether threads of callers may use the database at all
   */
  Calls(StoreConfig config, boolean foreignThreads, StoreMeters meters) {
    this.meters = meters;
    this.callerHasTransaction = foreignThreads ? config.callerHasTransaction() : () -> true;
    this.threads =
        new ThreadPoolExecutor(
            THREADS,
            THREADS,
            IDLE_SECONDS,
            TimeUnit.SECONDS,
            new LinkedBlockingQueue<>(),
            config.threads());
    threads.allowCoreThreadTimeOut(true);
  }

  /** Runs a call that needs the database, here or on a thread of ours. */
  <T> T call(Supplier<T> work) {
    long began = System.nanoTime();
    try {
      return guarded(() -> mayUseDatabase() ? work.get() : elsewhere(work));
    } finally {
      meters.calls.record(System.nanoTime() - began);
    }
  }

  void run(Runnable work) {
    call(
        () -> {
          work.run();
          return null;
        });
  }

  /** Runs a call on this thread whatever transaction it is in. */
  <T> T guarded(Supplier<T> work) {
    underWay.incrementAndGet();
    try {
      if (closed) {
        throw new StoreClosedException("the store is closed");
      }
      return work.get();
    } finally {
      underWay.decrementAndGet();
    }
  }

  boolean mayUseDatabase() {
    return !callerHasTransaction.getAsBoolean();
  }

  private <T> T elsewhere(Supplier<T> work) {
    try {
      return CompletableFuture.supplyAsync(work, threads).join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw e;
    }
  }

  /** No call begins after this; false when that was so already. */
  boolean stop() {
    synchronized (this) {
      if (closed) {
        return false;
      }
      closed = true;
      return true;
    }
  }

  /** Waits for the calls under way. */
  @Override
  public void close() {
    stop();
    boolean interrupted = false;
    while (underWay.get() > 0) {
      LockSupport.parkNanos(this, LOOK_NANOS);
      interrupted |= Thread.interrupted();
    }
    threads.shutdown();
    while (true) {
      try {
        if (threads.awaitTermination(1, TimeUnit.MINUTES)) {
          break;
        }
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }
}
