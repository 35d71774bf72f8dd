package org.rowmq.store.jpa;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.concurrent.ThreadFactory;
import org.h2.engine.Database;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.MVStoreException;

/**
 * Forces what has been committed in the embedded database to disk, and makes sure of it. H2's
 * {@code CHECKPOINT SYNC} is not enough:
 *
 * <ul>
 *   <li>what H2 has begun to write in the background is no unsaved change any more, so it returns
 *       without waiting for that;
 *   <li>an interrupt ends its waiting, and nobody is told;
 *   <li>it does nothing when the file is just being closed after a failed write.
 * </ul>
 *
 * So afterwards the file is asked for the newest version that it has on disk. If that is too old,
 * everything is done once more, on a thread that nobody can interrupt, and waiting for H2's threads
 * in between.
 *
 * @param redo is told what the file has
 * @param file its real path
 */
record EmbeddedForce(EmbeddedConnections connections, Redo redo, Path file, ThreadFactory threads)
    implements DiskForce.Action {

  private static final Runnable NOTHING = () -> {};

  @Override
  public void run() throws SQLException {
    run(NOTHING);
  }

  /** It takes what is committed when it has its turn. */
  @Override
  public void run(Runnable taking) throws SQLException {
    Database database = connections.open();
    MVStore store = database.getStore().getMvStore();
    // an interrupt would close the file under the database
    boolean interrupted = Thread.interrupted();
    try {
      Redo.Mark mark = redo.write(store, taking);
      // read after that: what is to be forced may be in a version that somebody else has begun
      long version = store.getCurrentVersion();
      store.sync();
      if (ForcedFilePath.newestForced(file) < version || store.isClosed()) {
        DiskForce.runOn(threads, () -> waitAndForce(store));
      } else {
        redo.written(mark);
      }
    } catch (MVStoreException e) {
      if (!DiskForce.causedByInterrupt(e)) {
        connections.closeIfOutOfMemory(e);
        throw failed(e);
      }
      DiskForce.runOn(threads, () -> waitAndForce(store));
    } catch (OutOfMemoryError e) {
      connections.closeIfOutOfMemory(e);
      throw e;
    } finally {
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private void waitAndForce(MVStore store) throws SQLException {
    Redo.Mark mark;
    try {
      mark = redo.write(store, NOTHING);
      store.executeFilestoreOperation(NOTHING);
      store.sync();
    } catch (MVStoreException e) {
      throw failed(e);
    }
    if (store.isClosed()) {
      throw failed(store.getPanicException());
    }
    redo.written(mark);
  }

  private static SQLException failed(MVStoreException cause) {
    return new SQLException(
        "the database file was closed while it was to be forced to disk", cause);
  }
}
