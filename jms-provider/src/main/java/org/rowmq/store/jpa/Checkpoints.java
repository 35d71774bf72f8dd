package org.rowmq.store.jpa;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.sql.SQLException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;

/**
 * Has H2 write what is in the redo log to the database file, so that the log has room: when an
 * eighth of it has been written, and when nothing has been for a moment. Begins a log where the
 * database goes without, because it has been opened again or the log could not be written to.
 */
final class Checkpoints implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(Checkpoints.class.getName());

  private static final long LOOK_NANOS = TimeUnit.MILLISECONDS.toNanos(500);

  /** How long after a log could not be begun that is tried again. */
  private static final long RETRY_NANOS = TimeUnit.SECONDS.toNanos(5);

  private final Redo redo;
  private final EmbeddedConnections connections;
  private final Database database;
  private final DiskForce.Action checkpoint;
  private final Thread thread;
  private volatile boolean closing;

  // those below are the thread's own

  private long seen;
  private long retryAt;
  private boolean warned;

  /**
   * @param checkpoint writes the database to its file, for good
   */
  Checkpoints(
      Redo redo,
      EmbeddedConnections connections,
      Database database,
      DiskForce.Action checkpoint,
      ThreadFactory threads) {
    this.redo = redo;
    this.connections = connections;
    this.database = database;
    this.checkpoint = checkpoint;
    this.thread = threads.newThread(this::run);
    redo.whenFull(() -> LockSupport.unpark(thread));
    begin();
    thread.start();
  }

  private void run() {
    while (!closing) {
      try {
        look();
      } catch (SQLException | RuntimeException | Error e) {
        // H2 has given the database up, and has told those who write
        connections.closeIfOutOfMemory(e);
        LOG.log(Level.DEBUG, "the database file was not written", e);
      }
      LockSupport.parkNanos(this, LOOK_NANOS);
      if (Thread.interrupted()) {
        LOG.log(Level.DEBUG, "checkpoints were interrupted and go on");
      }
    }
  }

  private void look() throws SQLException {
    MVStore store = connections.openStore();
    if (store == null) {
      return;
    }
    if (!redo.isUsedBy(store)) {
      if (System.nanoTime() - retryAt >= 0) {
        begin();
      }
    } else if (redo.isFull() || (redo.isUnfinished() && redo.committed() == seen)) {
      checkpoint.run();
    }
    seen = redo.committed();
  }

  private void begin() {
    try {
      redo.begin(database, checkpoint);
      warned = false;
    } catch (SQLException | IOException | MVStoreException e) {
      retryAt = System.nanoTime() + RETRY_NANOS;
      LOG.log(
          warned ? Level.DEBUG : Level.WARNING,
          "A redo log for the database in "
              + database.location()
              + " cannot be begun; until it can, each commit is written to the database file, which is slower",
          e);
      warned = true;
    }
  }

  /** Waits for what is under way. */
  @Override
  public void close() {
    closing = true;
    LockSupport.unpark(thread);
    Threads.join(thread);
  }
}
