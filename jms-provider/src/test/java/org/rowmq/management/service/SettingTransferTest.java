package org.rowmq.management.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.assertj.core.api.Assertions.tuple;
import static org.rowmq.DestinationKind.QUEUE;
import static org.rowmq.DestinationKind.TOPIC;
import static org.rowmq.management.service.ManagedNode.ADMIN;
import static org.rowmq.management.service.ManagedNode.OPERATOR;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.rowmq.broker.DestinationPolicy;
import org.rowmq.management.AuditFilter;
import org.rowmq.management.AuditView;
import org.rowmq.management.ManagementException;
import org.rowmq.management.ManagementException.Kind;
import org.rowmq.management.SettingManagement;
import org.rowmq.management.SettingScope;
import org.rowmq.management.SettingsImport;
import org.rowmq.management.SettingsImport.Change;

class SettingTransferTest {
  @RegisterExtension static final ManagedNode NODE = new ManagedNode();

  private static final String NOTHING =
      "{\"format\":\"rowmq-settings/1\",\"all\":{},\"patterns\":[],\"destinations\":[]}";

  private final SettingManagement settings = NODE.management().runtimeSettings();

  @BeforeAll
  static void make() {
    NODE.management().createDestination(ADMIN, QUEUE, "t.orders");
    NODE.management().createDestination(ADMIN, TOPIC, "t.news");
  }

  @BeforeEach
  void takeAllBack() {
    importAll(NOTHING);
  }

  private SettingsImport importAll(String document) {
    return settings.importAll(ADMIN, document, settings.previewImport(ADMIN, document).version());
  }

  private void set(SettingScope scope, Map<String, String> own) {
    settings.change(ADMIN, scope, own, settings.settings(ADMIN, scope).version());
  }

  private void setSome() {
    set(SettingScope.ALL, Map.of("maxDeliveryAttempts", "3", "expiryDestination", ""));
    set(SettingScope.matching(QUEUE, "t.*"), Map.of("maxMessages", "7"));
    set(new SettingScope(QUEUE, "t.orders"), Map.of("redeliveryMultiplier", "1.5"));
    set(new SettingScope(TOPIC, "t.news"), Map.of("maxTimeToLive", "60000"));
  }

  private static String document(String all, String patterns, String destinations) {
    return "{\"format\":\"rowmq-settings/1\",\"all\":{"
        + all
        + "},\"patterns\":["
        + patterns
        + "],\"destinations\":["
        + destinations
        + "]}";
  }

  private static DestinationPolicy orders() {
    return NODE.broker().policies().of(NODE.broker().find(QUEUE, "t.orders").orElseThrow());
  }

  private static List<AuditView> audited() {
    return NODE.management().audit(ADMIN, AuditFilter.ALL, null, 20).items();
  }

  @Test
  void whatWasExportedAndTakenBackIsTheSameAfterItsImport() {
    setSome();
    String exported = settings.export(ADMIN);
    assertThat(importAll(NOTHING).count()).isEqualTo(5);
    assertThat(orders().maxMessages()).isZero();

    SettingsImport done = importAll(exported);

    assertThat(done.changes())
        .containsExactly(
            new Change("all destinations", "maxDeliveryAttempts", "deliveries", null, "3"),
            new Change("all destinations", "expiryDestination", "", null, ""),
            new Change("queue t.orders", "redeliveryMultiplier", "", null, "1.5"),
            new Change("queues t.*", "maxMessages", "messages", null, "7"),
            new Change("topic t.news", "maxTimeToLive", "ms", null, "60000"));
    assertThat(settings.export(ADMIN)).isEqualTo(exported);
    assertThat(orders().maxMessages()).isEqualTo(7);
    assertThat(orders().redelivery().redeliveryMultiplier()).isEqualTo(1.5);
    assertThat(settings.previewImport(ADMIN, exported).changes()).isEmpty();
  }

  @Test
  void whatADocumentDoesNotNameIsTakenBackAndItsValuesMayBeNumbers() {
    setSome();
    SettingsImport done =
        importAll(
            document(
                "\"maxDeliveryAttempts\": 4, \"autoCreateDestinations\": false",
                "{\"type\":\"queue\",\"pattern\":\"t.*\",\"values\":{\"maxMessages\":7}}",
                ""));

    assertThat(done.changes())
        .extracting(Change::scope, Change::name, Change::before, Change::after)
        .containsExactly(
            tuple("all destinations", "maxDeliveryAttempts", "3", "4"),
            tuple("all destinations", "expiryDestination", "", null),
            tuple("all destinations", "autoCreateDestinations", null, "false"),
            tuple("queue t.orders", "redeliveryMultiplier", "1.5", null),
            tuple("topic t.news", "maxTimeToLive", "60000", null));
    assertThat(orders().redelivery().maxDeliveryAttempts()).isEqualTo(4);
  }

  @Test
  void allThatIsWrongIsSaidWithWhatToDoAndNothingIsChanged() {
    setSome();
    String before = settings.export(ADMIN);
    String wrong =
        document(
            "\"maxDeliveryAttempts\": 0, \"maxTimeToLive\": 5, \"auditRetention\": null",
            "{\"type\":\"queue\",\"pattern\":\"orders\",\"values\":{\"maxMessages\":1}},"
                + "{\"type\":\"heap\",\"pattern\":\"o*\",\"values\":{}}",
            "{\"type\":\"queue\",\"name\":\"t.gone\",\"values\":{\"maxMessages\":1}},"
                + "{\"type\":\"topic\",\"name\":\"t.news\",\"values\":{\"maxMessages\":1}},"
                + "{\"type\":\"queue\",\"name\":\"t.orders\",\"values\":{\"maxMesages\":1}}");

    ManagementException refused =
        catchThrowableOfType(ManagementException.class, () -> settings.previewImport(ADMIN, wrong));

    assertThat(refused.kind()).isEqualTo(Kind.INVALID);
    String ofTopics =
        "maxDeliveryAttempts, redeliveryDelay, redeliveryMultiplier, maxRedeliveryDelay,"
            + " redeliveryJitter, deadLetterDestination, expiryDestination, maxTimeToLive";
    assertThat(refused.getMessage().lines())
        .containsExactlyInAnyOrder(
            "all destinations: maxDeliveryAttempts is \"0\": use a whole number from -1 to"
                + " 1000000, but not 0.",
            "all destinations: auditRetention is null: use a string, a number, true or false;"
                + " leave it out for what is inherited.",
            "queues orders: \"orders\" is not a pattern: it has no *.",
            "patterns[1].type is \"heap\": use \"queue\" or \"topic\".",
            "queue t.gone: There is no queue named t.gone. Create it first, or take it out of the"
                + " document.",
            "topic t.news: maxMessages (\"1\") cannot be set for a single topic; there are "
                + ofTopics
                + ", maxMessageBytes, deadLetterRetention.",
            "queue t.orders: There is no setting maxMesages (\"1\") that can be changed here; there"
                + " are "
                + ofTopics
                + ", maxMessages, maxMessageBytes, deadLetterRetention.");
    assertThatThrownBy(() -> settings.importAll(ADMIN, wrong, "any"))
        .isInstanceOf(ManagementException.class)
        .hasMessage(refused.getMessage());
    assertThat(settings.export(ADMIN)).isEqualTo(before);
  }

  @Test
  void whatIsNoSuchDocumentIsRefusedWithWhereItIsWrong() {
    for (Map.Entry<String, String> each :
        Map.of(
                "",
                "There is no document",
                "{\"format\":\n oops}",
                "(line 2, column",
                NOTHING + "x",
                "no JSON",
                "[]",
                "format is not given",
                "{\"format\":\"definitions\"}",
                "format is \"definitions\"",
                "{\"format\":\"rowmq-settings/1\"}",
                "all is not given: use an object",
                NOTHING.replace("{}", "{\"maxMessages\":1,\"maxMessages\":2}"),
                "maxMessages",
                NOTHING.replace("\"all\"", "\"users\":[],\"all\""),
                "\"users\"")
            .entrySet()) {
      assertThatThrownBy(() -> settings.previewImport(ADMIN, each.getKey()))
          .as(each.getKey())
          .isInstanceOf(ManagementException.class)
          .hasMessageContaining(each.getValue())
          .extracting(e -> ((ManagementException) e).kind())
          .isEqualTo(Kind.INVALID);
    }
  }

  @Test
  void onlyWhatWasLookedAtIsImported() {
    String document = document("\"maxDeliveryAttempts\": 4", "", "");
    String version = settings.previewImport(ADMIN, document).version();
    String other = document("\"maxDeliveryAttempts\": 5", "", "");
    for (String seen :
        new String[] {null, "", "0011", settings.previewImport(ADMIN, other).version()}) {
      assertThatThrownBy(() -> settings.importAll(ADMIN, document, seen))
          .isInstanceOf(ManagementException.class)
          .extracting(e -> ((ManagementException) e).kind())
          .isEqualTo(Kind.CONFLICT);
    }
    set(new SettingScope(QUEUE, "t.orders"), Map.of("maxMessages", "1"));
    assertThatThrownBy(() -> settings.importAll(ADMIN, document, version))
        .hasMessageContaining("changed since");
    assertThat(orders().redelivery().maxDeliveryAttempts()).isEqualTo(10);
    assertThat(orders().maxMessages()).isEqualTo(1);
  }

  @Test
  void itTakesAnAdministratorAndIsAuditedWithWhatWasChanged() {
    String document =
        document(
            "\"maxDeliveryAttempts\": 4",
            "",
            "{\"type\":\"queue\",\"name\":\"t.orders\",\"values\":{\"maxMessages\":\"2\"}}");
    for (Runnable each :
        List.<Runnable>of(
            () -> settings.export(OPERATOR),
            () -> settings.previewImport(OPERATOR, document),
            () -> settings.importAll(OPERATOR, document, "x"))) {
      assertThatThrownBy(each::run)
          .isInstanceOf(ManagementException.class)
          .extracting(e -> ((ManagementException) e).kind())
          .isEqualTo(Kind.FORBIDDEN);
      assertThat(audited().get(0).outcome()).isEqualTo("REFUSED");
      assertThat(audited().get(0).user()).isEqualTo(OPERATOR.name());
    }

    importAll(document);

    List<AuditView> rows = audited().subList(0, 3);
    assertThat(rows).extracting(AuditView::outcome).containsOnly("OK");
    assertThat(rows)
        .extracting(row -> row.action() + " " + row.target() + " " + row.parameters())
        .containsExactlyInAnyOrder(
            "import setting://* {\"changes\":\"2\"}",
            "change setting://* {\"maxDeliveryAttempts\":\"(not set) -> \\\"4\\\"\"}",
            "change setting://queue://t.orders {\"maxMessages\":\"(not set) -> \\\"2\\\"\"}");
    settings.export(ADMIN);
    assertThat(audited().get(0).action()).isEqualTo("export");
  }
}
