package org.rowmq.management.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.rowmq.DestinationKind.QUEUE;
import static org.rowmq.management.service.ManagedNode.ADMIN;
import static org.rowmq.management.service.ManagedNode.OPERATOR;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.rowmq.management.AuditFilter;
import org.rowmq.management.Caller;
import org.rowmq.management.DestinationChange;
import org.rowmq.management.ManagementException;
import org.rowmq.management.ManagementException.Kind;
import org.rowmq.management.Role;
import org.rowmq.management.SettingManagement;
import org.rowmq.management.SettingScope;
import org.rowmq.management.SettingUndo;
import org.rowmq.store.AdministrationStore.AuditRow;
import org.rowmq.store.SettingStore.SettingChange;

class SettingUndoTest {
  private static final Caller EVE = new Caller("eve", Role.ADMIN, "10.0.0.4", "request-4");

  @RegisterExtension static final ManagedNode NODE = new ManagedNode();

  private final Management management = NODE.management();
  private final SettingManagement settings = management.runtimeSettings();

  private void set(Caller caller, SettingScope scope, Map<String, String> values) {
    settings.change(caller, scope, values, settings.settings(ADMIN, scope).version());
  }

  private Map<String, String> own(SettingScope scope) {
    Map<String, String> own = new HashMap<>();
    settings.settings(ADMIN, scope).items().stream()
        .filter(each -> each.own() != null)
        .forEach(each -> own.put(each.name(), each.own()));
    return own;
  }

  private void setBack(SettingScope scope) {
    SettingUndo undo = settings.undo(ADMIN, scope);
    settings.change(ADMIN, scope, undo.values(), undo.version());
  }

  @Test
  void theLastChangeIsSetBackAndSetAgainWhateverItIsAbout() {
    management.createDestination(ADMIN, QUEUE, "undone");
    List<SettingScope> scopes =
        List.of(
            SettingScope.ALL,
            SettingScope.matching(QUEUE, "undone.*"),
            new SettingScope(QUEUE, "undone"));
    Map<String, String> first = Map.of("maxMessages", "5", "deadLetterDestination", "a -> \"b\"");
    Map<String, String> second =
        Map.of("maxMessages", "5", "deadLetterDestination", "", "maxDeliveryAttempts", "3");
    for (SettingScope scope : scopes) {
      boolean all = scope.all();
      Map<String, String> before = new TreeMap<>(first);
      Map<String, String> after = new TreeMap<>(second);
      set(ADMIN, scope, before);
      set(EVE, scope, after);
      SettingUndo undo = settings.undo(ADMIN, scope);
      assertThat(undo.by()).isEqualTo("eve");
      assertThat(undo.values()).as(all + scope.text()).isEqualTo(before);
      assertThat(own(scope)).isEqualTo(after);
      setBack(scope);
      assertThat(own(scope)).isEqualTo(before);
      setBack(scope);
      assertThat(own(scope)).isEqualTo(after);
      set(ADMIN, scope, Map.of());
      setBack(scope);
      assertThat(own(scope)).isEqualTo(after);
    }
    String trail = management.audit(ADMIN, AuditFilter.ALL, null, 1).items().get(0).action();
    assertThat(trail).isEqualTo("change");
  }

  @Test
  void whatWasChangedByAnImportOrAPatchIsSetBackToo() {
    management.createDestination(ADMIN, QUEUE, "undone.patched");
    SettingScope scope = new SettingScope(QUEUE, "undone.patched");
    set(ADMIN, scope, Map.of("maxMessages", "5"));
    management.changeDestination(
        EVE,
        QUEUE,
        "undone.patched",
        new DestinationChange(true, null, Map.of("maxMessages", "9"), false),
        management.editableDestination(ADMIN, QUEUE, "undone.patched").version());
    assertThat(settings.undo(ADMIN, scope).values()).isEqualTo(Map.of("maxMessages", "5"));
    management.pause(ADMIN, QUEUE, "undone.patched", false, false);

    String document =
        "{\"format\":\"rowmq-settings/1\",\"all\":{},\"patterns\":[],\"destinations\":[]}";
    settings.importAll(ADMIN, document, settings.previewImport(ADMIN, document).version());
    assertThat(own(scope)).isEmpty();
    assertThat(settings.undo(ADMIN, scope).values()).isEqualTo(Map.of("maxMessages", "9"));
  }

  @Test
  void nothingIsOfferedThatTheTrailDoesNotTell() {
    management.createDestination(ADMIN, QUEUE, "undone.not");
    SettingScope scope = new SettingScope(QUEUE, "undone.not");
    refused(Kind.CONFLICT, scope, ADMIN);
    set(ADMIN, scope, Map.of("maxMessages", "5"));
    long id = NODE.broker().find(QUEUE, "undone.not").orElseThrow().id();
    AuditRow other =
        new AuditRow(
            NODE.broker().store().nextId(),
            NODE.broker().now(),
            "sql",
            "admin",
            null,
            "repair",
            "database",
            "*",
            0,
            null,
            "OK",
            null,
            null);
    NODE.broker()
        .policies()
        .change(
            Map.of(id, List.of(new SettingChange("maxMessages", "5", "6"))), "sql", List.of(other));
    refused(Kind.CONFLICT, scope, ADMIN);
    assertThatThrownBy(() -> settings.undo(ADMIN, new SettingScope(QUEUE, "nowhere")))
        .isInstanceOf(ManagementException.class);
  }

  @Test
  void itIsForAdministratorsAndNotForWhoHasSeenSomethingElse() {
    management.createDestination(ADMIN, QUEUE, "undone.raced");
    SettingScope scope = new SettingScope(QUEUE, "undone.raced");
    set(ADMIN, scope, Map.of("maxMessages", "5"));
    refused(Kind.FORBIDDEN, scope, OPERATOR);
    SettingUndo undo = settings.undo(ADMIN, scope);
    set(EVE, scope, Map.of("maxMessages", "6"));
    assertThatThrownBy(() -> settings.change(ADMIN, scope, undo.values(), undo.version()))
        .isInstanceOfSatisfying(
            ManagementException.class, e -> assertThat(e.kind()).isEqualTo(Kind.CONFLICT));
    assertThat(own(scope)).isEqualTo(Map.of("maxMessages", "6"));
  }

  private void refused(Kind kind, SettingScope scope, Caller caller) {
    assertThatThrownBy(() -> settings.undo(caller, scope))
        .isInstanceOfSatisfying(
            ManagementException.class, e -> assertThat(e.kind()).isEqualTo(kind));
  }
}
