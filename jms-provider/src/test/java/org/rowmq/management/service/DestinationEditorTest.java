package org.rowmq.management.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.rowmq.DestinationKind.QUEUE;
import static org.rowmq.management.service.ManagedNode.ADMIN;
import static org.rowmq.management.service.ManagedNode.OPERATOR;
import static org.rowmq.management.service.ManagedNode.VIEWER;

import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.rowmq.management.AuditFilter;
import org.rowmq.management.AuditView;
import org.rowmq.management.DestinationChange;
import org.rowmq.management.EditableDestination;
import org.rowmq.management.ManagementException;
import org.rowmq.management.ManagementException.Kind;
import org.rowmq.management.SettingScope;

/** What a destination is and has set is changed together, or not at all. */
class DestinationEditorTest {
  @RegisterExtension static final ManagedNode NODE = new ManagedNode();

  private static EditableDestination of(String queue) {
    return NODE.management().editableDestination(VIEWER, QUEUE, queue);
  }

  private static EditableDestination change(String queue, DestinationChange change) {
    return NODE.management().changeDestination(ADMIN, QUEUE, queue, change, of(queue).version());
  }

  private static DestinationChange settings(Map<String, String> settings) {
    return new DestinationChange(null, null, settings, false);
  }

  private static List<AuditView> audited(String queue) {
    AuditFilter filter = new AuditFilter(null, "change", "queue://" + queue, null, 0, 0);
    return NODE.management().audit(ADMIN, filter, null, 10).items();
  }

  @Test
  void whatIsNamedIsChangedAndAllElseStays() {
    NODE.queue("edit.part", 0);
    change(
        "edit.part",
        new DestinationChange(
            true, null, Map.of("maxDeliveryAttempts", "5", "redeliveryDelay", "100"), false));

    Map<String, String> patch = new HashMap<>();
    patch.put("redeliveryDelay", null);
    patch.put("maxMessages", " 07 ");
    EditableDestination now = change("edit.part", new DestinationChange(null, true, patch, false));

    assertThat(now.settings())
        .isEqualTo(Map.of("maxDeliveryAttempts", "5", "maxMessages", "7"))
        .isEqualTo(of("edit.part").settings());
    assertThat(now.destination().consumptionPaused()).isTrue();
    assertThat(now.destination().productionPaused()).isTrue();
    assertThat(NODE.management().destination(VIEWER, QUEUE, "edit.part").productionPaused())
        .isTrue();
    assertThat(audited("edit.part"))
        .extracting(AuditView::outcome, AuditView::parameters)
        .first()
        .satisfies(
            row ->
                assertThat(row.toString())
                    .contains("OK", "false -> true", "(not set)", "100")
                    .doesNotContain("consumptionPaused"));

    EditableDestination none =
        change("edit.part", new DestinationChange(false, false, Map.of(), true));
    assertThat(none.settings()).isEmpty();
    assertThat(none.destination().consumptionPaused()).isFalse();
  }

  @Test
  void whatIsWrongIsNamedWithItsValueAndWhatIsAllowedAndNothingIsChanged() {
    NODE.queue("edit.wrong", 0);
    Map<String, String> names =
        Map.of(
            "maxDeliveryAttempts", "use a whole number from -1 to 1000000, but not 0",
            "colour", "there are maxDeliveryAttempts, redeliveryDelay",
            "auditRetention", "cannot be set for a single queue; there are maxDeliveryAttempts");
    names.forEach(
        (name, allowed) ->
            assertThatThrownBy(
                    () ->
                        change(
                            "edit.wrong",
                            new DestinationChange(
                                true, null, Map.of("redeliveryDelay", "7", name, "0"), false)))
                .hasMessageContaining(name)
                .hasMessageContaining("\"0\"")
                .hasMessageContaining(allowed)
                .isInstanceOfSatisfying(
                    ManagementException.class,
                    e -> {
                      assertThat(e.kind()).isEqualTo(Kind.INVALID);
                      assertThat(e.field()).isEqualTo(name);
                    }));
    assertThatThrownBy(
            () -> change("edit.wrong", settings(Collections.singletonMap("colour", null))))
        .hasMessageContaining("colour");

    assertThat(of("edit.wrong").settings()).isEmpty();
    assertThat(of("edit.wrong").destination().consumptionPaused()).isFalse();
    assertThat(audited("edit.wrong"))
        .extracting(AuditView::outcome)
        .hasSize(4)
        .containsOnly("REFUSED");
  }

  @Test
  void whoHasNotSeenTheLatestChangeIsRefusedWhateverItWas() {
    NODE.queue("edit.late", 0);
    String seen = of("edit.late").version();
    NODE.management().pause(OPERATOR, QUEUE, "edit.late", true, false);
    refused(seen);

    seen = of("edit.late").version();
    SettingScope scope = new SettingScope(QUEUE, "edit.late");
    String version = NODE.management().runtimeSettings().settings(ADMIN, scope).version();
    NODE.management().runtimeSettings().change(ADMIN, scope, Map.of("maxMessages", "5"), version);
    refused(seen);

    assertThatThrownBy(
            () ->
                NODE.management()
                    .changeDestination(
                        ADMIN, QUEUE, "edit.late", settings(Map.of("maxMessages", "6")), null))
        .hasMessageContaining("If-Match");
    assertThat(of("edit.late").settings()).isEqualTo(Map.of("maxMessages", "5"));
  }

  private static void refused(String seen) {
    assertThatThrownBy(
            () ->
                NODE.management()
                    .changeDestination(
                        ADMIN, QUEUE, "edit.late", settings(Map.of("maxMessages", "6")), seen))
        .isInstanceOfSatisfying(
            ManagementException.class, e -> assertThat(e.kind()).isEqualTo(Kind.CONFLICT));
  }

  @Test
  void itTakesAnAdministrator() {
    NODE.queue("edit.role", 0);
    assertThatThrownBy(
            () ->
                NODE.management()
                    .changeDestination(
                        OPERATOR,
                        QUEUE,
                        "edit.role",
                        new DestinationChange(true, null, Map.of(), false),
                        of("edit.role").version()))
        .isInstanceOfSatisfying(
            ManagementException.class, e -> assertThat(e.kind()).isEqualTo(Kind.FORBIDDEN));
    assertThat(of("edit.role").destination().consumptionPaused()).isFalse();
  }

  @Test
  void whatChangesNothingIsNoChange() {
    NODE.queue("edit.same", 0);
    String version = of("edit.same").version();
    assertThat(change("edit.same", new DestinationChange(false, null, Map.of(), true)).version())
        .isEqualTo(version);
    assertThat(audited("edit.same")).isEmpty();
  }
}
