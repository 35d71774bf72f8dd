package org.rowmq.management.service;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.rowmq.DestinationKind;
import org.rowmq.RowmqQueue;
import org.rowmq.broker.Broker;
import org.rowmq.broker.Policies;
import org.rowmq.broker.RuntimeSetting;
import org.rowmq.broker.RuntimeSetting.Scope;
import org.rowmq.broker.SettingPattern;
import org.rowmq.management.Caller;
import org.rowmq.management.EditableSetting;
import org.rowmq.management.ManagementException;
import org.rowmq.management.ManagementException.Kind;
import org.rowmq.management.Role;
import org.rowmq.management.SettingDifference;
import org.rowmq.management.SettingManagement;
import org.rowmq.management.SettingPatternView;
import org.rowmq.management.SettingScope;
import org.rowmq.management.SettingUndo;
import org.rowmq.management.SettingsImport;
import org.rowmq.management.SettingsView;
import org.rowmq.management.service.Guard.Command;
import org.rowmq.store.CatalogStore.DestinationRow;
import org.rowmq.store.SettingChangedException;
import org.rowmq.store.SettingStore;
import org.rowmq.store.SettingStore.SettingChange;
import org.rowmq.store.SettingStore.SettingRow;

/** Settings that can be changed at run time. Thread-safe. */
final class SettingDesk implements SettingManagement {
  private static final String HERE = "set here";
  private static final String FOR_ALL = "set for all destinations";
  private static final int LONGEST_NAME = 250;
  private static final int VERSION_BYTES = 8;

  private final Broker broker;
  private final Guard guard;
  private final Function<String, String> originInConfiguration;
  private final SettingTransfer transfer;
  private final SettingHistory history;

  /**
   * Makes one.
   *
   * @param originInConfiguration where the configuration has a setting from, by its name
   */
  SettingDesk(
      Broker broker,
      Guard guard,
      AuditTrail audit,
      Function<String, String> originInConfiguration) {
    this.broker = broker;
    this.guard = guard;
    this.originInConfiguration = originInConfiguration;
    this.transfer = new SettingTransfer(broker, guard);
    this.history = new SettingHistory(broker, audit);
  }

  @Override
  public SettingsView settings(Caller caller, SettingScope scope) {
    if (scope.all() || scope.pattern()) {
      guard.need(command(caller, "list", scope, Map.of()));
    }
    return Guard.translating(() -> view(scope, idOf(scope), broker.policies().present()));
  }

  @Override
  public List<SettingDifference> compare(
      Caller caller, SettingScope scope, Map<String, String> own) {
    guard.need(command(caller, "change", scope, own));
    return Guard.translating(
        () -> {
          long id = idOf(scope);
          List<SettingRow> rows = broker.policies().present();
          List<Layer> above = above(scope, rows);
          Map<RuntimeSetting, SettingRow> before = rows(rows, id);
          Map<RuntimeSetting, String> after = checked(scope, own);
          List<SettingDifference> differences = new ArrayList<>();
          for (RuntimeSetting setting : of(scope)) {
            SettingRow set = before.get(setting);
            String inherited = inherited(setting, above);
            String now = set == null ? inherited : set.value();
            String then = after.getOrDefault(setting, inherited);
            if (set == null
                ? after.containsKey(setting)
                : !Objects.equals(after.get(setting), now)) {
              differences.add(
                  new SettingDifference(
                      setting.key(),
                      setting.unit(),
                      now,
                      then,
                      after.containsKey(setting) ? HERE : inheritedFrom(setting, above)));
            }
          }
          return differences;
        });
  }

  @Override
  public SettingsView change(
      Caller caller, SettingScope scope, Map<String, String> own, String version) {
    return guard.runAudited(
        command(caller, "change", scope, own),
        () -> {
          long id = idOf(scope);
          Map<RuntimeSetting, SettingRow> before = rows(broker.policies().present(), id);
          if (version == null) {
            throw new ManagementException(
                Kind.INVALID,
                "Say which version of these settings you have seen: over HTTP, send its ETag as"
                    + " If-Match.",
                "version",
                null);
          }
          if (!version(before).equals(version)) {
            throw changed(null);
          }
          Map<RuntimeSetting, String> after = checked(scope, own);
          List<SettingChange> changes = changes(before, after);
          if (!changes.isEmpty()) {
            Command done = command(caller, "change", scope, told(changes));
            List<SettingChange> stored = new ArrayList<>(changes);
            name(scope, !before.isEmpty(), !after.isEmpty()).ifPresent(stored::add);
            try {
              broker
                  .policies()
                  .change(Map.of(id, stored), cut(caller.name()), List.of(guard.done(done, 0)));
            } catch (SettingChangedException e) {
              throw changed(e);
            }
          }
          return view(scope, id, broker.policies().rows());
        });
  }

  @Override
  public SettingUndo undo(Caller caller, SettingScope scope) {
    guard.need(command(caller, "change", scope, Map.of()));
    return Guard.translating(() -> history.undo(scope, idOf(scope)))
        .orElseThrow(
            () ->
                new ManagementException(
                    Kind.CONFLICT,
                    "There is no change to set back: the newest 10,000 entries of the audit trail"
                        + " have none of these settings that still holds."));
  }

  @Override
  public List<SettingPatternView> patterns(Caller caller) {
    guard.need(command(caller, "list", SettingScope.ALL, Map.of()));
    return Guard.translating(
        () -> {
          List<SettingRow> rows = broker.policies().present();
          List<SettingPatternView> views = new ArrayList<>();
          for (SettingPattern pattern : Policies.patterns(rows)) {
            Map<String, String> values = new TreeMap<>();
            rows(rows, pattern.id())
                .forEach((setting, row) -> values.put(setting.key(), row.value()));
            long matching = broker.destinations().stream().filter(pattern::matches).count();
            views.add(
                0, // the most specific first
                new SettingPatternView(pattern.kind(), pattern.text(), values, (int) matching));
          }
          return views;
        });
  }

  @Override
  public String export(Caller caller) {
    return transfer.export(caller);
  }

  @Override
  public SettingsImport previewImport(Caller caller, String document) {
    return transfer.preview(caller, document);
  }

  @Override
  public SettingsImport importAll(Caller caller, String document, String version) {
    return transfer.importAll(caller, document, version);
  }

  /** The row that says which pattern the others are of: it comes and goes with them. */
  static Optional<SettingChange> name(SettingScope scope, boolean before, boolean after) {
    if (!scope.pattern() || before == after) {
      return Optional.empty();
    }
    String address = pattern(scope).address();
    return Optional.of(
        new SettingChange(SettingPattern.NAME, before ? address : null, after ? address : null));
  }

  private static SettingPattern pattern(SettingScope scope) {
    try {
      return SettingPattern.of(scope.kind(), scope.name());
    } catch (IllegalArgumentException e) {
      throw new ManagementException(
          Kind.INVALID,
          "\"" + scope.name() + "\" is " + e.getMessage() + ".",
          SettingPattern.NAME,
          e);
    }
  }

  private static ManagementException changed(Throwable cause) {
    return new ManagementException(
        Kind.CONFLICT,
        "Somebody has changed these settings meanwhile. Look at them again.",
        null,
        cause);
  }

  static Command command(
      Caller caller, String action, SettingScope scope, Map<String, String> parameters) {
    return new Command(caller, Role.ADMIN, action, "setting", target(scope), parameters);
  }

  /** As the audit trail calls what was changed. */
  static String target(SettingScope scope) {
    return scope.all() ? "*" : scope.kind().scheme() + "://" + scope.name();
  }

  private long idOf(SettingScope scope) {
    return idOf(broker, scope);
  }

  /** Under which id its settings are kept; fails where there is no such destination. */
  static long idOf(Broker broker, SettingScope scope) {
    if (scope.all()) {
      return SettingStore.ALL;
    }
    return scope.pattern()
        ? pattern(scope).id()
        : Names.destination(broker, scope.kind(), scope.name()).id();
  }

  /** The settings there are for a scope, in the order they are documented. */
  private static List<RuntimeSetting> of(SettingScope scope) {
    return Arrays.stream(RuntimeSetting.values())
        .filter(
            setting ->
                scope.all()
                    || setting.scope() == Scope.ANY
                    || (setting.scope() == Scope.QUEUE && scope.kind() == DestinationKind.QUEUE))
        .toList();
  }

  static Map<RuntimeSetting, SettingRow> rows(List<SettingRow> rows, long id) {
    Map<RuntimeSetting, SettingRow> known = new TreeMap<>();
    for (SettingRow row : rows) {
      if (row.destinationId() == id) {
        RuntimeSetting.of(row.name()).ifPresent(setting -> known.put(setting, row));
      }
    }
    return known;
  }

  /** Canonical values; only those that there are for the scope. */
  static Map<RuntimeSetting, String> checked(SettingScope scope, Map<String, String> wanted) {
    Map<RuntimeSetting, String> checked = new TreeMap<>();
    wanted.forEach(
        (name, value) -> {
          RuntimeSetting setting = setting(scope, name, value);
          try {
            String canonical = setting.canonical(value);
            if (setting.type() == RuntimeSetting.Type.QUEUE && !canonical.isEmpty()) {
              checkQueue(scope, canonical);
            }
            checked.put(setting, canonical);
          } catch (IllegalArgumentException e) {
            throw new ManagementException(
                Kind.INVALID, name + " is \"" + value + "\": " + e.getMessage() + ".", name, e);
          }
        });
    return checked;
  }

  /**
   * The setting of this name, if there is one for the scope.
   *
   * @param value that it was to get, or null
   */
  static RuntimeSetting setting(SettingScope scope, String name, String value) {
    List<RuntimeSetting> possible = of(scope);
    return RuntimeSetting.of(name)
        .filter(possible::contains)
        .orElseThrow(() -> notHere(scope, name, value, possible));
  }

  private static void checkQueue(SettingScope scope, String pattern) {
    String queue = pattern.replace("*", scope.all() ? "any" : scope.name());
    if (new RowmqQueue(queue).getName().equals(scope.name())
        && scope.kind() == DestinationKind.QUEUE) {
      throw new IllegalArgumentException("a queue cannot be its own");
    }
  }

  private static ManagementException notHere(
      SettingScope scope, String name, String value, List<RuntimeSetting> possible) {
    String given = value == null ? name : name + " (\"" + value + "\")";
    String there = possible.stream().map(RuntimeSetting::key).collect(Collectors.joining(", "));
    String some = scope.pattern() ? " for some " + scope.kind().scheme() + "s" : "";
    String where = scope.all() || scope.pattern() ? some : " for a single " + scope.kind().scheme();
    return new ManagementException(
        Kind.INVALID,
        RuntimeSetting.of(name).isPresent()
            ? given + " cannot be set" + where + "; there are " + there + "."
            : "There is no setting "
                + given
                + " that can be changed here; there are "
                + there
                + ".",
        name,
        null);
  }

  static List<SettingChange> changes(
      Map<RuntimeSetting, SettingRow> before, Map<RuntimeSetting, String> after) {
    List<SettingChange> changes = new ArrayList<>();
    for (RuntimeSetting setting : RuntimeSetting.values()) {
      SettingRow row = before.get(setting);
      String was = row == null ? null : row.value();
      if (!Objects.equals(was, after.get(setting))) {
        changes.add(new SettingChange(setting.key(), was, after.get(setting)));
      }
    }
    return changes;
  }

  /** For the audit trail. */
  static Map<String, String> told(List<SettingChange> changes) {
    return changes.stream()
        .collect(
            Collectors.toMap(
                SettingChange::name,
                change -> SettingHistory.told(change.before(), change.after())));
  }

  /** What was set for more destinations than those of the scope. */
  private record Layer(String origin, boolean ofPattern, Map<RuntimeSetting, SettingRow> rows) {}

  /** From what a scope inherits, the nearest first. */
  private List<Layer> above(SettingScope scope, List<SettingRow> rows) {
    List<Layer> layers = new ArrayList<>();
    if (scope.all()) {
      return layers;
    }
    layers.add(new Layer(FOR_ALL, false, rows(rows, SettingStore.ALL)));
    if (!scope.pattern()) {
      DestinationRow destination = Names.destination(broker, scope.kind(), scope.name());
      Policies.patterns(rows).stream()
          .filter(pattern -> pattern.matches(destination))
          .forEach(
              pattern ->
                  layers.add(
                      0, new Layer("set for " + pattern.text(), true, rows(rows, pattern.id()))));
    }
    return layers;
  }

  private static Optional<Layer> setIn(List<Layer> above, RuntimeSetting setting) {
    return above.stream().filter(layer -> layer.rows().containsKey(setting)).findFirst();
  }

  private String inherited(RuntimeSetting setting, List<Layer> above) {
    return setIn(above, setting)
        .map(layer -> layer.rows().get(setting).value())
        .orElseGet(() -> broker.policies().configured(setting));
  }

  private String inheritedFrom(RuntimeSetting setting, List<Layer> above) {
    return setIn(above, setting)
        .map(Layer::origin)
        .orElseGet(() -> originInConfiguration.apply(setting.key()));
  }

  private SettingsView view(SettingScope scope, long id, List<SettingRow> rows) {
    List<Layer> above = above(scope, rows);
    Map<RuntimeSetting, SettingRow> own = rows(rows, id);
    List<EditableSetting> items = new ArrayList<>();
    for (RuntimeSetting setting : of(scope)) {
      SettingRow set = own.get(setting);
      String inherited = inherited(setting, above);
      items.add(
          new EditableSetting(
              setting.key(),
              setting.meaning(),
              setting.unit(),
              setting.range(),
              set == null ? null : set.value(),
              set == null ? inherited : set.value(),
              inherited,
              set == null ? inheritedFrom(setting, above) : HERE,
              set == null ? 0 : set.changedAt(),
              set == null ? null : set.changedBy(),
              set == null && setIn(above, setting).filter(Layer::ofPattern).isPresent()));
    }
    return new SettingsView(items, version(own));
  }

  /** Of the names and values only, so that what is set back to what it was is the same again. */
  static String version(Map<RuntimeSetting, SettingRow> own) {
    try {
      MessageDigest digest = MessageDigest.getInstance("SHA-256");
      own.forEach(
          (setting, row) ->
              digest.update(
                  (setting.key() + '=' + row.value() + '\n').getBytes(StandardCharsets.UTF_8)));
      return HexFormat.of().formatHex(digest.digest(), 0, VERSION_BYTES);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  static String cut(String name) {
    return name.length() > LONGEST_NAME ? name.substring(0, LONGEST_NAME) : name;
  }
}
