package org.rowmq.store.jpa;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.rowmq.DestinationKind;
import org.rowmq.store.AdministrationStore.AuditRow;
import org.rowmq.store.AlreadyExistsException;
import org.rowmq.store.CatalogStore;
import org.rowmq.store.StoreException;
import org.rowmq.store.jpa.Entities.DestinationEntity;
import org.rowmq.store.jpa.Entities.SubscriptionEntity;

/** Destinations and subscriptions. */
final class JpaCatalog implements CatalogStore {
  private static final Logger LOG = System.getLogger(JpaCatalog.class.getName());

  private final Calls calls;
  private final Database database;
  private final Durably durably;
  private final IdGenerator ids;
  private final long incarnation;
  private final DatabaseClock clock;
  private final Deletion deletion;
  private final SweepSql sweep;
  private final SubscriptionUse use;
  private final BegunDeletions begun;
  private final Duration nodeTimeout;

  JpaCatalog(
      Calls calls,
      Durably durably,
      IdGenerator ids,
      long incarnation,
      DatabaseClock clock,
      Duration nodeTimeout) {
    this.calls = calls;
    this.durably = durably;
    this.database = durably.database();
    this.ids = ids;
    this.incarnation = incarnation;
    this.clock = clock;
    this.deletion = new Deletion(database.names(), clock::now);
    this.sweep = new SweepSql(database.names());
    this.use = new SubscriptionUse(database.names());
    this.begun = new BegunDeletions(database.names());
    this.nodeTimeout = nodeTimeout;
  }

  @Override
  public DestinationRow createDestination(
      DestinationKind kind, String name, long owner, AuditRow... audit) {
    DestinationEntity row = new DestinationEntity();
    row.id = ids.next();
    row.kind = Kinds.codeOf(kind);
    row.name = name;
    row.owner = owner;
    row.createdAt = clock.now();
    return calls.call(
        () ->
            durably.transaction(
                "creating " + kind.scheme() + " " + name,
                tx -> {
                  insert(tx, row, kind.scheme() + " " + name + " exists already");
                  JpaAdministration.audit(tx, audit);
                  return destination(row);
                }));
  }

  /** Inserts a row at once; a duplicate becomes the exception that says so. */
  private static void insert(Tx tx, Object row, String taken) {
    try {
      tx.session().insert(row);
      tx.flush();
    } catch (RuntimeException e) {
      if (FailureTranslation.isDuplicate(e)) {
        throw new AlreadyExistsException(taken, e);
      }
      throw e;
    }
  }

  @Override
  public Optional<DestinationRow> findDestination(DestinationKind kind, String name) {
    return calls.call(
        () ->
            database.reading(
                "looking for " + kind.scheme() + " " + name,
                tx ->
                    tx.session()
                        .createSelectionQuery(
                            "from Destination where kind = :kind and name = :name and deletingAt = 0",
                            DestinationEntity.class)
                        .setParameter("kind", Kinds.codeOf(kind))
                        .setParameter("name", name)
                        .getResultStream()
                        .map(JpaCatalog::destination)
                        .findFirst()));
  }

  @Override
  public List<DestinationRow> destinations() {
    return calls.call(
        () ->
            database.transaction(
                "listing destinations",
                tx ->
                    tx
                        .session()
                        .createSelectionQuery(
                            "from Destination where deletingAt = 0 order by kind, name",
                            DestinationEntity.class)
                        .getResultList()
                        .stream()
                        .map(JpaCatalog::destination)
                        .toList()));
  }

  @Override
  public DestinationRow pause(
      long destinationId, boolean consumption, boolean production, AuditRow audit) {
    return calls.call(
        () ->
            durably.transaction(
                "pausing a destination",
                tx -> {
                  tx.session()
                      .createMutationQuery(
                          "update Destination set consumptionPaused = :consumption, productionPaused = :production"
                              + " where id = :id")
                      .setParameter("consumption", consumption)
                      .setParameter("production", production)
                      .setParameter("id", destinationId)
                      .executeUpdate();
                  DestinationEntity row = tx.session().get(DestinationEntity.class, destinationId);
                  if (row == null) {
                    throw new StoreException(
                        "destination " + destinationId + " does not exist any more");
                  }
                  JpaAdministration.audit(tx, audit);
                  return destination(row);
                }));
  }

  @Override
  public boolean deleteDestination(long destinationId, AuditRow... audit) {
    return calls.call(
        () ->
            deleted(
                durably.transaction(
                    "deleting a destination",
                    tx -> {
                      DestinationEntity row =
                          tx.session().get(DestinationEntity.class, destinationId);
                      if (row == null) {
                        return Optional.<List<Long>>empty();
                      }
                      JpaAdministration.audit(tx, audit);
                      return Optional.of(deletion.destination(tx, row));
                    })));
  }

  private boolean deleted(Optional<List<Long>> mailboxes) {
    mailboxes.ifPresent(this::empty);
    return mailboxes.isPresent();
  }

  /** What was deleted stays deleted, and is told so, when its messages cannot be deleted now. */
  private void empty(List<Long> mailboxes) {
    try {
      mailboxes.forEach(id -> Sweeping.empty(database, sweep, id));
    } catch (StoreException e) {
      LOG.log(
          Level.WARNING,
          "The messages of the deleted queues or subscriptions "
              + mailboxes
              + " could not all be deleted with them; the next sweep goes on",
          e);
    }
  }

  @Override
  public boolean beginDeletion(long queueId, AuditRow audit) {
    return calls.call(
        () ->
            durably.transaction(
                "beginning to delete a queue",
                tx -> {
                  boolean first = begun.begin(tx, queueId, clock.now());
                  if (first) {
                    JpaAdministration.audit(tx, audit);
                  }
                  return first;
                }));
  }

  @Override
  public List<BegunDeletion> begunDeletions() {
    return calls.call(() -> database.reading("looking for deletions", begun::all));
  }

  @Override
  public void hearOfDeletion(long queueId) {
    calls.call(
        () ->
            database.transaction(
                "hearing of a deletion",
                tx -> {
                  begun.hear(tx, queueId, incarnation);
                  return null;
                }));
  }

  @Override
  public List<String> unaware(long queueId) {
    long since = clock.now() - nodeTimeout.toMillis();
    return calls.call(
        () ->
            database.reading(
                "asking who has heard of a deletion",
                tx -> begun.unaware(tx, queueId, incarnation, since)));
  }

  @Override
  public SubscriptionRow createSubscription(
      long topicId,
      String clientId,
      String name,
      boolean durable,
      boolean shared,
      boolean noLocal,
      String selector,
      long owner,
      AuditRow... audit) {
    SubscriptionEntity row =
        subscription(topicId, clientId, name, durable, shared, noLocal, selector);
    row.owner = owner;
    return calls.call(
        () ->
            durably.transaction(
                "creating a subscription",
                tx -> {
                  if (!deletion.bumpVersion(tx, row.topicId)) {
                    throw new StoreException("topic " + row.topicId + " does not exist any more");
                  }
                  insert(tx, row, "subscription " + row.name + " exists already");
                  JpaAdministration.audit(tx, audit);
                  return subscription(row);
                }));
  }

  private SubscriptionEntity subscription(
      long topicId,
      String clientId,
      String name,
      boolean durable,
      boolean shared,
      boolean noLocal,
      String selector) {
    SubscriptionEntity row = new SubscriptionEntity();
    row.id = ids.next();
    row.topicId = topicId;
    row.uniqueName = uniqueName(clientId, name, durable);
    row.clientId = clientId;
    row.name = name;
    row.durable = durable;
    row.shared = shared;
    row.noLocal = noLocal;
    row.selector = selector;
    row.createdAt = clock.now();
    row.leftAt = row.createdAt;
    return row;
  }

  @Override
  public Optional<SubscriptionRow> renewSubscription(
      long subscriptionId, String selector, AuditRow audit) {
    return calls.call(
        () -> {
          Optional<SubscriptionRow> anew =
              durably.transaction(
                  "making a subscription anew",
                  tx -> {
                    SubscriptionEntity row =
                        tx.session().get(SubscriptionEntity.class, subscriptionId);
                    if (row == null || deletion.subscription(tx, row).isEmpty()) {
                      return Optional.<SubscriptionRow>empty();
                    }
                    SubscriptionEntity next =
                        subscription(
                            row.topicId,
                            row.clientId,
                            row.name,
                            row.durable,
                            row.shared,
                            row.noLocal,
                            selector);
                    insert(tx, next, "subscription " + row.name + " exists already");
                    JpaAdministration.audit(tx, audit);
                    return Optional.of(subscription(next));
                  });
          anew.ifPresent(row -> empty(List.of(subscriptionId)));
          return anew;
        });
  }

  /**
   * One text for the three that must be unique together, since SQL takes each null for different.
   */
  private static String uniqueName(String clientId, String name, boolean durable) {
    if (name == null) {
      return null;
    }
    String client = clientId == null ? "" : clientId.length() + ":" + clientId;
    return (durable ? "D" : "N") + client + "/" + name;
  }

  @Override
  public Optional<SubscriptionRow> findSubscription(String clientId, String name, boolean durable) {
    return calls.call(
        () ->
            database.reading(
                "looking for subscription " + name,
                tx ->
                    tx.session()
                        .createSelectionQuery(
                            "from Subscription where uniqueName = :name", SubscriptionEntity.class)
                        .setParameter("name", uniqueName(clientId, name, durable))
                        .getResultStream()
                        .map(JpaCatalog::subscription)
                        .findFirst()));
  }

  @Override
  public List<SubscriptionRow> subscriptions() {
    return calls.call(
        () ->
            database.transaction(
                "listing subscriptions",
                tx ->
                    tx
                        .session()
                        .createSelectionQuery(
                            "from Subscription order by id", SubscriptionEntity.class)
                        .getResultList()
                        .stream()
                        .map(JpaCatalog::subscription)
                        .toList()));
  }

  @Override
  public Optional<TopicRoutes> routes(long topicId) {
    return calls.call(
        () -> database.reading("reading the routes of a topic", tx -> routes(tx, topicId)));
  }

  @Override
  public Map<Long, Long> topicVersions(Collection<Long> topics) {
    return calls.call(
        () -> {
          try {
            return database.answer(
                connection -> TopicVersions.read(connection, database.names(), topics));
          } catch (SQLException e) {
            throw database.failed("reading the versions of topics", e);
          }
        });
  }

  /**
   * The version is read first: a change in between makes the routes newer than their version, and
   * the writer then sends the publisher here once more.
   */
  private static Optional<TopicRoutes> routes(Tx tx, long topicId) {
    DestinationEntity topic = tx.session().get(DestinationEntity.class, topicId);
    if (topic == null) {
      return Optional.empty();
    }
    List<SubscriptionRow> subscriptions =
        Deletion.subscriptionsOf(tx, topicId).stream().map(JpaCatalog::subscription).toList();
    return Optional.of(new TopicRoutes(topic.version, subscriptions));
  }

  @Override
  public boolean deleteSubscription(long subscriptionId, AuditRow... audit) {
    return calls.call(
        () ->
            deleted(
                durably.transaction(
                    "deleting a subscription",
                    tx -> {
                      SubscriptionEntity row =
                          tx.session().get(SubscriptionEntity.class, subscriptionId);
                      List<Long> mailboxes =
                          row == null ? List.of() : deletion.subscription(tx, row);
                      if (mailboxes.isEmpty()) {
                        return Optional.<List<Long>>empty();
                      }
                      JpaAdministration.audit(tx, audit);
                      return Optional.of(mailboxes);
                    })));
  }

  @Override
  public boolean acquireSubscription(long subscriptionId) {
    return calls.call(
        () ->
            database.transaction(
                "acquiring a subscription", tx -> use.acquire(tx, subscriptionId, incarnation)));
  }

  @Override
  public void joinSubscription(long subscriptionId) {
    calls.call(
        () ->
            database.transaction(
                "joining a subscription", tx -> use.join(tx, subscriptionId, incarnation)));
  }

  @Override
  public void leaveSubscription(long subscriptionId) {
    calls.call(
        () ->
            database.transaction(
                "leaving a subscription",
                tx -> use.leave(tx, subscriptionId, incarnation, clock.now())));
  }

  private static DestinationRow destination(DestinationEntity row) {
    return new DestinationRow(
        row.id,
        Kinds.ofCode(row.kind),
        row.name,
        row.owner,
        row.consumptionPaused,
        row.productionPaused,
        row.version,
        row.createdAt);
  }

  private static SubscriptionRow subscription(SubscriptionEntity row) {
    return new SubscriptionRow(
        row.id,
        row.topicId,
        row.clientId,
        row.name,
        row.durable,
        row.shared,
        row.noLocal,
        row.selector,
        row.owner,
        row.createdAt,
        row.leftAt);
  }
}
