package org.rowmq.management.service;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.rowmq.DestinationKind;
import org.rowmq.management.Caller;
import org.rowmq.management.Confirmation;
import org.rowmq.management.DestinationView;
import org.rowmq.management.ManagementException;
import org.rowmq.management.ManagementException.Kind;
import org.rowmq.management.Role;
import org.rowmq.management.SeveralDeletions;
import org.rowmq.management.SeveralDeletions.Item;
import org.rowmq.management.SeveralDeletions.Outcome;
import org.rowmq.management.service.DestinationCommands.BegunDeletion;
import org.rowmq.management.service.Guard.Command;

/**
 * Deletes several destinations, each as it is deleted by itself: with a token, a check of its
 * number, and an entry of the audit trail of its own. Thread-safe.
 */
final class DestinationDeletions {
  private static final int MOST = 100;

  private final Guard guard;
  private final Destinations destinations;
  private final DestinationCommands commands;

  DestinationDeletions(Guard guard, Destinations destinations, DestinationCommands commands) {
    this.guard = guard;
    this.destinations = destinations;
    this.commands = commands;
  }

  SeveralDeletions confirm(Caller caller, DestinationKind kind, Collection<String> named) {
    Set<String> names = checked(caller, kind, named);
    List<Item> items = new ArrayList<>();
    long inUse = 0;
    List<String> there = new ArrayList<>();
    for (String name : names) {
      try {
        Confirmation asked = commands.confirmDelete(caller, kind, name);
        items.add(new Item(name, asked, null));
        there.add(name);
        inUse += asked.messages() + asked.consumers();
      } catch (ManagementException e) {
        if (e.kind() != Kind.NOT_FOUND) {
          throw e;
        }
        items.add(new Item(name, null, e.getMessage()));
      }
    }
    return new SeveralDeletions(items, inUse == 0 ? null : toType(kind, there));
  }

  List<Outcome> delete(
      Caller caller, DestinationKind kind, Map<String, String> tokens, String typed) {
    Set<String> names = checked(caller, kind, tokens.keySet());
    String toType = toType(kind, names);
    boolean confirmed = toType.equals(typed);
    if (!confirmed && Guard.translating(() -> isAnyInUse(kind, names))) {
      throw mistyped(caller, kind, names, toType);
    }
    Map<String, BegunDeletion> begun = new LinkedHashMap<>();
    Map<String, String> failures = new HashMap<>();
    String unavailable = null;
    for (String name : names) {
      if (unavailable != null) {
        failures.put(name, unavailable); // each further try would wait as long
        continue;
      }
      try {
        String itsName = confirmed ? name : null;
        begun.put(name, commands.beginDelete(caller, kind, name, tokens.get(name), itsName));
      } catch (ManagementException e) {
        failures.put(name, e.getMessage());
        unavailable = e.kind() == Kind.UNAVAILABLE ? e.getMessage() : null;
      }
    }
    try {
      // other nodes hear of all of them together
      failures.putAll(commands.endDelete(begun.values()));
    } catch (ManagementException e) {
      begun.keySet().forEach(name -> failures.put(name, e.getMessage()));
    }
    return names.stream()
        .map(
            name ->
                failures.containsKey(name)
                    ? new Outcome(name, 0, failures.get(name))
                    : new Outcome(name, begun.get(name).messages(), null))
        .toList();
  }

  /** The role first, and for each of them: the audit trail of each has the refusal. */
  private Set<String> checked(Caller caller, DestinationKind kind, Collection<String> named) {
    Set<String> names = new LinkedHashSet<>(named);
    ManagementException refused = null;
    for (String name : names.isEmpty() ? Set.of("*") : names) {
      try {
        guard.need(command(caller, kind, name));
      } catch (ManagementException e) {
        refused = e;
      }
    }
    if (refused != null) {
      throw refused;
    }
    if (names.isEmpty() || names.size() > MOST) {
      throw new ManagementException(
          Kind.INVALID,
          "Name 1 to " + MOST + " " + kind.scheme() + "s to delete, not " + names.size() + ".",
          "names",
          null);
    }
    return names;
  }

  private boolean isAnyInUse(DestinationKind kind, Set<String> names) {
    for (String name : names) {
      try {
        DestinationView view = destinations.view(destinations.find(kind, name));
        if (view.messages() > 0 || view.consumers() > 0) {
          return true;
        }
      } catch (ManagementException e) {
        if (e.kind() != Kind.NOT_FOUND) { // else it is said of this one that it is gone
          throw e;
        }
      }
    }
    return false;
  }

  private ManagementException mistyped(
      Caller caller, DestinationKind kind, Set<String> names, String toType) {
    String message = "What was typed is not " + toType + ".";
    names.forEach(name -> guard.audit(command(caller, kind, name), 0, AuditTrail.REFUSED, message));
    return new ManagementException(Kind.CONFLICT, message);
  }

  private static String toType(DestinationKind kind, Collection<String> names) {
    return names.size() == 1
        ? names.iterator().next()
        : "delete " + names.size() + " " + kind.scheme() + "s";
  }

  private static Command command(Caller caller, DestinationKind kind, String name) {
    return new Command(caller, Role.ADMIN, DestinationCommands.DELETE, kind.scheme(), name);
  }
}
