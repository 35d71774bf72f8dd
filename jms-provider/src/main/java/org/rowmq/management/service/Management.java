package org.rowmq.management.service;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.rowmq.DestinationKind;
import org.rowmq.DestinationRight;
import org.rowmq.broker.Broker;
import org.rowmq.management.AttentionView;
import org.rowmq.management.AuditFilter;
import org.rowmq.management.AuditView;
import org.rowmq.management.Caller;
import org.rowmq.management.ClientManagement;
import org.rowmq.management.ClientUserView;
import org.rowmq.management.Confirmation;
import org.rowmq.management.ConsoleUserView;
import org.rowmq.management.DestinationChange;
import org.rowmq.management.DestinationView;
import org.rowmq.management.EditableDestination;
import org.rowmq.management.EndpointView;
import org.rowmq.management.HealthView;
import org.rowmq.management.HistoryView;
import org.rowmq.management.ManagementException;
import org.rowmq.management.ManagementException.Kind;
import org.rowmq.management.ManagementService;
import org.rowmq.management.MatchCount;
import org.rowmq.management.MessageManagement;
import org.rowmq.management.MetricFamily;
import org.rowmq.management.NodeDetail;
import org.rowmq.management.NodeView;
import org.rowmq.management.Page;
import org.rowmq.management.PermissionView;
import org.rowmq.management.PreparedTransaction;
import org.rowmq.management.Role;
import org.rowmq.management.SettingManagement;
import org.rowmq.management.SettingView;
import org.rowmq.management.SeveralDeletions;
import org.rowmq.management.StorageView;
import org.rowmq.management.SubscriptionView;
import org.rowmq.management.TotalsView;
import org.rowmq.management.WarningView;
import org.rowmq.management.service.Guard.Command;
import org.rowmq.store.AdministrationStore.AuditRow;
import org.rowmq.store.NodeStore.NodeRow;
import org.rowmq.store.StoreInfo;

/** The management of one node. Thread-safe. Whoever makes it registers it, and takes it back. */
public final class Management implements ManagementService {
  private static final String DELETE = "delete";
  private static final String AUDIT = "audit";
  private static final int MOST_AUDIT_ROWS = 500;

  private final Broker broker;
  private final String version;
  private final AuditTrail audit;
  private final Guard guard;
  private final Users users;
  private final Access access;
  private final MessageDesk messages;
  private final Ages ages;
  private final History history;
  private final Destinations destinations;
  private final DestinationCommands destinationCommands;
  private final DestinationDeletions destinationDeletions;
  private final DestinationEditor destinationEditor;
  private final SubscriptionDesk subscriptions;
  private final Attention attention;
  private final ClientDesk clients;
  private final Totals totals;
  private final SettingDesk runtimeSettings;
  private volatile List<SettingView> settings = List.of();
  private volatile Supplier<List<WarningView>> warnings = List::of;
  private final Transactions transactions;
  private final Metrics metrics;
  private final Health health;
  private final Storage storage;
  private final BeanDesk beans;

  /**
   * Manages a node.
   *
   * @param version of this program, as it is shown
   * @param endpoints its message-driven beans
   */
  public Management(
      Broker broker, String version, Supplier<List<? extends ManagedEndpoint>> endpoints) {
    this(broker, version, endpoints, SignInThrottle.USUAL_MEMORY);
  }

  /**
   * Manages a node.
   *
   * @param signInPenalty how long after failures sign-in is refused
   */
  public Management(
      Broker broker,
      String version,
      Supplier<List<? extends ManagedEndpoint>> endpoints,
      Duration signInPenalty) {
    this(broker, version, endpoints, Clock.systemUTC(), signInPenalty);
    publish();
    broker.workers().execute(history::load);
    broker.every(History.TICK, history::tick);
  }

  Management(
      Broker broker,
      String version,
      Supplier<List<? extends ManagedEndpoint>> endpoints,
      Clock clock) {
    this(broker, version, endpoints, clock, SignInThrottle.USUAL_MEMORY);
  }

  private Management(
      Broker broker,
      String version,
      Supplier<List<? extends ManagedEndpoint>> endpoints,
      Clock clock,
      Duration signInPenalty) {
    this.broker = broker;
    this.version = version;
    this.audit = new AuditTrail(broker);
    this.guard = new Guard(broker, audit);
    this.users = new Users(broker, audit, clock, signInPenalty);
    this.access = new Access(broker);
    Confirmations confirmations = new Confirmations(clock);
    this.ages = new Ages(broker, clock);
    Cluster cluster = new Cluster(broker, clock);
    this.history = new History(broker, cluster, clock);
    this.destinations = new Destinations(broker, cluster, history, clock);
    this.destinationCommands = new DestinationCommands(broker, guard, confirmations, destinations);
    this.destinationDeletions = new DestinationDeletions(guard, destinations, destinationCommands);
    this.subscriptions = new SubscriptionDesk(broker, cluster, guard, confirmations, ages);
    this.transactions = new Transactions(broker, guard);
    this.totals = new Totals(broker, cluster, clock);
    this.clients = new ClientDesk(broker, guard, version);
    this.attention = new Attention(broker, cluster, history, ages, clock, clients::gauges);
    this.beans = new BeanDesk(broker, guard, endpoints);
    this.messages = new MessageDesk(broker, guard, confirmations, clock);
    this.destinationEditor = new DestinationEditor(broker, guard, destinations);
    this.metrics = new Metrics(broker, version, endpoints, ages, destinations);
    this.health = new Health(broker, version);
    this.storage = new Storage(broker, clock);
    this.runtimeSettings = new SettingDesk(broker, guard, audit, this::originOf);
  }

  /** Has the node tell those of others, with each heartbeat, what is shown of it here. */
  void publish() {
    broker.describedBy(() -> clients.snapshot(beans.told(), messages.ownJobs(), warnings.get()));
  }

  /** For tests, which move the clock themselves. */
  History history() {
    return history;
  }

  /**
   * Creates the user {@code admin} when there are no users yet.
   *
   * @param configured the password to give it, or null to make one up
   * @return the password made up, to be logged this one time; empty otherwise
   */
  public Optional<String> ensureAdministrator(String configured) {
    return Guard.translating(() -> users.ensureAdministrator(configured));
  }

  @Override
  public String nodeName() {
    return broker.store().info().nodeName();
  }

  @Override
  public Optional<Role> authenticate(String user, char[] password, String address) {
    return Guard.translating(() -> users.authenticate(user, password, address));
  }

  @Override
  public Optional<Role> roleOf(String user) {
    return Guard.translating(() -> users.roleOf(user));
  }

  @Override
  public boolean mustChangePassword(String user) {
    return Guard.translating(() -> users.mustChangePassword(user));
  }

  @Override
  public void signedOut(Caller caller) {
    guard.audit(
        new Command(caller, Role.VIEWER, "sign-out", "user", caller.name()),
        0,
        AuditTrail.OK,
        null);
  }

  @Override
  public boolean throttled(String user, String address) {
    return users.throttled(user, address);
  }

  @Override
  public void changePassword(Caller caller, char[] current, char[] replacement) {
    Command command = new Command(caller, Role.VIEWER, "change-password", "user", caller.name());
    guard.runAudited(
        command,
        () -> {
          users.changePassword(caller, current, replacement, guard.done(command, 0));
          return true;
        });
  }

  // ---- destinations

  @Override
  public List<DestinationView> destinations(Caller caller, String filter) {
    String part = filter == null ? "" : filter.toLowerCase(Locale.ROOT);
    return Guard.translating(() -> destinations.views(part));
  }

  @Override
  public DestinationView destination(Caller caller, DestinationKind kind, String name) {
    return Guard.translating(() -> destinations.view(destinations.find(kind, name)));
  }

  @Override
  public long oldestMessage(Caller caller, DestinationKind kind, String name) {
    return Guard.translating(
        () -> ages.oldest(destinations.recentMailboxes(destinations.find(kind, name))));
  }

  @Override
  public HistoryView history(
      Caller caller, DestinationKind kind, String name, HistoryView.Range range) {
    return Guard.translating(
        () -> history.of(destinations.counted(destinations.find(kind, name)), range));
  }

  @Override
  public HistoryView trend(Caller caller, DestinationKind kind, String name) {
    return Guard.translating(
        () -> {
          List<Long> mailboxes = destinations.recentMailboxes(destinations.find(kind, name));
          return history.of(
              mailboxes.size() > MOST_OF_A_TREND ? List.of() : mailboxes,
              HistoryView.Range.MINUTES_15);
        });
  }

  @Override
  public long changes() {
    return destinations.changes();
  }

  @Override
  public HistoryView history(Caller caller, HistoryView.Range range) {
    return history.ofNode(range);
  }

  @Override
  public TotalsView totals(Caller caller) {
    return Guard.translating(totals::now);
  }

  @Override
  public List<AttentionView> attention(Caller caller) {
    return Guard.translating(attention::now);
  }

  @Override
  public DestinationView createDestination(Caller caller, DestinationKind kind, String name) {
    return destinationCommands.create(caller, kind, name);
  }

  @Override
  public DestinationView pause(
      Caller caller, DestinationKind kind, String name, boolean consumption, boolean production) {
    return destinationCommands.pause(caller, kind, name, consumption, production);
  }

  @Override
  public EditableDestination editableDestination(Caller caller, DestinationKind kind, String name) {
    return Guard.translating(() -> destinationEditor.read(kind, name));
  }

  @Override
  public EditableDestination changeDestination(
      Caller caller, DestinationKind kind, String name, DestinationChange change, String version) {
    return destinationEditor.change(caller, kind, name, change, version);
  }

  @Override
  public Confirmation confirmDelete(Caller caller, DestinationKind kind, String name) {
    return destinationCommands.confirmDelete(caller, kind, name);
  }

  @Override
  public long deleteDestination(
      Caller caller, DestinationKind kind, String name, String token, String typedName) {
    return destinationCommands.delete(caller, kind, name, token, typedName);
  }

  @Override
  public SeveralDeletions confirmDeletes(Caller caller, DestinationKind kind, List<String> names) {
    return destinationDeletions.confirm(caller, kind, names);
  }

  @Override
  public List<SeveralDeletions.Outcome> deleteDestinations(
      Caller caller, DestinationKind kind, Map<String, String> tokens, String typed) {
    return destinationDeletions.delete(caller, kind, tokens, typed);
  }

  @Override
  public Confirmation confirmPurge(Caller caller, DestinationKind kind, String name) {
    return destinationCommands.confirmPurge(caller, kind, name);
  }

  @Override
  public long purge(
      Caller caller, DestinationKind kind, String name, String token, String typedName) {
    return destinationCommands.purge(caller, kind, name, token, typedName);
  }

  @Override
  public List<SubscriptionView> subscriptions(Caller caller, String topic) {
    return Guard.translating(
        () -> subscriptions.of(destinations.find(DestinationKind.TOPIC, topic)));
  }

  @Override
  public List<SubscriptionView> subscriptions(Caller caller) {
    return Guard.translating(subscriptions::all);
  }

  @Override
  public SubscriptionView createSubscription(
      Caller caller, String topic, String clientId, String name, boolean shared, String selector) {
    return subscriptions.create(caller, topic, clientId, name, shared, selector);
  }

  @Override
  public Confirmation confirmDeleteSubscription(Caller caller, long id) {
    return subscriptions.confirmDelete(caller, id);
  }

  @Override
  public long deleteSubscription(Caller caller, long id, String token, String typedName) {
    return subscriptions.delete(caller, id, token, typedName);
  }

  @Override
  public SubscriptionView subscription(Caller caller, String clientId, String name) {
    return Guard.translating(() -> subscriptions.named(clientId, name));
  }

  @Override
  public Confirmation confirmDeleteSubscription(Caller caller, String clientId, String name) {
    return subscriptions.confirmDelete(caller, subscriptions.deletable(caller, clientId, name));
  }

  @Override
  public long deleteSubscription(
      Caller caller, String clientId, String name, String token, String typedName) {
    return subscriptions.delete(
        caller, subscriptions.deletable(caller, clientId, name), token, typedName);
  }

  @Override
  public Confirmation confirmSelector(Caller caller, long id, String selector) {
    return subscriptions.confirmSelector(caller, id, selector);
  }

  @Override
  public SubscriptionView changeSelector(
      Caller caller, long id, String selector, String token, String typedName) {
    return subscriptions.changeSelector(caller, id, selector, token, typedName);
  }

  @Override
  public List<PreparedTransaction> preparedTransactions(Caller caller) {
    return Guard.translating(transactions::prepared);
  }

  @Override
  public void resolveTransaction(Caller caller, String xid, boolean commit, String reason) {
    transactions.resolve(caller, xid, commit, reason);
  }

  @Override
  public ClientManagement clients() {
    return clients;
  }

  @Override
  public MessageManagement messages() {
    return messages;
  }

  // ---- nodes and audit

  @Override
  public List<NodeView> nodes(Caller caller) {
    return Guard.translating(
        () -> broker.store().nodes().nodes().stream().map(this::view).toList());
  }

  @Override
  public NodeDetail node(Caller caller, String name) {
    return Guard.translating(
        () -> {
          NodeRow row =
              broker.store().nodes().nodes().stream()
                  .filter(each -> each.name().equals(name))
                  .findFirst()
                  .orElseThrow(
                      () ->
                          new ManagementException(
                              Kind.NOT_FOUND, "There is no node named " + name + "."));
          NodeView view = view(row);
          boolean all = caller.role().includes(Role.OPERATOR); // exceptions quote messages
          if (view.local()) {
            return new NodeDetail(
                view,
                clients.gauges(),
                health.read().checks(),
                all ? warnings.get() : List.of(),
                clients.slowCalls(),
                storage.read());
          }
          NodeSnapshot told = NodeSnapshot.of(row);
          return new NodeDetail(
              view,
              told.gauges(),
              List.of(),
              all ? told.warnings() : List.of(),
              told.slowCalls(),
              StorageView.UNKNOWN);
        });
  }

  @Override
  public List<EndpointView> endpoints(Caller caller) {
    return Guard.translating(beans::all);
  }

  @Override
  public EndpointView pauseEndpoint(Caller caller, String name, boolean paused) {
    return beans.pause(caller, name, paused);
  }

  /** What {@link #settings} is to show; whoever starts the node knows them. */
  public void startedWith(List<SettingView> inForce) {
    settings = List.copyOf(inForce);
  }

  /** From where the node's {@link NodeDetail#warnings()} are; whoever starts the node listens. */
  public void warnedBy(Supplier<List<WarningView>> latest) {
    warnings = latest;
  }

  @Override
  public List<SettingView> settings(Caller caller) {
    guard.need(new Command(caller, Role.ADMIN, "list", "setting", "*"));
    return settings;
  }

  private String originOf(String setting) {
    return settings.stream()
        .filter(each -> each.name().equals(setting) && each.origin() != null)
        .map(SettingView::origin)
        .findFirst()
        .orElse("default");
  }

  @Override
  public SettingManagement runtimeSettings() {
    return runtimeSettings;
  }

  // ---- users of the console

  @Override
  public List<ConsoleUserView> consoleUsers(Caller caller) {
    guard.need(new Command(caller, Role.ADMIN, "list", "user", "*"));
    return Guard.translating(users::all);
  }

  @Override
  public ConsoleUserView saveConsoleUser(
      Caller caller, String name, Role role, char[] password, boolean enabled) {
    Map<String, String> parameters =
        Map.of(
            "role", String.valueOf(role),
            "enabled", Boolean.toString(enabled),
            "password", password == null ? "kept" : "set");
    Command command = new Command(caller, Role.ADMIN, "save", "user", name, parameters);
    return guard.runAudited(
        command, () -> users.save(caller, name, role, password, enabled, guard.done(command, 0)));
  }

  @Override
  public void deleteConsoleUser(Caller caller, String name) {
    Command command = new Command(caller, Role.ADMIN, DELETE, "user", name);
    guard.runAudited(
        command,
        () -> {
          users.delete(caller, name, guard.done(command, 0));
          return true;
        });
  }

  @Override
  public List<MetricFamily> metrics(Caller caller) {
    return Guard.translating(metrics::read);
  }

  @Override
  public boolean storeAnswers() {
    return broker.storeAnswers();
  }

  @Override
  public HealthView health() {
    return health.read();
  }

  // ---- users of messaging clients

  @Override
  public List<ClientUserView> clientUsers(Caller caller) {
    guard.need(new Command(caller, Role.ADMIN, "list", "client-user", "*"));
    return Guard.translating(access::users);
  }

  @Override
  public ClientUserView saveClientUser(
      Caller caller, String name, char[] password, boolean enabled) {
    Command command = new Command(caller, Role.ADMIN, "save", "client-user", name);
    return guard.runAudited(
        command, () -> access.save(name, password, enabled, guard.done(command, 0)));
  }

  @Override
  public void deleteClientUser(Caller caller, String name) {
    Command command = new Command(caller, Role.ADMIN, DELETE, "client-user", name);
    guard.runAudited(
        command,
        () -> {
          access.delete(name, guard.done(command, 0));
          return true;
        });
  }

  @Override
  public List<PermissionView> permissions(Caller caller) {
    guard.need(new Command(caller, Role.ADMIN, "list", "permission", "*"));
    return Guard.translating(access::permissions);
  }

  @Override
  public PermissionView permit(
      Caller caller, String user, String destination, Set<DestinationRight> rights) {
    Command command =
        new Command(caller, Role.ADMIN, "permit " + rights, "permission", user + " " + destination);
    return guard.runAudited(
        command, () -> access.permit(user, destination, rights, guard.done(command, 0)));
  }

  @Override
  public Page<AuditView> audit(Caller caller, AuditFilter filter, String cursor, int limit) {
    Predicate<AuditRow> wanted = wanted(caller, filter);
    int most = Math.max(1, Math.min(limit, MOST_AUDIT_ROWS));
    return Guard.translating(() -> audit.read(cursor, most, wanted));
  }

  @Override
  public Page<AuditView> exportAudit(Caller caller, AuditFilter filter, String cursor) {
    Page<AuditView> part = audit(caller, filter, cursor, MOST_AUDIT_ROWS);
    if (cursor == null) {
      Command command = new Command(caller, Role.OPERATOR, "export", AUDIT, AUDIT);
      guard.audit(command, 0, AuditTrail.OK, null);
    }
    return part;
  }

  @Override
  public MatchCount countAudit(Caller caller, AuditFilter filter) {
    Predicate<AuditRow> wanted = wanted(caller, filter);
    return Guard.translating(() -> audit.count(wanted));
  }

  /** Those of the entries that match which the caller may see. */
  private Predicate<AuditRow> wanted(Caller caller, AuditFilter filter) {
    guard.need(new Command(caller, Role.OPERATOR, "read", AUDIT, AUDIT));
    if (filter.destination() != null && !filter.destination().matches("(queue|topic)://.+")) {
      throw new ManagementException(
          Kind.INVALID,
          "A destination is written as queue://orders or topic://prices, not \""
              + filter.destination()
              + "\".",
          "destination",
          null);
    }
    boolean all = caller.role().includes(Role.ADMIN);
    return row -> (all || caller.name().equals(row.user())) && AuditTrail.matches(filter, row);
  }

  // ---- views

  private NodeView view(NodeRow row) {
    StoreInfo info = broker.store().info();
    boolean local = row.name().equals(info.nodeName());
    return new NodeView(
        row.name(),
        local,
        row.alive(),
        row.startedAt(),
        row.heartbeatAt(),
        local ? version : NodeSnapshot.of(row).version(),
        info.database(),
        local ? info.location() : null,
        local ? info.durability().name() : null,
        info.schemaVersion());
  }
}
