package org.rowmq.management.service;

import static java.nio.charset.StandardCharsets.UTF_8;
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
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.rowmq.DestinationKind;
import org.rowmq.broker.Consumer;
import org.rowmq.broker.Delivery;
import org.rowmq.broker.Mailbox;
import org.rowmq.broker.Work;
import org.rowmq.management.AuditFilter;
import org.rowmq.management.AuditView;
import org.rowmq.management.Confirmation;
import org.rowmq.management.JobView;
import org.rowmq.management.JobView.State;
import org.rowmq.management.ManagementException;
import org.rowmq.management.ManagementException.Kind;
import org.rowmq.management.MessageCommand;
import org.rowmq.management.MessageCommand.Action;
import org.rowmq.management.MessageFilter;
import org.rowmq.management.MessageManagement;
import org.rowmq.management.MessagePage;
import org.rowmq.management.MessageSource;
import org.rowmq.management.MessageView;
import org.rowmq.management.NewMessage;
import org.rowmq.selector.Selector;

class MessageCommandsTest {
  @RegisterExtension static final ManagedNode NODE = new ManagedNode();

  private final Management management = NODE.management();
  private final MessageManagement messages = management.messages();

  private List<MessageView> all(String queue) {
    return found(queue, MessageFilter.ALL).items();
  }

  private MessagePage found(String queue, MessageFilter filter) {
    return messages.browse(OPERATOR, MessageSource.queue(queue), filter, null, 500);
  }

  private static List<String> ids(List<MessageView> views) {
    return views.stream().map(MessageView::id).toList();
  }

  private static List<String> messageIds(List<MessageView> views) {
    return views.stream().map(MessageView::messageId).toList();
  }

  private static MessageCommand command(
      Action action, String queue, List<String> ids, String target) {
    return new MessageCommand(
        action, MessageSource.queue(queue), ids, null, DestinationKind.QUEUE, target);
  }

  private static MessageCommand matching(
      Action action, String queue, MessageFilter filter, String target) {
    return new MessageCommand(
        action, MessageSource.queue(queue), null, filter, DestinationKind.QUEUE, target);
  }

  private JobView confirmed(MessageCommand command) {
    Confirmation asked = messages.confirm(OPERATOR, command);
    return messages.run(OPERATOR, command, asked.token(), command.source().queue());
  }

  private void send(
      String queue, Object body, String correlationId, Map<String, Object> properties) {
    messages.send(
        OPERATOR,
        QUEUE,
        queue,
        new NewMessage(body, correlationId, null, null, 4, true, 0, 0, properties, 1),
        null);
  }

  private Consumer consumer(String queue) {
    return NODE.broker()
        .consume(Mailbox.of(NODE.broker().find(QUEUE, queue).orElseThrow()), Selector.NONE, null);
  }

  private List<AuditView> audited(String action, String target) {
    return management.audit(ADMIN, AuditFilter.ALL, null, 100).items().stream()
        .filter(row -> row.action().equals(action) && row.target().equals("queue://" + target))
        .toList();
  }

  private static void refused(Kind kind, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            ManagementException.class, e -> assertThat(e.kind()).isEqualTo(kind));
  }

  /** Check 26. */
  @Test
  void movingThreeOfTenKeepsTheirIdsAndCopyingGivesNewOnes() throws InterruptedException {
    NODE.queue("source", 10);
    NODE.queue("target", 0);
    List<MessageView> before = all("source");
    List<MessageView> chosen = before.subList(2, 5);

    JobView moved =
        messages.run(OPERATOR, command(Action.MOVE, "source", ids(chosen), "target"), null, null);

    assertThat(moved.state()).isEqualTo(State.DONE);
    assertThat(moved.done()).isEqualTo(3);
    assertThat(messageIds(all("target"))).isEqualTo(messageIds(chosen));
    assertThat(ids(all("target"))).isEqualTo(ids(chosen));
    assertThat(all("source")).hasSize(7).doesNotContainAnyElementsOf(chosen);
    assertThat(management.destination(VIEWER, QUEUE, "source").messages()).isEqualTo(7);
    assertThat(management.destination(VIEWER, QUEUE, "target").messages()).isEqualTo(3);
    assertThat(audited("move", "source"))
        .singleElement()
        .satisfies(
            row -> {
              assertThat(row.messageCount()).isEqualTo(3);
              assertThat(row.parameters()).contains("\"target\":\"queue://target\"");
            });

    messages.run(
        OPERATOR, command(Action.COPY, "target", ids(all("target")), "source"), null, null);

    assertThat(all("source")).hasSize(10);
    assertThat(messageIds(all("source").subList(7, 10)))
        .doesNotContainAnyElementsOf(messageIds(chosen));
    try (var closing = closing(consumer("target"))) {
      for (MessageView expected : chosen) {
        Delivery delivery = closing.consumer().take(TimeUnit.SECONDS.toNanos(5));
        assertThat(Long.toString(delivery.id())).isEqualTo(expected.id());
        NODE.broker().write(Work.consuming(0, List.of(delivery)));
      }
    }
  }

  private record Closing(Consumer consumer) implements AutoCloseable {
    @Override
    public void close() {
      consumer.close();
    }
  }

  private static Closing closing(Consumer consumer) {
    return new Closing(consumer);
  }

  @Test
  void whatAConsumerHasReadAheadIsMovedAndWhatItHoldsIsNot() throws InterruptedException {
    NODE.queue("prefetched", 10);
    NODE.queue("elsewhere", 0);
    try (var closing = closing(consumer("prefetched"))) {
      Delivery held = closing.consumer().take(TimeUnit.SECONDS.toNanos(5));

      JobView moved =
          confirmed(matching(Action.MOVE, "prefetched", MessageFilter.ALL, "elsewhere"));

      assertThat(moved.done()).isEqualTo(9);
      assertThat(moved.skipped()).isEqualTo(1);
      assertThat(closing.consumer().poll()).isNull();
      assertThat(ids(all("prefetched"))).containsExactly(Long.toString(held.id()));
      NODE.broker().write(Work.consuming(0, List.of(held)));
    }
    assertThat(management.destination(VIEWER, QUEUE, "prefetched").messages()).isZero();
    assertThat(all("elsewhere")).hasSize(9);
  }

  @Test
  void aMovedMessageReachesAConsumerThatIsWaiting() throws InterruptedException {
    NODE.queue("from", 1);
    NODE.queue("awaited", 0);
    try (var closing = closing(consumer("awaited"))) {
      assertThat(closing.consumer().poll()).isNull();

      messages.run(OPERATOR, command(Action.MOVE, "from", ids(all("from")), "awaited"), null, null);

      assertThat(closing.consumer().take(TimeUnit.SECONDS.toNanos(5))).isNotNull();
    }
  }

  @Test
  void aScheduledMessageStaysScheduledWhenItIsMovedAndAMessageInMemoryGoesAsWell() {
    NODE.queue("mixed", 0);
    NODE.queue("mixed.target", 0);
    messages.send(
        OPERATOR,
        QUEUE,
        "mixed",
        new NewMessage("later", null, null, null, 4, true, 0, 3_600_000, Map.of(), 1),
        null);
    try (var closing = closing(consumer("mixed"))) {
      assertThat(closing.consumer().poll()).isNull();
      messages.send(
          OPERATOR,
          QUEUE,
          "mixed",
          new NewMessage("in memory", null, null, null, 4, false, 0, 0, Map.of(), 2),
          null);

      confirmed(matching(Action.MOVE, "mixed", MessageFilter.ALL, "mixed.target"));
    }
    assertThat(all("mixed.target"))
        .extracting(MessageView::state)
        .filteredOn("SCHEDULED"::equals)
        .hasSize(1);
    assertThat(management.destination(VIEWER, QUEUE, "mixed.target").messages())
        .isEqualTo(all("mixed.target").size());
  }

  /** Check 16. */
  @Test
  void aFilterFindsExactlyWhatItSays() {
    NODE.queue("filtered", 0);
    for (int i = 0; i < 10; i++) {
      send(
          "filtered",
          "Body number " + i,
          "correlation-" + i,
          Map.of("tenant", i % 2 == 0 ? "eu" : "us", "attempt", i));
    }
    send("filtered", new byte[] {'h', 'a', 'y', 0, 'N', 'e', 'e', 'd', 'l', 'e'}, null, Map.of());
    send("filtered", Map.of("key", "a NEEDLE in it"), null, Map.of());
    List<MessageView> all = all("filtered");

    assertThat(ids(found("filtered", MessageFilter.selecting("tenant='eu' AND attempt>1")).items()))
        .containsExactly(all.get(2).id(), all.get(4).id(), all.get(6).id(), all.get(8).id());
    assertThat(
            found("filtered", new MessageFilter(null, null, "correlation-3", null, 0, 0, null))
                .items())
        .containsExactly(all.get(3));
    assertThat(
            found(
                    "filtered",
                    new MessageFilter(null, all.get(5).messageId(), null, null, 0, 0, null))
                .items())
        .containsExactly(all.get(5));
    assertThat(found("filtered", new MessageFilter(null, null, null, "needle", 0, 0, null)).items())
        .containsExactly(all.get(10), all.get(11));
    assertThat(
            found("filtered", new MessageFilter(null, null, null, null, 0, 0, "scheduled")).items())
        .isEmpty();
    assertThat(
            found(
                    "filtered",
                    new MessageFilter(null, null, null, null, 1, all.get(0).sentAt(), null))
                .items())
        .isEmpty();
    assertThatThrownBy(() -> found("filtered", MessageFilter.selecting("tenant = = 'eu'")))
        .isInstanceOfSatisfying(
            ManagementException.class, e -> assertThat(e.field()).isEqualTo("selector"));
  }

  @Test
  void aFilteredSearchGoesOnWhereItsPageEnded() {
    NODE.queue("paged", 0);
    for (int i = 0; i < 30; i++) {
      send("paged", "x", null, Map.of("third", i % 3 == 0));
    }
    MessageFilter filter = MessageFilter.selecting("third");
    MessageSource source = MessageSource.queue("paged");

    MessagePage first = messages.browse(OPERATOR, source, filter, null, 6);
    MessagePage second = messages.browse(OPERATOR, source, filter, first.next(), 6);

    assertThat(first.items()).hasSize(6);
    assertThat(first.partial()).isFalse();
    assertThat(second.items()).hasSize(4);
    assertThat(second.next()).isNull();
    assertThat(Stream.concat(first.items().stream(), second.items().stream()))
        .doesNotHaveDuplicates();
  }

  @Test
  void aMessageIsFoundByItsIdHoweverManyOthersThereAre() {
    NODE.queue("called", 600);
    NODE.queue("called.other", 1);
    List<MessageView> all =
        messages
            .browse(OPERATOR, MessageSource.queue("called"), MessageFilter.ALL, null, 600)
            .items();
    MessageView last = all.get(all.size() - 1);
    MessageSearch hurried = new MessageSearch(NODE.broker(), Duration.ofNanos(1));
    long mailbox = NODE.broker().find(QUEUE, "called").orElseThrow().id();
    String elsewhere = all("called.other").get(0).id();

    for (String id : List.of(last.id(), last.messageId())) {
      MessageSearch.Found found = hurried.find(mailbox, called(id), null, 50);
      assertThat(found.partial()).isFalse();
      assertThat(found.messages())
          .extracting(each -> Long.toString(each.message().id()))
          .containsExactly(last.id());
    }
    for (String id : List.of("1", elsewhere, "ID:nowhere", "ID:rowmq-x", "999999999999999999999")) {
      MessageSearch.Found none = hurried.find(mailbox, called(id), null, 50);
      assertThat(none.messages()).as(id).isEmpty();
      assertThat(none.partial()).as(id).isFalse();
    }
  }

  private static MessageMatcher called(String id) {
    return MessageMatcher.of(new MessageFilter(null, id, null, null, 0, 0, null));
  }

  @Test
  void aSearchThatRunsOutOfTimeSaysSoAndGoesOn() {
    NODE.queue("slow", 600);
    MessageSearch hurried = new MessageSearch(NODE.broker(), Duration.ofNanos(1));
    long mailbox = NODE.broker().find(QUEUE, "slow").orElseThrow().id();
    MessageMatcher nothing = MessageMatcher.of(MessageFilter.selecting("absent = 1"));

    MessageSearch.Found cut = hurried.find(mailbox, nothing, null, 50);

    assertThat(cut.partial()).isTrue();
    assertThat(cut.next()).isNotNull();
    MessageSearch patient = new MessageSearch(NODE.broker(), MessageSearch.LIMIT);
    MessageSearch.Found rest = patient.find(mailbox, nothing, cut.next(), 50);
    assertThat(rest.partial()).isFalse();
    assertThat(rest.next()).isNull();
    assertThat(cut.searched() + rest.searched()).isEqualTo(600);
  }

  @Test
  void aViewerLearnsNothingOfContentByFilteringAndChangesNothing() {
    NODE.queue("closed", 2);
    MessageSource source = MessageSource.queue("closed");
    refused(
        Kind.FORBIDDEN,
        () -> messages.browse(VIEWER, source, MessageFilter.selecting("a = 1"), null, 10));
    refused(
        Kind.FORBIDDEN,
        () ->
            messages.browse(
                VIEWER, source, new MessageFilter(null, null, null, "m", 0, 0, null), null, 10));
    MessageCommand delete = MessageCommand.delete(source, ids(all("closed")));
    refused(Kind.FORBIDDEN, () -> messages.confirm(VIEWER, delete));
    refused(Kind.FORBIDDEN, () -> messages.run(VIEWER, delete, null, null));
    refused(Kind.FORBIDDEN, () -> messages.body(VIEWER, all("closed").get(0).id()));
    refused(Kind.FORBIDDEN, () -> messages.jobs(VIEWER));
    assertThat(all("closed")).hasSize(2);
    assertThat(audited("delete", "closed"))
        .hasSize(2)
        .allMatch(row -> row.outcome().equals("REFUSED") && row.user().equals("vic"));
  }

  @Test
  void deletingNeedsTheTokenOfThisVeryQuestion() {
    NODE.queue("delete", 5);
    List<String> ids = ids(all("delete"));
    MessageCommand two = MessageCommand.delete(MessageSource.queue("delete"), ids.subList(0, 2));
    MessageCommand three = MessageCommand.delete(MessageSource.queue("delete"), ids.subList(0, 3));

    refused(Kind.CONFLICT, () -> messages.run(OPERATOR, two, null, null));
    String token = messages.confirm(OPERATOR, two).token();
    refused(Kind.CONFLICT, () -> messages.run(OPERATOR, three, token, null));
    assertThat(messages.confirm(OPERATOR, two).messages()).isEqualTo(2);
    assertThat(confirmed(two).done()).isEqualTo(2);

    assertThat(ids(all("delete"))).isEqualTo(ids.subList(2, 5));
    assertThat(management.destination(VIEWER, QUEUE, "delete").messages()).isEqualTo(3);
    assertThat(confirmed(matching(Action.DELETE, "delete", MessageFilter.ALL, null)).done())
        .isEqualTo(3);
    refused(Kind.NOT_FOUND, () -> messages.confirm(OPERATOR, two));
  }

  @Test
  void aTargetThatDoesNotFitIsNamed() {
    NODE.queue("origin", 1);
    management.createDestination(ADMIN, TOPIC, "news");
    List<String> ids = ids(all("origin"));
    for (MessageCommand wrong :
        List.of(
            command(Action.MOVE, "origin", ids, "nowhere"),
            command(Action.MOVE, "origin", ids, "origin"),
            command(Action.COPY, "origin", ids, null),
            new MessageCommand(
                Action.MOVE, MessageSource.queue("origin"), ids, null, TOPIC, "news"))) {
      assertThatThrownBy(() -> messages.run(OPERATOR, wrong, null, null))
          .isInstanceOfSatisfying(
              ManagementException.class, e -> assertThat(e.field()).isEqualTo("target"));
    }
    refused(
        Kind.CONFLICT,
        () -> messages.run(OPERATOR, command(Action.RETRY, "origin", ids, null), null, null));
    assertThat(all("origin")).hasSize(1);
  }

  /** Check 27. */
  @Test
  void allOfManyAreMovedByAJobWithProgressThatCanBeCancelled() {
    NODE.queue("many", 0);
    NODE.queue("many.target", 0);
    for (int i = 0; i < 5; i++) {
      messages.send(
          OPERATOR,
          QUEUE,
          "many",
          new NewMessage("x", null, null, null, 4, true, 0, 0, Map.of(), 1_000),
          null);
    }
    MessageCommand command = matching(Action.MOVE, "many", MessageFilter.ALL, "many.target");
    Confirmation asked = messages.confirm(OPERATOR, command);
    assertThat(asked.messages()).isEqualTo(5_000);
    assertThat(asked.nameRequired()).isTrue();

    JobView begun = messages.run(OPERATOR, command, asked.token(), "many");
    assertThat(begun.total()).isEqualTo(5_000);
    messages.cancel(OPERATOR, begun.id());
    JobView ended = ended(begun);

    assertThat(ended.state()).isIn(State.CANCELLED, State.DONE);
    long moved = management.destination(VIEWER, QUEUE, "many.target").messages();
    assertThat(ended.done()).isEqualTo(moved).isEqualTo(count("many.target"));
    JobView rest = ended(confirmed(command));
    assertThat(rest.state()).isEqualTo(State.DONE);
    assertThat(count("many.target")).isEqualTo(5_000);
    assertThat(count("many")).isZero();
    await()
        .untilAsserted(
            () ->
                assertThat(audited("move", "many"))
                    .extracting(AuditView::outcome)
                    .contains("STARTED", "OK"));
    assertThat(messages.jobs(OPERATOR)).extracting(JobView::id).contains(begun.id(), rest.id());
  }

  private JobView ended(JobView begun) {
    if (begun.state() != State.RUNNING) {
      return begun;
    }
    // thousands of rows, on whatever disk there is
    await()
        .atMost(Duration.ofMinutes(1))
        .until(() -> messages.job(OPERATOR, begun.id()).state() != State.RUNNING);
    return messages.job(OPERATOR, begun.id());
  }

  private long count(String queue) {
    long count = 0;
    String cursor = null;
    do {
      MessagePage page =
          messages.browse(OPERATOR, MessageSource.queue(queue), MessageFilter.ALL, cursor, 500);
      count += page.items().size();
      cursor = page.next();
    } while (cursor != null);
    return count;
  }

  @Test
  void theSameIdempotencyKeySendsOnce() {
    NODE.queue("once", 0);
    NewMessage message = NewMessage.text("once");

    List<String> first = messages.send(OPERATOR, QUEUE, "once", message, "key-1");
    List<String> second = messages.send(OPERATOR, QUEUE, "once", message, "key-1");
    messages.send(OPERATOR, QUEUE, "once", message, "key-2");

    assertThat(second).isEqualTo(first);
    assertThat(all("once")).hasSize(2);
    assertThat(audited("send", "once")).hasSize(2);
  }

  @Test
  void aWholeBodyIsHandedOutByteForByte() {
    NODE.queue("large", 0);
    String text = "ä".repeat(1 << 20);
    send("large", text, null, Map.of());
    String id = all("large").get(0).id();

    assertThat(messages.message(OPERATOR, id).bodyCut()).isTrue();
    assertThat(messages.body(OPERATOR, id).orElseThrow().bytes()).isEqualTo(text.getBytes(UTF_8));
  }
}
