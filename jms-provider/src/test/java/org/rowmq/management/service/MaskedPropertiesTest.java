package org.rowmq.management.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.rowmq.DestinationKind.QUEUE;
import static org.rowmq.management.service.ManagedNode.ADMIN;
import static org.rowmq.management.service.ManagedNode.OPERATOR;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.rowmq.management.AuditFilter;
import org.rowmq.management.ManagementException;
import org.rowmq.management.ManagementException.Kind;
import org.rowmq.management.MessageDetail.PropertyView;
import org.rowmq.management.MessageFilter;
import org.rowmq.management.MessageManagement;
import org.rowmq.management.MessageSource;
import org.rowmq.management.MessageView;
import org.rowmq.management.NewMessage;
import org.rowmq.management.SettingManagement;
import org.rowmq.management.SettingScope;

/** Administrators say which properties are masked, and all that shows messages obeys. */
class MaskedPropertiesTest {
  @RegisterExtension static final ManagedNode NODE = new ManagedNode();

  private static final MessageSource SOURCE = MessageSource.queue("masking");

  private final MessageManagement messages = NODE.management().messages();
  private final SettingManagement settings = NODE.management().runtimeSettings();

  @BeforeAll
  static void oneMessage() {
    NODE.queue("masking", 0);
    Map<String, Object> properties = Map.of("customerIban", "DE89", "api_token", "abc", "n", 1);
    NODE.management()
        .messages()
        .send(
            OPERATOR,
            QUEUE,
            "masking",
            new NewMessage("b", null, null, null, 4, true, 0, 0, properties, 1),
            null);
  }

  @AfterEach
  void takeBack() {
    set(Map.of());
  }

  private void set(Map<String, String> own) {
    String version = settings.settings(ADMIN, SettingScope.ALL).version();
    settings.change(ADMIN, SettingScope.ALL, own, version);
  }

  private MessageView listed() {
    List<String> names = List.of("api_token", "customerIban");
    return messages.browse(OPERATOR, SOURCE, MessageFilter.ALL, null, 10, names).items().get(0);
  }

  private List<PropertyView> onItsPage() {
    return messages.message(OPERATOR, listed().id()).properties();
  }

  private Map<String, Object> sentAgain() {
    return messages.again(OPERATOR, listed().id()).orElseThrow().properties();
  }

  @Test
  void withoutASettingTheUsualNamesAreMasked() {
    assertThat(onItsPage())
        .contains(
            new PropertyView("api_token", "String", "***", true),
            new PropertyView("customerIban", "String", "DE89", false));
  }

  @Test
  void pagesListsAndCommandsMaskWhatIsSet() {
    set(Map.of("maskedProperties", "IBAN"));

    PropertyView iban = new PropertyView("customerIban", "String", "***", true);
    PropertyView token = new PropertyView("api_token", "String", "abc", false);
    assertThat(onItsPage()).contains(iban, token);
    assertThat(listed().properties()).containsExactly(token, iban);
    assertThat(sentAgain()).containsOnlyKeys("api_token", "n");
    assertThat(messages.reveal(OPERATOR, listed().id(), "customerIban")).isEqualTo("DE89");
  }

  @Test
  void withoutWordsNothingIsMasked() {
    set(Map.of("maskedProperties", ""));

    assertThat(onItsPage()).noneMatch(PropertyView::masked);
    assertThat(sentAgain()).containsOnlyKeys("api_token", "customerIban", "n");
  }

  @Test
  void anOperatorCannotLoosenItAndWhoChangesItIsAudited() {
    String version = settings.settings(ADMIN, SettingScope.ALL).version();
    Map<String, String> nothing = Map.of("maskedProperties", "");
    assertThatThrownBy(() -> settings.change(OPERATOR, SettingScope.ALL, nothing, version))
        .isInstanceOfSatisfying(
            ManagementException.class, e -> assertThat(e.kind()).isEqualTo(Kind.FORBIDDEN));
    assertThat(onItsPage()).anyMatch(PropertyView::masked);

    set(Map.of("maskedProperties", "iban"));

    AuditFilter changes = new AuditFilter("ada", "change", null, null, 0, 0);
    assertThat(NODE.management().audit(ADMIN, changes, null, 1).items().get(0).parameters())
        .contains("maskedProperties", "(not set) -> \\\"iban\\\"");
  }

  @Test
  void whatIsNoWordIsRefusedAndNothingChanges() {
    set(Map.of("maskedProperties", "iban"));

    assertThatThrownBy(() -> set(Map.of("maskedProperties", "(a+)+$")))
        .isInstanceOfSatisfying(
            ManagementException.class,
            e -> {
              assertThat(e.kind()).isEqualTo(Kind.INVALID);
              assertThat(e.field()).isEqualTo("maskedProperties");
              assertThat(e.getMessage())
                  .startsWith(
                      "maskedProperties is \"(a+)+$\": \"(a+)+$\" is no word: use words of");
            });
    assertThat(onItsPage()).contains(new PropertyView("customerIban", "String", "***", true));
  }
}
