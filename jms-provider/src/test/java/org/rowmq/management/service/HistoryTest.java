package org.rowmq.management.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;
import static org.rowmq.DestinationKind.QUEUE;

import jakarta.jms.JMSException;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import jakarta.jms.Topic;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.rowmq.DestinationKind;
import org.rowmq.RowmqQueue;
import org.rowmq.client.ClientConnection;
import org.rowmq.management.DestinationView;
import org.rowmq.management.HistoryView;
import org.rowmq.management.HistoryView.Calls;
import org.rowmq.management.HistoryView.Operation;
import org.rowmq.management.HistoryView.Point;
import org.rowmq.management.HistoryView.Range;
import org.rowmq.management.ManagementService;
import org.rowmq.management.NewMessage;
import org.rowmq.store.HistoryStore.CallRow;
import org.rowmq.store.HistoryStore.HistoryRow;
import org.rowmq.testing.AuditEntries;

class HistoryTest {
  @RegisterExtension static final ManagedNode NODE = new ManagedNode();

  private static void tick() {
    NODE.clock.forward(History.TICK);
    NODE.management().history().tick();
  }

  private static List<Point> points(String queue, Range range) {
    HistoryView view =
        NODE.management().history(ManagedNode.VIEWER, DestinationKind.QUEUE, queue, range);
    return view.points();
  }

  private static void receive(String queue, int count) throws JMSException {
    ClientConnection connection = NODE.connect();
    try (connection) {
      connection.start();
      Session session = connection.createSession();
      MessageConsumer consumer = session.createConsumer(new RowmqQueue(queue));
      for (int i = 0; i < count; i++) {
        assertThat((TextMessage) consumer.receive(5_000)).isNotNull();
      }
    }
  }

  @Test
  void whatArrivesAndIsConsumedIsAPointAndARate() throws JMSException {
    NODE.queue("history.flow", 5);
    tick();
    receive("history.flow", 3);
    tick();

    List<Point> points = points("history.flow", Range.MINUTES_15);
    Point first = points.get(points.size() - 2);
    Point second = points.get(points.size() - 1);
    assertThat(first.arrived()).isEqualTo(5);
    assertThat(first.messages()).isEqualTo(5);
    assertThat(second.left()).isEqualTo(3);
    assertThat(second.messages()).isEqualTo(2);
    assertThat(second.at() - first.at()).isEqualTo(History.TICK.toMillis());
    assertThat(
            NODE.management()
                .destination(ManagedNode.VIEWER, DestinationKind.QUEUE, "history.flow")
                .leftPerSecond())
        .isEqualTo(0.3);
  }

  @Test
  void whatIsSentToATopicIsARateBesideWhatItsSubscriptionsGetOfIt() {
    Management management = NODE.management();
    management.createDestination(ManagedNode.ADMIN, DestinationKind.TOPIC, "history.fan");
    for (String name : List.of("one", "two", "three")) {
      management.createSubscription(ManagedNode.OPERATOR, "history.fan", null, name, true, null);
    }
    tick();
    for (int i = 0; i < 2; i++) {
      management
          .messages()
          .send(
              ManagedNode.OPERATOR,
              DestinationKind.TOPIC,
              "history.fan",
              NewMessage.text("news"),
              null);
    }
    tick();

    DestinationView view =
        management.destination(ManagedNode.VIEWER, DestinationKind.TOPIC, "history.fan");
    assertThat(view.sentPerSecond()).isEqualTo(0.2);
    assertThat(view.arrivedPerSecond()).isCloseTo(0.6, within(1e-9));
    List<Point> ofAll = management.history(ManagedNode.VIEWER, Range.MINUTES_15).points();
    assertThat(ofAll.get(ofAll.size() - 1).arrived()).isEqualTo(6);
    List<Point> ofTopic =
        management
            .history(ManagedNode.VIEWER, DestinationKind.TOPIC, "history.fan", Range.MINUTES_15)
            .points();
    assertThat(ofTopic.get(ofTopic.size() - 1).arrived()).isEqualTo(6);
  }

  @Test
  void aPointSaysHowLongWhatWasDeliveredInItHadWaited() throws Exception {
    NODE.queue("history.waited", 4);
    tick();
    assertThat(points("history.waited", Range.MINUTES_15).get(0).waited()).isZero();
    receive("history.waited", 4);
    tick();

    List<Point> points = points("history.waited", Range.MINUTES_15);
    Point last = points.get(points.size() - 1);
    assertThat(last.waited()).isEqualTo(4);
    assertThat(last.waitMedianMillis()).isBetween(0L, 60_000L);
    assertThat(last.waitHighMillis()).isGreaterThanOrEqualTo(last.waitMedianMillis());
    List<Point> ofNode = NODE.management().history(ManagedNode.VIEWER, Range.MINUTES_15).points();
    assertThat(ofNode.get(ofNode.size() - 1).waited()).isEqualTo(4);
    tick();
    points = points("history.waited", Range.MINUTES_15);
    assertThat(points.get(points.size() - 1).waited()).isZero();
    assertThat(points.get(points.size() - 1).waitHighMillis()).isZero();
  }

  private static Point lastOfAll() {
    List<Point> points = NODE.management().history(ManagedNode.VIEWER, Range.MINUTES_15).points();
    return points.get(points.size() - 1);
  }

  @Test
  void aPointSaysHowManyMessagesWereGivenUpInIt() throws Exception {
    NODE.queue("history.dying", 5);
    NODE.queue("history.healthy", 1);
    tick();
    GivenUp.next(NODE.broker(), "history.dying", 3);
    // counted once they are where dead letters go
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> NODE.broker().traffic().deaths().getOrDefault(id("history.dying"), 0L) == 3);
    tick();

    List<Point> points = points("history.dying", Range.MINUTES_15);
    assertThat(points.subList(points.size() - 2, points.size()))
        .extracting(Point::dead)
        .containsExactly(0L, 3L);
    assertThat(points("history.healthy", Range.MINUTES_15))
        .extracting(Point::dead)
        .containsOnly(0L);
    assertThat(lastOfAll().dead()).isEqualTo(3);
    NODE.broker()
        .deletions()
        .begin(
            NODE.broker().find(QUEUE, "history.dying").orElseThrow(),
            AuditEntries.any(NODE.broker().store()));
    tick();
    assertThat(lastOfAll().dead()).as("the sum outlives what it is the sum of").isZero();
    assertThat(NODE.broker().traffic().deaths()).isEmpty();
  }

  @Test
  void aPointOfAllSaysHowManyCallsToTheDatabaseThereWereAndHowLongTheyTook() {
    NODE.queue("history.calls", 0);
    tick();
    for (int i = 0; i < 4; i++) {
      NODE.send("history.calls", "one write");
    }
    tick();

    Calls writes = lastOfAll().store().get(Operation.WRITE);
    assertThat(writes.count()).isBetween(1L, 4L + 2); // whoever else writes meanwhile
    assertThat(writes.medianMicros()).isPositive().isLessThanOrEqualTo(writes.highMicros());
    assertThat(lastOfAll().store()).containsOnlyKeys(Operation.values());
    assertThat(points("history.calls", Range.MINUTES_15))
        .allSatisfy(point -> assertThat(point.store()).isEmpty());
  }

  @Test
  void whatAnEarlierVersionKeptDoesNotSayThatNothingDiedAndNothingWasCalled() {
    NODE.queue("history.earlier", 1);
    NODE.clock.forward(Range.WEEK.length());
    long at = NODE.clock.millis();
    int seconds = (int) Range.DAY.interval().toSeconds();
    long mailbox = id("history.earlier");
    HistoryRow ofAll =
        new HistoryRow("managed", 0, seconds, at, 9, 9, 0, 0, 0, 0, HistoryRow.UNKNOWN);
    HistoryRow first =
        new HistoryRow("managed", mailbox, seconds, at, 1, 1, 0, 0, 0, 0, HistoryRow.UNKNOWN);
    HistoryRow idle =
        new HistoryRow("managed", 0, seconds, at + 1, 9, 0, 0, 0, 0, 0, HistoryRow.UNKNOWN);
    HistoryRow counted = new HistoryRow("managed", 0, seconds, at + 2, 9, 0, 0, 0, 0, 0, 0);
    CallRow call = new CallRow("managed", seconds, at + 2, "WRITE", 3, 4, 5);
    CallRow later = new CallRow("managed", seconds, at + 2, "OF_A_LATER_VERSION", 3, 4, 5);
    NODE.broker().store().history().add(List.of(ofAll, first, idle, counted), List.of(call, later));

    Management again = new Management(NODE.broker(), "test", List::of, NODE.clock);
    again.history().load();

    assertThat(again.history(ManagedNode.VIEWER, QUEUE, "history.earlier", Range.DAY).points())
        .extracting(Point::at, Point::dead)
        .containsExactly(tuple(at, Point.UNKNOWN), tuple(at + 1, Point.UNKNOWN), tuple(at + 2, 0L));
    assertThat(again.history(ManagedNode.VIEWER, Range.DAY).points())
        .extracting(Point::dead, Point::store)
        .containsExactly(
            tuple(Point.UNKNOWN, Map.of()),
            tuple(Point.UNKNOWN, Map.of()),
            tuple(0L, Map.of(Operation.WRITE, new Calls(3, 4, 5))));
  }

  @Test
  void aTopicsPointsSayHowLongItsMessagesWaited() throws Exception {
    ClientConnection connection = NODE.connect();
    try (connection) {
      connection.start();
      Session session = connection.createSession();
      Topic topic = session.createTopic("history.topic");
      MessageConsumer consumer = session.createConsumer(topic);
      ofTopic(); // from now on
      session.createProducer(topic).send(session.createTextMessage("x"));
      assertThat(consumer.receive(5_000)).isNotNull();
      tick();

      List<Point> points = ofTopic();
      assertThat(points.get(points.size() - 1).waited()).isEqualTo(1);
      assertThat(points.get(points.size() - 1).arrived()).isEqualTo(1);
    }
  }

  private static List<Point> ofTopic() {
    return NODE.management()
        .history(ManagedNode.VIEWER, DestinationKind.TOPIC, "history.topic", Range.MINUTES_15)
        .points();
  }

  @Test
  void aCoarsePointAddsUpTheFineOnes() {
    NODE.queue("history.coarse", 1);
    points("history.coarse", Range.HOUR); // from now on
    int before = points("history.coarse", Range.HOUR).size();
    for (int i = 0; i < 12; i++) {
      NODE.send("history.coarse", "one of each tick");
      tick();
    }

    List<Point> coarse = points("history.coarse", Range.HOUR);
    assertThat(coarse).hasSize(before + 2);
    assertThat(coarse.get(coarse.size() - 1).arrived()).isEqualTo(6);
  }

  private static long id(String queue) {
    return NODE.broker().find(DestinationKind.QUEUE, queue).orElseThrow().id();
  }

  /** Those of a topic are of its subscriptions together, which this is without their traffic. */
  @Test
  void aLineOfSeveralDoesNotJumpWhereOneOfThemBeginsToBeRemembered() {
    List.of("history.other1", "history.other2", "history.other3").forEach(q -> NODE.queue(q, 1));
    History small =
        new History(NODE.broker(), new Cluster(NODE.broker(), NODE.clock), NODE.clock, 4);
    Runnable tick =
        () -> {
          NODE.clock.forward(History.TICK);
          small.tick();
        };
    tick.run(); // all room is taken by some that had traffic
    NODE.queue("history.known", 1);
    NODE.queue("history.idle", 2);
    for (String queue :
        List.of("history.other1", "history.other2", "history.other3", "history.known")) {
      NODE.clock.forward(Duration.ofMillis(1));
      small.of(List.of(id(queue)), Range.MINUTES_15); // and now by these
    }
    tick.run();
    List<Long> both = List.of(id("history.known"), id("history.idle"));
    small.of(both, Range.MINUTES_15);
    tick.run();

    assertThat(small.of(both.subList(1, 2), Range.MINUTES_15).points()).hasSize(1);
    assertThat(small.of(both, Range.MINUTES_15).points())
        .extracting(Point::messages)
        .containsExactly(3L, 3L);
  }

  @Test
  void aTopicHasALineInTheListUnlessItHasManySubscriptions() {
    Management management = NODE.management();
    management.createDestination(ManagedNode.ADMIN, DestinationKind.TOPIC, "history.list");
    for (int i = 0; i < ManagementService.MOST_OF_A_TREND; i++) {
      management.createSubscription(
          ManagedNode.OPERATOR, "history.list", null, "history-" + i, true, null);
    }
    NODE.clock.forward(Duration.ofSeconds(2));
    assertThat(trend("history.list")).isEmpty(); // from now on
    management
        .messages()
        .send(
            ManagedNode.OPERATOR,
            DestinationKind.TOPIC,
            "history.list",
            NewMessage.text("for all"),
            null);
    tick();
    assertThat(trend("history.list"))
        .extracting(Point::messages)
        .containsExactly((long) ManagementService.MOST_OF_A_TREND);

    management.createSubscription(
        ManagedNode.OPERATOR, "history.list", null, "history-more", true, null);
    tick();
    assertThat(trend("history.list")).isEmpty();
  }

  private static List<Point> trend(String topic) {
    return NODE.management().trend(ManagedNode.VIEWER, DestinationKind.TOPIC, topic).points();
  }

  private static List<HistoryRow> kept(Range range) {
    return NODE.broker()
        .store()
        .history()
        .read("managed", (int) range.interval().toSeconds(), Long.MIN_VALUE);
  }

  @Test
  void pointsOfADayAndAWeekOutliveTheNodeAndTheIdleOnesAreFilledIn() {
    NODE.queue("history.kept", 3);
    points("history.kept", Range.DAY); // from now on
    NODE.clock.forward(Range.WEEK.interval());
    tick();
    NODE.clock.forward(Range.DAY.interval());
    tick(); // idle: says nothing new
    NODE.clock.forward(Range.DAY.interval());
    NODE.send("history.kept", "one more");
    tick();
    List<Point> before = points("history.kept", Range.DAY);
    assertThat(before).extracting(Point::messages).containsExactly(3L, 3L, 4L);
    await()
        .atMost(Duration.ofSeconds(10))
        .until(() -> kept(Range.DAY).size() >= 3 && !kept(Range.WEEK).isEmpty());

    Management again = new Management(NODE.broker(), "test", List::of, NODE.clock);
    again.history().load();
    assertThat(
            again
                .history(ManagedNode.VIEWER, DestinationKind.QUEUE, "history.kept", Range.DAY)
                .points())
        .isEqualTo(before);
    assertThat(again.history(ManagedNode.VIEWER, Range.WEEK).points())
        .isEqualTo(NODE.management().history(ManagedNode.VIEWER, Range.WEEK).points())
        .anyMatch(point -> point.store().get(Operation.CALL).highMicros() > 0);
    assertThat(
            kept(Range.DAY).stream()
                .filter(row -> row.endedAt() == before.get(1).at() && row.mailboxId() != 0))
        .as("idle points are not stored")
        .isEmpty();
  }

  @Test
  void pointsOlderThanTheirRangeGo() {
    tick();
    NODE.clock.forward(Range.DAY.interval());
    tick();
    long first = NODE.clock.millis();
    await().atMost(Duration.ofSeconds(10)).until(() -> !kept(Range.DAY).isEmpty());
    NODE.clock.forward(Range.DAY.length().plusSeconds(1));
    tick();

    await()
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(
            () -> assertThat(kept(Range.DAY)).isNotEmpty().allMatch(row -> row.endedAt() > first));
  }

  @Test
  void noMorePointsAreKeptThanTheRangeHas() {
    NODE.queue("history.long", 1);
    points("history.long", Range.MINUTES_15);
    for (int i = 0; i < 100; i++) {
      tick();
    }

    assertThat(points("history.long", Range.MINUTES_15)).hasSize(90);
    assertThat(NODE.management().history(ManagedNode.VIEWER, Range.MINUTES_15).points())
        .hasSize(90)
        .isSortedAccordingTo((a, b) -> Long.compare(a.at(), b.at()));
  }
}
