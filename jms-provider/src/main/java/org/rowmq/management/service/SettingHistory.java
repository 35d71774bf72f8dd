package org.rowmq.management.service;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.rowmq.broker.Broker;
import org.rowmq.broker.RuntimeSetting;
import org.rowmq.management.AuditView;
import org.rowmq.management.SettingScope;
import org.rowmq.management.SettingUndo;
import org.rowmq.store.AdministrationStore.AuditRow;
import org.rowmq.store.SettingStore.SettingRow;

/** What settings were before their last change, as the audit trail has it. Thread-safe. */
final class SettingHistory {
  private static final String NOT_SET = "(not set)";
  private static final String TO = " -> ";

  private final Broker broker;
  private final AuditTrail audit;

  SettingHistory(Broker broker, AuditTrail audit) {
    this.broker = broker;
    this.audit = audit;
  }

  /** How a change of one setting is written down. */
  static String told(String before, String after) {
    return told(before) + TO + told(after);
  }

  private static String told(String value) {
    return value == null ? NOT_SET : '"' + value + '"';
  }

  /** Empty where the newest entries have no change of these that still holds. */
  Optional<SettingUndo> undo(SettingScope scope, long id) {
    Map<RuntimeSetting, SettingRow> now = SettingDesk.rows(broker.policies().present(), id);
    List<AuditView> last = audit.read(null, 1, row -> isChange(row, scope)).items();
    if (last.isEmpty()) {
      return Optional.empty();
    }
    Map<String, String> values = new TreeMap<>();
    now.forEach((setting, row) -> values.put(setting.key(), row.value()));
    for (Map.Entry<String, String> change : changes(last.get(0).parameters()).entrySet()) {
      String setting = change.getKey();
      String after = TO + told(values.get(setting));
      if (!change.getValue().endsWith(after)) {
        return Optional.empty(); // this is not how it was left
      }
      String before = change.getValue().substring(0, change.getValue().length() - after.length());
      if (before.equals(NOT_SET)) {
        values.remove(setting);
      } else {
        values.put(setting, before.substring(1, before.length() - 1));
      }
    }
    return Optional.of(
        new SettingUndo(last.get(0).at(), last.get(0).user(), values, SettingDesk.version(now)));
  }

  private static boolean isChange(AuditRow row, SettingScope scope) {
    return "change".equals(row.action())
        && AuditTrail.OK.equals(row.outcome())
        && isOf(row, scope)
        && !changes(row.parameters()).isEmpty();
  }

  /** Either only its settings were changed, or a destination with its settings. */
  private static boolean isOf(AuditRow row, SettingScope scope) {
    boolean settings =
        "setting".equals(row.targetType())
            && AuditTrail.isSame(row.target(), SettingDesk.target(scope));
    return settings
        || (!scope.all()
            && !scope.pattern()
            && scope.kind().scheme().equals(row.targetType())
            && AuditTrail.isSame(row.target(), scope.name()));
  }

  /** Those of settings, by name; whether a destination was paused is no setting. */
  private static Map<String, String> changes(String parameters) {
    Map<String, String> changes = new LinkedHashMap<>();
    Parameters.read(parameters)
        .forEach(
            (name, told) -> {
              if (RuntimeSetting.of(name).isPresent()) {
                changes.put(name, told);
              }
            });
    return changes;
  }
}
