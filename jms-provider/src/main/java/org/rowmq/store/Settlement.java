package org.rowmq.store;

/** How one delivery of a row ends. The row must be owned by this node, else the unit fails. */
public sealed interface Settlement {

  /** The row. */
  long id();

  /** The mailbox the row is in. */
  long mailboxId();

  /** Delivered and acknowledged: the row is deleted. */
  record Accepted(long id, long mailboxId) implements Settlement {}

  /**
   * Given back, to be delivered again in its old place.
   *
   * @param deliveryCount the count to store
   * @param failureCount the count to store
   * @param deliverAt not before this time (database clock); 0 for at once
   */
  record Released(long id, long mailboxId, int deliveryCount, int failureCount, long deliverAt)
      implements Settlement {}

  /**
   * Kept by this node, to be delivered again from memory; only the counts are stored.
   *
   * @param deliveryCount the count to store
   * @param failureCount the count to store
   */
  record Recounted(long id, long mailboxId, int deliveryCount, int failureCount)
      implements Settlement {}

  /**
   * Given up: moved to another mailbox, where it is available and cannot expire, with a note of
   * why.
   *
   * @param targetMailboxId the dead letter or expiry queue; 0 leaves it where it is as {@link
   *     MessageState#DEAD}
   * @param state in which the row must be, as for {@link Expired}
   */
  record Rejected(
      long id,
      long mailboxId,
      long targetMailboxId,
      int deliveryCount,
      int failureCount,
      DeathNote note,
      MessageState state)
      implements Settlement {

    /** Of a row that could be delivered, or has been. */
    public Rejected(
        long id,
        long mailboxId,
        long targetMailboxId,
        int deliveryCount,
        int failureCount,
        DeathNote note) {
      this(
          id,
          mailboxId,
          targetMailboxId,
          deliveryCount,
          failureCount,
          note,
          MessageState.AVAILABLE);
    }
  }

  /**
   * Moved to another mailbox by management; a scheduled row stays scheduled, any other becomes
   * available.
   *
   * @param state in which the row must be: available for one that is this node's, or scheduled or
   *     dead
   * @param recount whether its deliveries are counted from 0 again, and what was noted of its death
   *     is forgotten
   */
  record Moved(long id, long mailboxId, long targetMailboxId, boolean recount, MessageState state)
      implements Settlement {}

  /** Deleted by management; the state as for {@link Moved}. */
  record Removed(long id, long mailboxId, MessageState state) implements Settlement {}

  /**
   * Found expired, with nowhere to be kept: the row is deleted.
   *
   * @param state in which the row must be, unless this node has acquired it: available, or
   *     scheduled when it expires before it is due
   */
  record Expired(long id, long mailboxId, MessageState state) implements Settlement {}
}
