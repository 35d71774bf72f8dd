package org.rowmq.broker;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import org.rowmq.store.MessageStore.AvailableRow;

/**
 * Available rows that a look at a shared table has found, in delivery order, for the next claims.
 * Who claims looks at the rows from the first one on, and a database that has not cleaned up yet
 * passes over all that were deleted of late: so quick consumers look at many rows at once, and
 * claim them a page at a time.
 *
 * <p>What becomes available before the last row that was found is in the way: then the table is
 * looked at again. What comes behind it is found by the next look, and no row that a session has
 * sent later before it.
 *
 * <p>Guarded by the lock of the dispatcher.
 */
final class FoundRows {
  /** How many a look finds at most. */
  static final int MOST = 2_000;

  /** After how many claims it is tried again when other nodes have been faster. */
  private static final int CLAIMS_WITHOUT = 64;

  private final Deque<AvailableRow> rows = new ArrayDeque<>(0);

  /** For each priority, the first of those that have become available while somebody looks. */
  private final long[] availableFrom = new long[Reader.PRIORITIES];

  private int claimsWithout;

  /** Whether a look is worth it now. */
  boolean isLookWorthIt() {
    return claimsWithout == 0;
  }

  /** A claim was made without a look. */
  void passed() {
    claimsWithout = Math.max(0, claimsWithout - 1);
  }

  boolean isEmpty() {
    return rows.isEmpty();
  }

  /** The table is about to be looked at. */
  void beginLook() {
    Arrays.fill(availableFrom, Long.MAX_VALUE);
  }

  /**
   * Remembers what a look has found, unless other rows have come into its way meanwhile.
   *
   * @param found in delivery order
   */
  void endLook(List<AvailableRow> found) {
    rows.addAll(found);
    for (int priority = 0; priority < Reader.PRIORITIES; priority++) {
      if (availableFrom[priority] != Long.MAX_VALUE) {
        available(priority, availableFrom[priority]);
      }
    }
  }

  /** This row may have become available. */
  void available(int priority, long id) {
    availableFrom[priority] = Math.min(availableFrom[priority], id);
    AvailableRow last = rows.peekLast();
    if (last != null
        && (priority > last.priority() || (priority == last.priority() && id <= last.id()))) {
      forget();
    }
  }

  /** Takes the next ones, so many rows and bytes at most, but one at least if there is one. */
  List<Long> take(int most, long mostBytes) {
    List<Long> taken = new ArrayList<>(Math.min(most, rows.size()));
    long bytes = 0;
    while (taken.size() < most && !rows.isEmpty()) {
      bytes += rows.peekFirst().bytes();
      if (bytes > mostBytes && !taken.isEmpty()) {
        break;
      }
      taken.add(rows.pollFirst().id());
    }
    return taken;
  }

  /** So many of those that were taken could be claimed; the others another node has claimed. */
  void claimed(int taken, int claimed) {
    if (claimed < taken / 2) {
      forget();
      claimsWithout = CLAIMS_WITHOUT;
    }
  }

  /** Those that were taken may not have been claimed, and go before the others. */
  void forget() {
    rows.clear();
  }
}
