package org.rowmq.management.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.rowmq.DestinationKind.QUEUE;
import static org.rowmq.DestinationKind.TOPIC;
import static org.rowmq.management.service.ManagedNode.ADMIN;
import static org.rowmq.management.service.ManagedNode.OPERATOR;
import static org.rowmq.management.service.ManagedNode.VIEWER;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.rowmq.DestinationKind;
import org.rowmq.broker.Consumer;
import org.rowmq.broker.Delivery;
import org.rowmq.broker.Failure;
import org.rowmq.broker.Mailbox;
import org.rowmq.broker.RedeliveryOverrides;
import org.rowmq.broker.RedeliveryPolicy;
import org.rowmq.broker.Subscriptions;
import org.rowmq.broker.Work;
import org.rowmq.management.AuditFilter;
import org.rowmq.management.Confirmation;
import org.rowmq.management.DeadLetters;
import org.rowmq.management.DeadLetters.Letter;
import org.rowmq.management.ManagementException;
import org.rowmq.management.ManagementException.Kind;
import org.rowmq.management.MessageCommand;
import org.rowmq.management.MessageCommand.Action;
import org.rowmq.management.MessageDetail;
import org.rowmq.management.MessageFilter;
import org.rowmq.management.MessageManagement;
import org.rowmq.management.MessageSource;
import org.rowmq.management.MessageView;
import org.rowmq.management.NewMessage;
import org.rowmq.selector.Selector;

class DeadLettersTest {
  @RegisterExtension static final ManagedNode NODE = new ManagedNode();

  private static final RedeliveryOverrides TWO_ATTEMPTS =
      RedeliveryOverrides.all(
          new RedeliveryPolicy(2, Duration.ZERO, 1, Duration.ZERO, 0, "DLQ.*", ""));

  private final Management management = NODE.management();
  private final MessageManagement messages = management.messages();

  /** Lets all messages of a mailbox fail as often as they may, each for its own reason. */
  private void failAll(Mailbox mailbox, int count, RuntimeException... reasons)
      throws InterruptedException {
    Consumer consumer = NODE.broker().consume(mailbox, Selector.NONE, null);
    for (int delivery = 0; delivery < count * 2; delivery++) {
      Delivery taken = consumer.take(TimeUnit.SECONDS.toNanos(5));
      RuntimeException reason = reasons[delivery / 2 % reasons.length];
      NODE.broker().failed(0, List.of(taken), Failure.of(reason), TWO_ATTEMPTS);
    }
    consumer.close();
  }

  private Mailbox queue(String name) {
    return Mailbox.of(NODE.broker().find(QUEUE, name).orElseThrow());
  }

  private List<DeadLetters.Group> groupsFrom(String origin, int expected) {
    await()
        .untilAsserted(
            () ->
                assertThat(groupsFrom(origin).stream().mapToLong(DeadLetters.Group::messages).sum())
                    .isEqualTo(expected));
    return groupsFrom(origin);
  }

  private List<DeadLetters.Group> groupsFrom(String origin) {
    return messages.deadLetters(VIEWER).groups().stream()
        .filter(group -> origin.equals(group.why().origin()))
        .toList();
  }

  private List<MessageView> all(String queue) {
    return messages
        .browse(VIEWER, MessageSource.queue(queue), MessageFilter.ALL, null, 100)
        .items();
  }

  private void retry(MessageCommand command) {
    Confirmation asked = messages.confirm(OPERATOR, command);
    messages.run(OPERATOR, command, asked.token(), null);
  }

  /** Check 28. */
  @Test
  void aMessageThatFailedTooOftenIsShownWithItsReasonAndRetriedWithCountZero()
      throws InterruptedException {
    NODE.queue("orders", 1);
    String sent = all("orders").get(0).messageId();
    failAll(queue("orders"), 1, new IllegalStateException("no stock"));

    DeadLetters.Group group = groupsFrom("queue://orders", 1).get(0);
    assertThat(group.sourceName()).isEqualTo("queue://DLQ.orders");
    assertThat(group.why().reason()).isEqualTo("MAX_DELIVERIES");
    assertThat(group.why().exceptionClass()).isEqualTo("java.lang.IllegalStateException");
    Letter letter =
        messages.deadLetters(OPERATOR, group.source(), MessageFilter.ALL, null, 10).items().get(0);
    assertThat(letter.failures()).isEqualTo(2);
    assertThat(letter.firstFailureAt()).isPositive().isLessThanOrEqualTo(letter.death().at());
    MessageDetail detail = messages.message(OPERATOR, letter.message().id());
    assertThat(detail.death().exceptionMessage()).isEqualTo("no stock");
    assertThat(detail.death().stackTrace()).contains("DeadLettersTest");
    assertThat(detail.timeline())
        .extracting(MessageDetail.Event::what)
        .containsSubsequence("sent", "failed", "failed", "died");

    messages.run(
        OPERATOR,
        new MessageCommand(
            Action.RETRY, group.source(), List.of(letter.message().id()), null, null, null),
        null,
        null);

    MessageView back = all("orders").get(0);
    assertThat(back.messageId()).isEqualTo(sent);
    assertThat(back.deliveryCount()).isZero();
    assertThat(groupsFrom("queue://orders")).isEmpty();
    Consumer consumer = NODE.broker().consume(queue("orders"), Selector.NONE, null);
    NODE.broker().write(Work.consuming(0, List.of(consumer.take(TimeUnit.SECONDS.toNanos(5)))));
    consumer.close();
    assertThat(all("orders")).isEmpty();
  }

  /** Check 29. */
  @Test
  void retryingAGroupMovesThatReasonOnly() throws InterruptedException {
    NODE.queue("mixed", 4);
    failAll(queue("mixed"), 4, new IllegalStateException("a"), new IllegalArgumentException("b"));
    List<DeadLetters.Group> groups = groupsFrom("queue://mixed", 4);
    assertThat(groups).hasSize(2).allMatch(group -> group.messages() == 2);
    DeadLetters.Group states =
        groups.stream()
            .filter(group -> group.why().exceptionClass().endsWith("StateException"))
            .findFirst()
            .orElseThrow();

    retry(
        new MessageCommand(
            Action.RETRY,
            states.source(),
            null,
            new MessageFilter(null, null, null, null, 0, 0, null, states.why()),
            null,
            null));

    assertThat(all("mixed")).hasSize(2);
    assertThat(groupsFrom("queue://mixed"))
        .singleElement()
        .satisfies(
            left ->
                assertThat(left.why().exceptionClass())
                    .isEqualTo("java.lang.IllegalArgumentException"));
  }

  @Test
  void aDeadLetterOfASubscriptionGoesBackToThatSubscription() throws InterruptedException {
    management.createDestination(ADMIN, TOPIC, "news");
    var topic = NODE.broker().find(TOPIC, "news").orElseThrow();
    Subscriptions.Opened failing =
        NODE.broker()
            .subscriptions()
            .open(new Subscriptions.Request(topic, null, "failing", true, true, false, null, 1));
    NODE.broker()
        .subscriptions()
        .open(new Subscriptions.Request(topic, null, "other", true, true, false, null, 2));
    messages.send(OPERATOR, TOPIC, "news", NewMessage.text("once"), null);
    failAll(failing.mailbox(), 1, new IllegalStateException("x"));
    DeadLetters.Group group = groupsFrom("topic://news", 1).get(0);

    retry(
        new MessageCommand(
            Action.RETRY,
            group.source(),
            null,
            new MessageFilter(null, null, null, null, 0, 0, null, group.why()),
            null,
            null));

    assertThat(management.subscriptions(VIEWER, "news"))
        .allSatisfy(subscription -> assertThat(subscription.messages()).isEqualTo(1));
  }

  @Test
  void anEditedMessageTakesThePlaceOfADeadOneAndSomewhereElseIsPossibleToo()
      throws InterruptedException {
    NODE.queue("edited", 2);
    NODE.queue("repaired", 0);
    failAll(queue("edited"), 2, new IllegalStateException("x"));
    DeadLetters.Group group = groupsFrom("queue://edited", 2).get(0);
    List<MessageView> dead = all("DLQ.edited");

    String fresh =
        messages.replace(OPERATOR, dead.get(0).id(), "edited", NewMessage.text("mended"));
    messages.run(
        OPERATOR,
        new MessageCommand(
            Action.RETRY,
            group.source(),
            List.of(dead.get(1).id()),
            null,
            DestinationKind.QUEUE,
            "repaired"),
        null,
        null);

    assertThat(all("DLQ.edited")).isEmpty();
    assertThat(all("edited")).extracting(MessageView::messageId).containsExactly(fresh);
    assertThat(messages.message(OPERATOR, all("edited").get(0).id()).body()).isEqualTo("mended");
    assertThat(all("repaired"))
        .extracting(MessageView::messageId)
        .containsExactly(dead.get(1).messageId());
    assertThat(management.audit(ADMIN, AuditFilter.ALL, null, 10).items())
        .anyMatch(row -> row.action().equals("replace") && row.outcome().equals("OK"));
  }

  @Test
  void aViewerSeesReasonsButNoMessagesOfExceptionsAndRetriesNothing() throws InterruptedException {
    NODE.queue("seen", 1);
    failAll(queue("seen"), 1, new IllegalStateException("customer 4711"));
    DeadLetters.Group group = groupsFrom("queue://seen", 1).get(0);
    Letter letter =
        messages.deadLetters(VIEWER, group.source(), MessageFilter.ALL, null, 10).items().get(0);

    assertThat(letter.toString()).doesNotContain("4711");
    assertThat(messages.message(VIEWER, letter.message().id()).toString()).doesNotContain("4711");
    assertThatThrownBy(
            () -> messages.replace(VIEWER, letter.message().id(), "seen", NewMessage.text("x")))
        .isInstanceOfSatisfying(
            ManagementException.class, e -> assertThat(e.kind()).isEqualTo(Kind.FORBIDDEN));
  }
}
