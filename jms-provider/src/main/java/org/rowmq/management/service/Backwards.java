package org.rowmq.management.service;

import java.util.Collection;
import java.util.List;
import org.rowmq.management.service.MessageSearch.Chunk;
import org.rowmq.store.MessageState;
import org.rowmq.store.MessageStore.BrowseKey;
import org.rowmq.store.MessageStore.BrowsedMessage;

/**
 * Goes through a mailbox against the order of delivery, a part at a time. The index is read
 * forwards only, because H2 would read all of a queue to give the end of it first: how far in front
 * of a place to begin is found by trying. Numbers of rows rise with time, so a distance that had
 * too few or too many rows in it is made larger or smaller; each try reads a bounded part.
 */
final class Backwards {
  private static final int MOST = 50;
  private static final int HIGHEST_PRIORITY = 9;
  private static final long FIRST_DISTANCE = 1L << 24;
  private static final int GROWTH = 16;

  private final MessageSearch search;
  private final long mailboxId;
  private final Collection<MessageState> states;
  private long distance = FIRST_DISTANCE;

  Backwards(MessageSearch search, long mailboxId, Collection<MessageState> states) {
    this.search = search;
    this.mailboxId = mailboxId;
    this.states = states;
  }

  /** The messages right in front of a place, in delivery order; empty where it is the first. */
  List<BrowsedMessage> inFrontOf(BrowseKey place) {
    List<BrowsedMessage> part = ofPriority(place.priority(), place);
    for (int priority = place.priority() + 1; part.isEmpty(); priority++) {
      if (priority > HIGHEST_PRIORITY) {
        return List.of();
      }
      part = ofPriority(priority, new BrowseKey(priority, Long.MAX_VALUE));
    }
    return part;
  }

  private List<BrowsedMessage> ofPriority(int priority, BrowseKey place) {
    long end = place.id() == Long.MAX_VALUE ? search.beyondNewest() : place.id();
    long tooFar = -1; // behind this number are more rows than are read at once
    long tooNear = end; // and behind this one none
    long from = Math.max(0, end - distance);
    while (true) {
      Chunk chunk = search.read(mailboxId, states, new BrowseKey(priority, from), MOST);
      List<BrowsedMessage> part =
          chunk.messages().stream()
              .takeWhile(
                  message -> MessageSearch.inDeliveryOrder(MessageSearch.key(message), place) < 0)
              .toList();
      boolean all = part.size() < chunk.messages().size() || !chunk.more();
      if (part.isEmpty()) {
        if (from == 0) {
          return part;
        }
        tooNear = from;
        from = tooFar < 0 ? Math.max(0, end - (end - from) * GROWTH) : middle(tooFar, tooNear);
      } else if (all || tooNear - from <= 1) {
        distance = end - from;
        return part;
      } else {
        tooFar = from;
        from = middle(tooFar, tooNear);
      }
    }
  }

  private static long middle(long low, long high) {
    return low + (high - low) / 2;
  }
}
