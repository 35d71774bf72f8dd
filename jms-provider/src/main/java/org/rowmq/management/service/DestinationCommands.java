package org.rowmq.management.service;

import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.rowmq.DestinationKind;
import org.rowmq.DestinationRight;
import org.rowmq.RowmqQueue;
import org.rowmq.broker.Broker;
import org.rowmq.management.Caller;
import org.rowmq.management.Confirmation;
import org.rowmq.management.DestinationView;
import org.rowmq.management.ManagementException;
import org.rowmq.management.ManagementException.Kind;
import org.rowmq.management.Role;
import org.rowmq.management.service.Confirmations.Question;
import org.rowmq.management.service.Guard.Command;
import org.rowmq.store.AlreadyExistsException;
import org.rowmq.store.CatalogStore.DestinationRow;

/** What is done with whole destinations; see {@link Management}. Thread-safe. */
final class DestinationCommands {
  private static final String PURGE = "purge";
  static final String DELETE = "delete";

  private final Broker broker;
  private final Guard guard;
  private final Confirmations confirmations;
  private final Destinations destinations;

  DestinationCommands(
      Broker broker, Guard guard, Confirmations confirmations, Destinations destinations) {
    this.broker = broker;
    this.guard = guard;
    this.confirmations = confirmations;
    this.destinations = destinations;
  }

  DestinationView create(Caller caller, DestinationKind kind, String name) {
    Command command = new Command(caller, Role.ADMIN, "create", kind.scheme(), name);
    return viewed(
        command,
        () -> {
          try {
            String valid = new RowmqQueue(name).getName(); // one rule for the names of both kinds
            return broker.createDestination(kind, valid, guard.done(command, 0));
          } catch (IllegalArgumentException e) {
            throw new ManagementException(Kind.INVALID, e.getMessage(), "name", e);
          } catch (AlreadyExistsException e) {
            throw new ManagementException(
                Kind.CONFLICT, "There is a " + kind.scheme() + " of this name already.", "name", e);
          }
        });
  }

  private record Deleted(DestinationRow row, long messages) {}

  /** What it is afterwards: when that cannot be read, it is done all the same. */
  private DestinationView viewed(Command command, Supplier<DestinationRow> change) {
    DestinationRow row = guard.runAudited(command, change);
    return Guard.translating(() -> destinations.view(row));
  }

  DestinationView pause(
      Caller caller, DestinationKind kind, String name, boolean consumption, boolean production) {
    String action =
        consumption || production
            ? "pause" + (consumption ? " delivery" : "") + (production ? " sending" : "")
            : "resume";
    Command command = new Command(caller, Role.OPERATOR, action, kind.scheme(), name);
    guard.need(command, DestinationRight.MANAGE, name);
    return viewed(
        command,
        () ->
            broker.pause(
                destinations.find(kind, name), consumption, production, guard.done(command, 0)));
  }

  Confirmation confirmDelete(Caller caller, DestinationKind kind, String name) {
    return confirm(new Command(caller, Role.ADMIN, DELETE, kind.scheme(), name), kind);
  }

  long delete(Caller caller, DestinationKind kind, String name, String token, String typedName) {
    BegunDeletion begun = beginDelete(caller, kind, name, token, typedName);
    String late = endDelete(List.of(begun)).get(name);
    if (late != null) {
      throw new ManagementException(Kind.CONFLICT, late);
    }
    return begun.messages();
  }

  /** A destination that nobody finds any more, and how many messages it had. */
  record BegunDeletion(DestinationRow row, long messages) {}

  /** Decides it, and says so in the audit trail; {@link #endDelete} is to follow. */
  BegunDeletion beginDelete(
      Caller caller, DestinationKind kind, String name, String token, String typedName) {
    Command command = new Command(caller, Role.ADMIN, DELETE, kind.scheme(), name);
    return guard.runAudited(
        command,
        () -> {
          DestinationRow row = destinations.find(kind, name);
          Question now = question(command, row);
          confirmations.use(token, typedName, now);
          if (!broker.deletions().begin(row, guard.done(command, now.messages()))) {
            throw Names.missing(kind, name);
          }
          return new BegunDeletion(row, now.messages());
        });
  }

  /**
   * Waits for other nodes where there are any. It is decided, and said, whatever comes of this.
   *
   * @return what is to be said of those that are not gone yet, by their names
   */
  Map<String, String> endDelete(Collection<BegunDeletion> begun) {
    Map<String, String> late = new LinkedHashMap<>();
    Guard.translating(() -> broker.deletions().end(begun.stream().map(BegunDeletion::row).toList()))
        .forEach(
            (row, nodes) ->
                late.put(
                    row.name(),
                    Names.of(row)
                        + " takes no more messages, and goes when all nodes have heard of that. Not yet: "
                        + String.join(", ", nodes)
                        + "; see whether they are well."));
    return late;
  }

  Confirmation confirmPurge(Caller caller, DestinationKind kind, String name) {
    Command command = new Command(caller, Role.OPERATOR, PURGE, kind.scheme(), name);
    guard.need(command, DestinationRight.MANAGE, name);
    return confirm(command, kind);
  }

  long purge(Caller caller, DestinationKind kind, String name, String token, String typedName) {
    Command command = new Command(caller, Role.OPERATOR, PURGE, kind.scheme(), name);
    guard.need(command, DestinationRight.MANAGE, name);
    return guard.run(
        command,
        () -> {
          DestinationRow row = destinations.find(kind, name);
          Question now = question(command, row);
          confirmations.use(token, typedName, now);
          guard.begin(command, now.messages());
          return broker.purge(row);
        },
        count -> count);
  }

  /** The first step changes nothing, so only its refusal is audited. */
  private Confirmation confirm(Command command, DestinationKind kind) {
    guard.need(command);
    return Guard.translating(
        () ->
            confirmations.ask(
                question(command, destinations.find(kind, command.target())),
                DELETE.equals(command.action())));
  }

  private Question question(Command command, DestinationRow row) {
    DestinationView view = destinations.view(row);
    return new Question(
        command.caller().name(),
        command.action(),
        Names.of(row),
        row.name(),
        view.messages(),
        view.consumers());
  }
}
