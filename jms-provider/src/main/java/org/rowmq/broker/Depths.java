package org.rowmq.broker;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.rowmq.store.MessageStore.Depth;
import org.rowmq.store.NodeStore;
import org.rowmq.store.NodeStore.MailboxDepth;

/**
 * How many messages each mailbox has, without ever counting rows while running: what all nodes had
 * written down at the last heartbeat, plus what this node has done since. Thread-safe.
 */
final class Depths {
  /**
   * No mailbox has this id; its counter says that the last owner of the store closed it in order.
   */
  private static final long CLOSED_IN_ORDER = 0;

  private final NodeStore store;
  private final Map<Long, LongAdder> sinceFlush = new ConcurrentHashMap<>();
  private volatile Map<Long, Long> written = Map.of();

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

  /** Writes all down, and that it can be relied on. */
  void close() {
    add(CLOSED_IN_ORDER, 1);
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

  /** Puts counters right after a crash, from a count of the rows. */
  void replace(Map<Long, Depth> counted) {
    sinceFlush.clear();
    List<MailboxDepth> depths = new ArrayList<>();
    counted.forEach(
        (mailboxId, depth) ->
            depths.add(
                new MailboxDepth(
                    mailboxId, depth.available() + depth.scheduled() + depth.other())));
    store.replaceDepths(depths);
    remember(depths);
  }

  private void remember(List<MailboxDepth> depths) {
    Map<Long, Long> all = new HashMap<>();
    depths.forEach(depth -> all.put(depth.mailboxId(), depth.messages()));
    written = all;
  }
}
