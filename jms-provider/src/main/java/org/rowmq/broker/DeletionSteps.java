package org.rowmq.broker;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongSupplier;
import org.rowmq.store.CatalogStore;
import org.rowmq.store.CatalogStore.BegunDeletion;
import org.rowmq.store.CatalogStore.DestinationRow;

/**
 * Deletes queues of a store that other nodes may share. Another node sends by what it read with its
 * last heartbeat, so a deletion is first decided, which hides the queue and keeps its name; each
 * node says that it has heard of it; and when all that live have, the queue goes with its messages.
 * What is confirmed to a sender after that is never in a queue that is swept away (decision 072).
 * Thread-safe.
 */
final class DeletionSteps {
  private static final Logger LOG = System.getLogger(DeletionSteps.class.getName());

  /** How long whoever deletes a queue, or creates one of a name that is being deleted, waits. */
  static final Duration PATIENCE = Duration.ofSeconds(30);

  /** Of a deletion that began so long ago, and of which all have heard, who began it has gone. */
  private static final Duration ABANDONED = Duration.ofSeconds(5);

  static final long LOOK_NANOS = 25_000_000;

  private final CatalogStore store;
  private final LongSupplier now;
  private final Duration patience;

  /** All that had begun when this node last looked. */
  private volatile List<BegunDeletion> begun = List.of();

  /** Of the heartbeat alone: what this node has said that it has heard of. */
  private Set<Long> heard = Set.of();

  /**
   * @param now the database's time
   * @param patience how long {@link #end} waits for nodes that have not heard
   */
  DeletionSteps(CatalogStore store, LongSupplier now, Duration patience) {
    this.store = store;
    this.now = now;
    this.patience = patience;
  }

  /** What has begun. Whoever reads the destinations after this does not find these. */
  List<BegunDeletion> begun() {
    List<BegunDeletion> present = store.begunDeletions();
    begun = present;
    return present;
  }

  /** The destinations have been read since, and nothing more is sent to these. */
  void hear(List<BegunDeletion> deletions) {
    Set<Long> known = new HashSet<>();
    for (BegunDeletion deletion : deletions) {
      if (!heard.contains(deletion.queueId())) {
        store.hearOfDeletion(deletion.queueId());
      }
      known.add(deletion.queueId());
    }
    heard = known;
  }

  /**
   * Deletes queues whose deletion has begun when all nodes have heard of it.
   *
   * @return those that living nodes have not heard of in time, each with these nodes; they are
   *     deleted later
   */
  Map<DestinationRow, List<String>> end(Collection<DestinationRow> queues) {
    long limit = System.nanoTime() + patience.toNanos();
    Map<DestinationRow, List<String>> late = new LinkedHashMap<>();
    for (DestinationRow queue : queues) {
      List<String> unaware = unaware(queue, limit);
      if (unaware.isEmpty()) {
        store.deleteDestination(queue.id());
      } else {
        late.put(queue, unaware);
      }
    }
    return late;
  }

  private List<String> unaware(DestinationRow queue, long limit) {
    List<String> unaware = store.unaware(queue.id());
    while (!unaware.isEmpty()
        && System.nanoTime() - limit < 0
        && !Thread.currentThread().isInterrupted()) {
      LockSupport.parkNanos(this, LOOK_NANOS);
      unaware = store.unaware(queue.id());
    }
    return unaware;
  }

  /** Ends what nobody else has ended. */
  void endAbandoned() {
    for (BegunDeletion deletion : begun) {
      if (deletion.begunAt() < now.getAsLong() - ABANDONED.toMillis()
          && store.unaware(deletion.queueId()).isEmpty()
          && store.deleteDestination(deletion.queueId())) {
        LOG.log(
            Level.INFO, "The deletion of queue://{0} was begun and is ended now", deletion.name());
      }
    }
  }
}
