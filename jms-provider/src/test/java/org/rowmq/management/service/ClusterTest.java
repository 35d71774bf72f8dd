package org.rowmq.management.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;
import static org.rowmq.DestinationKind.QUEUE;
import static org.rowmq.DestinationKind.TOPIC;
import static org.rowmq.management.service.ManagedNode.ADMIN;
import static org.rowmq.management.service.ManagedNode.OPERATOR;
import static org.rowmq.management.service.ManagedNode.VIEWER;

import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.rowmq.RowmqQueue;
import org.rowmq.RowmqTopic;
import org.rowmq.client.ClientConnection;
import org.rowmq.management.AttentionView;
import org.rowmq.management.AuditFilter;
import org.rowmq.management.DestinationView;
import org.rowmq.management.EndpointView;
import org.rowmq.management.HistoryView.Operation;
import org.rowmq.management.HistoryView.Point;
import org.rowmq.management.HistoryView.Range;
import org.rowmq.management.JobView;
import org.rowmq.management.MessageCommand;
import org.rowmq.management.MessageCommand.Action;
import org.rowmq.management.MessageFilter;
import org.rowmq.management.MessageManagement;
import org.rowmq.management.MessageSource;
import org.rowmq.management.NewMessage;
import org.rowmq.management.ProducerView;
import org.rowmq.management.SeveralDeletions.Item;
import org.rowmq.management.SubscriptionView;
import org.rowmq.metrics.Histogram.Snapshot;
import org.rowmq.runtime.RowmqRuntime;
import org.rowmq.store.CatalogStore.DestinationRow;

/** Two nodes on one database, each with a console: what one does is seen in that of the other. */
class ClusterTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  @RegisterExtension static final TwoNodes NODES = new TwoNodes();

  private static List<Point> points(String queue) {
    return NODES.console().history(VIEWER, QUEUE, queue, Range.MINUTES_15).points();
  }

  @Test
  void whatAnotherNodeSendsToATopicIsInItsRate() {
    NODES.console().createDestination(ADMIN, TOPIC, "cluster.news");
    NODES.console().createSubscription(OPERATOR, "cluster.news", null, "one", true, null);
    NODES.console().createSubscription(OPERATOR, "cluster.news", null, "two", true, null);
    NODES.tick();
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              NODES
                  .other()
                  .messages()
                  .send(OPERATOR, TOPIC, "cluster.news", NewMessage.text("news"), null);
              NODES.tick();
              DestinationView view = NODES.console().destination(VIEWER, TOPIC, "cluster.news");
              assertThat(view.sentPerSecond()).isPositive();
              assertThat(view.arrivedPerSecond()).isEqualTo(2 * view.sentPerSecond());
            });
  }

  /** Decision 072: they go when the other node has heard of them, and are said once each. */
  @Test
  void queuesThatAreDeletedTogetherAreGoneOnAllNodesAndTheirNamesAreFree() {
    List<String> names = List.of("cluster.gone1", "cluster.gone2", "cluster.gone3");
    names.forEach(name -> NODES.console().createDestination(ADMIN, QUEUE, name));
    await()
        .atMost(PATIENCE)
        .until(() -> NODES.there().broker().known(QUEUE, "cluster.gone3").isPresent());
    Map<String, String> tokens =
        NODES.console().confirmDeletes(ADMIN, QUEUE, names).items().stream()
            .collect(Collectors.toMap(Item::name, item -> item.confirmation().token()));

    assertThat(NODES.console().deleteDestinations(ADMIN, QUEUE, tokens, null))
        .allSatisfy(outcome -> assertThat(outcome.refused()).isNull());

    for (String name : names) {
      assertThat(NODES.there().broker().known(QUEUE, name)).isEmpty();
      AuditFilter ofIt = new AuditFilter(null, "delete", name, null, 0, 0);
      assertThat(NODES.console().audit(ADMIN, ofIt, null, 10).items())
          .singleElement()
          .satisfies(entry -> assertThat(entry.outcome()).isEqualTo("OK"));
      NODES.other().createDestination(ADMIN, QUEUE, name);
    }
    assertThat(NODES.here().store().catalog().begunDeletions()).isEmpty();
  }

  @Test
  void aTopicIsPausedAndResumedForTheSubscriptionsOfAllNodes() throws Exception {
    NODES.console().createDestination(ADMIN, TOPIC, "cluster.paused");
    NODES.console().pause(OPERATOR, TOPIC, "cluster.paused", true, false);
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                NODES
                    .there()
                    .broker()
                    .known(TOPIC, "cluster.paused")
                    .filter(DestinationRow::consumptionPaused)
                    .isPresent());
    try (ClientConnection there = TwoNodes.connect(NODES.there())) {
      Session session = there.createSession();
      RowmqTopic topic = new RowmqTopic("cluster.paused");
      MessageConsumer consumer = session.createSharedDurableConsumer(topic, "paused");
      MessageProducer producer = session.createProducer(topic);
      producer.send(session.createTextMessage("while it is paused"));
      assertThat(consumer.receiveNoWait()).isNull();

      NODES.console().pause(OPERATOR, TOPIC, "cluster.paused", false, false);
      assertThat(consumer.receive(PATIENCE.toMillis())).isNotNull();

      NODES.console().pause(OPERATOR, TOPIC, "cluster.paused", true, false);
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () -> {
                producer.send(session.createTextMessage("until it is heard of"));
                assertThat(consumer.receive(200)).isNull();
              });
      NODES.console().pause(OPERATOR, TOPIC, "cluster.paused", false, false);
      assertThat(consumer.receive(PATIENCE.toMillis())).isNotNull();
    }
  }

  @Test
  void aSharedSubscriptionIsInactiveSinceTheLastConsumerOfTheLastNodeWent() throws Exception {
    NODES.console().createDestination(ADMIN, TOPIC, "cluster.shared");
    NODES.console().createSubscription(OPERATOR, "cluster.shared", null, "shared", true, null);
    SubscriptionView made = shared();
    assertThat(made.inactiveSince()).isEqualTo(made.createdAt());
    long closing;
    try (ClientConnection there = TwoNodes.connect(NODES.there())) {
      Session session = there.createSession();
      MessageConsumer last =
          session.createSharedDurableConsumer(new RowmqTopic("cluster.shared"), "shared");
      try (ClientConnection here = TwoNodes.connect(NODES.here())) {
        here.createSession()
            .createSharedDurableConsumer(new RowmqTopic("cluster.shared"), "shared");
        await().atMost(PATIENCE).until(() -> shared().consumers() == 2);
      }
      await().atMost(PATIENCE).until(() -> shared().consumers() == 1);
      assertThat(shared().inactiveSince()).isZero();
      closing = NODES.there().broker().now();
      last.close();
    }
    await().atMost(PATIENCE).until(() -> shared().consumers() == 0);
    assertThat(shared().inactiveSince()).isBetween(closing - 5, NODES.there().broker().now() + 5);
  }

  private static SubscriptionView shared() {
    NODES.clock.forward(Duration.ofSeconds(6));
    return NODES.console().subscriptions(VIEWER, "cluster.shared").get(0);
  }

  @Test
  void whatConsumersOfAnotherNodeHaveIsDelivering() throws Exception {
    NODES.console().createDestination(ADMIN, QUEUE, "cluster.delivering");
    NODES.send(NODES.there(), "cluster.delivering", 3);
    try (ClientConnection connection = TwoNodes.connect(NODES.there())) {
      MessageConsumer consumer =
          connection
              .createSession(Session.CLIENT_ACKNOWLEDGE)
              .createConsumer(new RowmqQueue("cluster.delivering"));
      assertThat(consumer.receive(PATIENCE.toMillis())).isNotNull();
      assertThat(consumer.receive(PATIENCE.toMillis())).isNotNull();

      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () -> {
                NODES.clock.forward(Duration.ofSeconds(6));
                DestinationView view =
                    NODES.console().destination(VIEWER, QUEUE, "cluster.delivering");
                assertThat(view.delivering()).isEqualTo(2);
                assertThat(view.ready()).isEqualTo(1);
              });
    }
  }

  @Test
  void whoSendsOnAnotherNodeIsSeen() throws Exception {
    NODES.console().createDestination(ADMIN, QUEUE, "cluster.producers");
    try (ClientConnection connection = TwoNodes.connect(NODES.there())) {
      Session session = connection.createSession();
      session
          .createProducer(new RowmqQueue("cluster.producers"))
          .send(session.createTextMessage("one"));

      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(
                          NODES.console().clients().producers(VIEWER, QUEUE, "cluster.producers"))
                      .extracting(ProducerView::node, ProducerView::sent)
                      .containsExactly(
                          tuple(NODES.there().broker().store().info().nodeName(), 1L)));
    }
  }

  @Test
  void aQueueWhoseConsumersAreOnAnotherNodeIsConsumed() throws Exception {
    NODES.console().createDestination(ADMIN, QUEUE, "cluster.consumed");
    ClientConnection connection = TwoNodes.connect(NODES.there());
    try (connection) {
      MessageConsumer consumer =
          connection.createSession().createConsumer(new RowmqQueue("cluster.consumed"), "FALSE");
      connection
          .createSession()
          .createSharedDurableConsumer(new RowmqTopic("cluster.topic"), "all");
      NODES.send(NODES.here(), "cluster.consumed", 1);

      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () -> {
                NODES.clock.forward(Duration.ofSeconds(6));
                assertThat(
                        NODES.console().destination(VIEWER, QUEUE, "cluster.consumed").consumers())
                    .isEqualTo(1);
                assertThat(NODES.console().subscriptions(VIEWER))
                    .anyMatch(
                        each -> each.topic().equals("cluster.topic") && each.consumers() == 1);
                assertThat(NODES.console().attention(VIEWER))
                    .extracting(AttentionView::name)
                    .doesNotContain("cluster.consumed");
                assertThat(NODES.console().totals(VIEWER).consumers()).isGreaterThanOrEqualTo(2);
              });
      consumer.close();
    }
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              NODES.clock.forward(Duration.ofSeconds(6));
              assertThat(NODES.console().destination(VIEWER, QUEUE, "cluster.consumed").consumers())
                  .isZero();
              assertThat(NODES.console().attention(VIEWER))
                  .extracting(AttentionView::name)
                  .contains("cluster.consumed");
            });
  }

  @Test
  void chartsAndRatesAddUpWhatWentThroughAllNodes() {
    NODES.console().createDestination(ADMIN, QUEUE, "cluster.flow");
    points("cluster.flow"); // from now on
    NODES.tick();
    NODES.send(NODES.here(), "cluster.flow", 2);
    NODES.send(NODES.there(), "cluster.flow", 5);

    awaitArrived("cluster.flow", 7);
    NODES.send(NODES.there(), "cluster.flow", 3);
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(200))
        .untilAsserted(
            () -> {
              NODES.tick();
              assertThat(
                      NODES.console().destination(VIEWER, QUEUE, "cluster.flow").arrivedPerSecond())
                  .isPositive();
            });
    assertThat(points("cluster.flow").stream().mapToLong(Point::arrived).sum()).isEqualTo(10);
    assertThat(
            NODES.console().history(VIEWER, Range.MINUTES_15).points().stream()
                .mapToLong(Point::arrived)
                .sum())
        .isGreaterThanOrEqualTo(10);
  }

  @Test
  void aNodeThatBeginsAnewIsCountedFromZeroAndNothingTwice() {
    NODES.console().createDestination(ADMIN, QUEUE, "cluster.again");
    points("cluster.again");
    RowmqRuntime third = NODES.start("third");
    NODES.send(third, "cluster.again", 4);
    awaitArrived("cluster.again", 4);
    third.close();
    third = NODES.start("third");
    NODES.send(third, "cluster.again", 3);

    awaitArrived("cluster.again", 7);
    NODES.tick();
    third.close();
    NODES.tick();
    assertThat(points("cluster.again").stream().mapToLong(Point::arrived).sum()).isEqualTo(7);
  }

  @Test
  void howLongMessagesWaitedIsThatOfAllNodes() throws Exception {
    NODES.console().createDestination(ADMIN, QUEUE, "cluster.waited");
    points("cluster.waited"); // from now on
    NODES.tick();
    NODES.send(NODES.here(), "cluster.waited", 3);
    try (ClientConnection connection = TwoNodes.connect(NODES.there())) {
      MessageConsumer consumer =
          connection.createSession().createConsumer(new RowmqQueue("cluster.waited"));
      for (int i = 0; i < 3; i++) {
        assertThat(consumer.receive(PATIENCE.toMillis())).isNotNull();
      }
    }

    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(200))
        .untilAsserted(
            () -> {
              NODES.tick();
              assertThat(points("cluster.waited").stream().mapToLong(Point::waited).sum())
                  .isEqualTo(3);
            });
    assertThat(points("cluster.waited")).anyMatch(point -> point.waitHighMillis() > 0);
    assertThat(
            NODES.console().history(VIEWER, Range.MINUTES_15).points().stream()
                .mapToLong(Point::waited)
                .sum())
        .isGreaterThanOrEqualTo(3);
  }

  @Test
  void whatAnotherNodeGaveUpAndHowItsDatabaseAnsweredIsInTheCharts() throws Exception {
    NODES.console().createDestination(ADMIN, QUEUE, "cluster.dying");
    points("cluster.dying"); // from now on
    NODES.tick();
    NODES.send(NODES.there(), "cluster.dying", 2);
    GivenUp.next(NODES.there().broker(), "cluster.dying", 2);

    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(200))
        .untilAsserted(
            () -> {
              NODES.tick();
              assertThat(points("cluster.dying").stream().mapToLong(Point::dead).sum())
                  .isEqualTo(2);
            });
    assertThat(deadOfAll()).isGreaterThanOrEqualTo(2);
    long here = NODES.here().broker().store().statistics().calls().count();
    long there = NODES.there().broker().store().statistics().calls().count();
    Cluster cluster = new Cluster(NODES.here().broker(), NODES.clock);
    await() // the other has started later, so all of its calls count
        .atMost(PATIENCE)
        .until(
            () -> {
              cluster.listen();
              Snapshot all = cluster.passed().get(Cluster.ALL).calls().get(Operation.CALL);
              return all.count() >= here + there;
            });
  }

  private static long deadOfAll() {
    return NODES.console().history(VIEWER, Range.MINUTES_15).points().stream()
        .mapToLong(Point::dead)
        .sum();
  }

  private static void awaitArrived(String queue, long count) {
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(200))
        .untilAsserted(
            () -> {
              NODES.tick();
              assertThat(points(queue).stream().mapToLong(Point::arrived).sum()).isEqualTo(count);
            });
  }

  @Test
  void whatAnotherNodeKeptOfATimeInWhichThisOneWasNotThereIsInItsCharts() {
    NODES.clock.forward(Range.WEEK.interval());
    NODES.other().history().tick();
    long at = NODES.clock.millis();
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                !NODES
                    .there()
                    .broker()
                    .store()
                    .history()
                    .read("there", (int) Range.WEEK.interval().toSeconds(), at - 1)
                    .isEmpty());

    Management again = NODES.manage(NODES.here(), List::of);
    again.history().load();

    assertThat(again.history(VIEWER, Range.WEEK).points()).extracting(Point::at).contains(at);
  }

  /** A bean as the adapter would tell of it. */
  private record Bean(EndpointView view) implements ManagedEndpoint {
    @Override
    public void pause(String why) {
      throw new AssertionError("it is another node's");
    }

    @Override
    public void resume() {
      throw new AssertionError("it is another node's");
    }
  }

  @Test
  void beansOfAnotherNodeAreListedWithAllThatIsKnownOfThem() {
    EndpointView bean =
        new EndpointView(
            null,
            true,
            "app.Orders",
            QUEUE,
            "cluster.orders",
            null,
            "tenant = 'eu west'",
            "PAUSED",
            "paused by ada",
            4,
            3,
            "XA",
            10,
            17,
            2,
            "java.lang.IllegalStateException: no\nstock " + "x".repeat(1_000));
    NODES.beansThere.add(new Bean(bean));

    await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(NODES.console().endpoints(VIEWER)).hasSize(1));

    EndpointView seen = NODES.console().endpoints(VIEWER).get(0);
    assertThat(seen)
        .usingRecursiveComparison()
        .ignoringFields("lastFailure")
        .isEqualTo(bean.on("there", false));
    assertThat(seen.lastFailure())
        .startsWith("java.lang.IllegalStateException: no\nstock x")
        .hasSize(300);
    assertThatThrownBy(() -> NODES.console().pauseEndpoint(OPERATOR, "app.Orders", true))
        .hasMessageContaining("on this node");
    NODES.beansThere.clear();
    await().atMost(PATIENCE).until(() -> NODES.console().endpoints(VIEWER).isEmpty());
  }

  @Test
  void aJobOfAnotherNodeIsSeenFromThisOneAndCancelledThere() {
    NODES.console().createDestination(ADMIN, QUEUE, "cluster.full");
    NODES.console().createDestination(ADMIN, QUEUE, "cluster.aim");
    NODES.send(NODES.there(), "cluster.full", 600);
    NODES.send(NODES.there(), "cluster.full", 600);
    MessageCommand all =
        new MessageCommand(
            Action.MOVE,
            MessageSource.queue("cluster.full"),
            null,
            MessageFilter.ALL,
            QUEUE,
            "cluster.aim");
    MessageManagement there = NODES.other().messages();
    String token = there.confirm(OPERATOR, all).token();

    String id = there.run(OPERATOR, all, token, "cluster.full").id();

    MessageManagement here = NODES.console().messages();
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              assertThat(here.jobs(OPERATOR)).extracting(JobView::id).containsExactly(id);
              assertThat(here.job(OPERATOR, id).state()).isEqualTo(JobView.State.DONE);
            });
    assertThat(here.job(OPERATOR, id))
        .isEqualTo(here.jobs(OPERATOR).get(0))
        .usingRecursiveComparison()
        .ignoringFields("local")
        .isEqualTo(there.job(OPERATOR, id));
    assertThat(here.job(OPERATOR, id).done()).isEqualTo(1_200);
    assertThatThrownBy(() -> here.cancel(OPERATOR, id)).hasMessageContaining("Node there");
    assertThatThrownBy(() -> here.job(OPERATOR, "no-such-job"))
        .hasMessageContaining("No node knows");
  }
}
