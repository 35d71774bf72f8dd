package org.rowmq.management.service;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.rowmq.broker.Broker;
import org.rowmq.broker.Policies;
import org.rowmq.broker.RuntimeSetting;
import org.rowmq.broker.SettingPattern;
import org.rowmq.management.Caller;
import org.rowmq.management.ManagementException;
import org.rowmq.management.ManagementException.Kind;
import org.rowmq.management.SettingScope;
import org.rowmq.management.SettingsImport;
import org.rowmq.management.SettingsImport.Change;
import org.rowmq.management.service.Guard.Command;
import org.rowmq.store.AdministrationStore.AuditRow;
import org.rowmq.store.CatalogStore.DestinationRow;
import org.rowmq.store.SettingChangedException;
import org.rowmq.store.SettingStore;
import org.rowmq.store.SettingStore.SettingChange;
import org.rowmq.store.SettingStore.SettingRow;

/**
 * All settings out and in as one document. One that comes in is checked as a whole before anything
 * is changed, and stored in one transaction. Thread-safe.
 */
final class SettingTransfer {
  private static final int MOST_PROBLEMS = 20;
  private static final int VERSION_BYTES = 12;

  private static final Comparator<SettingScope> IN_ORDER = Comparator.comparing(SettingScope::text);

  private final Broker broker;
  private final Guard guard;

  SettingTransfer(Broker broker, Guard guard) {
    this.broker = broker;
    this.guard = guard;
  }

  /** What is set for one scope, and under which id it is kept. */
  private record Present(long id, Map<RuntimeSetting, SettingRow> rows) {}

  String export(Caller caller) {
    Command command = SettingDesk.command(caller, "export", SettingScope.ALL, Map.of());
    return guard.run(
        command,
        () -> {
          Map<SettingScope, Map<String, String>> settings = new LinkedHashMap<>();
          present()
              .forEach(
                  (scope, present) -> {
                    Map<String, String> values = new TreeMap<>();
                    present.rows().forEach((name, row) -> values.put(name.key(), row.value()));
                    settings.put(scope, values);
                  });
          return SettingDocument.write(settings);
        },
        document -> 0);
  }

  SettingsImport preview(Caller caller, String document) {
    guard.need(SettingDesk.command(caller, "import", SettingScope.ALL, Map.of()));
    return Guard.translating(
        () -> {
          Map<SettingScope, Present> present = present();
          return told(present, checked(document, present));
        });
  }

  SettingsImport importAll(Caller caller, String document, String version) {
    return guard.runAudited(
        SettingDesk.command(caller, "import", SettingScope.ALL, Map.of()),
        () -> {
          Map<SettingScope, Present> present = present();
          Map<SettingScope, Map<RuntimeSetting, String>> wanted = checked(document, present);
          SettingsImport told = told(present, wanted);
          if (version == null || !version.equals(told.version())) {
            throw stale(null);
          }
          store(caller, present, wanted, told.count());
          return told;
        });
  }

  private void store(
      Caller caller,
      Map<SettingScope, Present> present,
      Map<SettingScope, Map<RuntimeSetting, String>> wanted,
      int count) {
    Map<Long, List<SettingChange>> changes = new LinkedHashMap<>();
    List<AuditRow> audit = new ArrayList<>();
    Map<String, String> sum = Map.of("changes", Integer.toString(count));
    audit.add(guard.done(SettingDesk.command(caller, "import", SettingScope.ALL, sum), 0));
    for (SettingScope scope : scopes(present, wanted)) {
      Map<RuntimeSetting, SettingRow> before = rows(present, scope);
      Map<RuntimeSetting, String> after = wanted.getOrDefault(scope, Map.of());
      List<SettingChange> own = SettingDesk.changes(before, after);
      if (!own.isEmpty()) {
        Map<String, String> parameters = SettingDesk.told(own);
        audit.add(guard.done(SettingDesk.command(caller, "change", scope, parameters), 0));
        List<SettingChange> stored = new ArrayList<>(own);
        SettingDesk.name(scope, !before.isEmpty(), !after.isEmpty()).ifPresent(stored::add);
        changes.put(SettingDesk.idOf(broker, scope), stored);
      }
    }
    try {
      broker.policies().change(changes, SettingDesk.cut(caller.name()), audit);
    } catch (SettingChangedException e) {
      throw stale(e);
    }
  }

  private static ManagementException stale(Throwable cause) {
    return new ManagementException(
        Kind.CONFLICT,
        "This document has not been looked at, or settings have been changed since. Look at what it"
            + " would change, and import it then.",
        null,
        cause);
  }

  /** What is set now, by what it is set for; not for what is temporary. */
  private Map<SettingScope, Present> present() {
    List<SettingRow> rows = broker.policies().present();
    Map<SettingScope, Present> present = new TreeMap<>(IN_ORDER);
    put(present, SettingScope.ALL, SettingStore.ALL, rows);
    for (SettingPattern pattern : Policies.patterns(rows)) {
      put(present, SettingScope.matching(pattern.kind(), pattern.text()), pattern.id(), rows);
    }
    Set<Long> set = new LinkedHashSet<>();
    rows.forEach(row -> set.add(row.destinationId()));
    for (DestinationRow row : broker.destinations()) {
      if (set.contains(row.id()) && !row.temporary()) {
        put(present, new SettingScope(row.kind(), row.name()), row.id(), rows);
      }
    }
    return present;
  }

  private static void put(
      Map<SettingScope, Present> present, SettingScope scope, long id, List<SettingRow> rows) {
    Map<RuntimeSetting, SettingRow> own = SettingDesk.rows(rows, id);
    if (!own.isEmpty()) {
      present.put(scope, new Present(id, own));
    }
  }

  private static Map<RuntimeSetting, SettingRow> rows(
      Map<SettingScope, Present> present, SettingScope scope) {
    return Optional.ofNullable(present.get(scope)).map(Present::rows).orElse(Map.of());
  }

  private static List<SettingScope> scopes(
      Map<SettingScope, Present> present, Map<SettingScope, ?> wanted) {
    Set<SettingScope> all = new LinkedHashSet<>(present.keySet());
    all.addAll(wanted.keySet());
    return all.stream().sorted(IN_ORDER).toList();
  }

  /** What a document wants, or all that is wrong with it. */
  private Map<SettingScope, Map<RuntimeSetting, String>> checked(
      String text, Map<SettingScope, Present> present) {
    SettingDocument document = SettingDocument.read(text);
    List<String> problems = new ArrayList<>(document.problems());
    Map<SettingScope, Map<RuntimeSetting, String>> wanted = new TreeMap<>(IN_ORDER);
    document
        .settings()
        .forEach(
            (scope, values) -> {
              try {
                if (!present.containsKey(scope)) {
                  SettingDesk.idOf(broker, scope);
                }
                wanted.put(scope, new TreeMap<>());
              } catch (ManagementException e) {
                problems.add(
                    scope.text()
                        + ": "
                        + e.getMessage()
                        + (e.kind() == Kind.NOT_FOUND
                            ? " Create it first, or take it out of the document."
                            : ""));
                return;
              }
              values.forEach(
                  (name, value) -> {
                    try {
                      wanted.get(scope).putAll(SettingDesk.checked(scope, Map.of(name, value)));
                    } catch (ManagementException e) {
                      problems.add(scope.text() + ": " + e.getMessage());
                    }
                  });
            });
    if (!problems.isEmpty()) {
      throw refused(problems);
    }
    return wanted;
  }

  private static ManagementException refused(List<String> problems) {
    int more = problems.size() - MOST_PROBLEMS;
    String all = String.join("\n", problems.subList(0, Math.min(problems.size(), MOST_PROBLEMS)));
    return new ManagementException(
        Kind.INVALID, all + (more > 0 ? "\nAnd " + more + " more." : ""), "document", null);
  }

  private static SettingsImport told(
      Map<SettingScope, Present> present, Map<SettingScope, Map<RuntimeSetting, String>> wanted) {
    List<Change> changes = new ArrayList<>();
    MessageDigest digest = sha256();
    for (SettingScope scope : scopes(present, wanted)) {
      Map<RuntimeSetting, SettingRow> before = rows(present, scope);
      Map<RuntimeSetting, String> after = wanted.getOrDefault(scope, Map.of());
      for (RuntimeSetting setting : RuntimeSetting.values()) {
        SettingRow row = before.get(setting);
        String was = row == null ? null : row.value();
        String becomes = after.get(setting);
        if (was != null || becomes != null) {
          String line = String.join("\0", scope.text(), setting.key(), "" + was, "" + becomes);
          digest.update((line + '\n').getBytes(StandardCharsets.UTF_8));
        }
        if (was == null ? becomes != null : !was.equals(becomes)) {
          changes.add(new Change(scope.text(), setting.key(), setting.unit(), was, becomes));
        }
      }
    }
    String version = HexFormat.of().formatHex(digest.digest(), 0, VERSION_BYTES);
    return new SettingsImport(changes.size(), changes, version);
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }
}
