package org.rowmq.store.jpa;

import java.util.List;
import java.util.Optional;
import org.rowmq.store.AdministrationStore;
import org.rowmq.store.jpa.Entities.AuditEntity;
import org.rowmq.store.jpa.Entities.ConsoleUserEntity;

/** Console users and the audit trail. */
final class JpaAdministration implements AdministrationStore {
  private final Calls calls;
  private final Durably durably;

  JpaAdministration(Calls calls, Durably durably) {
    this.calls = calls;
    this.durably = durably;
  }

  @Override
  public Optional<UserRow> findUser(String name) {
    return calls.call(
        () ->
            durably
                .database()
                .reading(
                    "looking for a console user",
                    tx ->
                        Optional.ofNullable(tx.session().get(ConsoleUserEntity.class, name))
                            .map(JpaAdministration::user)));
  }

  @Override
  public List<UserRow> users() {
    return calls.call(
        () ->
            durably
                .database()
                .transaction(
                    "listing console users",
                    tx ->
                        tx
                            .session()
                            .createSelectionQuery(
                                "from ConsoleUser order by name", ConsoleUserEntity.class)
                            .getResultList()
                            .stream()
                            .map(JpaAdministration::user)
                            .toList()));
  }

  @Override
  public void saveUser(UserRow user, AuditRow audit) {
    calls.run(() -> durably.transaction("saving a console user", tx -> save(tx, user, audit)));
  }

  private static Void save(Tx tx, UserRow user, AuditRow audit) {
    ConsoleUserEntity row = tx.session().get(ConsoleUserEntity.class, user.name());
    boolean isNew = row == null;
    if (isNew) {
      row = new ConsoleUserEntity();
      row.name = user.name();
    }
    row.passwordHash = user.passwordHash();
    row.role = user.role();
    row.enabled = user.enabled();
    row.changedAt = user.changedAt();
    if (isNew) {
      tx.session().insert(row);
    } else {
      tx.session().update(row);
    }
    audit(tx, audit);
    return null;
  }

  @Override
  public boolean deleteUser(String name, AuditRow audit) {
    return calls.call(
        () ->
            durably.transaction(
                "deleting a console user",
                tx -> {
                  boolean deleted =
                      tx.session()
                              .createMutationQuery("delete from ConsoleUser where name = :name")
                              .setParameter("name", name)
                              .executeUpdate()
                          == 1;
                  if (deleted) {
                    audit(tx, audit);
                  }
                  return deleted;
                }));
  }

  @Override
  public void audit(AuditRow row) {
    calls.run(
        () ->
            durably.transaction(
                "adding to the audit trail",
                tx -> {
                  audit(tx, row);
                  return null;
                }));
  }

  @Override
  public List<AuditRow> audited(long beforeId, int limit) {
    return calls.call(
        () ->
            durably
                .database()
                .reading(
                    "reading the audit trail",
                    tx ->
                        tx
                            .session()
                            .createSelectionQuery(
                                "from Audit where id < :before order by id desc", AuditEntity.class)
                            .setParameter("before", beforeId)
                            .setMaxResults(limit)
                            .getResultList()
                            .stream()
                            .map(JpaAdministration::audit)
                            .toList()));
  }

  @Override
  public int forgetAudit(long olderThan, int limit) {
    return calls.call(
        () ->
            durably.transaction(
                "shortening the audit trail",
                tx -> {
                  List<Long> old =
                      tx.session()
                          .createSelectionQuery(
                              "select id from Audit where doneAt < :time order by id", Long.class)
                          .setParameter("time", olderThan)
                          .setMaxResults(limit)
                          .getResultList();
                  return old.isEmpty()
                      ? 0
                      : tx.session()
                          .createMutationQuery("delete from Audit where id in :ids")
                          .setParameter("ids", old)
                          .executeUpdate();
                }));
  }

  /** Adds to the audit trail in the transaction of what it tells of. */
  static void audit(Tx tx, AuditRow... rows) {
    for (AuditRow row : rows) {
      tx.session().insert(entity(row));
    }
  }

  static AuditEntity entity(AuditRow row) {
    AuditEntity entity = new AuditEntity();
    entity.id = row.id();
    entity.doneAt = row.at();
    entity.userName = row.user();
    entity.userRole = row.role();
    entity.address = row.address();
    entity.action = row.action();
    entity.targetType = row.targetType();
    entity.target = row.target();
    entity.messageCount = row.messageCount();
    entity.parameters = row.parameters();
    entity.outcome = row.outcome();
    entity.error = row.error();
    entity.requestId = row.requestId();
    return entity;
  }

  private static UserRow user(ConsoleUserEntity row) {
    return new UserRow(row.name, row.passwordHash, row.role, row.enabled, row.changedAt);
  }

  private static AuditRow audit(AuditEntity row) {
    return new AuditRow(
        row.id,
        row.doneAt,
        row.userName,
        row.userRole,
        row.address,
        row.action,
        row.targetType,
        row.target,
        row.messageCount,
        row.parameters,
        row.outcome,
        row.error,
        row.requestId);
  }
}
