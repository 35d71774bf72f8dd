package org.rowmq.broker;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.rowmq.DestinationKind;
import org.rowmq.store.ClaimLostException;
import org.rowmq.store.DeadLetterStore.Grave;
import org.rowmq.store.MessageState;
import org.rowmq.store.MessageStore.BrowsedMessage;

/**
 * Removes messages that were given up longer ago than the destination keeps them in which they are:
 * from queues that take dead letters, and where they stayed, marked dead. What somebody has moved
 * elsewhere is no dead letter any more. Walks a piece of their notes per call and remembers where
 * it stopped; asks nothing where nothing is to be removed. For one thread.
 */
final class DeadLetterRetention {
  private static final Logger LOG = System.getLogger(DeadLetterRetention.class.getName());
  private static final int PIECE = 500;
  private static final int PIECES = 4;
  private static final int BATCH = 100;
  private static final long BATCH_BYTES = 4L << 20;

  private final Broker broker;
  private final LongSupplier now;
  private long last;

  /**
   * Begins with the oldest.
   *
   * @param now the database's time, milliseconds since 1970
   */
  DeadLetterRetention(Broker broker, LongSupplier now) {
    this.broker = broker;
    this.now = now;
  }

  void sweep() {
    if (!broker.policies().removesDeadLetters()) {
      return;
    }
    for (int piece = 0; piece < PIECES; piece++) {
      List<Grave> graves = broker.store().deadLetters().after(last, PIECE);
      remove(graves);
      if (graves.size() < PIECE) {
        last = 0;
        return;
      }
      last = graves.get(graves.size() - 1).id();
    }
  }

  private void remove(List<Grave> graves) {
    Map<Long, List<Grave>> byMailbox = new HashMap<>();
    for (Grave grave : graves) {
      if (grave.mailboxId() != 0) {
        byMailbox.computeIfAbsent(grave.mailboxId(), id -> new ArrayList<>()).add(grave);
      }
    }
    byMailbox.forEach(
        (id, some) -> broker.repair().mailbox(id).ifPresent(mailbox -> remove(mailbox, some)));
  }

  private void remove(Mailbox mailbox, List<Grave> graves) {
    DestinationPolicy policy = broker.policies().of(mailbox.destination());
    if (policy.deadLetterRetention().isZero()) {
      return;
    }
    long before = now.getAsLong() - policy.deadLetterRetention().toMillis();
    boolean takesDeadLetters =
        mailbox.destination().kind() == DestinationKind.QUEUE
            && broker.policies().isDeadLetterQueue(mailbox.destination().name());
    Map<Long, MessageState> old = new LinkedHashMap<>();
    for (Grave grave : graves) {
      if (grave.diedAt() < before && (takesDeadLetters || grave.state() == MessageState.DEAD)) {
        old.put(grave.id(), grave.state());
      }
    }
    int removed = 0;
    List<Long> left = List.copyOf(old.keySet());
    while (!left.isEmpty()) {
      List<Long> asked = left.subList(0, Math.min(BATCH, left.size()));
      List<BrowsedMessage> found = broker.store().messages().find(asked, BATCH_BYTES);
      List<BrowsedMessage> unchanged =
          found.stream()
              .filter(row -> row.message().mailboxId() == mailbox.id())
              .filter(row -> row.state() == old.get(row.message().id()))
              .toList();
      removed += unchanged.isEmpty() ? 0 : delete(mailbox, unchanged);
      left = left.subList(behind(asked, found), left.size());
    }
    if (removed > 0) {
      broker.traffic().forgotten(mailbox.destination(), removed);
      LOG.log(
          Level.INFO,
          "{0} dead letters in {1} were removed: they were given up over {2} days ago, which its"
              + " setting deadLetterRetention allows",
          removed,
          mailbox.originName(),
          policy.deadLetterRetention().toDays());
    }
  }

  /** Where to go on: what comes after the last one found may not have been read for its size. */
  private static int behind(List<Long> asked, List<BrowsedMessage> found) {
    return found.isEmpty()
        ? asked.size()
        : asked.indexOf(found.get(found.size() - 1).message().id()) + 1;
  }

  private int delete(Mailbox mailbox, List<BrowsedMessage> rows) {
    try {
      return broker.repair().delete(mailbox, rows, null);
    } catch (ClaimLostException e) {
      LOG.log(Level.DEBUG, "Old dead letters were taken by somebody else: {0}", e.getMessage());
      return 0; // what is still there is found again
    }
  }
}
