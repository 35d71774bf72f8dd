package org.rowmq.management.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import jakarta.jms.Connection;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import jakarta.jms.Topic;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.rowmq.DestinationKind;
import org.rowmq.client.ClientNode.Authenticator;
import org.rowmq.client.Domain;
import org.rowmq.management.HealthView;
import org.rowmq.management.NewMessage;
import org.rowmq.management.OpenMetrics;
import org.rowmq.runtime.RowmqConfig;
import org.rowmq.runtime.RowmqRuntime;
import org.rowmq.testing.Directories;

class MetricsTest {
  private static final String NAME = "messaging_destination_name";
  private static final Duration LIMIT = Duration.ofSeconds(20);

  private Path directory;
  private RowmqRuntime runtime;
  private Management management;

  @BeforeEach
  void open(TestInfo test) {
    directory = Directories.fresh(test.getTestMethod().orElseThrow().getName());
    runtime =
        RowmqRuntime.start(
            RowmqConfig.of(
                Map.of(
                    "dataDirectory", directory.toString(),
                    "nodeName", "measured",
                    "maxDeliveryAttempts", "2",
                    "redeliveryDelay", "0")),
            Authenticator.TRUST);
    management = new Management(runtime.broker(), "1.2.3", List::of);
  }

  @AfterEach
  void close() {
    runtime.close();
    Directories.delete(directory);
  }

  private OpenMetricsFormat read() {
    return OpenMetricsFormat.read(OpenMetrics.text(management.metrics(ManagedNode.VIEWER)));
  }

  private static double messages(OpenMetricsFormat metrics, String destination, String state) {
    return metrics.value("messaging_destination_messages", NAME, destination, "state", state);
  }

  private Connection connect() throws Exception {
    Connection connection = runtime.clientNode().connect(null, null, null, Domain.COMMON, null);
    connection.start();
    return connection;
  }

  @Test
  void theNumbersAreThoseOfAKnownLoad() throws Exception {
    try (Connection connection = connect();
        Session session = connection.createSession(Session.AUTO_ACKNOWLEDGE)) {
      Queue orders = session.createQueue("orders");
      MessageProducer producer = session.createProducer(orders);
      for (int i = 0; i < 7; i++) {
        producer.send(session.createTextMessage("m" + i));
      }
      MessageConsumer consumer = session.createConsumer(orders);
      for (int i = 0; i < 3; i++) {
        assertThat(consumer.receive(LIMIT.toMillis())).isNotNull();
      }

      // the last acknowledgement is on its way while the application goes on
      await()
          .atMost(LIMIT)
          .until(() -> read().value("messaging_acknowledged_messages_total", NAME, "orders") == 3);
      OpenMetricsFormat metrics = read();
      assertThat(metrics.value("messaging_client_sent_messages_total", NAME, "orders"))
          .isEqualTo(7);
      assertThat(metrics.value("messaging_client_consumed_messages_total", NAME, "orders"))
          .isEqualTo(3);
      assertThat(messages(metrics, "orders", "ready")).isEqualTo(4);
      assertThat(messages(metrics, "orders", "scheduled")).isZero();
      assertThat(metrics.value("messaging_destination_consumers", NAME, "orders")).isEqualTo(1);
      assertThat(metrics.value("messaging_connections")).isEqualTo(1);
      assertThat(metrics.value("messaging_sessions")).isEqualTo(1);
      String durations = "messaging_client_operation_duration_seconds";
      assertThat(metrics.value(durations + "_count", "messaging_operation_name", "send"))
          .isEqualTo(7);
      assertThat(metrics.value(durations + "_count", "messaging_operation_name", "settle"))
          .isEqualTo(3);
      assertThat(metrics.value("messaging_destination_time_in_queue_seconds_count", NAME, "orders"))
          .isEqualTo(3);
      assertThat(metrics.value("messaging_store_group_size_count")).isPositive();
      assertThat(metrics.value("messaging_store_up")).isEqualTo(1);
      assertThat(metrics.value("messaging_node_up", "node", "measured")).isEqualTo(1);
      assertThat(metrics.value("messaging_store_disk_free_bytes")).isPositive();
      assertThat(metrics.value("rowmq_build_info", "version", "1.2.3")).isEqualTo(1);
    }
    OpenMetricsFormat after = read();
    assertThat(after.value("messaging_connections")).isZero();
    assertThat(after.value("messaging_sessions")).isZero();
  }

  @Test
  void whatFailsIsCountedAsFailedRedeliveredAndDead() throws Exception {
    try (Connection connection = connect();
        Session session = connection.createSession(Session.AUTO_ACKNOWLEDGE)) {
      Queue queue = session.createQueue("failing");
      session.createProducer(queue).send(session.createTextMessage("m"));
      session
          .createConsumer(queue)
          .setMessageListener(
              message -> {
                throw new IllegalStateException("always");
              });

      await()
          .atMost(LIMIT)
          .until(
              () ->
                  runtime.broker().traffic().destinations().stream()
                      .anyMatch(each -> !each.deadLettered().isEmpty()));

      OpenMetricsFormat metrics = read();
      assertThat(metrics.value("messaging_failed_deliveries_total", NAME, "failing")).isEqualTo(2);
      assertThat(metrics.value("messaging_redelivered_messages_total", NAME, "failing"))
          .isEqualTo(1);
      assertThat(
              metrics.value(
                  "messaging_dead_lettered_messages_total",
                  NAME,
                  "failing",
                  "reason",
                  "MAX_DELIVERIES"))
          .isEqualTo(1);
      assertThat(metrics.value("messaging_process_duration_seconds_count", NAME, "failing"))
          .isEqualTo(2);
      assertThat(messages(metrics, "DLQ.failing", "dead")).isEqualTo(1);
      assertThat(messages(metrics, "DLQ.failing", "ready")).isZero();
    }
  }

  /** Check 38: each state with its number after a known load. */
  @Test
  void whatWaitsForItsTimeOrIsWithAConsumerIsTold() throws Exception {
    try (Connection connection = connect();
        Session session = connection.createSession(Session.CLIENT_ACKNOWLEDGE)) {
      Queue queue = session.createQueue("states");
      MessageProducer producer = session.createProducer(queue);
      for (int i = 0; i < 3; i++) {
        producer.send(session.createTextMessage("now"));
      }
      producer.setDeliveryDelay(3_600_000);
      producer.send(session.createTextMessage("later"));
      assertThat(session.createConsumer(queue).receive(LIMIT.toMillis())).isNotNull();

      OpenMetricsFormat metrics = read();

      assertThat(messages(metrics, "states", "ready")).isEqualTo(2);
      assertThat(messages(metrics, "states", "delivering")).isEqualTo(1);
      assertThat(messages(metrics, "states", "scheduled")).isEqualTo(1);
      assertThat(messages(metrics, "states", "dead")).isZero();
    }
  }

  @Test
  void whatExpiresIsCounted() throws Exception {
    try (Connection connection = connect();
        Session session = connection.createSession(Session.AUTO_ACKNOWLEDGE)) {
      MessageProducer producer = session.createProducer(session.createQueue("stale"));
      producer.setTimeToLive(1);
      producer.send(session.createTextMessage("m"));

      await()
          .atMost(LIMIT)
          .until(() -> read().value("messaging_expired_messages_total", NAME, "stale") == 1);
      assertThat(messages(read(), "stale", "ready")).isZero();
    }
  }

  @Test
  void aTopicAndAQueueOfOneNameAreToldApartAndSubscriptionsHaveTheirBacklog() throws Exception {
    try (Connection connection = connect();
        Session session = connection.createSession(Session.AUTO_ACKNOWLEDGE)) {
      Topic topic = session.createTopic("news");
      session.createSharedDurableConsumer(topic, "archive").close();
      session.createProducer(session.createQueue("news")).send(session.createMessage());
      MessageProducer producer = session.createProducer(topic);
      producer.send(session.createMessage());
      producer.send(session.createMessage());

      OpenMetricsFormat metrics = read();
      String sent = "messaging_client_sent_messages_total";
      String kind = "messaging_destination_kind";
      assertThat(metrics.value(sent, NAME, "news", kind, "queue")).isEqualTo(1);
      assertThat(metrics.value(sent, NAME, "news", kind, "topic")).isEqualTo(2);
      assertThat(
              metrics.value("messaging_subscription_backlog_messages", "subscription", "archive"))
          .isEqualTo(2);
    }
  }

  @Test
  void aNameMayHoldAnything() {
    String name = "a\"b\\c,d{e}=\u00e4";
    management.createDestination(ManagedNode.ADMIN, DestinationKind.TOPIC, name);

    assertThat(messages(read(), name, "ready")).isZero();
  }

  @Test
  void beyondFiveHundredDestinationsAreCountedTogether() throws Exception {
    try (Connection connection = connect();
        Session session = connection.createSession(Session.SESSION_TRANSACTED)) {
      MessageProducer producer = session.createProducer(null);
      for (int i : IntStream.range(0, Metrics.MOST + 20).toArray()) {
        producer.send(session.createQueue("many." + i), session.createMessage());
      }
      producer.send(session.createTemporaryQueue(), session.createMessage());
      session.commit();

      OpenMetricsFormat metrics = read();
      assertThat(metrics.value("messaging_client_sent_messages_total", NAME, "_other"))
          .isEqualTo(20);
      assertThat(messages(metrics, "_other", "ready")).isEqualTo(20);
      assertThat(metrics.value("messaging_client_sent_messages_total", NAME, "_temporary"))
          .isEqualTo(1);
      assertThat(messages(metrics, "many.0", "ready")).isEqualTo(1);
    }
  }

  @Test
  void theFormatCheckFindsWhatIsWrong() {
    for (String wrong :
        List.of(
            "# TYPE a counter\na 1\n# EOF\n",
            "# TYPE a gauge\na{b=\"c\"d\"} 1\n# EOF\n",
            "# TYPE a gauge\na 1\na 1\n# EOF\n",
            "# TYPE a gauge\na 1\n",
            "# TYPE a gauge\n# UNIT a seconds\na 1\n# EOF\n",
            "# TYPE a histogram\na_bucket{le=\"+Inf\"} 2\na_count 1\na_sum 1\n# EOF\n")) {
      assertThatThrownBy(() -> OpenMetricsFormat.read(wrong))
          .as(wrong)
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void aPausedQueueWithMessagesIsNotUnhealthyAndNoNameIsToldToEverybody() {
    management.createDestination(ManagedNode.ADMIN, DestinationKind.QUEUE, "DLQ.confidential");
    management
        .messages()
        .send(
            ManagedNode.OPERATOR,
            DestinationKind.QUEUE,
            "DLQ.confidential",
            NewMessage.text("x"),
            null);
    management.pause(ManagedNode.OPERATOR, DestinationKind.QUEUE, "DLQ.confidential", true, true);

    HealthView health = management.health();

    assertThat(health.live()).isTrue();
    assertThat(health.ready()).isTrue();
    assertThat(health.toString()).doesNotContain("confidential");
  }

  @Test
  void aRunningNodeIsLiveAndReadyAndOneWithoutItsDatabaseIsNotReady() {
    HealthView running = management.health();
    assertThat(running.live()).isTrue();
    assertThat(running.ready()).isTrue();
    assertThat(running.checks())
        .extracting(HealthView.Check::name)
        .containsExactly("heartbeat", "store", "membership", "disk");

    runtime.store().close();

    HealthView stopped = management.health();
    assertThat(stopped.live()).isTrue();
    assertThat(stopped.ready()).isFalse();
    assertThat(read().value("messaging_store_up")).isZero();
  }
}
