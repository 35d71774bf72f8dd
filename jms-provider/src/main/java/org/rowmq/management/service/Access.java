package org.rowmq.management.service;

import java.util.Comparator;
import java.util.List;
import java.util.Set;
import org.rowmq.DestinationRight;
import org.rowmq.broker.Broker;
import org.rowmq.management.ClientUserView;
import org.rowmq.management.ManagementException;
import org.rowmq.management.ManagementException.Kind;
import org.rowmq.management.PermissionView;
import org.rowmq.store.AccessStore;
import org.rowmq.store.AccessStore.ClientUserRow;
import org.rowmq.store.AccessStore.PermissionRow;
import org.rowmq.store.AdministrationStore.AuditRow;

/** Users of messaging clients and their permissions. Thread-safe. */
final class Access {
  private static final int SHORTEST_PASSWORD = 12;
  private static final int LONGEST_PASSWORD = 200;
  private static final int LONGEST_USER = 200;
  private static final int LONGEST_PATTERN = 500;

  private final Broker broker;

  Access(Broker broker) {
    this.broker = broker;
  }

  private AccessStore store() {
    return broker.store().access();
  }

  List<ClientUserView> users() {
    return store().clientUsers().stream().map(Access::view).toList();
  }

  private static ClientUserView view(ClientUserRow row) {
    return new ClientUserView(row.name(), row.enabled(), row.changedAt());
  }

  /** Without a password an existing user keeps the present one. */
  ClientUserView save(String name, char[] password, boolean enabled, AuditRow done) {
    checkText("name", name, LONGEST_USER);
    if (name.equals("*")) {
      throw invalid("name", "* stands for every user in permissions; choose another name.");
    }
    String hash;
    if (password == null) {
      hash =
          store().clientUsers().stream()
              .filter(row -> row.name().equals(name))
              .map(ClientUserRow::passwordHash)
              .findFirst()
              .orElseThrow(() -> invalid("password", "A new user needs a password."));
    } else {
      if (password.length < SHORTEST_PASSWORD || password.length > LONGEST_PASSWORD) {
        throw invalid(
            "password",
            "A password needs " + SHORTEST_PASSWORD + " to " + LONGEST_PASSWORD + " characters.");
      }
      hash = Passwords.hash(password);
    }
    ClientUserRow row = new ClientUserRow(name, hash, enabled, broker.now());
    store().saveClientUser(row, done);
    broker.access().changed();
    return view(row);
  }

  void delete(String name, AuditRow done) {
    if (!store().deleteClientUser(name, done)) {
      throw new ManagementException(Kind.NOT_FOUND, "There is no user " + name + ".");
    }
    broker.access().changed();
  }

  List<PermissionView> permissions() {
    return store().permissions().stream()
        .map(row -> new PermissionView(row.user(), row.destination(), row.rights()))
        .sorted(
            Comparator.comparing(PermissionView::user).thenComparing(PermissionView::destination))
        .toList();
  }

  PermissionView permit(
      String user, String destination, Set<DestinationRight> rights, AuditRow done) {
    checkText("user", user, LONGEST_USER);
    checkText("destination", destination, LONGEST_PATTERN);
    store().savePermission(new PermissionRow(user, destination, rights), done);
    broker.access().changed();
    return new PermissionView(user, destination, rights);
  }

  private static void checkText(String field, String text, int longest) {
    if (text == null || text.isBlank() || text.length() > longest) {
      throw invalid(field, "Give a " + field + " of 1 to " + longest + " characters.");
    }
  }

  private static ManagementException invalid(String field, String message) {
    return new ManagementException(Kind.INVALID, message, field, null);
  }
}
