package org.rowmq.store;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;

/**
 * Nodes, client identifiers, and the database's clock. Thread-safe. Methods throw {@link
 * StoreException}.
 */
public interface NodeStore {

  /**
   * The database's time in milliseconds since 1970, without a call to it: this clock plus a
   * measured offset.
   */
  long now();

  /**
   * Says that this node lives, and measures the clock offset anew.
   *
   * @param snapshot what this node shows of itself to the consoles of others
   * @return false when others have taken this node for dead and released what it held
   */
  boolean heartbeat(String snapshot);

  /**
   * Finds nodes that are dead (heartbeat older than the node time-out, or a process of this machine
   * that is gone) and releases what they held: acquired rows become available, their temporary
   * destinations, non-durable subscriptions and client identifiers go.
   *
   * @return mailboxes that have messages again
   */
  List<Long> buryDead();

  /** All nodes, the living first. */
  List<NodeRow> nodes();

  /**
   * Reserves a client identifier for this node across all nodes.
   *
   * @return false when a living node has it
   */
  boolean acquireClientId(String clientId);

  /** Gives up what {@link #acquireClientId} gained. */
  void releaseClientId(String clientId);

  /**
   * Adds to the kept counters of mailboxes, and returns all of them. Called with each heartbeat.
   */
  List<MailboxDepth> addToDepths(List<MailboxDepth> deltas);

  /** Removes the kept counters of mailboxes that there are no longer. */
  void forgetDepthsOfGone();

  /**
   * Compares the kept counters with the rows, as both are when this returns; what is written
   * meanwhile is neither seen nor held up. For repair after a crash: its cost is the backlog. A
   * mailbox contains what it will deliver, has delivered unsettled, or keeps as dead; not what a
   * prepared transaction has sent.
   *
   * @param executor does the counting, on a thread that may take long
   * @return what to add to the counters that are wrong; cancelling it stops the counting
   */
  CompletableFuture<List<MailboxDepth>> checkDepths(Executor executor);

  /**
   * A node.
   *
   * @param incarnation its present life
   * @param heartbeatAt database clock
   * @param alive whether it is taken for living
   * @param snapshot what it last said of itself, or null
   */
  record NodeRow(
      String name,
      int number,
      long incarnation,
      long startedAt,
      long heartbeatAt,
      boolean alive,
      String snapshot) {}

  /**
   * The kept counters of one mailbox, or what is to be added to them.
   *
   * @param messages all that it contains
   * @param scheduled of these, those that wait for their delivery time or their next attempt
   * @param prepared of these, those that prepared transactions have consumed
   * @param dead of these, those given up where no dead letter queue is set
   */
  record MailboxDepth(long mailboxId, long messages, long scheduled, long prepared, long dead) {

    /** None of the messages is in a special state. */
    public MailboxDepth(long mailboxId, long messages) {
      this(mailboxId, messages, 0, 0, 0);
    }

    /** Whether there is nothing to add. */
    public boolean isZero() {
      return messages == 0 && scheduled == 0 && prepared == 0 && dead == 0;
    }

    /** Both together; of the mailbox of this one. */
    public MailboxDepth plus(MailboxDepth more) {
      return new MailboxDepth(
          mailboxId,
          messages + more.messages,
          scheduled + more.scheduled,
          prepared + more.prepared,
          dead + more.dead);
    }
  }
}
