package org.rowmq.store.jpa;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.rowmq.store.MessageState;
import org.rowmq.store.NodeStore.MailboxDepth;

/**
 * Compares the kept counters with the rows, in one snapshot of the database. The counters come
 * first, because reading them takes the snapshot and no time; the rows are counted along an index
 * while everybody goes on writing.
 */
final class DepthCheck {
  private final Calls calls;
  private final Database database;
  private final String counters;
  private final String rows;

  DepthCheck(Calls calls, Database database) {
    this.calls = calls;
    this.database = database;
    String message = database.names().table("message");
    // the rows are named here because H2 takes its snapshot of the tables a statement names
    this.counters =
        "select "
            + JpaNodes.DEPTHS
            + " from "
            + database.names().table("depth")
            + " where mailbox_id >= 0 or exists (select 1 from "
            + message
            + ")";
    this.rows =
        "select mailbox_id, state, count(*) from "
            + message
            + " group by mailbox_id, state order by mailbox_id, state";
  }

  /** See {@link org.rowmq.store.NodeStore#checkDepths}. */
  CompletableFuture<List<MailboxDepth>> start(Executor executor) {
    Check check = new Check();
    try {
      executor.execute(check);
    } catch (RejectedExecutionException e) {
      check.completeExceptionally(e);
      return check;
    }
    check.awaitSnapshot();
    return check;
  }

  private final class Check extends CompletableFuture<List<MailboxDepth>> implements Runnable {
    private final CountDownLatch begun = new CountDownLatch(1);

    /** Guarded by this. */
    private PreparedStatement running;

    @Override
    public void run() {
      try {
        complete(calls.call(this::inSnapshot));
      } catch (RuntimeException e) {
        completeExceptionally(e);
      } finally {
        begun.countDown();
      }
    }

    private List<MailboxDepth> inSnapshot() {
      try {
        return database.snapshot(this::compare);
      } catch (SQLException | RuntimeException e) {
        throw database.failed("counting messages", e);
      }
    }

    private List<MailboxDepth> compare(Tx tx) throws SQLException {
      Map<Long, MailboxDepth> missing = new HashMap<>();
      try (PreparedStatement statement = tx.connection().prepareStatement(counters);
          ResultSet kept = statement.executeQuery()) {
        while (kept.next()) {
          MailboxDepth depth = JpaNodes.depth(kept);
          missing.put(depth.mailboxId(), negative(depth));
        }
      }
      begun.countDown();
      try (PreparedStatement statement = tx.connection().prepareStatement(rows)) {
        runs(statement);
        try (ResultSet counted = statement.executeQuery()) {
          while (counted.next()) {
            MessageState state = MessageState.ofCode(counted.getInt(2));
            if (state != MessageState.PREPARED) {
              MailboxDepth there = in(state, counted.getLong(1), counted.getLong(3));
              missing.merge(there.mailboxId(), there, MailboxDepth::plus);
            }
          }
        } finally {
          runs(null);
        }
      }
      List<MailboxDepth> wrong = new ArrayList<>(missing.values());
      // 0 is nobody's mailbox: the node keeps a note of its own there
      wrong.removeIf(depth -> depth.isZero() || depth.mailboxId() == 0);
      return wrong;
    }

    private MailboxDepth in(MessageState state, long mailboxId, long messages) {
      return new MailboxDepth(
          mailboxId,
          messages,
          state == MessageState.SCHEDULED ? messages : 0,
          state == MessageState.CONSUMED ? messages : 0,
          state == MessageState.DEAD ? messages : 0);
    }

    private MailboxDepth negative(MailboxDepth depth) {
      return new MailboxDepth(
          depth.mailboxId(),
          -depth.messages(),
          -depth.scheduled(),
          -depth.prepared(),
          -depth.dead());
    }

    private synchronized void runs(PreparedStatement statement) throws SQLException {
      running = statement;
      if (isCancelled() && statement != null) {
        throw new SQLException("the counting was cancelled");
      }
    }

    @Override
    public synchronized boolean cancel(boolean mayInterruptIfRunning) {
      boolean cancelled = super.cancel(mayInterruptIfRunning);
      if (cancelled && running != null) {
        try {
          running.cancel();
        } catch (SQLException e) {
          System.getLogger(DepthCheck.class.getName())
              .log(System.Logger.Level.DEBUG, "counting messages could not be cancelled", e);
        }
      }
      return cancelled;
    }

    private void awaitSnapshot() {
      boolean interrupted = false;
      while (true) {
        try {
          begun.await();
          break;
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
