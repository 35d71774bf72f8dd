package org.rowmq.management.jmx;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import javax.management.openmbean.CompositeData;
import org.rowmq.DestinationKind;
import org.rowmq.management.AuditFilter;
import org.rowmq.management.Caller;
import org.rowmq.management.ManagementService;
import org.rowmq.management.SettingScope;

/** Queues and topics: each operation is one call of the management service. Thread-safe. */
record DestinationsBean(ManagementService service, Supplier<Caller> caller)
    implements DestinationsMBean {
  private CompositeData[] all(DestinationKind kind) {
    return OpenData.list(
        service.destinations(caller.get(), null).stream().filter(d -> d.kind() == kind).toList());
  }

  @Override
  public CompositeData[] getQueues() {
    return all(DestinationKind.QUEUE);
  }

  @Override
  public CompositeData[] getTopics() {
    return all(DestinationKind.TOPIC);
  }

  @Override
  public CompositeData[] list(String filter) {
    return OpenData.list(service.destinations(caller.get(), Beans.orNull(filter)));
  }

  @Override
  public CompositeData find(String type, String name) {
    return OpenData.of(service.destination(caller.get(), Beans.kind(type), name));
  }

  @Override
  public CompositeData create(String type, String name) {
    return OpenData.of(service.createDestination(caller.get(), Beans.kind(type), name));
  }

  @Override
  public CompositeData pause(String type, String name, boolean delivery, boolean sending) {
    return OpenData.of(service.pause(caller.get(), Beans.kind(type), name, delivery, sending));
  }

  @Override
  public CompositeData[] producers(String type, String name) {
    return OpenData.list(service.clients().producers(caller.get(), Beans.kind(type), name));
  }

  @Override
  public CompositeData[] consumers(String type, String name) {
    return OpenData.list(service.clients().consumers(caller.get(), Beans.kind(type), name));
  }

  @Override
  public CompositeData[] audit(String type, String name, int limit) {
    AuditFilter filter = AuditFilter.ofDestination(Beans.kind(type).scheme() + "://" + name);
    return OpenData.list(service.audit(caller.get(), filter, null, limit).items());
  }

  @Override
  public CompositeData countAudit(String type, String name) {
    AuditFilter filter = AuditFilter.ofDestination(Beans.kind(type).scheme() + "://" + name);
    return OpenData.of(service.countAudit(caller.get(), filter));
  }

  @Override
  public CompositeData[] settings(String type, String name) {
    return Beans.settings(service, caller.get(), new SettingScope(Beans.kind(type), name));
  }

  @Override
  public void changeSetting(String type, String name, String setting, String value) {
    Beans.change(service, caller.get(), new SettingScope(Beans.kind(type), name), setting, value);
  }

  @Override
  public void resetSetting(String type, String name, String setting) {
    Beans.change(service, caller.get(), new SettingScope(Beans.kind(type), name), setting, null);
  }

  @Override
  public CompositeData previewUndo(String type, String name) {
    SettingScope scope = new SettingScope(Beans.kind(type), name);
    return OpenData.of(UndoPreview.of(service.runtimeSettings(), caller.get(), scope));
  }

  @Override
  public void undoSettings(String type, String name, String version) {
    Beans.undo(service, caller.get(), new SettingScope(Beans.kind(type), name), version);
  }

  @Override
  public String[] patternSettings() {
    return service.runtimeSettings().patterns(caller.get()).stream()
        .map(
            each ->
                each.kind().scheme() + "://" + each.pattern() + " " + new TreeMap<>(each.values()))
        .toArray(String[]::new);
  }

  @Override
  public void changePatternSetting(String type, String pattern, String setting, String value) {
    SettingScope scope = SettingScope.matching(Beans.kind(type), pattern);
    Beans.change(service, caller.get(), scope, setting, value);
  }

  @Override
  public void resetPatternSetting(String type, String pattern, String setting) {
    SettingScope scope = SettingScope.matching(Beans.kind(type), pattern);
    Beans.change(service, caller.get(), scope, setting, null);
  }

  @Override
  public CompositeData previewPatternUndo(String type, String pattern) {
    SettingScope scope = SettingScope.matching(Beans.kind(type), pattern);
    return OpenData.of(UndoPreview.of(service.runtimeSettings(), caller.get(), scope));
  }

  @Override
  public void undoPatternSettings(String type, String pattern, String version) {
    SettingScope scope = SettingScope.matching(Beans.kind(type), pattern);
    Beans.undo(service, caller.get(), scope, version);
  }

  @Override
  public CompositeData confirmPurge(String type, String name) {
    return OpenData.of(service.confirmPurge(caller.get(), Beans.kind(type), name));
  }

  @Override
  public long purge(String type, String name, String token, String typedName) {
    return service.purge(
        caller.get(), Beans.kind(type), name, Beans.orNull(token), Beans.orNull(typedName));
  }

  @Override
  public CompositeData confirmDelete(String type, String name) {
    return OpenData.of(service.confirmDelete(caller.get(), Beans.kind(type), name));
  }

  @Override
  public long delete(String type, String name, String token, String typedName) {
    return service.deleteDestination(
        caller.get(), Beans.kind(type), name, Beans.orNull(token), Beans.orNull(typedName));
  }

  @Override
  public CompositeData confirmDeletes(String type, String[] names) {
    return OpenData.of(
        service.confirmDeletes(caller.get(), Beans.kind(type), Arrays.asList(names)));
  }

  @Override
  public CompositeData[] deleteSeveral(String type, String[] names, String[] tokens, String typed) {
    if (names.length != tokens.length) {
      throw Beans.invalid(
          "tokens",
          "There are "
              + names.length
              + " names and "
              + tokens.length
              + " tokens: give the token of each name, in the order of the names.",
          null);
    }
    Map<String, String> tokenByName = new LinkedHashMap<>();
    for (int i = 0; i < names.length; i++) {
      tokenByName.put(names[i], tokens[i]);
    }
    return OpenData.list(
        service.deleteDestinations(
            caller.get(), Beans.kind(type), tokenByName, Beans.orNull(typed)));
  }
}
