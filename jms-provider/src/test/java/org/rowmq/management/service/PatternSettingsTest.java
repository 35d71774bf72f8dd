package org.rowmq.management.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.rowmq.DestinationKind.QUEUE;
import static org.rowmq.DestinationKind.TOPIC;
import static org.rowmq.management.service.ManagedNode.ADMIN;
import static org.rowmq.management.service.ManagedNode.OPERATOR;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.rowmq.DestinationKind;
import org.rowmq.broker.DestinationPolicy;
import org.rowmq.management.AuditFilter;
import org.rowmq.management.AuditView;
import org.rowmq.management.EditableSetting;
import org.rowmq.management.ManagementException;
import org.rowmq.management.ManagementException.Kind;
import org.rowmq.management.SettingManagement;
import org.rowmq.management.SettingPatternView;
import org.rowmq.management.SettingScope;

class PatternSettingsTest {
  @RegisterExtension static final ManagedNode NODE = new ManagedNode();

  private final SettingManagement settings = NODE.management().runtimeSettings();

  @AfterEach
  void takeAllBack() {
    settings.patterns(ADMIN).forEach(each -> set(matching(each.kind(), each.pattern())));
    set(SettingScope.ALL);
  }

  private static SettingScope matching(DestinationKind kind, String pattern) {
    return SettingScope.matching(kind, pattern);
  }

  private void set(SettingScope scope, String... pairs) {
    Map<String, String> own = new TreeMap<>();
    for (int i = 0; i < pairs.length; i += 2) {
      own.put(pairs[i], pairs[i + 1]);
    }
    settings.change(ADMIN, scope, own, settings.settings(ADMIN, scope).version());
  }

  private static void create(DestinationKind kind, String name) {
    NODE.management().createDestination(ADMIN, kind, name);
  }

  private static DestinationPolicy policy(DestinationKind kind, String name) {
    return NODE.broker().policies().of(NODE.broker().find(kind, name).orElseThrow());
  }

  private EditableSetting setting(String queue, String name) {
    return settings.settings(ADMIN, new SettingScope(QUEUE, queue)).items().stream()
        .filter(each -> each.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  @Test
  void whatIsSetForAPatternHoldsForThoseThatMatchAlsoWhenTheyAreMadeLater() {
    create(QUEUE, "p.orders.eu");
    create(QUEUE, "p.invoices");
    create(TOPIC, "p.orders.news");
    set(matching(QUEUE, "p.orders.*"), "maxMessages", "7", "maxDeliveryAttempts", "2");
    create(QUEUE, "p.orders.us");

    assertThat(policy(QUEUE, "p.orders.eu").maxMessages()).isEqualTo(7);
    assertThat(policy(QUEUE, "p.orders.us").redelivery().maxDeliveryAttempts()).isEqualTo(2);
    assertThat(policy(QUEUE, "p.invoices").maxMessages()).isZero();
    assertThat(policy(TOPIC, "p.orders.news").redelivery().maxDeliveryAttempts()).isEqualTo(10);
    assertThat(settings.patterns(ADMIN))
        .containsExactly(
            new SettingPatternView(
                QUEUE, "p.orders.*", Map.of("maxMessages", "7", "maxDeliveryAttempts", "2"), 2));

    set(matching(QUEUE, "p.orders.*"));
    assertThat(settings.patterns(ADMIN)).isEmpty();
    assertThat(policy(QUEUE, "p.orders.eu").maxMessages()).isZero();
  }

  @Test
  void theMoreSpecificWinsAndSaysWhereItsValueComesFrom() {
    create(QUEUE, "s.orders.eu");
    set(SettingScope.ALL, "maxDeliveryAttempts", "3", "maxMessages", "1", "maxTimeToLive", "9");
    set(matching(QUEUE, "s.*"), "maxDeliveryAttempts", "4", "maxMessages", "2");
    set(matching(QUEUE, "s.orders.*"), "maxDeliveryAttempts", "5");
    assertThat(policy(QUEUE, "s.orders.eu").redelivery().maxDeliveryAttempts()).isEqualTo(5);
    assertThat(policy(QUEUE, "s.orders.eu").maxMessages()).isEqualTo(2);
    assertThat(policy(QUEUE, "s.orders.eu").maxTimeToLive()).isEqualTo(9);
    assertThat(setting("s.orders.eu", "maxDeliveryAttempts"))
        .extracting(EditableSetting::value, EditableSetting::origin)
        .containsExactly("5", "set for s.orders.*");
    assertThat(setting("s.orders.eu", "maxMessages").origin()).isEqualTo("set for s.*");
    assertThat(setting("s.orders.eu", "maxTimeToLive").origin())
        .isEqualTo("set for all destinations");
    assertThat(settings.patterns(ADMIN))
        .extracting(SettingPatternView::pattern)
        .containsExactly("s.orders.*", "s.*");

    set(new SettingScope(QUEUE, "s.orders.eu"), "maxDeliveryAttempts", "6");
    assertThat(policy(QUEUE, "s.orders.eu").redelivery().maxDeliveryAttempts()).isEqualTo(6);
    assertThat(settings.compare(ADMIN, new SettingScope(QUEUE, "s.orders.eu"), Map.of()))
        .singleElement()
        .satisfies(change -> assertThat(change.after()).isEqualTo("5"))
        .satisfies(change -> assertThat(change.origin()).isEqualTo("set for s.orders.*"));
  }

  @Test
  void theDeadLetterQueueOfAPatternTakesDeadLetters() {
    create(QUEUE, "d.one");
    set(matching(QUEUE, "d.*"), "deadLetterDestination", "graves.of.d");

    assertThat(policy(QUEUE, "d.one").redelivery().deadLetterQueueOf("d.one"))
        .isEqualTo("graves.of.d");
    assertThat(NODE.broker().policies().isDeadLetterQueue("graves.of.d")).isTrue();
    assertThat(NODE.broker().policies().isDeadLetterQueue("d.one")).isFalse();
  }

  @Test
  void itTakesAnAdministratorAndAPatternAndIsAudited() {
    SettingScope some = matching(QUEUE, "a.*");
    assertThatThrownBy(() -> settings.change(OPERATOR, some, Map.of("maxMessages", "1"), "x"))
        .isInstanceOfSatisfying(
            ManagementException.class, e -> assertThat(e.kind()).isEqualTo(Kind.FORBIDDEN));
    assertThatThrownBy(() -> settings.patterns(OPERATOR)).isInstanceOf(ManagementException.class);
    for (String none : new String[] {"no star", "", " a.*", "*".repeat(251)}) {
      assertThatThrownBy(() -> set(matching(QUEUE, none), "maxMessages", "1"))
          .isInstanceOfSatisfying(
              ManagementException.class, e -> assertThat(e.field()).isEqualTo("pattern"));
    }
    assertThatThrownBy(() -> set(some, "auditRetention", "1"))
        .hasMessageContaining(
            "auditRetention (\"1\") cannot be set for some queues; there are max");
    String seen = settings.settings(ADMIN, some).version();
    set(some, "maxMessages", "3");
    assertThatThrownBy(() -> settings.change(ADMIN, some, Map.of(), seen))
        .isInstanceOfSatisfying(
            ManagementException.class, e -> assertThat(e.kind()).isEqualTo(Kind.CONFLICT));

    AuditView done = NODE.management().audit(ADMIN, AuditFilter.ALL, null, 2).items().get(1);
    assertThat(done.target()).isEqualTo("setting://queue://a.*");
    assertThat(done.parameters()).contains("maxMessages", "(not set)").doesNotContain("pattern");
  }
}
