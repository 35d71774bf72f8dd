package org.rowmq.management.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.rowmq.DestinationKind.TOPIC;
import static org.rowmq.management.service.ManagedNode.ADMIN;
import static org.rowmq.management.service.ManagedNode.OPERATOR;
import static org.rowmq.management.service.ManagedNode.VIEWER;

import java.util.Map;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.rowmq.broker.Subscriptions;
import org.rowmq.management.AuditFilter;
import org.rowmq.management.Confirmation;
import org.rowmq.management.ManagementException;
import org.rowmq.management.ManagementException.Kind;
import org.rowmq.management.MessageCommand;
import org.rowmq.management.MessageCommand.Action;
import org.rowmq.management.MessageFilter;
import org.rowmq.management.MessageSource;
import org.rowmq.management.NewMessage;
import org.rowmq.management.SubscriptionView;

class SubscriptionCommandsTest {
  @RegisterExtension static final ManagedNode NODE = new ManagedNode();

  private final Management management = NODE.management();

  private SubscriptionView made(String topic, String name, String selector) {
    management.createDestination(ADMIN, TOPIC, topic);
    return management.createSubscription(OPERATOR, topic, "client", name, false, selector);
  }

  private void publish(String topic, int count, Map<String, Object> properties) {
    management
        .messages()
        .send(
            OPERATOR,
            TOPIC,
            topic,
            new NewMessage("x", null, null, null, 4, true, 0, 0, properties, count),
            null);
  }

  private SubscriptionView only(String topic) {
    return management.subscriptions(VIEWER, topic).get(0);
  }

  private static void refused(Kind kind, String field, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            ManagementException.class,
            e -> {
              assertThat(e.kind()).isEqualTo(kind);
              assertThat(e.field()).isEqualTo(field);
            });
  }

  /** Check 31, the first half. */
  @Test
  void aDurableSubscriptionMadeByHandKeepsWhatItsSelectorTakes() {
    made("eu", "kept", "tenant = 'eu'");

    publish("eu", 13, Map.of("tenant", "eu"));
    publish("eu", 2, Map.of("tenant", "us"));

    assertThat(only("eu").messages()).isEqualTo(13);
    assertThat(only("eu").consumers()).isZero();
    assertThat(only("eu").oldestAt()).isPositive();
    assertThat(management.subscriptions(VIEWER)).contains(only("eu"));
  }

  /** Check 31, the second half. */
  @Test
  void deletingItIsRefusedWhileAConsumerIsOnline() {
    SubscriptionView made = made("used", "busy", null);
    publish("used", 1, Map.of());
    var topic = NODE.broker().find(TOPIC, "used").orElseThrow();
    Subscriptions.Opened online =
        NODE.broker()
            .subscriptions()
            .open(new Subscriptions.Request(topic, "client", "busy", true, false, false, null, 5));
    Confirmation asked = management.confirmDeleteSubscription(OPERATOR, made.id());
    assertThat(asked.messages()).isEqualTo(1);
    assertThat(asked.nameRequired()).isTrue();

    assertThatThrownBy(
            () -> management.deleteSubscription(OPERATOR, made.id(), asked.token(), "busy"))
        .hasMessageContaining("has an active consumer");

    NODE.broker().subscriptions().close(online, 5);
    String token = management.confirmDeleteSubscription(OPERATOR, made.id()).token();
    assertThat(management.deleteSubscription(OPERATOR, made.id(), token, "busy")).isEqualTo(1);
    assertThat(management.subscriptions(VIEWER, "used")).isEmpty();
  }

  @Test
  void skippingToNowDeletesItsMessagesAndKeepsIt() {
    SubscriptionView made = made("skipped", "behind", null);
    publish("skipped", 3, Map.of());
    MessageCommand all =
        new MessageCommand(
            Action.DELETE,
            MessageSource.subscription(made.id()),
            null,
            MessageFilter.ALL,
            null,
            null);

    String token = management.messages().confirm(OPERATOR, all).token();
    management.messages().run(OPERATOR, all, token, null);

    assertThat(only("skipped").messages()).isZero();
    publish("skipped", 1, Map.of());
    assertThat(only("skipped").messages()).isEqualTo(1);
  }

  @Test
  void anotherSelectorMakesItAnewWithoutItsMessages() {
    SubscriptionView made = made("chosen", "regions", "tenant = 'eu'");
    publish("chosen", 3, Map.of("tenant", "eu"));
    Confirmation asked = management.confirmSelector(ADMIN, made.id(), "tenant = 'us'");
    assertThat(asked.messages()).isEqualTo(3);
    assertThat(asked.nameRequired()).isTrue();

    refused(
        Kind.CONFLICT,
        null,
        () -> management.changeSelector(ADMIN, made.id(), null, asked.token(), "regions"));
    String token = management.confirmSelector(ADMIN, made.id(), "tenant = 'us'").token();
    SubscriptionView anew =
        management.changeSelector(ADMIN, made.id(), "tenant = 'us'", token, "regions");

    assertThat(anew).isEqualTo(only("chosen"));
    assertThat(anew.id()).isNotEqualTo(made.id());
    assertThat(anew.clientId()).isEqualTo("client");
    assertThat(anew.selector()).isEqualTo("tenant = 'us'");
    assertThat(anew.messages()).isZero();
    publish("chosen", 1, Map.of("tenant", "eu"));
    publish("chosen", 2, Map.of("tenant", "us"));
    assertThat(only("chosen").messages()).isEqualTo(2);
    assertThat(management.audit(ADMIN, AuditFilter.ALL, null, 4).items())
        .filteredOn(entry -> entry.action().equals("change-selector"))
        .first()
        .satisfies(
            entry -> {
              assertThat(entry.messageCount()).isEqualTo(3);
              assertThat(entry.parameters()).contains("tenant = 'eu'", "tenant = 'us'");
            });
  }

  @Test
  void aWrongSelectorOrRoleOrAConsumerOnlineChangesNothing() {
    SubscriptionView made = made("kept.so", "districts", "a = 1");
    publish("kept.so", 1, Map.of("a", 1));
    refused(Kind.FORBIDDEN, null, () -> management.confirmSelector(OPERATOR, made.id(), "a = 2"));
    refused(
        Kind.FORBIDDEN,
        null,
        () -> management.changeSelector(OPERATOR, made.id(), "a = 2", "t", "districts"));
    refused(Kind.INVALID, "selector", () -> management.confirmSelector(ADMIN, made.id(), "a ="));
    refused(Kind.INVALID, "selector", () -> management.confirmSelector(ADMIN, made.id(), "a = 1"));
    var topic = NODE.broker().find(TOPIC, "kept.so").orElseThrow();
    NODE.broker()
        .subscriptions()
        .open(
            new Subscriptions.Request(
                topic, "client", "districts", true, false, false, "a = 1", 5));
    String token = management.confirmSelector(ADMIN, made.id(), null).token();
    assertThatThrownBy(() -> management.changeSelector(ADMIN, made.id(), null, token, "districts"))
        .hasMessageContaining("has an active consumer");

    assertThat(only("kept.so").id()).isEqualTo(made.id());
    assertThat(only("kept.so").messages()).isEqualTo(1);
  }

  @Test
  void whatIsWrongIsNamed() {
    made("checked", "taken", null);
    refused(
        Kind.INVALID,
        "name",
        () -> management.createSubscription(OPERATOR, "checked", "c", " ", false, null));
    refused(
        Kind.INVALID,
        "clientId",
        () -> management.createSubscription(OPERATOR, "checked", null, "n", false, null));
    refused(
        Kind.INVALID,
        "selector",
        () -> management.createSubscription(OPERATOR, "checked", "c", "n", false, "a ="));
    refused(
        Kind.CONFLICT,
        "name",
        () -> management.createSubscription(OPERATOR, "checked", "client", "taken", false, null));
    refused(
        Kind.NOT_FOUND,
        null,
        () -> management.createSubscription(OPERATOR, "nowhere", "c", "n", false, null));
    refused(
        Kind.FORBIDDEN,
        null,
        () -> management.createSubscription(VIEWER, "checked", "c", "n", false, null));
    refused(
        Kind.FORBIDDEN,
        null,
        () -> management.confirmDeleteSubscription(VIEWER, only("checked").id()));
  }

  @Test
  void aDurableOneIsCalledByItsClientAndName() {
    SubscriptionView hers = made("by.name", "same", null);
    SubscriptionView shared =
        management.createSubscription(OPERATOR, "by.name", null, "same", true, null);
    publish("by.name", 2, Map.of());

    assertThat(management.subscription(VIEWER, "client", "same").id()).isEqualTo(hers.id());
    assertThat(management.subscription(VIEWER, null, "same").id()).isEqualTo(shared.id());
    refused(Kind.NOT_FOUND, null, () -> management.subscription(VIEWER, "client", "other"));
    refused(Kind.NOT_FOUND, null, () -> management.subscription(VIEWER, "nobody", "same"));
    refused(Kind.FORBIDDEN, null, () -> management.confirmDeleteSubscription(VIEWER, "no", "same"));
    assertThat(management.audit(ADMIN, AuditFilter.ALL, null, 1).items().get(0).target())
        .isEqualTo("subscription://same of no");

    Confirmation asked = management.confirmDeleteSubscription(OPERATOR, null, "same");
    assertThat(asked.messages()).isEqualTo(2);
    assertThat(asked.nameRequired()).isTrue();
    refused(
        Kind.CONFLICT,
        null,
        () -> management.deleteSubscription(OPERATOR, "client", "same", asked.token(), "same"));
    String token = management.confirmDeleteSubscription(OPERATOR, null, "same").token();
    assertThat(management.deleteSubscription(OPERATOR, null, "same", token, "same")).isEqualTo(2);
    assertThat(management.subscriptions(VIEWER, "by.name"))
        .extracting(SubscriptionView::id)
        .containsExactly(hers.id());
  }
}
