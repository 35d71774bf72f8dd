package org.rowmq.store.jpa;

import java.lang.System.Logger.Level;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;

/**
 * Closes the embedded database file properly, if that is possible. H2 2.2 never returns from
 * closing a file that it cannot write to, so that is not tried, and not waited for without end.
 *
 * @param location for messages
 */
record EmbeddedShutdown(
    EmbeddedConnections connections, Path file, String location, ThreadFactory threads) {
  private static final System.Logger LOG = System.getLogger(EmbeddedShutdown.class.getName());

  /** Longer than writing all that may be unwritten takes. */
  private static final long MOST_NANOS = TimeUnit.SECONDS.toNanos(30);

  /** How long H2 may take to notice that it cannot write. */
  private static final long MOST_NANOS_AFTER_FAILURE = TimeUnit.SECONDS.toNanos(1);

  private static final long LOOK_MILLIS = 50;

  private static final String PROPERLY = "SHUTDOWN";
  private static final String AS_IT_IS = "SHUTDOWN IMMEDIATELY";

  void run() throws SQLException {
    if (!connections.isOpen()) {
      // H2 has closed it by itself
      warn();
    } else if (SingleWriterFilePath.hasFailed(file)) {
      ended(AS_IT_IS);
      warn();
    } else if (!ended(PROPERLY)) {
      warn();
    }
  }

  private void warn() {
    LOG.log(
        Level.WARNING,
        "The database file in {0} could not be closed properly, because it cannot be written to: it is left as it is. What was"
            + " confirmed is in it, and is read as after a crash.",
        location);
  }

  /** Before the file says that it is in order. */
  private void dropDeadChunks() {
    MVStore store = connections.openStore();
    try {
      if (store != null) {
        DeadChunks.drop(store);
      }
    } catch (MVStoreException e) {
      LOG.log(Level.DEBUG, "the file's list of its chunks could not be written", e);
    }
  }

  /** Whether a statement that closes the database has ended. */
  private boolean ended(String closing) throws SQLException {
    FutureTask<Void> task =
        new FutureTask<>(
            () -> {
              try (Connection last = connections.getConnection();
                  Statement statement = last.createStatement()) {
                if (closing.equals(PROPERLY)) {
                  connections.closing(last);
                  dropDeadChunks();
                }
                statement.execute(closing);
              }
              return null;
            });
    threads.newThread(task).start();
    boolean interrupted = false;
    long begun = System.nanoTime();
    long failed = Long.MAX_VALUE;
    try {
      while (true) {
        try {
          task.get(LOOK_MILLIS, TimeUnit.MILLISECONDS);
          return true;
        } catch (InterruptedException e) {
          interrupted = true;
        } catch (TimeoutException e) {
          long passed = System.nanoTime() - begun;
          if (failed == Long.MAX_VALUE && SingleWriterFilePath.hasFailed(file)) {
            failed = passed;
          }
          if (passed >= MOST_NANOS || passed - MOST_NANOS_AFTER_FAILURE >= failed) {
            return false;
          }
        }
      }
    } catch (ExecutionException e) {
      throw e.getCause() instanceof SQLException failure ? failure : new SQLException(e.getCause());
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
