package org.rowmq.store;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.rowmq.DestinationKind;
import org.rowmq.store.AdministrationStore.AuditRow;

/**
 * Destinations and subscriptions. Thread-safe. Methods throw {@link StoreException}.
 *
 * <p>What the audit trail says of a change is written in its transaction: both are there, or
 * neither; nothing is said of what there was no need to do. Of what no user has asked for it says
 * nothing, and such a change is made without an entry.
 */
public interface CatalogStore {

  /**
   * Creates a destination.
   *
   * @param owner for a temporary one, the incarnation of the node whose connection made it;
   *     otherwise 0
   * @throws AlreadyExistsException when kind and name are taken
   */
  DestinationRow createDestination(
      DestinationKind kind, String name, long owner, AuditRow... audit);

  /** One destination; empty also when its deletion has begun. */
  Optional<DestinationRow> findDestination(DestinationKind kind, String name);

  /** All destinations but those whose deletion has begun, by kind and name. */
  List<DestinationRow> destinations();

  /** Sets whether consumers get and producers may send messages; returns the changed row. */
  DestinationRow pause(long destinationId, boolean consumption, boolean production, AuditRow audit);

  /**
   * Deletes a destination, its messages, and for a topic its subscriptions and theirs. Rows owned
   * by a node or a prepared branch go as well. Returns false when it did not exist. The messages
   * follow after its row, in short transactions; what they do not come to is left to {@link
   * MessageStore#sweepBodies}.
   */
  boolean deleteDestination(long destinationId, AuditRow... audit);

  /**
   * Decides that a queue is deleted: from now on nobody finds it, and its name cannot be given
   * again until {@link #deleteDestination} has been called, which is to be when no living node is
   * {@link #unaware} of it. Returns false when it does not exist, or somebody has decided it
   * before. Nothing more is said in the audit trail when it ends.
   */
  boolean beginDeletion(long queueId, AuditRow audit);

  /** The queues whose deletion has begun and not ended. */
  List<BegunDeletion> begunDeletions();

  /**
   * This node has read the destinations after a deletion began, and will send nothing more there.
   */
  void hearOfDeletion(long queueId);

  /** Names of the other living nodes that may still send to a queue whose deletion has begun. */
  List<String> unaware(long queueId);

  /**
   * Adds a subscription and gives its topic a new version, in one transaction.
   *
   * @param owner for a non-durable one, the incarnation of its node; otherwise 0
   * @throws AlreadyExistsException when a subscription with this client id, name and durability
   *     exists
   */
  SubscriptionRow createSubscription(
      long topicId,
      String clientId,
      String name,
      boolean durable,
      boolean shared,
      boolean noLocal,
      String selector,
      long owner,
      AuditRow... audit);

  /**
   * Deletes a durable subscription with its messages and makes it anew with another selector; empty
   * when it did not exist.
   */
  Optional<SubscriptionRow> renewSubscription(long subscriptionId, String selector, AuditRow audit);

  /**
   * A durable ({@code durable}) or shared non-durable subscription by its name; {@code clientId}
   * may be null.
   */
  Optional<SubscriptionRow> findSubscription(String clientId, String name, boolean durable);

  /** All subscriptions of all topics. */
  List<SubscriptionRow> subscriptions();

  /**
   * What the publishers to one topic need, read in one transaction; empty when the topic is gone.
   */
  Optional<TopicRoutes> routes(long topicId);

  /** The versions of those of the topics that are there, as committed now. One short question. */
  Map<Long, Long> topicVersions(Collection<Long> topics);

  /**
   * Deletes a subscription with its messages and gives its topic a new version; false when it did
   * not exist.
   */
  boolean deleteSubscription(long subscriptionId, AuditRow... audit);

  /**
   * Makes this node the one that may consume from an unshared subscription; false when a living
   * node has it. Also true when this node has it already.
   */
  boolean acquireSubscription(long subscriptionId);

  /** This node's first consumer of a shared durable subscription comes. */
  void joinSubscription(long subscriptionId);

  /**
   * This node's last consumer of a durable subscription goes: ends what {@link
   * #acquireSubscription} or {@link #joinSubscription} began.
   */
  void leaveSubscription(long subscriptionId);

  /**
   * A destination.
   *
   * @param id its id, also that of a queue's mailbox
   * @param owner incarnation of the node that holds a temporary one, else 0
   * @param version rises with every change of a topic's subscriptions
   * @param createdAt database clock, milliseconds since 1970
   */
  record DestinationRow(
      long id,
      DestinationKind kind,
      String name,
      long owner,
      boolean consumptionPaused,
      boolean productionPaused,
      long version,
      long createdAt) {
    /** Whether it is a temporary destination. */
    public boolean temporary() {
      return owner != 0;
    }

    /** The same with these flags. */
    public DestinationRow paused(boolean consumption, boolean production) {
      return new DestinationRow(id, kind, name, owner, consumption, production, version, createdAt);
    }
  }

  /**
   * A subscription.
   *
   * @param id its id, also that of its mailbox
   * @param clientId null where it has none
   * @param name null for an unshared non-durable one
   * @param owner incarnation of the node of a non-durable one, else 0
   * @param createdAt database clock, milliseconds since 1970
   * @param leftAt when the last consumer on a node went, on whichever node that was last; for a
   *     node that died its last heartbeat; the time of creation before there was any consumer; 0
   *     when not known. Says nothing of whether there are consumers now
   */
  record SubscriptionRow(
      long id,
      long topicId,
      String clientId,
      String name,
      boolean durable,
      boolean shared,
      boolean noLocal,
      String selector,
      long owner,
      long createdAt,
      long leftAt) {}

  /**
   * A queue that is to go when all living nodes have heard of it.
   *
   * @param begunAt database clock, milliseconds since 1970
   */
  record BegunDeletion(long queueId, String name, long begunAt) {}

  /** The subscriptions of a topic at one version. */
  record TopicRoutes(long version, List<SubscriptionRow> subscriptions) {
    public TopicRoutes {
      subscriptions = List.copyOf(subscriptions);
    }
  }
}
