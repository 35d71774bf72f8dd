package org.rowmq.management.service;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.rowmq.DestinationKind;
import org.rowmq.broker.Broker;
import org.rowmq.broker.RuntimeSetting;
import org.rowmq.management.Caller;
import org.rowmq.management.DestinationChange;
import org.rowmq.management.EditableDestination;
import org.rowmq.management.ManagementException;
import org.rowmq.management.ManagementException.Kind;
import org.rowmq.management.Role;
import org.rowmq.management.SettingScope;
import org.rowmq.management.service.Guard.Command;
import org.rowmq.store.CatalogStore.DestinationRow;
import org.rowmq.store.SettingChangedException;
import org.rowmq.store.SettingStore.SettingChange;
import org.rowmq.store.SettingStore.SettingRow;

/** A destination's pause flags and own settings, read and changed together. Thread-safe. */
final class DestinationEditor {
  private final Broker broker;
  private final Guard guard;
  private final Destinations destinations;

  DestinationEditor(Broker broker, Guard guard, Destinations destinations) {
    this.broker = broker;
    this.guard = guard;
    this.destinations = destinations;
  }

  /** As this node knows it, without asking the database for it. */
  EditableDestination read(DestinationKind kind, String name) {
    return view(destinations.find(kind, name), broker.policies().rows());
  }

  EditableDestination change(
      Caller caller, DestinationKind kind, String name, DestinationChange change, String version) {
    return guard.runAudited(
        command(caller, kind, name, asked(change)),
        () -> {
          DestinationRow row =
              broker
                  .store()
                  .catalog()
                  .findDestination(kind, name)
                  .orElseThrow(() -> Names.missing(kind, name));
          Map<RuntimeSetting, SettingRow> before =
              SettingDesk.rows(broker.policies().present(), row.id());
          if (version == null) {
            throw new ManagementException(
                Kind.INVALID,
                "Say which version of it you have seen: over HTTP, send its ETag as If-Match.",
                "version",
                null);
          }
          if (!version(row, before).equals(version)) {
            throw changed(null);
          }
          List<SettingChange> settings =
              SettingDesk.changes(before, after(new SettingScope(kind, name), before, change));
          boolean consumption = or(change.consumptionPaused(), row.consumptionPaused());
          boolean production = or(change.productionPaused(), row.productionPaused());
          Map<String, String> told = new TreeMap<>(SettingDesk.told(settings));
          tell(told, "consumptionPaused", row.consumptionPaused(), consumption);
          tell(told, "productionPaused", row.productionPaused(), production);
          DestinationRow now = row;
          if (!told.isEmpty()) {
            try {
              now =
                  broker.change(
                      row,
                      row.paused(consumption, production),
                      settings,
                      SettingDesk.cut(caller.name()),
                      guard.done(command(caller, kind, name, told), 0));
            } catch (SettingChangedException e) {
              throw changed(e);
            }
          }
          return view(now, broker.policies().rows());
        });
  }

  /** All of its own settings as they are to be. */
  private static Map<RuntimeSetting, String> after(
      SettingScope scope, Map<RuntimeSetting, SettingRow> before, DestinationChange change) {
    Map<RuntimeSetting, String> after = new TreeMap<>();
    if (!change.noOthers()) {
      before.forEach((setting, row) -> after.put(setting, row.value()));
    }
    Map<String, String> set = new HashMap<>();
    change
        .settings()
        .forEach(
            (name, value) -> {
              if (value == null) {
                after.remove(SettingDesk.setting(scope, name, null));
              } else {
                set.put(name, value);
              }
            });
    after.putAll(SettingDesk.checked(scope, set));
    return after;
  }

  private static boolean or(Boolean wanted, boolean present) {
    return wanted == null ? present : wanted;
  }

  private static void tell(Map<String, String> told, String flag, boolean before, boolean after) {
    if (before != after) {
      told.put(flag, before + " -> " + after);
    }
  }

  /** For who is refused, or fails: what was asked for. */
  private static Map<String, String> asked(DestinationChange change) {
    Map<String, String> asked = new TreeMap<>();
    change.settings().forEach((name, value) -> asked.put(name, String.valueOf(value)));
    if (change.consumptionPaused() != null) {
      asked.put("consumptionPaused", change.consumptionPaused().toString());
    }
    if (change.productionPaused() != null) {
      asked.put("productionPaused", change.productionPaused().toString());
    }
    return asked;
  }

  private static Command command(
      Caller caller, DestinationKind kind, String name, Map<String, String> parameters) {
    return new Command(caller, Role.ADMIN, "change", kind.scheme(), name, parameters);
  }

  private EditableDestination view(DestinationRow row, List<SettingRow> rows) {
    Map<RuntimeSetting, SettingRow> own = SettingDesk.rows(rows, row.id());
    Map<String, String> settings = new HashMap<>();
    own.forEach((setting, each) -> settings.put(setting.key(), each.value()));
    return new EditableDestination(destinations.view(row), settings, version(row, own));
  }

  private static String version(DestinationRow row, Map<RuntimeSetting, SettingRow> own) {
    return SettingDesk.version(own)
        + (row.consumptionPaused() ? "c" : "-")
        + (row.productionPaused() ? "p" : "-");
  }

  private static ManagementException changed(Throwable cause) {
    return new ManagementException(
        Kind.CONFLICT, "Somebody has changed it meanwhile. Look at it again.", null, cause);
  }
}
