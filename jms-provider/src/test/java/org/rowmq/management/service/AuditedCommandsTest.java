package org.rowmq.management.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.rowmq.DestinationKind.QUEUE;
import static org.rowmq.DestinationKind.TOPIC;
import static org.rowmq.management.service.ManagedNode.ADMIN;
import static org.rowmq.management.service.ManagedNode.OPERATOR;

import java.util.List;
import java.util.Locale;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.rowmq.DestinationRight;
import org.rowmq.management.AuditFilter;
import org.rowmq.management.AuditView;
import org.rowmq.management.Caller;
import org.rowmq.management.Confirmation;
import org.rowmq.management.ManagementException;
import org.rowmq.management.MessageCommand;
import org.rowmq.management.MessageSource;
import org.rowmq.management.Role;
import org.rowmq.management.SubscriptionView;

/** What the audit trail has of commands: one entry of each, whole, and when there are two. */
@Timeout(120)
class AuditedCommandsTest {
  @RegisterExtension static final ManagedNode NODE = new ManagedNode();

  private static final char[] PASSWORD = "long enough for this".toCharArray();

  private final Management management = NODE.management();

  /** The entries that a command has left, the last first. */
  private List<AuditView> left(Runnable command) {
    AuditFilter all = AuditFilter.ALL;
    List<AuditView> before = management.audit(ADMIN, all, null, 1).items();
    command.run();
    return management.audit(ADMIN, all, null, 50).items().stream()
        .takeWhile(entry -> before.isEmpty() || !entry.id().equals(before.get(0).id()))
        .toList();
  }

  private void leaves(Caller caller, String action, String target, Runnable command) {
    long before = NODE.broker().now();
    List<AuditView> entries = left(command);

    assertThat(entries).as(action + " " + target).hasSize(1);
    AuditView entry = entries.get(0);
    assertThat(entry.action()).isEqualTo(action);
    assertThat(entry.target()).isEqualTo(target);
    assertThat(entry.outcome()).isEqualTo("OK");
    assertThat(entry.error()).isNull();
    assertThat(entry.user()).isEqualTo(caller.name());
    assertThat(entry.role()).isEqualTo(caller.role().name().toLowerCase(Locale.ROOT));
    assertThat(entry.address()).isEqualTo(caller.address());
    assertThat(entry.requestId()).isEqualTo(caller.requestId());
    assertThat(entry.at()).isBetween(before - 1_000, NODE.broker().now() + 1_000);
  }

  @Test
  void eachCommandAboutADestinationLeavesOneEntry() {
    leaves(
        ADMIN, "create", "queue://au.q", () -> management.createDestination(ADMIN, QUEUE, "au.q"));
    leaves(
        OPERATOR,
        "pause delivery sending",
        "queue://au.q",
        () -> management.pause(OPERATOR, QUEUE, "au.q", true, true));
    leaves(
        OPERATOR,
        "resume",
        "queue://au.q",
        () -> management.pause(OPERATOR, QUEUE, "au.q", false, false));
    NODE.send("au.q", "one");
    Confirmation asked = management.confirmDelete(ADMIN, QUEUE, "au.q");
    leaves(
        ADMIN,
        "delete",
        "queue://au.q",
        () -> management.deleteDestination(ADMIN, QUEUE, "au.q", asked.token(), "au.q"));
    assertThat(management.audit(ADMIN, AuditFilter.ALL, null, 1).items().get(0).messageCount())
        .isEqualTo(1);
  }

  @Test
  void eachCommandAboutASubscriptionLeavesOneEntry() {
    management.createDestination(ADMIN, TOPIC, "au.t");
    SubscriptionView[] made = new SubscriptionView[1];
    leaves(
        OPERATOR,
        "subscribe",
        "topic://au.t/one",
        () ->
            made[0] =
                management.createSubscription(OPERATOR, "au.t", "client", "one", false, null));
    String old = "subscription://one (" + made[0].id() + ")";
    Confirmation asked = management.confirmSelector(ADMIN, made[0].id(), "a = 1");
    leaves(
        ADMIN,
        "change-selector",
        old,
        () ->
            made[0] = management.changeSelector(ADMIN, made[0].id(), "a = 1", asked.token(), null));
    assertThat(made[0].selector()).isEqualTo("a = 1");
    Confirmation again = management.confirmDeleteSubscription(OPERATOR, made[0].id());
    leaves(
        OPERATOR,
        "delete-subscription",
        "subscription://one (" + made[0].id() + ")",
        () -> management.deleteSubscription(OPERATOR, made[0].id(), again.token(), null));
  }

  @Test
  void eachCommandAboutUsersAndPermissionsLeavesOneEntry() {
    Caller own = new Caller("au-user", Role.VIEWER, "10.0.0.8", "request-8");
    leaves(
        ADMIN,
        "save",
        "user://au-user",
        () -> management.saveConsoleUser(ADMIN, "au-user", Role.VIEWER, PASSWORD, true));
    leaves(
        own,
        "change-password",
        "user://au-user",
        () -> management.changePassword(own, PASSWORD, "another one of that length".toCharArray()));
    leaves(ADMIN, "delete", "user://au-user", () -> management.deleteConsoleUser(ADMIN, "au-user"));
    leaves(
        ADMIN,
        "save",
        "client-user://au-client",
        () -> management.saveClientUser(ADMIN, "au-client", PASSWORD, true));
    leaves(
        ADMIN,
        "permit [SEND]",
        "permission://au-client au.*",
        () -> management.permit(ADMIN, "au-client", "au.*", Set.of(DestinationRight.SEND)));
    leaves(
        ADMIN,
        "delete",
        "client-user://au-client",
        () -> management.deleteClientUser(ADMIN, "au-client"));
  }

  @Test
  void aPurgeSaysThatItBeginsBeforeItDeletesInAsManyTransactionsAsItTakes() {
    NODE.queue("au.purged", 3);
    Confirmation asked = management.confirmPurge(OPERATOR, QUEUE, "au.purged");

    List<AuditView> entries =
        left(() -> management.purge(OPERATOR, QUEUE, "au.purged", asked.token(), null));

    assertThat(entries).extracting(AuditView::action).containsOnly("purge");
    assertThat(entries).extracting(AuditView::outcome).containsExactly("OK", "STARTED");
    assertThat(entries).extracting(AuditView::messageCount).containsExactly(3L, 3L);
  }

  @Test
  void aCommandThatFindsNothingToDoIsToldOfAsWell() {
    NODE.queue("au.empty", 0);
    MessageCommand emptying =
        new MessageCommand(
            MessageCommand.Action.DELETE, MessageSource.queue("au.empty"), null, null, null, null);
    Confirmation asked = management.messages().confirm(OPERATOR, emptying);

    List<AuditView> entries =
        left(() -> management.messages().run(OPERATOR, emptying, asked.token(), "au.empty"));

    assertThat(entries).extracting(AuditView::outcome).containsExactly("OK");
    assertThat(entries.get(0).messageCount()).isZero();
  }

  @Test
  void aRefusedOneLeavesOneEntryThatSaysWhy() {
    management.createDestination(ADMIN, QUEUE, "au.there");
    for (Runnable command :
        List.<Runnable>of(
            () -> management.createDestination(ADMIN, QUEUE, "au.there"),
            () -> management.createDestination(OPERATOR, QUEUE, "au.never"),
            () -> management.pause(OPERATOR, QUEUE, "au.nowhere", true, false),
            () -> management.deleteDestination(ADMIN, QUEUE, "au.there", "made-up", "au.there"),
            () -> management.deleteConsoleUser(ADMIN, "au-nobody"),
            () -> management.deleteSubscription(OPERATOR, 4711, "made-up", null),
            () -> management.deleteSubscription(OPERATOR, "au-client", "none", "made-up", null),
            () -> management.changeSelector(ADMIN, 4711, "a = 1", "made-up", null),
            () ->
                management
                    .messages()
                    .run(
                        OPERATOR,
                        MessageCommand.delete(MessageSource.queue("au.nowhere"), List.of("1")),
                        "made-up",
                        null),
            () -> management.deleteClientUser(ADMIN, "au-nobody"),
            () -> management.saveClientUser(ADMIN, "au-short", "short".toCharArray(), true),
            () -> management.saveConsoleUser(ADMIN, "au-new", Role.VIEWER, null, true))) {
      List<AuditView> entries =
          left(() -> assertThatThrownBy(command::run).isInstanceOf(ManagementException.class));
      assertThat(entries).hasSize(1);
      assertThat(entries.get(0).outcome()).isEqualTo("REFUSED");
      assertThat(entries.get(0).error()).isNotBlank();
    }
  }
}
