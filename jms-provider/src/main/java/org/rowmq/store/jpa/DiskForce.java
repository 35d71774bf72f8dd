package org.rowmq.store.jpa;

import java.nio.channels.ClosedByInterruptException;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

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
  }

  /** Made beforehand: it is needed when there is no memory left to make one. */
  private static final SQLException NOT_ENDED =
      new SQLException("forcing the disk was ended by an error of the virtual machine");

  private final Action action;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition ended = lock.newCondition();
  private long begun;
  private long finished;
  private boolean running;
  private long failedUpTo;
  private SQLException failure;

  private DiskForce(Action action) {
    this.action = action;
  }

  /** Nothing to do: a commit is on disk, or need not be. */
  static DiskForce none() {
    return new DiskForce(null);
  }

  static DiskForce of(Action action) {
    return new DiskForce(action);
  }

  /**
   * The same action, repeated on a thread that nobody can interrupt when an interrupt has closed
   * the file under it. H2 opens the file again, but gives up when it is interrupted again and
   * again.
   */
  static Action uninterruptible(Action action, ThreadFactory threads) {
    return () -> {
      try {
        action.run();
      } catch (SQLException e) {
        if (!causedByInterrupt(e)) {
          throw e;
        }
        runOn(threads, action);
      }
    };
  }

  private static boolean causedByInterrupt(Throwable e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof ClosedByInterruptException) {
        return true;
      }
    }
    return false;
  }

  private static void runOn(ThreadFactory threads, Action action) throws SQLException {
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
    long number = ++begun;
    // until it has returned, it has not happened: whatever ends it
    SQLException failed = NOT_ENDED;
    lock.unlock();
    try {
      action.run();
      failed = null;
    } catch (SQLException e) {
      failed = e;
    } catch (RuntimeException | Error e) {
      failed = new SQLException(e);
    } finally {
      lock.lock();
      running = false;
      finished = number;
      if (failed != null) {
        failedUpTo = number;
        failure = failed;
      }
      ended.signalAll();
    }
  }
}
