package org.rowmq.store;

import java.util.List;
import java.util.Set;
import org.rowmq.DestinationRight;

/**
 * Users of messaging clients, and what they may do. Thread-safe. Methods throw {@link
 * StoreException}.
 */
public interface AccessStore {

  /** By name. */
  List<ClientUserRow> clientUsers();

  /** Adds or replaces a user. */
  void saveClientUser(ClientUserRow user);

  /** Deletes a user with the permissions; false when there was none. */
  boolean deleteClientUser(String name);

  /** By user and destination. */
  List<PermissionRow> permissions();

  /** Adds or replaces what a user may do with a destination; without any right, removes it. */
  void savePermission(PermissionRow permission);

  /**
   * A user of messaging clients.
   *
   * @param passwordHash salted, never the password
   */
  record ClientUserRow(String name, String passwordHash, boolean enabled, long changedAt) {
    @Override
    public String toString() {
      return "ClientUserRow[name=" + name + ", enabled=" + enabled + "]";
    }
  }

  /**
   * What a user may do.
   *
   * @param user name, or {@code *} for every user
   * @param destination name of queues and topics; each {@code *} stands for any text
   */
  record PermissionRow(String user, String destination, Set<DestinationRight> rights) {
    public PermissionRow {
      rights = Set.copyOf(rights);
    }
  }
}
