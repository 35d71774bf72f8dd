package org.rowmq.broker;

import org.rowmq.store.CatalogStore.DestinationRow;
import org.rowmq.store.Envelope;
import org.rowmq.store.Settlement;
import org.rowmq.store.StoredMessage;

/**
 * One message held by this node: waiting in a buffer, or handed to a consumer and not yet settled.
 * Its fields are guarded by the lock of its dispatcher; the counts are also read by the consumer
 * that holds it.
 */
public final class Delivery {

  private final Dispatcher dispatcher;
  private final StoredMessage row;
  private final boolean inMemoryOnly;
  private volatile int deliveryCount;
  private volatile int failureCount;
  private volatile boolean acknowledging;
  private volatile boolean claimInDoubt;
  private volatile boolean mayBeSettled;
  private volatile long givenAt;

  /** How it came here before it was stored, or null. */
  private final Handover handover;

  /** Where its failures are written, or -1 for none yet. */
  private volatile int laneOfFailures = -1;

  private boolean unplaced;
  private Consumer holder;
  private long heldSince;

  Delivery(Dispatcher dispatcher, StoredMessage row, boolean inMemoryOnly) {
    this(dispatcher, row, inMemoryOnly, null);
  }

  private Delivery(
      Dispatcher dispatcher, StoredMessage row, boolean inMemoryOnly, Handover handover) {
    this.dispatcher = dispatcher;
    this.row = row;
    this.inMemoryOnly = inMemoryOnly;
    this.handover = handover;
    this.deliveryCount = row.deliveryCount();
    this.failureCount = row.failureCount();
  }

  /** A message that is not stored yet. */
  static Delivery early(Dispatcher dispatcher, StoredMessage row, Handover handover) {
    return new Delivery(dispatcher, row, false, handover);
  }

  Dispatcher dispatcher() {
    return dispatcher;
  }

  /** How it came here before it was stored, or null. */
  Handover handover() {
    return handover;
  }

  /** What has become of its row, as far as this node knows. */
  Handover.State stored() {
    return handover == null ? Handover.State.STORED : handover.state();
  }

  /** Says whether it needs a place when it is stored. Under the dispatcher's lock. */
  void unplaced(boolean yes) {
    unplaced = yes;
  }

  /** Whether it is not stored and no consumer has it. Under the dispatcher's lock. */
  boolean isUnplaced() {
    return unplaced;
  }

  /** Id of the row; also gives the order within a mailbox and priority. */
  public long id() {
    return row.id();
  }

  public long mailboxId() {
    return row.mailboxId();
  }

  /** The queue, or the topic, it was sent to. */
  public DestinationRow destination() {
    return dispatcher.mailbox().destination();
  }

  public Envelope envelope() {
    return row.envelope();
  }

  StoredMessage row() {
    return row;
  }

  int priority() {
    return row.envelope().priority();
  }

  /**
   * Whether there is no row: a NON_PERSISTENT message that never had to leave this node's memory.
   */
  public boolean inMemoryOnly() {
    return inMemoryOnly;
  }

  /** A consumer has been given it, or, with null, it waits again. Under the dispatcher's lock. */
  void heldBy(Consumer consumer, long now) {
    holder = consumer;
    heldSince = now;
    if (consumer == null) {
      givenAt = 0;
    }
  }

  /** A consumer gets it now, or soon: it has been woken for it. */
  void given() {
    givenAt = System.nanoTime();
  }

  /** When a consumer got it, in terms of {@link System#nanoTime}; 0 for not yet. */
  long givenAt() {
    return givenAt;
  }

  /** The consumer that was given it, or null. Under the dispatcher's lock. */
  Consumer holder() {
    return holder;
  }

  /** Since when; database clock. Under the dispatcher's lock. */
  long heldSince() {
    return heldSince;
  }

  /** How often it was delivered before this time. */
  public int deliveryCount() {
    return deliveryCount;
  }

  /** How many of those deliveries failed. */
  public int failureCount() {
    return failureCount;
  }

  /** Says whether its acknowledgement is on the way to the store: a browser shows it no more. */
  public void acknowledging(boolean onTheWay) {
    acknowledging = onTheWay;
  }

  boolean isAcknowledging() {
    return acknowledging;
  }

  /** Its row may belong to another node by now, or be gone. */
  void claimMayBeLost() {
    claimInDoubt = !inMemoryOnly;
  }

  boolean isClaimInDoubt() {
    return claimInDoubt;
  }

  /**
   * A transaction that has ended it may have been committed, though it is said not to have been.
   */
  void mayBeSettled() {
    mayBeSettled = !inMemoryOnly;
  }

  /** Its row is still this node's. */
  void isNotSettled() {
    mayBeSettled = false;
  }

  /** Whether only its row can tell that it may be delivered again. */
  boolean isMaybeSettled() {
    return mayBeSettled;
  }

  void countDelivery(boolean failed) {
    deliveryCount = deliveryCount + 1;
    if (failed) {
      failureCount = failureCount + 1;
    }
  }

  /**
   * The lane in which a failure is written: that of the first one, so that they are written in
   * their order, whichever sessions they happened in.
   */
  int laneOfFailures(int lane) {
    if (laneOfFailures < 0) {
      laneOfFailures = lane;
    }
    return laneOfFailures;
  }

  /** Whether the row may not have the present counts yet. */
  boolean countsChanged() {
    return deliveryCount != row.deliveryCount() || failureCount != row.failureCount();
  }

  Settlement accepted() {
    return new Settlement.Accepted(id(), mailboxId());
  }
}
