package org.rowmq.broker;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.rowmq.store.MessageStore.Purged;
import org.rowmq.store.NodeStore.MailboxDepth;
import org.rowmq.store.Settlement;
import org.rowmq.store.StoredMessage;

/** Empties mailboxes, but for what consumers hold. Thread-safe. */
final class Purge {
  private static final int BATCH = 1_000;

  private final Broker broker;

  Purge(Broker broker) {
    this.broker = broker;
  }

  /**
   * Deletes what no consumer holds; returns how many. Where no consumer has been, one may come
   * meanwhile, so that there is a dispatcher in any case.
   */
  long of(Mailbox mailbox) {
    long mailboxId = mailbox.id();
    Dispatcher dispatcher = broker.dispatcher(mailbox);
    long upToId = broker.store().nextId();
    List<Delivery> buffered = dispatcher.beginPurge();
    try {
      long purged = purgeBuffered(buffered);
      Set<Long> held = broker.store().info().exclusive() ? dispatcher.heldIds() : Set.of();
      return purged
          + (held.isEmpty() ? purgeRows(mailboxId, upToId) : purgeAround(mailboxId, upToId, held));
    } finally {
      dispatcher.endPurge(upToId);
    }
  }

  private long purgeBuffered(List<Delivery> buffered) {
    for (int from = 0; from < buffered.size(); from += BATCH) {
      int to = Math.min(buffered.size(), from + BATCH);
      List<Delivery> batch = buffered.subList(from, to);
      try {
        broker.write(Work.consuming(Broker.MANAGEMENT_LANE, batch));
      } catch (RuntimeException e) {
        // whoever gets them next must read the rows, if they are still there
        broker.inDoubt(Broker.MANAGEMENT_LANE, batch);
        broker.unseen(buffered.subList(to, buffered.size()));
        throw e;
      }
    }
    return buffered.size();
  }

  private long purgeRows(long mailboxId, long upToId) {
    long purged = 0;
    while (true) {
      Purged batch = broker.store().messages().purge(mailboxId, upToId, BATCH);
      int rows = batch.ids().size();
      if (rows == 0) {
        return purged;
      }
      broker.counted(new MailboxDepth(mailboxId, -rows, -batch.scheduled(), 0, -batch.dead()));
      purged += rows;
    }
  }

  /**
   * Purges row by row, leaving those that consumers hold; only where holding is a matter of memory.
   */
  private long purgeAround(long mailboxId, long upToId, Set<Long> held) {
    long purged = 0;
    Set<Long> skip = new HashSet<>(held);
    for (int priority = 0; priority < Reader.PRIORITIES; priority++) {
      long after = 0;
      while (true) {
        List<StoredMessage> page =
            broker.store().messages().page(mailboxId, priority, after, BATCH, 1L << 20);
        if (page.isEmpty() || page.get(0).id() > upToId) {
          break;
        }
        after = page.get(page.size() - 1).id();
        List<Settlement> deletions = new ArrayList<>();
        for (StoredMessage row : page) {
          if (!skip.contains(row.id()) && row.id() <= upToId) {
            deletions.add(new Settlement.Accepted(row.id(), mailboxId));
          }
        }
        if (!deletions.isEmpty()) {
          broker.deleteBeforeDelivery(deletions);
          broker.counted(mailboxId, -deletions.size());
          purged += deletions.size();
        }
      }
    }
    return purged;
  }
}
