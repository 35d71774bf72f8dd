package org.rowmq.store.jpa;

import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.rowmq.store.AdministrationStore.AuditRow;
import org.rowmq.store.CatalogStore.DestinationRow;
import org.rowmq.store.SettingChangedException;
import org.rowmq.store.SettingStore;
import org.rowmq.store.StoreException;
import org.rowmq.store.jpa.Entities.SettingEntity;

/** Settings that were changed at run time; each change compares with what its author saw. */
final class JpaSettings implements SettingStore {
  private final Calls calls;
  private final Durably durably;
  private final String lockDestination;

  JpaSettings(Calls calls, Durably durably) {
    this.calls = calls;
    this.durably = durably;
    this.lockDestination =
        "update "
            + durably.database().names().table("destination")
            + " set version = version where id = ?";
  }

  @Override
  public List<SettingRow> settings() {
    return calls.call(
        () ->
            durably
                .database()
                .transaction(
                    "reading settings",
                    tx ->
                        tx
                            .session()
                            .createSelectionQuery("from Setting", SettingEntity.class)
                            .getResultList()
                            .stream()
                            .map(JpaSettings::row)
                            .toList()));
  }

  @Override
  public void change(
      Map<Long, List<SettingChange>> changes, long at, String by, List<AuditRow> audit) {
    calls.run(
        () ->
            durably.transaction(
                "changing settings",
                tx -> {
                  // in the order of ids, so that two who change the same wait for each other once
                  for (var each : new TreeMap<>(changes).entrySet()) {
                    change(tx, each.getKey(), each.getValue(), at, by);
                  }
                  audit.forEach(row -> JpaAdministration.audit(tx, row));
                  return null;
                }));
  }

  @Override
  public void change(
      DestinationRow seen,
      DestinationRow wanted,
      List<SettingChange> changes,
      long at,
      String by,
      AuditRow audit) {
    calls.run(
        () ->
            durably.transaction(
                "changing a destination",
                tx -> {
                  pause(tx, seen, wanted);
                  change(tx, seen.id(), changes, at, by);
                  JpaAdministration.audit(tx, audit);
                  return null;
                }));
  }

  private static void pause(Tx tx, DestinationRow seen, DestinationRow wanted) {
    int changed =
        tx.session()
            .createMutationQuery(
                "update Destination set consumptionPaused = :consumption,"
                    + " productionPaused = :production where id = :id"
                    + " and consumptionPaused = :consumptionWas and productionPaused = :productionWas")
            .setParameter("consumption", wanted.consumptionPaused())
            .setParameter("production", wanted.productionPaused())
            .setParameter("id", seen.id())
            .setParameter("consumptionWas", seen.consumptionPaused())
            .setParameter("productionWas", seen.productionPaused())
            .executeUpdate();
    if (changed != 1) {
      throw new SettingChangedException(
          "destination " + seen.name() + " has been paused, resumed or deleted by somebody else");
    }
  }

  private void change(Tx tx, long destinationId, List<SettingChange> changes, long at, String by)
      throws SQLException {
    // holds up who deletes the destination, so that no setting outlives it
    if (destinationId > ALL && tx.update(lockDestination, destinationId) == 0) {
      throw new StoreException("destination " + destinationId + " does not exist any more");
    }
    for (SettingChange change : changes) {
      change(tx, destinationId, change, at, by);
    }
  }

  private static void change(Tx tx, long destinationId, SettingChange change, long at, String by) {
    if (change.before() == null) {
      insert(tx, destinationId, change, at, by);
      return;
    }
    boolean removed = change.after() == null;
    var query =
        tx.session()
            .createMutationQuery(
                (removed
                        ? "delete from Setting"
                        : "update Setting set content = :after, changedAt = :at, changedBy = :by")
                    + " where destinationId = :id and name = :name and content = :before")
            .setParameter("id", destinationId)
            .setParameter("name", change.name())
            .setParameter("before", change.before());
    if (!removed) {
      query.setParameter("after", change.after()).setParameter("at", at).setParameter("by", by);
    }
    if (query.executeUpdate() != 1) {
      throw new SettingChangedException(changed(change));
    }
  }

  private static void insert(Tx tx, long destinationId, SettingChange change, long at, String by) {
    SettingEntity row = new SettingEntity();
    row.destinationId = destinationId;
    row.name = change.name();
    row.content = change.after();
    row.changedAt = at;
    row.changedBy = by;
    try {
      tx.session().insert(row);
      tx.flush();
    } catch (RuntimeException e) {
      if (FailureTranslation.isDuplicate(e)) {
        throw new SettingChangedException(changed(change), e);
      }
      throw e;
    }
  }

  private static String changed(SettingChange change) {
    return "setting " + change.name() + " has been changed by somebody else meanwhile";
  }

  private static SettingRow row(SettingEntity row) {
    return new SettingRow(row.destinationId, row.name, row.content, row.changedAt, row.changedBy);
  }
}
