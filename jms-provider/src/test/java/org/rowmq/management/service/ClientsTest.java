package org.rowmq.management.service;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;
import static org.rowmq.management.service.ManagedNode.OPERATOR;
import static org.rowmq.management.service.ManagedNode.VIEWER;

import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.rowmq.DestinationKind;
import org.rowmq.RowmqQueue;
import org.rowmq.RowmqTopic;
import org.rowmq.broker.Flow;
import org.rowmq.client.ClientConnection;
import org.rowmq.management.ClientManagement;
import org.rowmq.management.ConnectionView;
import org.rowmq.management.ConsumerView;
import org.rowmq.management.ConsumerView.Held;
import org.rowmq.management.EndpointView;
import org.rowmq.management.HealthView;
import org.rowmq.management.HistoryView.Operation;
import org.rowmq.management.JobView;
import org.rowmq.management.ManagementException;
import org.rowmq.management.MessageDetail.Event;
import org.rowmq.management.NodeDetail;
import org.rowmq.management.NodeGauge;
import org.rowmq.management.ProducerView;
import org.rowmq.management.SessionView;
import org.rowmq.management.SlowCallView;
import org.rowmq.management.WarningView;
import org.rowmq.metrics.Histogram;

class ClientsTest {
  @RegisterExtension static final ManagedNode NODE = new ManagedNode();

  private static ClientManagement clients() {
    return NODE.management().clients();
  }

  private static List<ConsumerView> consumersOf(String destination) {
    return clients().consumers(VIEWER).stream()
        .filter(each -> each.destination().equals(destination))
        .toList();
  }

  @Test
  void aMessageThatAConsumerHasNotSettledIsListedWithItsHolder() throws JMSException {
    NODE.queue("clients.held", 3);
    ClientConnection connection = NODE.connect();
    try (connection) {
      connection.setClientID("till-7");
      connection.start();
      Session session = connection.createSession(true, 0);
      MessageConsumer consumer =
          session.createConsumer(new RowmqQueue("clients.held"), "JMSPriority = 4");
      Message message = consumer.receive(5_000);

      ConsumerView view = consumersOf("clients.held").get(0);
      assertThat(view.name()).isEqualTo("till-7");
      assertThat(view.node()).isEqualTo("managed");
      assertThat(view.selector()).isEqualTo("JMSPriority = 4");
      assertThat(view.held()).isEqualTo(1);
      Held held = view.messages().get(0);
      assertThat(held.messageId()).isEqualTo(message.getJMSMessageID());
      assertThat(held.since()).isBetween(view.since(), NODE.broker().now());
      assertThat(NODE.management().messages().message(VIEWER, held.id()).timeline())
          .filteredOn(event -> event.what().equals("held"))
          .extracting(Event::at, Event::detail)
          .containsExactly(
              tuple(held.since(), "by connection " + view.connection() + " (till-7) on managed"));

      consumer.close(); // the session still has the message
      assertThat(consumersOf("clients.held"))
          .extracting(ConsumerView::open, ConsumerView::held)
          .containsExactly(tuple(false, 1));
      session.rollback();
      assertThat(consumersOf("clients.held")).isEmpty();
    }
  }

  @Test
  void aSessionTellsWhatItHasSentAndReceivedAndWhatItsConsumersHold() throws JMSException {
    NODE.queue("clients.session", 5);
    long before = NODE.broker().now();
    ClientConnection connection = NODE.connect();
    try (connection) {
      connection.setClientID("till-8");
      connection.start();
      Session idle = connection.createSession();
      Session session = connection.createSession(Session.CLIENT_ACKNOWLEDGE);
      MessageConsumer consumer = session.createConsumer(new RowmqQueue("clients.session"));
      MessageProducer producer = session.createProducer(new RowmqQueue("clients.answers"));
      assertThat(consumersOf("clients.session").get(0).lastMessageId()).isNull();
      assertThat(consumer.receive(5_000)).isNotNull();
      Message second = consumer.receive(5_000);
      producer.send(session.createTextMessage("one"));

      List<SessionView> views =
          clients().sessions(VIEWER).stream()
              .filter(each -> "till-8".equals(each.clientId()))
              .toList();
      assertThat(views)
          .extracting(SessionView::mode, SessionView::sent, SessionView::received)
          .containsExactly(tuple("AUTO", 0L, 0L), tuple("CLIENT", 1L, 2L));
      assertThat(views)
          .extracting(SessionView::consumers, SessionView::held)
          .containsExactly(tuple(0, 0), tuple(1, 2));
      SessionView used = views.get(1);
      assertThat(used.since()).isBetween(before, used.lastReceivedAt());
      assertThat(used.lastSentAt()).isBetween(used.lastReceivedAt(), NODE.broker().now());
      assertThat(views.get(0).lastSentAt()).isZero();
      ConsumerView view = consumersOf("clients.session").get(0);
      assertThat(view.session()).isEqualTo(used.id());
      assertThat(view.lastAt()).isBetween(view.since(), NODE.broker().now());
      assertThat(view.lastMessageId()).isEqualTo(second.getJMSMessageID());
      assertThat(view.readAhead()).isEqualTo(3);

      session.close();
      idle.close();
      assertThat(clients().sessions(VIEWER))
          .extracting(SessionView::clientId)
          .doesNotContain("till-8");
    }
  }

  private static List<ProducerView> producersOf(DestinationKind kind, String name) {
    return clients().producers(VIEWER, kind, name);
  }

  @Test
  void whoSendsToADestinationIsListedAndStaysWhenItsSessionsAreClosed() throws JMSException {
    NODE.management().createDestination(ManagedNode.ADMIN, DestinationKind.TOPIC, "clients.sent");
    NODE.queue("clients.sent", 0);
    long before = NODE.broker().now();
    ClientConnection connection = NODE.connect();
    try (connection) {
      connection.setClientID("shop-1");
      Session session = connection.createSession();
      MessageProducer anywhere = session.createProducer(null);
      anywhere.send(new RowmqQueue("clients.sent"), session.createMessage());
      anywhere.send(new RowmqTopic("clients.sent"), session.createMessage());
      anywhere.send(new RowmqQueue("clients.sent"), session.createMessage());

      assertThat(producersOf(DestinationKind.TOPIC, "clients.sent"))
          .extracting(ProducerView::sent)
          .containsExactly(1L);
      ProducerView producer = producersOf(DestinationKind.QUEUE, "clients.sent").get(0);
      SessionView open = sessionsOf("shop-1").get(0);
      assertThat(producer)
          .isEqualTo(
              new ProducerView(
                  "managed",
                  open.connection(),
                  open.id(),
                  "shop-1",
                  null,
                  "queue",
                  "clients.sent",
                  1,
                  open.since(),
                  2,
                  producer.lastAt()));
      assertThat(producer.open()).isTrue();
      assertThat(producer.lastAt()).isBetween(before, NODE.broker().now());
      assertThat(open.sent()).isEqualTo(3);
      session.close();
      Session other = connection.createSession();
      other.createProducer(new RowmqQueue("clients.sent")).send(other.createMessage());
      other.close();
    }

    assertThat(producersOf(DestinationKind.QUEUE, "clients.sent"))
        .extracting(
            ProducerView::open,
            ProducerView::connection,
            ProducerView::clientId,
            ProducerView::sessions,
            ProducerView::sent)
        .containsExactly(tuple(false, 0L, "shop-1", 2L, 3L));
  }

  private static List<SessionView> sessionsOf(String clientId) {
    return clients().sessions(VIEWER).stream()
        .filter(each -> clientId.equals(each.clientId()))
        .toList();
  }

  @Test
  void aSessionRemembersTheLatestDestinationsItSentToAndCountsAll() throws JMSException {
    ClientConnection connection = NODE.connect();
    try (connection) {
      connection.setClientID("answers");
      Session session = connection.createSession();
      MessageProducer anywhere = session.createProducer(null);
      for (int i = 0; i < 40; i++) {
        anywhere.send(new RowmqQueue("clients.many." + i), session.createMessage());
        anywhere.send(new RowmqQueue("clients.often"), session.createMessage());
      }

      List<ProducerView> latest =
          clients().producers(VIEWER).stream()
              .filter(each -> "answers".equals(each.clientId()))
              .toList();
      assertThat(latest).hasSize(16);
      assertThat(latest)
          .extracting(ProducerView::destination, ProducerView::sent)
          .contains(tuple("clients.often", 40L), tuple("clients.many.39", 1L));
      assertThat(sessionsOf("answers").get(0).sent()).isEqualTo(80);
      assertThat(sessionsOf("answers").get(0).lastSentAt()).isPositive();
    }
  }

  @Test
  void aConsumerOfASubscriptionIsListedAtItsTopic() throws JMSException {
    ClientConnection connection = NODE.connect();
    try (connection) {
      Session session = connection.createSession();
      session.createSharedDurableConsumer(new RowmqTopic("clients.topic"), "all");

      ConsumerView view = consumersOf("clients.topic").get(0);
      assertThat(view.type()).isEqualTo("topic");
      assertThat(view.subscription()).isEqualTo("all");
    }
  }

  @Test
  void aConnectionIsListedUntilItIsClosedWhoeverClosesIt() throws JMSException {
    NODE.queue("clients.closed", 1);
    ClientConnection own = NODE.connect();
    ClientConnection other = NODE.connect();
    Session session = other.createSession(true, 0);
    MessageConsumer consumer = session.createConsumer(new RowmqQueue("clients.closed"));
    other.start();
    assertThat(consumer.receive(5_000)).isNotNull();
    List<ConnectionView> open = clients().connections(VIEWER);
    ConnectionView listed = open.get(open.size() - 1);
    assertThat(listed.sessions()).isEqualTo(1);
    assertThat(listed.consumers()).isEqualTo(1);
    assertThat(listed.started()).isTrue();

    assertThatThrownBy(() -> clients().close(VIEWER, listed.id()))
        .isInstanceOf(ManagementException.class);
    clients().close(OPERATOR, listed.id());
    own.close();

    await()
        .atMost(5, SECONDS)
        .untilAsserted(
            () ->
                assertThat(clients().connections(VIEWER))
                    .hasSize(open.size() - 2)
                    .extracting(ConnectionView::id)
                    .doesNotContain(listed.id()));
    assertThat(consumersOf("clients.closed")).isEmpty();
    assertThatThrownBy(() -> session.createProducer(null))
        .isInstanceOf(jakarta.jms.IllegalStateException.class);
    assertThatThrownBy(() -> clients().close(OPERATOR, listed.id()))
        .hasMessageContaining("There is no connection");
  }

  @Test
  void whatANodeTellsOthersIsReadAsItWasWritten() {
    Histogram waited = Histogram.ofWaiting();
    waited.recordMillis(3);
    waited.recordMillis(90_000_000);
    Histogram took = Histogram.ofCalls();
    took.record(1_234_567);
    NodeSnapshot told =
        new NodeSnapshot(
            "1.2",
            List.of(new NodeGauge("Process", "Heap used", "bytes", 1e9, 2.5)),
            List.of(
                new ConsumerView(
                    "b",
                    "CONNECTION",
                    "a b~\n",
                    null,
                    7,
                    8,
                    "topic",
                    "ä/ %2F",
                    "!",
                    null,
                    12,
                    true,
                    56,
                    null,
                    -1,
                    1,
                    List.of(new Held("1", "ID:1", 34)))),
            List.of(new ConnectionView("b", false, 7, "a b~\n", null, 12, true, 2, 1)),
            List.of(new SessionView("b", 8, 7, "a b~\n", "CLIENT", 12, 9, 5, 34, 0, 1, 2)),
            List.of(new ProducerView("b", 7, 0, "a b~\n", null, "topic", "ä/ %2F", 3, 12, 9, 34)),
            List.of(
                new EndpointView(
                    "b",
                    false,
                    "Bean",
                    DestinationKind.TOPIC,
                    "t",
                    "s",
                    null,
                    "OPEN",
                    null,
                    4,
                    3,
                    "XA",
                    10,
                    17,
                    2,
                    "a b\n")),
            List.of(
                new JobView(
                    "b",
                    false,
                    "1f",
                    "move",
                    "queue://ä",
                    null,
                    "ada",
                    JobView.State.FAILED,
                    9,
                    7,
                    1,
                    12,
                    34,
                    "no more")),
            List.of(new Cluster.Share(1L << 60, 3, new Flow(9, 7), 2)),
            Map.of(1L << 60, waited.snapshot()),
            Map.of(0L, 12L, 1L << 60, 5L),
            Map.of(Operation.WRITE, took.snapshot(), Operation.CALL, took.snapshot()),
            List.of(new WarningView(12, "ERROR", "org.rowmq.broker.Redelivery", "a <b>\n é")),
            List.of(
                new SlowCallView(12, "reading messages", 1_234, 100, -1, false),
                new SlowCallView(11, "writing messages", 5_000, 3, 4_711, true)));

    assertThat(NodeSnapshot.of("b", told.text() + "later anything\ncalls LATER 1.0 2\n"))
        .isEqualTo(told);
    String earlier = told.text().replaceAll("(?m)^(consumer .*) 8 56$", "$1");
    assertThat(NodeSnapshot.of("b", earlier).consumers())
        .extracting(ConsumerView::session, ConsumerView::lastAt, ConsumerView::messages)
        .containsExactly(tuple(0L, 0L, told.consumers().get(0).messages()));
    NodeDetail detail = NODE.management().node(ManagedNode.VIEWER, NODE.management().nodeName());
    assertThat(detail.gauges())
        .extracting(NodeGauge::name)
        .contains("Heap used", "Connections", "Group commits a second", "Bytes");
    assertThat(detail.checks()).isNotEmpty().allMatch(HealthView.Check::ok);
    assertThat(detail.warnings()).isEmpty();
    assertThatThrownBy(() -> NODE.management().node(ManagedNode.VIEWER, "nobody"))
        .hasMessageContaining("no node named nobody");
    assertThat(NodeSnapshot.of("b", null)).isEqualTo(NodeSnapshot.NONE);
  }
}
