package org.rowmq.broker;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import javax.transaction.xa.Xid;
import org.rowmq.DestinationKind;
import org.rowmq.broker.Router.Routed;
import org.rowmq.selector.Selector;
import org.rowmq.store.AdministrationStore.AuditRow;
import org.rowmq.store.BranchStore;
import org.rowmq.store.BranchUnknownException;
import org.rowmq.store.CatalogStore.DestinationRow;
import org.rowmq.store.CatalogStore.SubscriptionRow;
import org.rowmq.store.CommitListener;
import org.rowmq.store.Envelope;
import org.rowmq.store.MessageStore.Written;
import org.rowmq.store.NodeStore.MailboxDepth;
import org.rowmq.store.OutcomeUnknownException;
import org.rowmq.store.SettingStore.SettingChange;
import org.rowmq.store.Settlement;
import org.rowmq.store.Store;
import org.rowmq.store.StoreException;
import org.rowmq.store.StoredMessage;
import org.rowmq.store.Unit;

/**
 * A node: one open store, the messages it holds of each mailbox, and the work in the background.
 * Thread-safe. It does not own the store or its threads; {@link #close()} stops its own work and
 * leaves both to the caller.
 */
public final class Broker implements AutoCloseable {
  private static final Logger LOG = System.getLogger(Broker.class.getName());
  static final int MANAGEMENT_LANE = 0;

  private static final long ANSWER_NANOS = 100_000_000;
  private static final long READING_WARNING_NANOS = TimeUnit.MINUTES.toNanos(1);

  private final Store store;
  private final BrokerConfig config;
  private final Catalog catalog;
  private final Deletions deletions;
  private final Redelivery redelivery;
  private final Subscriptions subscriptions;
  private final AccessControl access;
  private final Depths depths;
  private final Policies policies;
  private final Repair repair;
  private final Purge purge;
  private final UnstoredInBranches unstored;
  private final WorkWriter writer;
  private final Returns returns;
  private final Traffic traffic = new Traffic();
  private final Sweeper sweeper;
  private final Connections connections = new Connections();
  private final Endings endings = new Endings(this);
  private final Map<Long, Dispatcher> dispatchers = new ConcurrentHashMap<>();
  private final AtomicInteger lanes = new AtomicInteger(MANAGEMENT_LANE);
  private final AtomicLong nextReadingWarning = new AtomicLong(System.nanoTime());
  private volatile boolean answered;
  private volatile long answeredAt;
  private volatile Supplier<String> description = () -> null;
  private volatile boolean closed;

  /** Makes a node of an open store and starts its work in the background. */
  public Broker(Store store, BrokerConfig config) {
    this.store = store;
    this.config = config;
    this.catalog = openCatalog();
    this.deletions = new Deletions(this, catalog);
    this.redelivery = new Redelivery(this);
    this.access = new AccessControl(store.access(), config.enforcePermissions());
    this.subscriptions = new Subscriptions(this, catalog, store.catalog());
    this.depths = new Depths(store.nodes());
    this.policies = new Policies(store.settings(), catalog, depths, config);
    this.repair = new Repair(this);
    this.purge = new Purge(this);
    this.unstored = new UnstoredInBranches(this);
    this.writer = new WorkWriter(this, catalog, config.concurrentStoreAndDispatch());
    this.returns = new Returns(this);
    this.sweeper = new Sweeper(this, depths, config);
    sweeper.start();
  }

  private Catalog openCatalog() {
    long heartbeat = System.nanoTime();
    if (store.info().exclusive()) {
      return new Catalog(store.catalog(), this::createsDestinations, Long.MAX_VALUE, heartbeat);
    }
    // it registered when the store was opened, which may be long ago
    store.nodes().heartbeat(null);
    // a node may be taken for dead after three intervals (its setting is checked)
    long trusted = config.heartbeatInterval().toNanos() * 5 / 2;
    return new Catalog(store.catalog(), this::createsDestinations, trusted, heartbeat);
  }

  public Store store() {
    return store;
  }

  /** Who may do what. */
  public AccessControl access() {
    return access;
  }

  /** Named subscriptions and who uses them. */
  public Subscriptions subscriptions() {
    return subscriptions;
  }

  /** The settings in force, for all destinations and for single ones. */
  public Policies policies() {
    return policies;
  }

  private boolean createsDestinations() {
    return policies.autoCreate();
  }

  /** Runs a task that may block, later, on such a thread. */
  void later(Runnable task, Duration delay) {
    config.timer().schedule(() -> workers().execute(task), delay.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Runs a short task again and again, until the node closes; what it throws ends it. */
  public void every(Duration interval, Runnable task) {
    config
        .timer()
        .scheduleAtFixedRate(task, interval.toMillis(), interval.toMillis(), TimeUnit.MILLISECONDS);
  }

  /** Runs tasks that may block, on threads that belong to nobody's transaction. */
  public Executor workers() {
    return config.workers();
  }

  /** The database's time, milliseconds since 1970. */
  public long now() {
    return store.nodes().now();
  }

  /**
   * A lane for a new session whose messages are sent and acknowledged one by one, see {@link
   * Unit#sharesCommits}. No session has had that number.
   */
  public int nextLane() {
    return lanes.addAndGet(2) & Integer.MAX_VALUE;
  }

  /** The same for a session of transactions, or for a transaction. */
  public int nextLaneOfTransactions() {
    return nextLane() | 1;
  }

  /**
   * Whether the database answers. It is asked, unless it has answered a moment ago: whoever sees
   * many deliveries fail at once asks for each.
   */
  public boolean answers() {
    long now = System.nanoTime();
    if (answered && now - answeredAt < ANSWER_NANOS) {
      return true;
    }
    try {
      store.catalog().findDestination(DestinationKind.QUEUE, "");
    } catch (StoreException e) {
      LOG.log(Level.DEBUG, "The database does not answer: {0}", e.getMessage());
      answered = false;
      return false;
    }
    answeredAt = System.nanoTime();
    answered = true;
    return true;
  }

  /** JMSMessageID of a message number. */
  public String messageId(long id) {
    return StoredMessages.messageId(id);
  }

  Catalog catalog() {
    return catalog;
  }

  Redelivery redelivery() {
    return redelivery;
  }

  // ---- destinations

  public Optional<DestinationRow> find(DestinationKind kind, String name) {
    return catalog.find(kind, name);
  }

  /**
   * As {@link #find}, without asking the database: what another node has created since the last
   * heartbeat is not found.
   */
  public Optional<DestinationRow> known(DestinationKind kind, String name) {
    return catalog.known(kind, name);
  }

  /** Finds a destination, creating it if the node is configured to. */
  public DestinationRow resolve(DestinationKind kind, String name) {
    return catalog.resolve(kind, name);
  }

  /** All destinations, in no order. */
  public List<DestinationRow> destinations() {
    return catalog.all();
  }

  /**
   * Creates a lasting destination, in one transaction with its audit entry.
   *
   * @throws org.rowmq.store.AlreadyExistsException when there is one
   */
  public DestinationRow createDestination(DestinationKind kind, String name, AuditRow audit) {
    return catalog.create(kind, name, 0, audit);
  }

  /** Creates a destination that goes with this node, at the latest. */
  public DestinationRow createTemporary(DestinationKind kind, String name) {
    return catalog.create(kind, name, store.info().incarnation());
  }

  /** Ends what clients leave. */
  public Endings endings() {
    return endings;
  }

  /** Deletes destinations. */
  public Deletions deletions() {
    return deletions;
  }

  /**
   * Sets whether consumers get, and producers may send, messages; at once on this node, and in one
   * transaction with its audit entry.
   */
  public DestinationRow pause(
      DestinationRow destination, boolean consumption, boolean production, AuditRow audit) {
    DestinationRow row = catalog.pause(destination, consumption, production, audit);
    applyPause(row);
    return row;
  }

  /**
   * Changes whether a destination is paused, and settings of its own, all or nothing.
   *
   * @param seen what it was
   * @param wanted the same with the flags that it is to have
   * @throws org.rowmq.store.SettingChangedException when somebody else was faster
   */
  public DestinationRow change(
      DestinationRow seen,
      DestinationRow wanted,
      List<SettingChange> settings,
      String by,
      AuditRow audit) {
    policies.change(seen, wanted, settings, by, audit);
    DestinationRow row = catalog.refresh(seen);
    applyPause(row);
    return row;
  }

  private void applyPause(DestinationRow destination) {
    mailboxIds(destination).forEach(mailboxId -> applyPause(destination, mailboxId));
  }

  /** As the destination is now: it may have been changed since it was read. */
  private void applyPause(DestinationRow read, long mailboxId) {
    Dispatcher dispatcher = dispatchers.get(mailboxId);
    if (dispatcher != null) {
      synchronized (dispatcher) {
        DestinationRow now = catalog.known(read.kind(), read.name()).orElse(read);
        dispatcher.pause(now.consumptionPaused());
      }
    }
  }

  /**
   * Reads destinations changed by other nodes.
   *
   * @param heartbeat when the heartbeat began that this belongs to, {@link System#nanoTime}
   */
  void refreshCatalog(long heartbeat) {
    deletions.hear(heartbeat);
    Map<Long, DestinationRow> read =
        catalog.all().stream().collect(Collectors.toMap(DestinationRow::id, Function.identity()));
    for (Dispatcher dispatcher : dispatchers()) {
      // that of a subscription is paused as its topic is
      DestinationRow row = read.get(dispatcher.mailbox().destination().id());
      if (row != null) {
        applyPause(row, dispatcher.mailboxId());
      }
    }
  }

  public List<SubscriptionRow> subscriptions(long topicId) {
    return subscriptions.of(topicId);
  }

  /** The queue, or the subscription's topic; empty when it has been deleted. */
  Optional<DestinationRow> destinationOf(long mailboxId) {
    Dispatcher dispatcher = dispatchers.get(mailboxId);
    if (dispatcher != null) {
      return Optional.of(dispatcher.mailbox().destination());
    }
    long destinationId = subscriptions.topicOf(mailboxId).orElse(mailboxId);
    return catalog.all().stream().filter(row -> row.id() == destinationId).findFirst();
  }

  List<Long> mailboxIds(DestinationRow destination) {
    return mailboxes(destination).stream().map(Mailbox::id).toList();
  }

  private List<Mailbox> mailboxes(DestinationRow destination) {
    if (destination.kind() == DestinationKind.QUEUE) {
      return List.of(Mailbox.of(destination));
    }
    return subscriptions.of(destination.id()).stream()
        .map(row -> new Mailbox(row.id(), destination, row.durable()))
        .toList();
  }

  // ---- counters

  /** What has passed through this node. */
  public Traffic traffic() {
    return traffic;
  }

  /**
   * When the periodic work last ran to its end, whether or not the database answered; {@link
   * System#nanoTime}.
   */
  public long lastBeat() {
    return sweeper.lastBeat();
  }

  /** Whether the database answers, as far as the periodic work knows; does not ask it. */
  public boolean storeAnswers() {
    return sweeper.storeAnswers();
  }

  /** Messages of a mailbox that this node holds, in buffers or with consumers. */
  public int held(long mailboxId) {
    Dispatcher dispatcher = dispatchers.get(mailboxId);
    return dispatcher == null ? 0 : dispatcher.held();
  }

  /** Messages in a mailbox, from kept counters. */
  public long depth(long mailboxId) {
    return depths.of(mailboxId);
  }

  /** The same, with how many of them are in a state of their own. */
  public MailboxDepth states(long mailboxId) {
    return depths.states(mailboxId);
  }

  /** Stored messages of a mailbox that consumers of this node have got and not settled. */
  public int delivering(long mailboxId) {
    Dispatcher dispatcher = dispatchers.get(mailboxId);
    return dispatcher == null ? 0 : dispatcher.delivering();
  }

  /** Messages in all mailboxes together, from kept counters. */
  public long depthOfAll() {
    return depths.ofAll();
  }

  /** Consumers of a mailbox on this node. */
  public int consumers(long mailboxId) {
    Dispatcher dispatcher = dispatchers.get(mailboxId);
    return dispatcher == null ? 0 : dispatcher.consumers();
  }

  /**
   * What has come into the mailboxes and left them on this node, since it started; and what was
   * sent to topics, see {@link #publishedTo}.
   */
  public Map<Long, Flow> flows() {
    return depths.flows();
  }

  /** The same of all mailboxes together, also of those that are gone. */
  public Flow flowOfAll() {
    return depths.flowOfAll();
  }

  /**
   * Under which id {@link #flows} tells of the messages that were sent to a topic, each once: they
   * arrive there. It is no mailbox, and negative.
   */
  public static long publishedTo(long topicId) {
    return Depths.publishedTo(topicId);
  }

  /** Work has been done: counts what has passed. */
  void passed(Routed routed) {
    traffic.completed(routed);
    for (Outgoing outgoing : routed.sends()) {
      if (outgoing.destination().kind() == DestinationKind.TOPIC) {
        depths.published(outgoing.destination().id());
      }
    }
  }

  /** All there are: queues, topics and subscriptions. Asks the database. */
  public Set<Long> mailboxes() {
    Set<Long> all = new HashSet<>();
    store.catalog().destinations().forEach(row -> all.add(row.id()));
    store.catalog().subscriptions().forEach(row -> all.add(row.id()));
    return all;
  }

  /** A mailbox has been deleted, and its counter goes. */
  void uncount(long mailboxId) {
    depths.forget(mailboxId);
  }

  void counted(long mailboxId, long messages) {
    depths.add(mailboxId, messages);
  }

  /** Messages have come or left, or changed their state. */
  void counted(MailboxDepth change) {
    depths.add(change);
  }

  // ---- sending and settling

  /**
   * Writes work; when this returns it is durable, and its messages are on their way to consumers.
   *
   * @throws StoreException when nothing of it happened
   */
  public void write(Work work) {
    writer.write(work);
  }

  /** As {@link #write}, without waiting; the future fails with a {@link StoreException}. */
  public CompletableFuture<Void> submit(Work work) {
    return writer.submit(work);
  }

  /**
   * Writes work through a connection whose transaction somebody else will end, and tell the result
   * of.
   *
   * @throws StoreException when it cannot be written; the transaction must then be rolled back
   */
  public Enlisted writeWithin(Connection connection, Work work) {
    return writer.writeWithin(connection, work);
  }

  /** As {@link WorkWriter#completed}. */
  void completed(Routed routed, Written written) {
    writer.completed(routed, written.rows(), written.due());
  }

  /** As {@link WorkWriter#unknown}. */
  void unknown(Unit unit, List<StoredMessage> rows) {
    writer.unknown(unit, rows);
  }

  /** The database may have changed in a way that nobody will tell. */
  void lookAgainSoon() {
    sweeper.lookAgainSoon();
  }

  /**
   * Deliveries whose acknowledgement may have happened or not. They are delivered again from their
   * rows, if those are there when the database answers, and not from memory.
   */
  public void inDoubt(int lane, List<Delivery> deliveries) {
    List<Delivery> now = storedOf(lane, deliveries, later -> inDoubt(lane, later));
    redelivery.inDoubt(lane, now);
  }

  /**
   * Those that have a row. {@code later} is called for others when they have; one that may have
   * none is looked for, one that never will is forgotten.
   */
  private List<Delivery> storedOf(
      int lane, List<Delivery> deliveries, java.util.function.Consumer<List<Delivery>> later) {
    List<Delivery> stored = new ArrayList<>(deliveries.size());
    for (Delivery delivery : deliveries) {
      switch (delivery.stored()) {
        case STORED -> stored.add(delivery);
        case NEVER -> delivery.dispatcher().settled(delivery);
        case DOUBTFUL -> redelivery.inDoubt(lane, List.of(delivery));
        case WAITING -> {
          delivery.dispatcher().keepPlace(delivery);
          delivery
              .handover()
              .whenEnded(
                  () -> {
                    later.accept(List.of(delivery));
                    delivery.dispatcher().leavePlace(delivery);
                  },
                  workers());
        }
      }
    }
    return stored;
  }

  /** Writes a unit made by the node itself. */
  void submit(Unit unit) {
    store
        .messages()
        .submit(
            unit,
            (CommitListener.OfStates) (rows, due) -> writer.arrived(rows, unit.appends(), due))
        .whenComplete(
            (rows, thrown) -> {
              if (thrown != null) {
                LOG.log(
                    Level.ERROR,
                    "Messages could not be stored: {0}",
                    storeFailure(thrown).getMessage());
              }
            });
  }

  /**
   * Sends messages outside any session, together; durable on return.
   *
   * @param audit what the audit trail is to say of it, or null
   */
  public void send(DestinationRow destination, List<Envelope> envelopes, AuditRow audit) {
    Work work = new Work(MANAGEMENT_LANE);
    for (Envelope envelope : envelopes) {
      work.send(new Outgoing(destination, envelope, Origin.NONE));
    }
    if (audit != null) {
      work.audit(audit);
    }
    write(work);
  }

  boolean isClosed() {
    return closed;
  }

  /**
   * A row has been stored.
   *
   * @param due of rows with a delivery time, those that are available
   */
  void arrived(StoredMessage row, boolean acquired, Set<Long> due) {
    depths.add(row.mailboxId(), 1);
    long deliverAt = row.envelope().deliverAt();
    if (deliverAt == 0) {
      Dispatcher dispatcher = dispatchers.get(row.mailboxId());
      if (dispatcher != null) {
        dispatcher.appended(row, acquired);
      }
    } else if (due.contains(row.id())) {
      madeAvailable(row.mailboxId(), row.envelope().priority(), row.id());
    } else {
      scheduled(row.mailboxId(), deliverAt);
    }
  }

  /** A row has been stored as scheduled: it is promoted at that time. */
  void scheduled(long mailboxId, long deliverAt) {
    depths.scheduled(mailboxId, 1);
    sweeper.dueAt(deliverAt);
  }

  /**
   * Messages nobody on this node wants.
   *
   * @param asRead rows that need not be written, and go back with the others
   */
  void giveUp(Mailbox mailbox, List<Delivery> deliveries, List<Delivery> asRead) {
    returns.all(mailbox, deliveries, asRead);
  }

  void deleteBeforeDelivery(List<Settlement> deletions) {
    store.messages().write(Unit.settling(MANAGEMENT_LANE, deletions), CommitListener.NONE);
  }

  /** A message has moved to another mailbox, or is dead where it was when that is 0. */
  void moved(StoredMessage row, long targetMailboxId) {
    if (targetMailboxId == 0) {
      depths.add(new MailboxDepth(row.mailboxId(), 0, 0, 0, 1));
      return;
    }
    depths.add(row.mailboxId(), -1);
    depths.add(targetMailboxId, 1);
    madeAvailable(targetMailboxId, row.envelope().priority(), row.id());
  }

  void madeAvailable(long mailboxId, int priority, long id) {
    Dispatcher dispatcher = dispatchers.get(mailboxId);
    if (dispatcher != null) {
      dispatcher.madeAvailable(priority, id);
    }
  }

  void readingFailed(Mailbox mailbox, StoreException e) {
    long now = System.nanoTime();
    long next = nextReadingWarning.get();
    boolean warn =
        now - next >= 0 && nextReadingWarning.compareAndSet(next, now + READING_WARNING_NANOS);
    LOG.log(
        warn ? Level.WARNING : Level.DEBUG,
        "Messages of {0} cannot be read now, this is tried again; the same of other destinations is"
            + " not said for a minute: {1}",
        mailbox.originName(),
        e.getMessage());
  }

  // ---- consuming

  /**
   * Begins consuming.
   *
   * @param selector which messages, {@link Selector#NONE} for all
   * @param onHandOver runs when a message has been handed over to a consumer that waits through
   *     {@link Consumer#next}; must only schedule work; null for a consumer that uses {@link
   *     Consumer#take}
   * @param client who it is, for people
   */
  public Consumer consume(Mailbox mailbox, Selector selector, Runnable onHandOver, Client client) {
    return dispatcher(mailbox).open(selector, onHandOver, client);
  }

  /** As above, for somebody within the node. */
  public Consumer consume(Mailbox mailbox, Selector selector, Runnable onHandOver) {
    return consume(mailbox, selector, onHandOver, Client.NODE);
  }

  /** The consumers of this node, with the messages they have; in no order. */
  public List<ConsumerState> consumerStates() {
    List<ConsumerState> states = new ArrayList<>();
    dispatchers.values().forEach(dispatcher -> states.addAll(dispatcher.consumerStates()));
    return states;
  }

  /** The consumer of this node that has a message, and since when. */
  public Optional<ConsumerState> holder(long mailboxId, long id) {
    Dispatcher dispatcher = dispatchers.get(mailboxId);
    return dispatcher == null ? Optional.empty() : dispatcher.holder(id);
  }

  /** Connections of clients to this node. */
  public Connections connections() {
    return connections;
  }

  /** What consoles of other nodes are to be told of this one with each heartbeat. */
  public void describedBy(Supplier<String> description) {
    this.description = description;
  }

  /** Null when there is nothing to tell, or nobody to tell it to. */
  String description() {
    return store.info().exclusive() ? null : description.get();
  }

  /**
   * Ends deliveries that the application has seen and not accepted.
   *
   * @param overrides what their consumer wants otherwise than their destinations say
   */
  public void failed(
      int lane, List<Delivery> deliveries, Failure failure, RedeliveryOverrides overrides) {
    List<Delivery> now =
        storedOf(lane, deliveries, later -> failed(lane, later, failure, overrides));
    redelivery.failed(lane, now, failure, overrides);
  }

  /** Ends deliveries that no application has seen. */
  public void unseen(List<Delivery> deliveries) {
    deliveries.stream()
        .collect(Collectors.groupingBy(Delivery::dispatcher))
        .forEach(Dispatcher::putBack);
  }

  /**
   * NON_PERSISTENT messages of a mailbox that wait in this node's memory, in no order; for
   * browsing.
   */
  public List<StoredMessage> inMemory(long mailboxId) {
    Dispatcher dispatcher = dispatchers.get(mailboxId);
    return dispatcher == null ? List.of() : dispatcher.inMemory();
  }

  /** Whether a message has been acknowledged on this node, though its row may still be there. */
  public boolean isAcknowledging(long mailboxId, long id) {
    Dispatcher dispatcher = dispatchers.get(mailboxId);
    return dispatcher != null && dispatcher.isAcknowledging(id);
  }

  Dispatcher existingDispatcher(long mailboxId) {
    return dispatchers.get(mailboxId);
  }

  Iterable<Dispatcher> dispatchers() {
    return dispatchers.values();
  }

  /** Whether this node holds the row, in a buffer or with a consumer. */
  boolean isHeld(StoredMessage row) {
    Dispatcher dispatcher = dispatchers.get(row.mailboxId());
    return dispatcher != null && dispatcher.holds(row.id());
  }

  boolean dispatcherHasUnsettled(long mailboxId) {
    Dispatcher dispatcher = dispatchers.get(mailboxId);
    return dispatcher != null && dispatcher.hasUnsettled();
  }

  void forgetMailbox(long mailboxId) {
    Dispatcher dispatcher = dispatchers.remove(mailboxId);
    if (dispatcher != null) {
      dispatcher.remove();
    }
  }

  // ---- prepared branches

  /** Stores the effects of a branch, invisible (XA prepare). */
  public void prepare(Xid xid, Work work) {
    writer.prepare(xid, work);
    unstored.prepared(xid, work.consumed());
  }

  /** Ends a prepared branch (XA commit or rollback). */
  public void endBranch(Xid xid, boolean commit) {
    end(xid, commit, () -> commit ? store.branches().commit(xid) : store.branches().rollback(xid));
  }

  /** Ends a prepared branch in place of its transaction manager. */
  public void resolveBranch(Xid xid, boolean commit, AuditRow audit) {
    end(xid, commit, () -> store.branches().resolve(xid, commit, audit));
  }

  private void end(Xid xid, boolean commit, Supplier<BranchStore.Ended> end) {
    BranchStore.Ended branch;
    try {
      branch = end.get();
    } catch (OutcomeUnknownException e) {
      lookAgainSoon();
      throw e;
    } catch (BranchUnknownException e) {
      // somebody else has ended it
      unstored.ended(xid, commit);
      throw e;
    }
    unstored.ended(xid, commit);
    branch.depths().forEach(depths::add);
    if (branch.depths().stream().anyMatch(depth -> depth.scheduled() > 0)) {
      sweeper.dueAt(now()); // which looks for the times of these
    }
    for (StoredMessage row : branch.available()) {
      madeAvailable(row.mailboxId(), row.envelope().priority(), row.id());
    }
  }

  // ---- repairing

  /** Moves and deletes single messages. */
  public Repair repair() {
    return repair;
  }

  /** What holds this node's messages of a mailbox, made if there is none yet. */
  Dispatcher dispatcher(Mailbox mailbox) {
    return dispatchers.computeIfAbsent(mailbox.id(), id -> new Dispatcher(mailbox, this));
  }

  // ---- purging

  /**
   * Deletes the messages of all mailboxes of a destination that no consumer holds; returns how
   * many.
   */
  public long purge(DestinationRow destination) {
    long purged = 0;
    for (Mailbox mailbox : mailboxes(destination)) {
      purged += purge.of(mailbox);
    }
    return purged;
  }

  static StoreException storeFailure(Throwable thrown) {
    Throwable cause =
        thrown instanceof CompletionException && thrown.getCause() != null
            ? thrown.getCause()
            : thrown;
    return cause instanceof StoreException e
        ? e
        : new StoreException("Unexpected failure of the store: " + cause, cause);
  }

  /** Stops the work in the background. Consumers must have been closed before. */
  @Override
  public void close() {
    closed = true;
    sweeper.close();
  }
}
