package org.rowmq.broker;

import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.rowmq.store.StoredMessage;

/**
 * The messages of one mailbox that this node holds: read ahead, or with consumers that have not
 * settled them.
 *
 * <p>Where this node is the store's only owner, holding a message is a matter of memory, and {@link
 * #passesOver} says which rows a page just read must be passed over. That is right because (1) row
 * ids are given in commit order, so a page never skips a row that appears later; (2) a row is
 * forgotten here only after its deletion is committed; (3) what is settled while a page is being
 * read is remembered until that page has been looked through; (4) a row made available again behind
 * a reader rewinds it; (5) a row that may be gone by the time its sending is told is left to the
 * table (decision 126). Where other nodes share the store, holding is an UPDATE made by a claim.
 *
 * <p>Guarded by the lock of its dispatcher.
 */
final class Holdings {
  private final boolean exclusive;
  private final Map<Long, Delivery> held = new HashMap<>();

  /** With the newest reading that had begun by then. */
  private final Map<Long, Long> settledWhileReading = new HashMap<>();

  /** By message id, see {@link #spilling(Delivery)}. */
  private final Map<Long, Delivery> spilling = new HashMap<>();

  private int readings;
  private long newestReading;

  /**
   * Holds nothing yet.
   *
   * @param exclusive whether this node is the only owner of the store
   */
  Holdings(boolean exclusive) {
    this.exclusive = exclusive;
  }

  void hold(Delivery delivery) {
    held.put(delivery.id(), delivery);
  }

  /** The held message of this row, or null. */
  Delivery get(long id) {
    return held.get(id);
  }

  boolean has(long id) {
    return held.containsKey(id);
  }

  int size() {
    return held.size();
  }

  Collection<Delivery> all() {
    return held.values();
  }

  Set<Long> ids() {
    return new HashSet<>(held.keySet());
  }

  /** The row is gone, or no longer this node's. */
  void forget(long id) {
    held.remove(id);
    if (readings > 0) {
      settledWhileReading.put(id, newestReading);
    }
  }

  /** Forgets it, unless it was given back, and claimed anew before this was told. */
  void settled(Delivery delivery) {
    if (held.get(delivery.id()) == delivery) {
      forget(delivery.id());
    }
  }

  /** There never was a row, or it is to be read again. */
  void drop(long id) {
    held.remove(id);
  }

  void clear() {
    held.clear();
  }

  // ---- while the table is read

  /** A page is about to be read, whose number is returned; {@link #endReading} must follow. */
  long beginReading() {
    readings++;
    return ++newestReading;
  }

  void endReading() {
    readings--;
    if (readings == 0) {
      settledWhileReading.clear();
    }
  }

  /**
   * Whether a row just read is held already, or was settled meanwhile. A claimed row is not,
   * whatever memory of an earlier claim is still to be cleared.
   *
   * @param reading that has read it; what was settled, or given back, before it began is not its
   *     concern
   */
  boolean passesOver(long id, long reading) {
    return exclusive
        && (held.containsKey(id) || settledWhileReading.getOrDefault(id, 0L) >= reading);
  }

  /** The row with the counts it is about to get, see {@link #spilling}. */
  StoredMessage counted(StoredMessage row) {
    Delivery before = spilling.get(row.envelope().messageId());
    return before == null
        ? row
        : new StoredMessage(
            row.id(),
            row.mailboxId(),
            row.envelope(),
            before.deliveryCount(),
            before.failureCount());
  }

  /** A message that was delivered from memory becomes a row, which does not know that yet. */
  void spilling(Delivery delivery) {
    spilling.put(delivery.envelope().messageId(), delivery);
  }

  /** The row knows how often the message was delivered, or is gone. */
  void spillEnded(Delivery delivery) {
    spilling.remove(delivery.envelope().messageId());
  }
}
