package org.rowmq.broker;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.rowmq.store.NodeStore;
import org.rowmq.store.NodeStore.MailboxDepth;

/**
 * How many messages each mailbox has, without counting rows: what all nodes had written down at the
 * last heartbeat, plus what this node has done since. Only after a crash, and in the background,
 * the rows are counted. Thread-safe.
 */
final class Depths {
  /**
   * No mailbox has this id; its counter says that the last owner of the store closed it in order.
   */
  private static final long CLOSED_IN_ORDER = 0;

  private static final Logger LOG = System.getLogger(Depths.class.getName());

  /** Stands for a check until there is one. */
  private static final CompletableFuture<List<MailboxDepth>> NOT_BEGUN = new CompletableFuture<>();

  private final NodeStore store;
  private final Map<Long, LongAdder> sinceFlush = new ConcurrentHashMap<>();
  private final AtomicReference<CompletableFuture<List<MailboxDepth>>> checking =
      new AtomicReference<>();
  private volatile Map<Long, Long> written = Map.of();
  private volatile boolean trusted = true;

  Depths(NodeStore store) {
    this.store = store;
  }

  /** Reads what was written down; true when that can be relied on. */
  boolean open() {
    remember(store.addToDepths(List.of()));
    boolean inOrder = written.getOrDefault(CLOSED_IN_ORDER, 0L) == 1;
    if (inOrder) {
      add(CLOSED_IN_ORDER, -1);
      flush();
    }
    return inOrder;
  }

  /** Writes all down, and that it can be relied on if no check was left undone. */
  void close() {
    CompletableFuture<List<MailboxDepth>> check = checking.get();
    if (check != null) {
      check.cancel(true);
    }
    if (check == null && trusted) {
      add(CLOSED_IN_ORDER, 1);
    }
    flush();
  }

  void add(long mailboxId, long messages) {
    if (messages != 0) {
      sinceFlush.computeIfAbsent(mailboxId, id -> new LongAdder()).add(messages);
    }
  }

  long of(long mailboxId) {
    LongAdder recent = sinceFlush.get(mailboxId);
    long known = written.getOrDefault(mailboxId, 0L);
    return Math.max(0, known + (recent == null ? 0 : recent.sum()));
  }

  /** Writes down what this node has done since the last time. */
  void flush() {
    List<MailboxDepth> deltas = new ArrayList<>();
    sinceFlush.forEach(
        (mailboxId, adder) -> {
          long delta = adder.sumThenReset();
          if (delta != 0) {
            deltas.add(new MailboxDepth(mailboxId, delta));
          }
        });
    try {
      remember(store.addToDepths(deltas));
    } catch (RuntimeException e) {
      deltas.forEach(delta -> add(delta.mailboxId(), delta.messages()));
      throw e;
    }
  }

  /**
   * Puts the counters right from the rows, in the background: after a crash, what nodes had not
   * written down is missing. What is done meanwhile is counted as always.
   */
  void check(Executor executor) {
    if (!checking.compareAndSet(null, NOT_BEGUN)) {
      return;
    }
    trusted = true;
    try {
      CompletableFuture<List<MailboxDepth>> check = store.checkDepths(executor);
      checking.set(check);
      check.whenComplete(this::checked);
    } catch (RuntimeException e) {
      checking.set(null);
      trusted = false;
      throw e;
    }
  }

  private void checked(List<MailboxDepth> wrong, Throwable thrown) {
    if (thrown == null) {
      wrong.forEach(depth -> add(depth.mailboxId(), depth.messages()));
    } else {
      trusted = false;
      LOG.log(Level.DEBUG, "The counters could not be checked: {0}", thrown.getMessage());
    }
    checking.set(null);
  }

  /** Something may have been written that was not counted: a check has to be made. */
  void distrust() {
    trusted = false;
  }

  /** Whether no check has to be made. */
  boolean trusted() {
    return trusted;
  }

  private void remember(List<MailboxDepth> depths) {
    Map<Long, Long> all = new HashMap<>();
    depths.forEach(depth -> all.put(depth.mailboxId(), depth.messages()));
    written = all;
  }
}
