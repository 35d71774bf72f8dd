package org.rowmq.store;

import java.util.List;
import java.util.Optional;

/** Console users and the audit trail. Thread-safe. Methods throw {@link StoreException}. */
public interface AdministrationStore {

  Optional<UserRow> findUser(String name);

  List<UserRow> users();

  /** Adds or replaces a user together with what the audit trail says of it. */
  void saveUser(UserRow user, AuditRow audit);

  /**
   * Deletes a user together with what the audit trail says of it; false, and nothing said, when
   * there was none.
   */
  boolean deleteUser(String name, AuditRow audit);

  /**
   * Adds to the audit trail, in a transaction of its own, what changes nothing in the database or
   * was refused. Rows are never changed.
   */
  void audit(AuditRow row);

  /**
   * The newest rows first.
   *
   * @param beforeId only rows older than this id; {@link Long#MAX_VALUE} to begin
   */
  List<AuditRow> audited(long beforeId, int limit);

  /**
   * Removes rows older than the given time (database clock), at most {@code limit}; returns how
   * many.
   */
  int forgetAudit(long olderThan, int limit);

  /**
   * A console user.
   *
   * @param passwordHash salted PBKDF2, never the password
   * @param role {@code viewer}, {@code operator} or {@code admin}
   */
  record UserRow(String name, String passwordHash, String role, boolean enabled, long changedAt) {
    @Override
    public String toString() {
      return "UserRow[name=" + name + ", role=" + role + ", enabled=" + enabled + "]";
    }
  }

  /** One audited action. {@code id} and {@code at} are set by the caller. */
  record AuditRow(
      long id,
      long at,
      String user,
      String role,
      String address,
      String action,
      String targetType,
      String target,
      long messageCount,
      String parameters,
      String outcome,
      String error,
      String requestId) {}
}
