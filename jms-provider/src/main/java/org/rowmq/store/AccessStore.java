package org.rowmq.store;

import java.util.List;
import java.util.Set;
import org.rowmq.DestinationRight;
import org.rowmq.store.AdministrationStore.AuditRow;

/**
 * Users of messaging clients, and what they may do. Thread-safe. Methods throw {@link
 * StoreException}.
 */
public interface AccessStore {

  /** By name. */
  List<ClientUserRow> clientUsers();

  /** Adds or replaces a user together with what the audit trail says of it. */
  void saveClientUser(ClientUserRow user, AuditRow audit);

  /**
   * Deletes a user with the permissions, together with what the audit trail says of it; false, and
   * nothing changed or said, when there was none.
   */
  boolean deleteClientUser(String name, AuditRow audit);

  /** By user and destination. */
  List<PermissionRow> permissions();

  /**
   * Adds or replaces what a user may do with a destination, together with what the audit trail says
   * of it; without any right, removes it.
   */
  void savePermission(PermissionRow permission, AuditRow audit);

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
