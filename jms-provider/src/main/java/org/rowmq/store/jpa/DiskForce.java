package org.rowmq.store.jpa;

import java.nio.channels.ClosedByInterruptException;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * Forces committed transactions to disk where a commit does not, one force for all that wait. A
 * caller is let go by a force that began after it asked; one that was under way may have passed its
 * commit already.
 */
final class DiskForce {
  /** Does it. */
  @FunctionalInterface
  interface Action {
    void run() throws SQLException;

    /**
     * Does it, and says when it takes what is committed: what is committed later, it may have
     * passed.
     */
    default void run(Runnable taking) throws SQLException {
      taking.run();
      run();
    }
  }

  /** Made beforehand: it is needed when there is no memory left to make one. */
  private static final SQLException NOT_ENDED =
      new SQLException("forcing the disk was ended by an error of the virtual machine");

  private final Action action;
  private final LongSupplier openings;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition ended = lock.newCondition();
  private long begun;
  private long finished;
  private boolean running;
  private long failedUpTo;
  private SQLException failure;

  private DiskForce(Action action, LongSupplier openings) {
    this.action = action;
    this.openings = openings;
  }

  /** Nothing to do: a commit is on disk, or need not be. */
  static DiskForce none() {
    return new DiskForce(null, () -> 0);
  }

  static DiskForce of(Action action) {
    return of(action, () -> 0);
  }

  /**
   * @param openings how often the database has been opened
   */
  static DiskForce of(Action action, LongSupplier openings) {
    return new DiskForce(action, openings);
  }

  static boolean causedByInterrupt(Throwable e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof ClosedByInterruptException) {
        return true;
      }
    }
    return false;
  }

  /** Runs an action on a thread that nobody can interrupt. */
  static void runOn(ThreadFactory threads, Action action) throws SQLException {
    FutureTask<Void> task =
        new FutureTask<>(
            () -> {
              action.run();
              return null;
            });
    threads.newThread(task).start();
    boolean interrupted = false;
    try {
      while (true) {
        try {
          task.get();
          return;
        } catch (InterruptedException e) {
          interrupted = true;
        } catch (ExecutionException e) {
          throw e.getCause() instanceof SQLException failure
              ? failure
              : new SQLException(e.getCause());
        }
      }
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  static Action checkpoint(Database database) {
    return () ->
        database.command(
            connection -> {
              try (Statement statement = connection.createStatement()) {
                statement.execute("CHECKPOINT SYNC");
              }
            });
  }

  boolean needed() {
    return action != null;
  }

  /** How often the database has been opened; to be asked before what is to be forced is written. */
  long openings() {
    return openings.getAsLong();
  }

  /**
   * Forces what was committed in a database that had been opened so often. If it was opened again
   * meanwhile, what is forced is not what was committed.
   */
  void force(long opening) throws SQLException {
    force();
    if (openings.getAsLong() != opening) {
      throw new SQLException("the database was closed and opened again before it could be forced");
    }
  }

  void force() throws SQLException {
    if (action == null) {
      return;
    }
    lock.lock();
    try {
      long mine = begun + 1;
      while (finished < mine) {
        if (running) {
          ended.awaitUninterruptibly();
        } else {
          forceNow();
        }
      }
      if (failedUpTo >= mine) {
        throw failure;
      }
    } finally {
      lock.unlock();
    }
  }

  private void forceNow() {
    running = true;
    long before = begun;
    // until it has returned, it has not happened: whatever ends it
    SQLException failed = NOT_ENDED;
    lock.unlock();
    try {
      action.run(() -> begin(before));
      failed = null;
    } catch (SQLException e) {
      failed = e;
    } catch (RuntimeException | Error e) {
      failed = new SQLException(e);
    } finally {
      Locks.lockInAnyCase(lock);
      running = false;
      begun = before + 1;
      finished = begun;
      if (failed != null) {
        failedUpTo = begun;
        failure = failed;
      }
      ended.signalAll();
    }
  }

  /** Who asks from now on waits for the next. */
  private void begin(long before) {
    Locks.lockInAnyCase(lock);
    try {
      begun = before + 1;
    } finally {
      lock.unlock();
    }
  }
}
