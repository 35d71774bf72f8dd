package org.rowmq.management.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.rowmq.DestinationKind.QUEUE;
import static org.rowmq.DestinationKind.TOPIC;
import static org.rowmq.management.service.ManagedNode.ADMIN;
import static org.rowmq.management.service.ManagedNode.OPERATOR;
import static org.rowmq.management.service.ManagedNode.VIEWER;

import java.time.Duration;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.rowmq.management.AuditFilter;
import org.rowmq.management.AuditView;
import org.rowmq.management.Caller;
import org.rowmq.management.Confirmation;
import org.rowmq.management.ManagementException;
import org.rowmq.management.ManagementException.Kind;
import org.rowmq.management.MessageFilter;
import org.rowmq.management.MessageSource;
import org.rowmq.management.Role;

class DestinationCommandsTest {
  @RegisterExtension static final ManagedNode NODE = new ManagedNode();

  private final Management management = NODE.management();

  private static void refused(Kind kind, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            ManagementException.class, e -> assertThat(e.kind()).isEqualTo(kind));
  }

  private AuditView newest() {
    return management.audit(ADMIN, AuditFilter.ALL, null, 1).items().get(0);
  }

  @Test
  void onlyAnAdministratorCreatesAndARefusalIsAudited() {
    refused(Kind.FORBIDDEN, () -> management.createDestination(OPERATOR, QUEUE, "c.refused"));
    assertThat(newest().outcome()).isEqualTo("REFUSED");
    assertThat(newest().user()).isEqualTo("oto");

    management.createDestination(ADMIN, TOPIC, "c.made");
    assertThat(newest().action()).isEqualTo("create");
    assertThat(newest().target()).isEqualTo("topic://c.made");
    assertThat(newest().outcome()).isEqualTo("OK");
    refused(Kind.CONFLICT, () -> management.createDestination(ADMIN, TOPIC, "c.made"));
    refused(Kind.INVALID, () -> management.createDestination(ADMIN, QUEUE, ""));
    refused(Kind.INVALID, () -> management.createDestination(ADMIN, QUEUE, "a\nb"));
  }

  @Test
  void aViewerChangesNothing() {
    NODE.queue("v.queue", 1);

    refused(Kind.FORBIDDEN, () -> management.confirmPurge(VIEWER, QUEUE, "v.queue"));
    refused(Kind.FORBIDDEN, () -> management.purge(VIEWER, QUEUE, "v.queue", "t", null));
    refused(Kind.FORBIDDEN, () -> management.pause(VIEWER, QUEUE, "v.queue", true, true));
    refused(Kind.FORBIDDEN, () -> management.confirmDelete(OPERATOR, QUEUE, "v.queue"));
    assertThat(management.destination(VIEWER, QUEUE, "v.queue").messages()).isEqualTo(1);
    assertThat(management.destination(VIEWER, QUEUE, "v.queue").consumptionPaused()).isFalse();
    refused(Kind.FORBIDDEN, () -> management.audit(VIEWER, AuditFilter.ALL, null, 10));
  }

  @Test
  void anOperatorSeesOnlyOwnActions() {
    NODE.queue("own.queue", 1);

    assertThat(management.audit(OPERATOR, AuditFilter.ALL, null, 100).items())
        .isNotEmpty()
        .allMatch(row -> row.user().equals("oto"));
  }

  @Test
  void theAuditTrailIsReadInParts() {
    NODE.queue("parts.queue", 5);

    var first = management.audit(ADMIN, AuditFilter.ALL, null, 3);
    var second = management.audit(ADMIN, AuditFilter.ALL, first.next(), 3);

    assertThat(first.items()).hasSize(3);
    assertThat(Long.parseLong(second.items().get(0).id()))
        .isLessThan(Long.parseLong(first.items().get(2).id()));
  }

  @Test
  void aPurgeTakesTheTokenOfItsFirstStepOnce() {
    NODE.queue("p.queue", 42);

    refused(Kind.CONFLICT, () -> management.purge(OPERATOR, QUEUE, "p.queue", null, null));
    Confirmation asked = management.confirmPurge(OPERATOR, QUEUE, "p.queue");
    assertThat(asked.messages()).isEqualTo(42);
    assertThat(asked.nameRequired()).isFalse();

    assertThat(management.purge(OPERATOR, QUEUE, "p.queue", asked.token(), null)).isEqualTo(42);
    assertThat(management.destination(VIEWER, QUEUE, "p.queue").messages()).isZero();
    assertThat(newest().messageCount()).isEqualTo(42);
    refused(Kind.CONFLICT, () -> management.purge(OPERATOR, QUEUE, "p.queue", asked.token(), null));
  }

  @Test
  void aTokenIsOnlyForItsCallerCommandAndTarget() {
    NODE.queue("t.one", 2);
    NODE.queue("t.two", 2);
    Caller other = new Caller("otto", Role.ADMIN, "10.0.0.9", "r");

    String token = management.confirmPurge(OPERATOR, QUEUE, "t.one").token();
    refused(Kind.CONFLICT, () -> management.purge(other, QUEUE, "t.one", token, null));
    String second = management.confirmPurge(OPERATOR, QUEUE, "t.one").token();
    refused(Kind.CONFLICT, () -> management.purge(OPERATOR, QUEUE, "t.two", second, null));
    String third = management.confirmPurge(ADMIN, QUEUE, "t.one").token();
    refused(
        Kind.CONFLICT, () -> management.deleteDestination(ADMIN, QUEUE, "t.one", third, "t.one"));
    assertThat(management.destination(VIEWER, QUEUE, "t.one").messages()).isEqualTo(2);
  }

  @Test
  void aTokenGetsOld() {
    NODE.queue("old.queue", 1);
    String token = management.confirmPurge(OPERATOR, QUEUE, "old.queue").token();

    NODE.clock.forward(Duration.ofMinutes(2));

    refused(Kind.CONFLICT, () -> management.purge(OPERATOR, QUEUE, "old.queue", token, null));
  }

  @Test
  void itIsAskedAgainWhenMoreThanATenthHasChanged() {
    NODE.queue("grow.queue", 20);
    String token = management.confirmPurge(OPERATOR, QUEUE, "grow.queue").token();
    for (int i = 0; i < 3; i++) {
      NODE.send("grow.queue", "late");
    }
    refused(Kind.CONFLICT, () -> management.purge(OPERATOR, QUEUE, "grow.queue", token, null));

    String again = management.confirmPurge(OPERATOR, QUEUE, "grow.queue").token();
    NODE.send("grow.queue", "one more");
    assertThat(management.purge(OPERATOR, QUEUE, "grow.queue", again, null)).isEqualTo(24);
  }

  @Test
  void deletingWithMessagesNeedsTheNameTyped() {
    NODE.queue("d.queue", 3);
    Confirmation asked = management.confirmDelete(ADMIN, QUEUE, "d.queue");
    assertThat(asked.nameRequired()).isTrue();
    refused(
        Kind.CONFLICT,
        () -> management.deleteDestination(ADMIN, QUEUE, "d.queue", asked.token(), "d.quee"));

    String token = management.confirmDelete(ADMIN, QUEUE, "d.queue").token();
    assertThat(management.deleteDestination(ADMIN, QUEUE, "d.queue", token, "d.queue"))
        .isEqualTo(3);
    refused(Kind.NOT_FOUND, () -> management.destination(VIEWER, QUEUE, "d.queue"));
  }

  @Test
  void pausingIsSeenAndUndone() {
    NODE.queue("pause.queue", 0);

    assertThat(management.pause(OPERATOR, QUEUE, "pause.queue", false, true).productionPaused())
        .isTrue();
    assertThatThrownBy(() -> NODE.send("pause.queue", "no"))
        .isInstanceOf(ManagementException.class)
        .hasMessageContaining("paused");
    management.pause(OPERATOR, QUEUE, "pause.queue", false, false);
    NODE.send("pause.queue", "yes");
    assertThat(management.destination(VIEWER, QUEUE, "pause.queue").messages()).isEqualTo(1);
  }

  @Test
  void lookingForWhatDoesNotExistCreatesNothing() {
    int before = management.destinations(VIEWER, null).size();

    refused(Kind.NOT_FOUND, () -> management.destination(VIEWER, QUEUE, "nowhere"));
    refused(
        Kind.NOT_FOUND,
        () ->
            management
                .messages()
                .browse(VIEWER, MessageSource.queue("nowhere"), MessageFilter.ALL, null, 10));
    refused(Kind.NOT_FOUND, () -> management.subscriptions(VIEWER, "nowhere"));
    refused(Kind.NOT_FOUND, () -> management.messages().message(VIEWER, "17"));
    refused(Kind.NOT_FOUND, () -> management.messages().message(VIEWER, "abc"));

    assertThat(management.destinations(VIEWER, null)).hasSize(before);
  }

  @Test
  void theNodeDescribesItself() {
    assertThat(management.nodes(VIEWER))
        .singleElement()
        .satisfies(
            node -> {
              assertThat(node.name()).isEqualTo("managed");
              assertThat(node.local()).isTrue();
              assertThat(node.alive()).isTrue();
              assertThat(node.database()).contains("H2");
            });
  }
}
