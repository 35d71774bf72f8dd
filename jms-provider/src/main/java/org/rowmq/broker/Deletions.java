package org.rowmq.broker;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.rowmq.DestinationKind;
import org.rowmq.store.AdministrationStore.AuditRow;
import org.rowmq.store.CatalogStore.BegunDeletion;
import org.rowmq.store.CatalogStore.DestinationRow;

/**
 * Deletes destinations with their messages and subscriptions: queues that other nodes may be
 * sending to in steps, see {@link DeletionSteps}, all others at once. This node forgets what is
 * deleted, also by others. Thread-safe.
 */
public final class Deletions {
  private final Broker broker;
  private final Catalog catalog;
  private final DeletionSteps steps;

  Deletions(Broker broker, Catalog catalog) {
    this.broker = broker;
    this.catalog = catalog;
    this.steps = new DeletionSteps(broker.store().catalog(), broker::now, DeletionSteps.PATIENCE);
  }

  /** Deletes a temporary destination, if it is still there. */
  public void deleteTemporary(DestinationRow destination) {
    delete(destination, () -> catalog.delete(destination));
  }

  /**
   * Deletes a destination, in one transaction with its audit entry, as far as that can be done
   * without waiting for other nodes. It, and all in it, is out of reach on this node, and its name
   * is not free before {@link #end}. False when it was gone already.
   */
  public boolean begin(DestinationRow destination, AuditRow audit) {
    return delete(
        destination,
        () ->
            goesInSteps(destination)
                ? catalog.beginDeletion(destination, audit)
                : catalog.delete(destination, audit));
  }

  private boolean delete(DestinationRow destination, BooleanSupplier deletion) {
    List<Long> mailboxes = broker.mailboxIds(destination);
    mailboxes.forEach(broker::forgetMailbox);
    broker.traffic().forget(destination);
    boolean deleted = deletion.getAsBoolean();
    mailboxes.forEach(broker::uncount);
    broker.uncount(destination.id());
    return deleted;
  }

  /**
   * Waits until other nodes have heard of deletions that have begun, and ends them.
   *
   * @return those that living nodes have not heard of in time, each with the names of these nodes;
   *     they are ended later
   */
  public Map<DestinationRow, List<String>> end(Collection<DestinationRow> destinations) {
    return steps.end(destinations.stream().filter(this::goesInSteps).toList());
  }

  /** Senders to topics ask in their transaction; to a temporary queue, nobody has a right later. */
  private boolean goesInSteps(DestinationRow destination) {
    return !broker.store().info().exclusive()
        && destination.kind() == DestinationKind.QUEUE
        && !destination.temporary();
  }

  /**
   * Reads the destinations, forgets those that are gone, and says that it has heard of it.
   *
   * @param heartbeat when the heartbeat began that this belongs to, {@link System#nanoTime}
   */
  void hear(long heartbeat) {
    List<BegunDeletion> begun = steps.begun();
    for (DestinationRow gone : catalog.refresh(heartbeat)) {
      broker.forgetMailbox(gone.id());
      broker.traffic().forget(gone);
      broker.uncount(gone.id());
    }
    steps.hear(begun);
  }

  /** Ends what another node has begun, and has not ended. */
  void endAbandoned() {
    steps.endAbandoned();
  }
}
