package org.rowmq.store.jpa;

import java.lang.System.Logger.Level;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.h2.mvstore.FileStore;
import org.h2.mvstore.MVStore;
import org.h2.mvstore.RandomAccessStore;

/**
 * Keeps the file of the embedded database small. H2 does that on a thread which exists only while
 * its commits are written late, and whose presence makes each commit wait for two other threads; so
 * commits are written at once, and this is done here.
 *
 * <p>Messages that come and go free whole chunks, which H2 uses again by itself. What is left to do
 * is to rewrite chunks of which little is live, and to move those at the end of the file into gaps.
 * While others write only the first is done, and only when the file has grown and most of it is
 * dead, because each step holds commits up. When hardly anything has been written for a second, the
 * file is made as small as it can be. That ends when it does not become smaller any more.
 */
final class Compaction implements AutoCloseable {
  private static final System.Logger LOG = System.getLogger(Compaction.class.getName());

  private static final long LOOK_MILLIS = 100;

  private static final int LOOKS_PER_MINUTE = 600;

  /** Looks at a store that hardly anybody writes to. */
  private static final int QUIET = 10;

  /** Changes of the store between two looks. */
  private static final long HARDLY_ANY = 1;

  /**
   * Looks without the file becoming smaller; within these, old chunks pass their retention time.
   */
  private static final int FRUITLESS = 30;

  private static final long MIB = 1 << 20;

  /** A smaller file is not worth it when nobody writes, and while somebody does. */
  private static final long SMALL = 16 * MIB;

  private static final long SMALL_WHEN_BUSY = 64 * MIB;

  /** Live pages of a step are in memory all at once, several times over. */
  private static final int STEP =
      (int) Math.max(2 * MIB, Math.min(16 * MIB, Runtime.getRuntime().maxMemory() / 64));

  private static final long LEAST_STEP_WHEN_BUSY = MIB;
  private static final long MOST_STEP_WHEN_BUSY = Math.min(8 * MIB, STEP);

  /** The part of the file that is rewritten in a step. */
  private static final int PART_WHEN_BUSY = 100;

  /** The part of the file that must have become dead. */
  private static final int WORTH_IT = 8;

  /** The part by which the file must have grown. */
  private static final int GROWN = 4;

  /** In percent. */
  private static final int HARDLY_FILLED = 40;

  /** In percent; what compaction strives for. */
  private static final int FILLED = 90;

  private final EmbeddedConnections connections;
  private final WritingTurn turn;
  private final Redo redo;
  private final CountDownLatch closing = new CountDownLatch(1);
  private final Thread thread;

  // those below are the thread's own

  private MVStore store;

  /** How large the file was when it was last looked at in detail, or when it was opened. */
  private long settled;

  /** How much of it was dead all the same. */
  private long deadThen;

  private long changesThen;
  private int quiet;
  private boolean working;
  private long smallest;
  private int fruitless;

  Compaction(EmbeddedConnections connections, WritingTurn turn, Redo redo, ThreadFactory threads) {
    this.connections = connections;
    this.turn = turn;
    this.redo = redo;
    this.thread = threads.newThread(this::run);
    thread.start();
  }

  private void run() {
    boolean ended = false;
    while (!ended) {
      try {
        ended = closing.await(LOOK_MILLIS, TimeUnit.MILLISECONDS);
        if (!ended) {
          look();
        }
      } catch (InterruptedException e) {
        LOG.log(Level.DEBUG, "compaction was interrupted and goes on");
      } catch (RuntimeException | Error e) {
        // H2 has given the database up, and has told those who write
        connections.closeIfOutOfMemory(e);
        LOG.log(Level.DEBUG, "the database file was not compacted", e);
        store = null;
      }
    }
  }

  private void look() {
    MVStore open = connections.openStore();
    if (open == null || !(open.getFileStore() instanceof RandomAccessStore file)) {
      store = null;
      return;
    }
    if (open != store) {
      store = open;
      working = false;
      settled = file.size();
      deadThen = 0;
    }
    quiet = changes() - changesThen <= HARDLY_ANY ? quiet + 1 : 0;
    if (!working) {
      begin(file);
    } else if (quiet > 0) {
      step(file);
    } else {
      stepWhileBusy(file);
    }
    changesThen = changes();
  }

  /** Versions, and transactions for which H2 does not make one at once. */
  private long changes() {
    return store.getCurrentVersion() + redo.committed();
  }

  private void begin(FileStore<?> file) {
    long size = file.size();
    if (quiet % LOOKS_PER_MINUTE == QUIET && size > SMALL) {
      // what is only in the redo log has freed nothing yet, and the next look is in a minute
      turn.during(store::commit);
      working = dead(file) - deadThen > Math.max(SMALL / 2, size / WORTH_IT);
    } else if (size > Math.max(SMALL_WHEN_BUSY, settled + settled / GROWN)) {
      working = file.getChunksFillRate() < HARDLY_FILLED;
      settled = size;
    }
    smallest = size;
    fruitless = 0;
  }

  /** About how much of the file no message needs. */
  private static long dead(FileStore<?> file) {
    return file.size() / 10_000 * (10_000 - file.getFillRate() * file.getChunksFillRate());
  }

  private void step(RandomAccessStore file) {
    turn.during(
        () -> {
          store.compact(FILLED, STEP);
          // chunks without a live page go when there is a newer version
          long version = store.commit();
          file.compactMoveChunks(FILLED, STEP, store);
          return version;
        });
    stepped(file);
  }

  private void stepWhileBusy(FileStore<?> file) {
    if (file.getChunksFillRate() < HARDLY_FILLED) {
      long step = Math.max(LEAST_STEP_WHEN_BUSY, file.size() / PART_WHEN_BUSY);
      turn.during(() -> store.compact(HARDLY_FILLED, (int) Math.min(step, MOST_STEP_WHEN_BUSY)));
    }
    stepped(file);
  }

  private void stepped(FileStore<?> file) {
    long size = file.size();
    if (size < smallest) {
      smallest = size;
      fruitless = 0;
    } else {
      fruitless++;
    }
    if (size <= SMALL || fruitless >= FRUITLESS) {
      working = false;
      settled = size;
      deadThen = dead(file);
    }
  }

  /** Waits for the step that is under way. */
  @Override
  public void close() {
    closing.countDown();
    Threads.join(thread);
  }
}
