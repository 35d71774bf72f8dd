package org.rowmq.management.service;

import java.time.Clock;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.function.ToLongFunction;
import org.rowmq.DestinationKind;
import org.rowmq.DestinationRight;
import org.rowmq.RowmqQueue;
import org.rowmq.broker.Broker;
import org.rowmq.broker.BrokerException;
import org.rowmq.management.AuditView;
import org.rowmq.management.Caller;
import org.rowmq.management.ClientUserView;
import org.rowmq.management.Confirmation;
import org.rowmq.management.DestinationView;
import org.rowmq.management.EndpointView;
import org.rowmq.management.ManagementException;
import org.rowmq.management.ManagementException.Kind;
import org.rowmq.management.ManagementService;
import org.rowmq.management.MessageDetail;
import org.rowmq.management.MessageView;
import org.rowmq.management.NewTextMessage;
import org.rowmq.management.NodeView;
import org.rowmq.management.Page;
import org.rowmq.management.PermissionView;
import org.rowmq.management.Role;
import org.rowmq.management.SubscriptionView;
import org.rowmq.management.service.AuditTrail.Entry;
import org.rowmq.management.service.Confirmations.Question;
import org.rowmq.store.AlreadyExistsException;
import org.rowmq.store.CatalogStore.DestinationRow;
import org.rowmq.store.CatalogStore.SubscriptionRow;
import org.rowmq.store.NodeStore.NodeRow;
import org.rowmq.store.StoreException;
import org.rowmq.store.StoreInfo;

/** The management of one node. Thread-safe. Whoever makes it registers it, and takes it back. */
public final class Management implements ManagementService {
  private static final String PURGE = "purge";
  private static final String DELETE = "delete";
  private static final int MOST_AUDIT_ROWS = 500;

  private final Broker broker;
  private final String version;
  private final AuditTrail audit;
  private final Users users;
  private final Access access;
  private final Confirmations confirmations;
  private final Messages messages;
  private final Supplier<List<? extends ManagedEndpoint>> endpoints;

  /**
   * Manages a node.
   *
   * @param version of this program, as it is shown
   * @param endpoints its message-driven beans
   */
  public Management(
      Broker broker, String version, Supplier<List<? extends ManagedEndpoint>> endpoints) {
    this(broker, version, endpoints, Clock.systemUTC());
  }

  Management(
      Broker broker,
      String version,
      Supplier<List<? extends ManagedEndpoint>> endpoints,
      Clock clock) {
    this.endpoints = endpoints;
    this.broker = broker;
    this.version = version;
    this.audit = new AuditTrail(broker);
    this.users = new Users(broker, audit, clock);
    this.access = new Access(broker);
    this.confirmations = new Confirmations(clock);
    this.messages = new Messages(broker);
  }

  /**
   * Creates the user {@code admin} when there are no users yet.
   *
   * @param configured the password to give it, or null to make one up
   * @return the password made up, to be logged this one time; empty otherwise
   */
  public Optional<String> ensureAdministrator(String configured) {
    return translating(() -> users.ensureAdministrator(configured));
  }

  @Override
  public String nodeName() {
    return broker.store().info().nodeName();
  }

  @Override
  public Optional<Role> authenticate(String user, char[] password, String address) {
    return translating(() -> users.authenticate(user, password, address));
  }

  @Override
  public boolean throttled(String user, String address) {
    return users.throttled(user, address);
  }

  @Override
  public void changePassword(Caller caller, char[] current, char[] replacement) {
    Command command = new Command(caller, Role.VIEWER, "change-password", "user", caller.name());
    run(
        command,
        () -> {
          users.changePassword(caller, current, replacement);
          return true;
        },
        changed -> 0);
  }

  // ---- destinations

  @Override
  public List<DestinationView> destinations(Caller caller, String filter) {
    String part = filter == null ? "" : filter.toLowerCase(Locale.ROOT);
    return translating(
        () ->
            broker.destinations().stream()
                .filter(row -> row.name().toLowerCase(Locale.ROOT).contains(part))
                .sorted(
                    Comparator.comparing(DestinationRow::kind).thenComparing(DestinationRow::name))
                .map(this::view)
                .toList());
  }

  @Override
  public DestinationView destination(Caller caller, DestinationKind kind, String name) {
    return translating(() -> view(find(kind, name)));
  }

  @Override
  public DestinationView createDestination(Caller caller, DestinationKind kind, String name) {
    return run(
        new Command(caller, Role.ADMIN, "create", kind.scheme(), name),
        () -> {
          try {
            String valid = new RowmqQueue(name).getName(); // one rule for the names of both kinds
            return view(broker.createDestination(kind, valid));
          } catch (IllegalArgumentException e) {
            throw new ManagementException(Kind.INVALID, e.getMessage(), "name", e);
          } catch (AlreadyExistsException e) {
            throw new ManagementException(
                Kind.CONFLICT, "There is a " + kind.scheme() + " of this name already.", "name", e);
          }
        },
        view -> 0);
  }

  @Override
  public DestinationView pause(
      Caller caller, DestinationKind kind, String name, boolean consumption, boolean production) {
    String action =
        consumption || production
            ? "pause" + (consumption ? " delivery" : "") + (production ? " sending" : "")
            : "resume";
    Command command = new Command(caller, Role.OPERATOR, action, kind.scheme(), name);
    need(command, DestinationRight.MANAGE, name);
    return run(
        command, () -> view(broker.pause(find(kind, name), consumption, production)), view -> 0);
  }

  @Override
  public Confirmation confirmDelete(Caller caller, DestinationKind kind, String name) {
    return confirm(new Command(caller, Role.ADMIN, DELETE, kind.scheme(), name), kind);
  }

  @Override
  public long deleteDestination(
      Caller caller, DestinationKind kind, String name, String token, String typedName) {
    Command command = new Command(caller, Role.ADMIN, DELETE, kind.scheme(), name);
    return run(
        command,
        () -> {
          DestinationRow row = find(kind, name);
          Question now = question(command, row);
          confirmations.use(token, typedName, now);
          if (!broker.deleteDestination(row)) {
            throw missing(kind, name);
          }
          return now.messages();
        },
        count -> count);
  }

  @Override
  public Confirmation confirmPurge(Caller caller, DestinationKind kind, String name) {
    Command command = new Command(caller, Role.OPERATOR, PURGE, kind.scheme(), name);
    need(command, DestinationRight.MANAGE, name);
    return confirm(command, kind);
  }

  @Override
  public long purge(
      Caller caller, DestinationKind kind, String name, String token, String typedName) {
    Command command = new Command(caller, Role.OPERATOR, PURGE, kind.scheme(), name);
    need(command, DestinationRight.MANAGE, name);
    return run(
        command,
        () -> {
          DestinationRow row = find(kind, name);
          confirmations.use(token, typedName, question(command, row));
          return broker.purge(row);
        },
        count -> count);
  }

  /** The first step changes nothing, so only its refusal is audited. */
  private Confirmation confirm(Command command, DestinationKind kind) {
    need(command);
    return translating(
        () ->
            confirmations.ask(
                question(command, find(kind, command.target())), DELETE.equals(command.action())));
  }

  private Question question(Command command, DestinationRow row) {
    DestinationView view = view(row);
    return new Question(
        command.caller().name(),
        command.action(),
        Messages.name(row),
        row.name(),
        view.messages(),
        view.consumers());
  }

  @Override
  public List<SubscriptionView> subscriptions(Caller caller, String topic) {
    return translating(
        () -> {
          DestinationRow row = find(DestinationKind.TOPIC, topic);
          return broker.subscriptions(row.id()).stream().map(s -> view(s, topic)).toList();
        });
  }

  // ---- messages

  @Override
  public Page<MessageView> browse(Caller caller, String queue, String cursor, int limit) {
    need(browsing(caller, queue), DestinationRight.BROWSE, queue);
    return translating(
        () -> messages.browse(find(DestinationKind.QUEUE, queue).id(), cursor, limit));
  }

  @Override
  public Page<MessageView> browseSubscription(
      Caller caller, long subscriptionId, String cursor, int limit) {
    return translating(
        () -> {
          boolean known =
              broker.store().catalog().subscriptions().stream()
                  .anyMatch(s -> s.id() == subscriptionId);
          if (!known) {
            throw new ManagementException(Kind.NOT_FOUND, "There is no such subscription.");
          }
          needToBrowse(caller, subscriptionId);
          return messages.browse(subscriptionId, cursor, limit);
        });
  }

  @Override
  public MessageDetail message(Caller caller, String id) {
    translating(
        () -> {
          messages.mailboxOf(id).ifPresent(mailbox -> needToBrowse(caller, mailbox));
          return true;
        });
    boolean contentVisible = caller.role().includes(Role.OPERATOR);
    return translating(() -> messages.detail(id, contentVisible));
  }

  @Override
  public String send(Caller caller, DestinationKind kind, String name, NewTextMessage message) {
    Command command = new Command(caller, Role.OPERATOR, "send", kind.scheme(), name);
    need(command, DestinationRight.SEND, name);
    return run(command, () -> messages.send(find(kind, name), message), id -> 1);
  }

  // ---- nodes and audit

  @Override
  public List<NodeView> nodes(Caller caller) {
    return translating(() -> broker.store().nodes().nodes().stream().map(this::view).toList());
  }

  @Override
  public List<EndpointView> endpoints(Caller caller) {
    return endpoints.get().stream()
        .map(ManagedEndpoint::view)
        .sorted(Comparator.comparing(EndpointView::name))
        .toList();
  }

  @Override
  public EndpointView pauseEndpoint(Caller caller, String name, boolean paused) {
    return run(
        new Command(caller, Role.OPERATOR, paused ? "pause" : "resume", "endpoint", name),
        () -> {
          ManagedEndpoint endpoint = endpoint(name);
          if (paused) {
            endpoint.pause("paused by " + caller.name());
          } else {
            endpoint.resume();
          }
          return endpoint.view();
        },
        view -> 0);
  }

  private ManagedEndpoint endpoint(String name) {
    return endpoints.get().stream()
        .filter(endpoint -> endpoint.view().name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new ManagementException(
                    Kind.NOT_FOUND, "There is no message-driven bean " + name + " on this node."));
  }

  private static Command browsing(Caller caller, String destination) {
    return new Command(caller, Role.VIEWER, "browse", "destination", destination);
  }

  private void needToBrowse(Caller caller, long mailboxId) {
    if (!broker.access().enforced()) {
      return;
    }
    long destinationId =
        broker.store().catalog().subscriptions().stream()
            .filter(row -> row.id() == mailboxId)
            .mapToLong(SubscriptionRow::topicId)
            .findFirst()
            .orElse(mailboxId);
    broker.destinations().stream()
        .filter(row -> row.id() == destinationId)
        .map(DestinationRow::name)
        .findFirst()
        .ifPresent(name -> need(browsing(caller, name), DestinationRight.BROWSE, name));
  }

  // ---- users of messaging clients

  @Override
  public List<ClientUserView> clientUsers(Caller caller) {
    need(new Command(caller, Role.ADMIN, "list", "client-user", "*"));
    return translating(access::users);
  }

  @Override
  public ClientUserView saveClientUser(
      Caller caller, String name, char[] password, boolean enabled) {
    return run(
        new Command(caller, Role.ADMIN, "save", "client-user", name),
        () -> access.save(name, password, enabled),
        user -> 0);
  }

  @Override
  public void deleteClientUser(Caller caller, String name) {
    run(
        new Command(caller, Role.ADMIN, DELETE, "client-user", name),
        () -> {
          access.delete(name);
          return true;
        },
        deleted -> 0);
  }

  @Override
  public List<PermissionView> permissions(Caller caller) {
    need(new Command(caller, Role.ADMIN, "list", "permission", "*"));
    return translating(access::permissions);
  }

  @Override
  public PermissionView permit(
      Caller caller, String user, String destination, Set<DestinationRight> rights) {
    return run(
        new Command(caller, Role.ADMIN, "permit " + rights, "permission", user + " " + destination),
        () -> access.permit(user, destination, rights),
        permission -> 0);
  }

  /** Where permissions are enforced they bind the console's users as well, except for admins. */
  private void need(Command command, DestinationRight right, String destination) {
    boolean allowed =
        command.caller().role().includes(Role.ADMIN)
            || translating(
                () -> broker.access().allows(command.caller().name(), right, destination));
    if (!allowed) {
      String needed = right.name().toLowerCase(Locale.ROOT);
      audit(command, 0, AuditTrail.REFUSED, "needs the permission to " + needed);
      throw new ManagementException(
          Kind.FORBIDDEN, "This needs the permission to " + needed + " " + destination + ".");
    }
  }

  @Override
  public Page<AuditView> audit(Caller caller, String cursor, int limit) {
    if (!caller.role().includes(Role.OPERATOR)) {
      return new Page<>(List.of(), null);
    }
    boolean all = caller.role().includes(Role.ADMIN);
    int most = Math.max(1, Math.min(limit, MOST_AUDIT_ROWS));
    return translating(
        () -> audit.read(cursor, most, row -> all || caller.name().equals(row.user())));
  }

  // ---- views

  private DestinationView view(DestinationRow row) {
    List<Long> mailboxes =
        row.kind() == DestinationKind.QUEUE
            ? List.of(row.id())
            : broker.subscriptions(row.id()).stream().map(SubscriptionRow::id).toList();
    return new DestinationView(
        row.kind(),
        row.name(),
        row.temporary(),
        row.consumptionPaused(),
        row.productionPaused(),
        mailboxes.stream().mapToLong(broker::depth).sum(),
        mailboxes.stream().mapToInt(broker::consumers).sum(),
        row.kind() == DestinationKind.TOPIC ? mailboxes.size() : 0,
        row.createdAt());
  }

  private SubscriptionView view(SubscriptionRow row, String topic) {
    return new SubscriptionView(
        row.id(),
        topic,
        row.clientId(),
        row.name(),
        row.durable(),
        row.shared(),
        row.selector(),
        broker.depth(row.id()),
        broker.consumers(row.id()),
        row.createdAt());
  }

  private NodeView view(NodeRow row) {
    StoreInfo info = broker.store().info();
    boolean local = row.name().equals(info.nodeName());
    return new NodeView(
        row.name(),
        local,
        row.alive(),
        row.startedAt(),
        row.heartbeatAt(),
        local ? version : null,
        info.database(),
        local ? info.location() : null,
        local ? info.durability().name() : null,
        info.schemaVersion());
  }

  private DestinationRow find(DestinationKind kind, String name) {
    return broker.find(kind, name).orElseThrow(() -> missing(kind, name));
  }

  private static ManagementException missing(DestinationKind kind, String name) {
    return new ManagementException(
        Kind.NOT_FOUND, "There is no " + kind.scheme() + " named " + name + ".");
  }

  // ---- roles, audit, errors

  /** Who wants to do what to which target, and the role it takes. */
  private record Command(
      Caller caller, Role needed, String action, String targetType, String target) {}

  private void need(Command command) {
    if (!command.caller().role().includes(command.needed())) {
      String role = command.needed().name().toLowerCase(Locale.ROOT);
      audit(command, 0, AuditTrail.REFUSED, "needs the role " + role);
      throw new ManagementException(Kind.FORBIDDEN, "This needs the role " + role + ".");
    }
  }

  private <T> T run(Command command, Supplier<T> body, ToLongFunction<T> count) {
    need(command);
    T result;
    try {
      result = translating(body);
    } catch (ManagementException e) {
      boolean failed = e.kind() == Kind.UNAVAILABLE;
      audit(command, 0, failed ? AuditTrail.FAILED : AuditTrail.REFUSED, e.getMessage());
      throw e;
    }
    audit(command, count.applyAsLong(result), AuditTrail.OK, null);
    return result;
  }

  private void audit(Command command, long count, String outcome, String error) {
    audit.write(
        command.caller(),
        new Entry(command.action(), command.targetType(), command.target(), count, outcome, error));
  }

  private static <T> T translating(Supplier<T> body) {
    try {
      return body.get();
    } catch (StoreException e) {
      throw new ManagementException(Kind.UNAVAILABLE, e.getMessage(), null, e);
    } catch (BrokerException e) {
      Kind kind =
          switch (e.reason()) {
            case NOT_FOUND -> Kind.NOT_FOUND;
            case IN_USE, MISMATCH, PAUSED -> Kind.CONFLICT;
            case CLOSED -> Kind.UNAVAILABLE;
          };
      throw new ManagementException(kind, e.getMessage(), null, e);
    }
  }
}
