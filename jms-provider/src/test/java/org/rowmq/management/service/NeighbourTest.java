package org.rowmq.management.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.rowmq.DestinationKind.QUEUE;
import static org.rowmq.management.service.ManagedNode.OPERATOR;
import static org.rowmq.management.service.ManagedNode.VIEWER;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.rowmq.management.ManagementException;
import org.rowmq.management.MessageCommand;
import org.rowmq.management.MessageFilter;
import org.rowmq.management.MessageManagement;
import org.rowmq.management.MessagePage;
import org.rowmq.management.MessageSource;
import org.rowmq.management.MessageView;
import org.rowmq.management.NewMessage;

/** From a message to the one before and the one behind, in the order of its list. */
@Timeout(value = 60, unit = TimeUnit.SECONDS)
class NeighbourTest {
  @RegisterExtension static final ManagedNode NODE = new ManagedNode();

  private final MessageManagement messages = NODE.management().messages();

  private void send(String queue, int priority, boolean persistent, int count, int attempt) {
    messages.send(
        OPERATOR,
        QUEUE,
        queue,
        new NewMessage(
            "body",
            null,
            null,
            null,
            priority,
            persistent,
            0,
            0,
            Map.of("attempt", attempt),
            count),
        null);
  }

  private List<MessageView> list(String queue, MessageFilter filter) {
    return messages.browse(OPERATOR, MessageSource.queue(queue), filter, null, 500).items();
  }

  private MessagePage next(String queue, MessageFilter filter, MessageView at, boolean before) {
    return messages.neighbour(OPERATOR, MessageSource.queue(queue), filter, at.place(), before);
  }

  /** From one end to the other, a step at a time. */
  private List<MessageView> walk(
      String queue, MessageFilter filter, MessageView from, boolean before) {
    List<MessageView> seen = new ArrayList<>(List.of(from));
    MessagePage page = next(queue, filter, from, before);
    while (!page.items().isEmpty()) {
      assertThat(page.items()).hasSize(1);
      seen.add(page.items().get(0));
      page = next(queue, filter, page.items().get(0), before);
    }
    assertThat(page.partial()).isFalse();
    return seen;
  }

  @Test
  void stepsGoThroughAListAsItIsShownAndBackTheSameWay() {
    NODE.queue("steps", 0);
    send("steps", 4, true, 120, 1);
    send("steps", 9, true, 3, 2);
    send("steps", 4, true, 130, 2);
    send("steps", 0, true, 60, 1);
    send("steps", 5, false, 4, 2);
    List<MessageView> all = list("steps", MessageFilter.ALL);
    assertThat(all).hasSize(317);

    assertThat(walk("steps", MessageFilter.ALL, all.get(0), false)).isEqualTo(all);
    List<MessageView> back = walk("steps", MessageFilter.ALL, all.get(316), true);
    Collections.reverse(back);
    assertThat(back).isEqualTo(all);
  }

  @Test
  void stepsKeepTheFilterOfTheList() {
    NODE.queue("filtered", 0);
    for (int i = 0; i < 4; i++) {
      send("filtered", i % 2 == 0 ? 4 : 6, true, 1, 2);
      send("filtered", 4, true, 150, 1);
    }
    MessageFilter filter = MessageFilter.selecting("attempt = 2");
    List<MessageView> some = list("filtered", filter);
    assertThat(some).hasSize(4);

    assertThat(walk("filtered", filter, some.get(0), false)).isEqualTo(some);
    List<MessageView> back = walk("filtered", filter, some.get(3), true);
    Collections.reverse(back);
    assertThat(back).isEqualTo(some);
  }

  @Test
  void aMessageThatIsGoneStillHasItsPlace() {
    NODE.queue("gone", 3);
    List<MessageView> all = list("gone", MessageFilter.ALL);
    messages.run(
        OPERATOR,
        MessageCommand.delete(MessageSource.queue("gone"), List.of(all.get(1).id())),
        messages
            .confirm(
                OPERATOR,
                MessageCommand.delete(MessageSource.queue("gone"), List.of(all.get(1).id())))
            .token(),
        null);

    assertThat(next("gone", MessageFilter.ALL, all.get(1), true).items())
        .containsExactly(all.get(0));
    assertThat(next("gone", MessageFilter.ALL, all.get(1), false).items())
        .containsExactly(all.get(2));
    assertThat(next("gone", MessageFilter.ALL, all.get(0), true).items()).isEmpty();
    assertThat(next("gone", MessageFilter.ALL, all.get(2), false).items()).isEmpty();
  }

  @Test
  void aViewerStepsWithoutLookingAtContent() {
    NODE.queue("viewed", 2);
    MessageView first = list("viewed", MessageFilter.ALL).get(0);
    MessageSource source = MessageSource.queue("viewed");

    assertThat(messages.neighbour(VIEWER, source, MessageFilter.ALL, first.place(), false).items())
        .hasSize(1);
    assertThatThrownBy(
            () ->
                messages.neighbour(
                    VIEWER, source, MessageFilter.selecting("a = 1"), first.place(), false))
        .isInstanceOfSatisfying(
            ManagementException.class,
            e -> assertThat(e.kind()).isEqualTo(ManagementException.Kind.FORBIDDEN));
  }
}
