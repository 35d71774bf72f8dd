package org.rowmq.store;

import java.util.List;
import java.util.Map;
import org.rowmq.store.AdministrationStore.AuditRow;
import org.rowmq.store.CatalogStore.DestinationRow;

/**
 * Settings that were changed at run time, which all nodes of the database take. Thread-safe.
 * Methods throw {@link StoreException}.
 */
public interface SettingStore {
  /** In place of a destination's id: what holds for all. */
  long ALL = 0;

  /** All there are, in no order; few. */
  List<SettingRow> settings();

  /**
   * Changes settings of destinations, of {@link #ALL}, or under negative ids, whose meaning is up
   * to the caller, together with what the audit trail says of it, in one transaction; durable on
   * return. The settings of a destination go with it.
   *
   * @param changes by the id of whose settings they are
   * @param at database clock
   * @param by who changes them
   * @throws SettingChangedException when one of them is not what the change says it was; then
   *     nothing is changed
   */
  void change(Map<Long, List<SettingChange>> changes, long at, String by, List<AuditRow> audit);

  /**
   * As {@link #change(Map, long, String, List)} for one destination, and whether it is paused.
   *
   * @param seen what the destination was; refused as above when its flags are others by now, or it
   *     is gone
   * @param wanted the same with the flags that it is to have
   */
  void change(
      DestinationRow seen,
      DestinationRow wanted,
      List<SettingChange> changes,
      long at,
      String by,
      AuditRow audit);

  /**
   * A setting.
   *
   * @param destinationId whose, or {@link #ALL}, or negative
   * @param value as text, at most 2,000 characters
   */
  record SettingRow(
      long destinationId, String name, String value, long changedAt, String changedBy) {}

  /**
   * A change of one setting.
   *
   * @param before what it was, or null for not set
   * @param after what it is to be, or null for not set
   */
  record SettingChange(String name, String before, String after) {}
}
