package org.rowmq.management.service;

import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.rowmq.DestinationKind;
import org.rowmq.DestinationRight;
import org.rowmq.broker.Broker;
import org.rowmq.broker.StoredMessages;
import org.rowmq.broker.Subscriptions.Request;
import org.rowmq.management.Caller;
import org.rowmq.management.Confirmation;
import org.rowmq.management.ManagementException;
import org.rowmq.management.ManagementException.Kind;
import org.rowmq.management.Role;
import org.rowmq.management.SubscriptionView;
import org.rowmq.management.service.Confirmations.Question;
import org.rowmq.management.service.Guard.Command;
import org.rowmq.store.AlreadyExistsException;
import org.rowmq.store.CatalogStore.DestinationRow;
import org.rowmq.store.CatalogStore.SubscriptionRow;

/** Subscriptions: looking at them, making and deleting them. */
final class SubscriptionDesk {
  private static final String DELETE = "delete-subscription";
  private static final String CHANGE = "change-selector";
  private static final int LONGEST_NAME = 250;

  private final Broker broker;
  private final Cluster cluster;
  private final Guard guard;
  private final Confirmations confirmations;
  private final Ages ages;

  SubscriptionDesk(
      Broker broker, Cluster cluster, Guard guard, Confirmations confirmations, Ages ages) {
    this.broker = broker;
    this.cluster = cluster;
    this.guard = guard;
    this.confirmations = confirmations;
    this.ages = ages;
  }

  List<SubscriptionView> of(DestinationRow topic) {
    return broker.subscriptions(topic.id()).stream()
        .map(row -> view(row, topic.name()))
        .sorted(Comparator.comparingLong((SubscriptionView view) -> -view.messages()))
        .toList();
  }

  List<SubscriptionView> all() {
    Map<Long, String> topics =
        broker.destinations().stream()
            .filter(row -> row.kind() == DestinationKind.TOPIC)
            .collect(Collectors.toMap(DestinationRow::id, DestinationRow::name));
    return broker.store().catalog().subscriptions().stream()
        .filter(row -> topics.containsKey(row.topicId()))
        .map(row -> view(row, topics.get(row.topicId())))
        .sorted(Comparator.comparingLong((SubscriptionView view) -> -view.messages()))
        .toList();
  }

  private SubscriptionView view(SubscriptionRow row, String topic) {
    int consumers = cluster.consumers(row.id());
    return new SubscriptionView(
        row.id(),
        topic,
        row.clientId(),
        row.name(),
        row.durable(),
        row.shared(),
        row.selector(),
        broker.depth(row.id()),
        consumers,
        row.durable() && consumers == 0 ? row.leftAt() : 0,
        ages.oldest(row.id()),
        row.createdAt());
  }

  SubscriptionView create(
      Caller caller, String topic, String clientId, String name, boolean shared, String selector) {
    Map<String, String> parameters = new TreeMap<>();
    parameters.put("shared", Boolean.toString(shared));
    if (clientId != null) {
      parameters.put("clientId", clientId);
    }
    if (selector != null) {
      parameters.put("selector", selector);
    }
    Command command =
        new Command(caller, Role.OPERATOR, "subscribe", "topic", topic + "/" + name, parameters);
    guard.need(command, DestinationRight.MANAGE, topic);
    return viewed(
        command,
        topic,
        () -> {
          check(clientId, name, shared, selector);
          DestinationRow row = Names.destination(broker, DestinationKind.TOPIC, topic);
          try {
            return broker
                .subscriptions()
                .createDurable(
                    new Request(row, clientId, name, true, shared, false, selector, 0),
                    guard.done(command, 0));
          } catch (AlreadyExistsException e) {
            throw new ManagementException(
                Kind.CONFLICT, "There is a subscription of this name already.", "name", e);
          }
        });
  }

  /** What it is afterwards: when that cannot be read, it is done all the same. */
  private SubscriptionView viewed(Command command, String topic, Supplier<SubscriptionRow> change) {
    SubscriptionRow row = guard.runAudited(command, change);
    return Guard.translating(() -> view(row, topic));
  }

  private static void check(String clientId, String name, boolean shared, String selector) {
    if (name == null || name.isBlank() || name.length() > LONGEST_NAME) {
      throw invalid("name", "Give a name, of 250 characters at most.", null);
    }
    if (clientId == null && !shared) {
      throw invalid("clientId", "A subscription that is not shared belongs to a client id.", null);
    }
    if (clientId != null && (clientId.isBlank() || clientId.length() > LONGEST_NAME)) {
      throw invalid("clientId", "A client id has 1 to 250 characters.", null);
    }
    try {
      StoredMessages.selecting(selector);
    } catch (IllegalArgumentException e) {
      throw invalid("selector", e.getMessage(), e);
    }
  }

  private static ManagementException invalid(String field, String message, Throwable cause) {
    return new ManagementException(Kind.INVALID, message, field, cause);
  }

  Confirmation confirmDelete(Caller caller, long id) {
    guard.need(command(caller, id, null));
    SubscriptionRow row = Guard.translating(() -> find(id));
    guard.need(command(caller, id, row), DestinationRight.MANAGE, topicOf(row));
    return Guard.translating(() -> confirmations.ask(question(caller, row), true));
  }

  long delete(Caller caller, long id, String token, String typedName) {
    SubscriptionRow known = guard.runAudited(command(caller, id, null), () -> find(id));
    guard.need(command(caller, id, known), DestinationRight.MANAGE, topicOf(known));
    Command command = command(caller, id, known);
    return guard.runAudited(
        command,
        () -> {
          Question now = question(caller, known);
          confirmations.use(token, typedName, now);
          if (!broker.subscriptions().end(known, guard.done(command, now.messages()))) {
            throw missing();
          }
          return now.messages();
        });
  }

  Confirmation confirmSelector(Caller caller, long id, String selector) {
    Command command = selecting(caller, id, null, selector);
    guard.need(command);
    SubscriptionRow row = Guard.translating(() -> find(id));
    guard.need(selecting(caller, id, row, selector), DestinationRight.MANAGE, topicOf(row));
    checkSelector(row, selector);
    return Guard.translating(() -> confirmations.ask(about(caller, row, selector), true));
  }

  /** It is deleted and made anew at once: what it has was chosen by the selector before. */
  SubscriptionView changeSelector(
      Caller caller, long id, String selector, String token, String typedName) {
    SubscriptionRow known = guard.runAudited(selecting(caller, id, null, selector), () -> find(id));
    String topic = topicOf(known);
    Command command = selecting(caller, id, known, selector);
    guard.need(command, DestinationRight.MANAGE, topic);
    return viewed(
        command,
        topic,
        () -> {
          checkSelector(known, selector);
          Question now = about(caller, known, selector);
          confirmations.use(token, typedName, now);
          return broker
              .subscriptions()
              .renew(known, selector, guard.done(command, now.messages()))
              .orElseThrow(SubscriptionDesk::missing);
        });
  }

  private static void checkSelector(SubscriptionRow row, String selector) {
    if (!row.durable()) {
      throw invalid(
          "selector",
          "Only a durable subscription is made anew: this one ends with its use.",
          null);
    }
    if (Objects.equals(row.selector(), selector)) {
      throw invalid("selector", "This is the selector it has.", null);
    }
    check(row.clientId(), row.name(), row.shared(), selector);
  }

  private static Command selecting(Caller caller, long id, SubscriptionRow row, String selector) {
    String target = row == null ? Long.toString(id) : row.name() + " (" + id + ")";
    Map<String, String> parameters = new TreeMap<>();
    parameters.put("selector", selector == null ? "(none)" : selector);
    if (row != null) {
      parameters.put("before", row.selector() == null ? "(none)" : row.selector());
    }
    return new Command(caller, Role.ADMIN, CHANGE, "subscription", target, parameters);
  }

  /** The token is good for this selector only. */
  private Question about(Caller caller, SubscriptionRow row, String selector) {
    return new Question(
        caller.name(),
        CHANGE,
        "subscription://" + row.id() + " " + selector,
        row.name(),
        broker.depth(row.id()),
        cluster.consumers(row.id()));
  }

  private String topicOf(SubscriptionRow row) {
    return broker
        .repair()
        .mailbox(row.id())
        .orElseThrow(SubscriptionDesk::missing)
        .destination()
        .name();
  }

  private static Command command(Caller caller, long id, SubscriptionRow row) {
    String target = row == null ? Long.toString(id) : row.name() + " (" + id + ")";
    return new Command(caller, Role.OPERATOR, DELETE, "subscription", target);
  }

  private Question question(Caller caller, SubscriptionRow row) {
    return new Question(
        caller.name(),
        DELETE,
        "subscription://" + row.id(),
        String.valueOf(row.name()),
        broker.depth(row.id()),
        cluster.consumers(row.id()));
  }

  /** A durable one is called by its client and its name; no two are called the same. */
  SubscriptionView named(String clientId, String name) {
    SubscriptionRow row = find(clientId, name);
    return view(row, topicOf(row));
  }

  /** Its number, for who may delete one. */
  long deletable(Caller caller, String clientId, String name) {
    String target = name + " of " + (clientId == null ? "no client" : clientId);
    return guard
        .runAudited(
            new Command(caller, Role.OPERATOR, DELETE, "subscription", target),
            () -> find(clientId, name))
        .id();
  }

  private SubscriptionRow find(String clientId, String name) {
    return broker.store().catalog().subscriptions().stream()
        .filter(SubscriptionRow::durable)
        .filter(row -> Objects.equals(row.clientId(), clientId) && row.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                new ManagementException(
                    Kind.NOT_FOUND,
                    "There is no durable subscription named "
                        + name
                        + (clientId == null
                            ? " without a client id."
                            : " of the client " + clientId + ".")));
  }

  private SubscriptionRow find(long id) {
    return broker.store().catalog().subscriptions().stream()
        .filter(row -> row.id() == id)
        .findFirst()
        .orElseThrow(SubscriptionDesk::missing);
  }

  private static ManagementException missing() {
    return new ManagementException(Kind.NOT_FOUND, "There is no such subscription.");
  }
}
