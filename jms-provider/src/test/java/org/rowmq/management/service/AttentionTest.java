package org.rowmq.management.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.rowmq.DestinationKind.QUEUE;
import static org.rowmq.DestinationKind.TOPIC;
import static org.rowmq.management.service.ManagedNode.ADMIN;
import static org.rowmq.management.service.ManagedNode.OPERATOR;
import static org.rowmq.management.service.ManagedNode.VIEWER;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.rowmq.broker.Subscriptions;
import org.rowmq.management.AttentionView;
import org.rowmq.management.AttentionView.Reason;
import org.rowmq.management.NewMessage;
import org.rowmq.management.NodeGauge;
import org.rowmq.management.SettingScope;

class AttentionTest {
  @RegisterExtension static final ManagedNode NODE = new ManagedNode();

  private final Management management = NODE.management();

  /** As it is after what was known has grown old. */
  private List<AttentionView> attention(String name) {
    NODE.clock.forward(Duration.ofSeconds(6));
    return management.attention(VIEWER).stream().filter(a -> name.equals(a.name())).toList();
  }

  @Test
  void messagesWithoutAConsumerNeedAttentionAndAreForgottenWithTheirCause() {
    NODE.queue("alone", 2);
    NODE.queue("empty", 0);

    assertThat(attention("alone"))
        .singleElement()
        .satisfies(
            a -> {
              assertThat(a.what()).isEqualTo(Reason.NO_CONSUMER);
              assertThat(a.messages()).isEqualTo(2);
            });
    assertThat(attention("empty")).isEmpty();

    management.purge(
        OPERATOR, QUEUE, "alone", management.confirmPurge(OPERATOR, QUEUE, "alone").token(), null);
    assertThat(attention("alone")).isEmpty();
  }

  private void moreThanFiveMinutes() {
    for (int i = 0; i <= 30; i++) {
      NODE.clock.forward(History.TICK);
      management.history().tick();
    }
  }

  @Test
  void aQueueWithoutAConsumerThatGrowsIsMorePressingThanOneThatOnlyLiesThere() {
    NODE.queue("lying", 9);
    NODE.queue("growing", 3);
    moreThanFiveMinutes();
    long before = NODE.clock.millis();
    assertThat(attention("growing"))
        .extracting(AttentionView::what)
        .containsExactly(Reason.NO_CONSUMER);
    for (int i = 0; i < 4; i++) {
      NODE.send("growing", "one more");
      NODE.clock.forward(History.TICK);
      management.history().tick();
    }

    assertThat(attention("growing"))
        .containsExactly(
            new AttentionView(
                Reason.NO_CONSUMER_AND_GROWING, "queue", "growing", "grew by 4", 7, before));
    assertThat(attention("lying"))
        .containsExactly(new AttentionView(Reason.NO_CONSUMER, "queue", "lying", null, 9, 0));
    assertThat(management.attention(VIEWER).stream().map(AttentionView::name))
        .containsSubsequence("growing", "lying");
    moreThanFiveMinutes();
    assertThat(attention("growing"))
        .extracting(AttentionView::what)
        .containsExactly(Reason.NO_CONSUMER);
  }

  @Test
  void aNodeWhoseDatabaseTakesOverHalfASecondForAWriteNeedsAttention() {
    Cluster cluster = new Cluster(NODE.broker(), NODE.clock);
    Ages ages = new Ages(NODE.broker(), NODE.clock);
    for (double millis : List.of(499.0, 812.4)) {
      NodeGauge median = new NodeGauge("Writing", Vitals.WRITE_MEDIAN, "ms", millis, 0);
      NodeGauge other = new NodeGauge("Writing", "Waiting for the disk, median", "ms", 9_000, 0);
      List<AttentionView> found =
          new Attention(
                  NODE.broker(),
                  cluster,
                  management.history(),
                  ages,
                  NODE.clock,
                  () -> List.of(other, median))
              .now();
      assertThat(found)
          .filteredOn(a -> a.what() == Reason.STORE_SLOW)
          .hasSize(millis > 500 ? 1 : 0)
          .allSatisfy(
              a -> {
                assertThat(a.type() + " " + a.name()).isEqualTo("node managed");
                assertThat(a.detail()).isEqualTo("a write takes 812 ms");
              });
    }
    NODE.queue("written", 3);
    assertThat(management.node(VIEWER, "managed").gauges())
        .extracting(NodeGauge::name)
        .contains(Vitals.WRITE_MEDIAN);
  }

  @Test
  void aPausedQueueNeedsAttentionForThatAndNotForWhatFollowsFromIt() {
    NODE.queue("paused", 1);
    management.pause(OPERATOR, QUEUE, "paused", true, false);

    assertThat(attention("paused"))
        .extracting(AttentionView::what)
        .containsExactly(Reason.DELIVERY_PAUSED);
  }

  @Test
  void aDurableSubscriptionWithABacklogNeedsAttentionSinceItsOldestMessage() {
    management.createDestination(ADMIN, TOPIC, "backlog");
    var topic = NODE.broker().find(TOPIC, "backlog").orElseThrow();
    NODE.broker()
        .subscriptions()
        .open(new Subscriptions.Request(topic, null, "slow", true, true, false, null, 1));
    long before = System.currentTimeMillis();
    management.messages().send(OPERATOR, TOPIC, "backlog", NewMessage.text("x"), null);

    AttentionView found = attention("backlog").get(0);

    assertThat(found.what()).isEqualTo(Reason.SUBSCRIPTION_WITHOUT_CONSUMER);
    assertThat(found.detail()).isEqualTo("slow");
    assertThat(found.since()).isBetween(before - 10, System.currentTimeMillis() + 10);
  }

  @Test
  void aQueueThatTakesNoMoreNeedsAttentionUntilThereIsRoom() {
    NODE.queue("crowded", 2);
    SettingScope scope = new SettingScope(QUEUE, "crowded");
    String version = management.runtimeSettings().settings(ADMIN, scope).version();
    management.runtimeSettings().change(ADMIN, scope, Map.of("maxMessages", "3"), version);
    assertThat(attention("crowded")).noneMatch(a -> a.what() == Reason.QUEUE_FULL);

    NODE.send("crowded", "the last");

    assertThat(attention("crowded"))
        .filteredOn(a -> a.what() == Reason.QUEUE_FULL)
        .singleElement()
        .satisfies(
            a -> {
              assertThat(a.detail()).isEqualTo("takes 3 messages");
              assertThat(a.messages()).isEqualTo(3);
            });
    management.purge(
        OPERATOR,
        QUEUE,
        "crowded",
        management.confirmPurge(OPERATOR, QUEUE, "crowded").token(),
        null);
    assertThat(attention("crowded")).isEmpty();
  }

  @Test
  void aSubscriptionThatIsLeftBehindWithABacklogNeedsAttentionSinceItWasLeft() {
    management.createDestination(ADMIN, TOPIC, "left");
    var topic = NODE.broker().find(TOPIC, "left").orElseThrow();
    var subscriptions = NODE.broker().subscriptions();
    var opened =
        subscriptions.open(
            new Subscriptions.Request(topic, null, "gone", true, true, false, null, 1));
    management.messages().send(OPERATOR, TOPIC, "left", NewMessage.text("x"), null);
    long sent = System.currentTimeMillis();
    await().until(() -> System.currentTimeMillis() > sent + 50);
    long before = System.currentTimeMillis();
    subscriptions.close(opened, 1);

    assertThat(attention("left").get(0).since())
        .isBetween(before - 10, System.currentTimeMillis() + 10);
  }

  @Test
  void theOldestMessageIsTheOldestOfAllPriorities() {
    NODE.queue("aged", 1);
    long first = System.currentTimeMillis();
    management
        .messages()
        .send(
            OPERATOR,
            QUEUE,
            "aged",
            new NewMessage("x", null, null, null, 9, true, 0, 0, Map.of(), 5),
            null);

    assertThat(management.oldestMessage(VIEWER, QUEUE, "aged")).isPositive().isLessThan(first + 1);
    NODE.queue("young", 0);
    assertThat(management.oldestMessage(VIEWER, QUEUE, "young")).isZero();
  }
}
