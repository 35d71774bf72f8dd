package org.rowmq.store.jpa;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.rowmq.DestinationRight;
import org.rowmq.store.AccessStore;
import org.rowmq.store.AdministrationStore.AuditRow;

/** Client users and permissions, in plain SQL: a few rows, read whole. */
final class JpaAccess implements AccessStore {
  private static final DestinationRight[] COLUMNS = DestinationRight.values();

  private final Calls calls;
  private final Durably durably;
  private final String users;
  private final String permissions;

  JpaAccess(Calls calls, Durably durably) {
    this.calls = calls;
    this.durably = durably;
    Names names = durably.database().names();
    this.users = names.table("client_user");
    this.permissions = names.table("permission");
  }

  @Override
  public List<ClientUserRow> clientUsers() {
    return calls.call(
        () -> durably.database().transaction("listing client users", this::selectUsers));
  }

  private List<ClientUserRow> selectUsers(Tx tx) throws SQLException {
    List<ClientUserRow> found = new ArrayList<>();
    try (PreparedStatement statement =
            tx.connection()
                .prepareStatement(
                    "select name, password_hash, enabled, changed_at from "
                        + users
                        + " order by name");
        ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        found.add(
            new ClientUserRow(
                rows.getString(1), rows.getString(2), rows.getBoolean(3), rows.getLong(4)));
      }
    }
    return found;
  }

  @Override
  public void saveClientUser(ClientUserRow user, AuditRow audit) {
    write(
        "saving a client user",
        tx -> {
          delete(tx, users + " where name = ?", user.name());
          try (PreparedStatement insert =
              tx.connection()
                  .prepareStatement(
                      "insert into "
                          + users
                          + " (name, password_hash, enabled, changed_at) values (?, ?, ?, ?)")) {
            insert.setString(1, user.name());
            insert.setString(2, user.passwordHash());
            insert.setBoolean(3, user.enabled());
            insert.setLong(4, user.changedAt());
            insert.executeUpdate();
          }
          JpaAdministration.audit(tx, audit);
          return true;
        });
  }

  @Override
  public boolean deleteClientUser(String name, AuditRow audit) {
    return write(
        "deleting a client user",
        tx -> {
          if (delete(tx, users + " where name = ?", name) == 0) {
            return false;
          }
          delete(tx, permissions + " where user_name = ?", name);
          JpaAdministration.audit(tx, audit);
          return true;
        });
  }

  @Override
  public List<PermissionRow> permissions() {
    return calls.call(
        () -> durably.database().transaction("listing permissions", this::selectPermissions));
  }

  private List<PermissionRow> selectPermissions(Tx tx) throws SQLException {
    List<PermissionRow> found = new ArrayList<>();
    try (PreparedStatement statement =
            tx.connection()
                .prepareStatement(
                    "select user_name, destination, may_send, may_consume, may_browse, may_manage"
                        + " from "
                        + permissions
                        + " order by user_name, destination");
        ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        Set<DestinationRight> rights = EnumSet.noneOf(DestinationRight.class);
        for (int i = 0; i < COLUMNS.length; i++) {
          if (rows.getBoolean(3 + i)) {
            rights.add(COLUMNS[i]);
          }
        }
        found.add(new PermissionRow(rows.getString(1), rows.getString(2), rights));
      }
    }
    return found;
  }

  @Override
  public void savePermission(PermissionRow permission, AuditRow audit) {
    write(
        "saving a permission",
        tx -> {
          delete(
              tx,
              permissions + " where user_name = ? and destination = ?",
              permission.user(),
              permission.destination());
          if (!permission.rights().isEmpty()) {
            insert(tx, permission);
          }
          JpaAdministration.audit(tx, audit);
          return true;
        });
  }

  private void insert(Tx tx, PermissionRow permission) throws SQLException {
    try (PreparedStatement insert =
        tx.connection()
            .prepareStatement(
                "insert into "
                    + permissions
                    + " (user_name, destination, may_send, may_consume, may_browse, may_manage)"
                    + " values (?, ?, ?, ?, ?, ?)")) {
      insert.setString(1, permission.user());
      insert.setString(2, permission.destination());
      for (int i = 0; i < COLUMNS.length; i++) {
        insert.setBoolean(3 + i, permission.rights().contains(COLUMNS[i]));
      }
      insert.executeUpdate();
    }
  }

  private static int delete(Tx tx, String what, String... parameters) throws SQLException {
    try (PreparedStatement statement = tx.connection().prepareStatement("delete from " + what)) {
      for (int i = 0; i < parameters.length; i++) {
        statement.setString(i + 1, parameters[i]);
      }
      return statement.executeUpdate();
    }
  }

  private boolean write(String what, Database.Work<Boolean> work) {
    return calls.call(() -> durably.transaction(what, work));
  }
}
