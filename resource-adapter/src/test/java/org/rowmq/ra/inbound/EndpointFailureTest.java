package org.rowmq.ra.inbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.jms.JMSException;
import jakarta.jms.Message;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rowmq.ra.RowmqActivationSpec;
import org.rowmq.ra.testing.TestEndpoints;
import org.rowmq.ra.testing.TestNode;

/** Deliveries that fail, in transactions and without; batches; pausing. */
class EndpointFailureTest {
  @TempDir Path directory;
  private TestNode node;
  private final TestServer server = new TestServer();
  private TestEndpoints endpoints;
  private EndpointActivation activation;

  @BeforeEach
  void start() {
    node = new TestNode(directory);
    endpoints = new TestEndpoints(node.transactions());
  }

  @AfterEach
  void stop() {
    if (activation != null) {
      activation.stop(5_000);
    }
    node.close();
    server.close();
  }

  @Test
  void aTransactionMarkedForRollbackCountsAsAFailedDelivery() throws Exception {
    endpoints.transacted = true;
    endpoints.listener = message -> node.transactions().setRollbackOnly();
    activate(spec -> spec.setMaxDeliveryAttempts(3));
    node.send("orders", List.of("bad"));
    await().untilAsserted(() -> assertThat(node.drain("DLQ.orders")).containsExactly("bad"));
    assertThat(endpoints.counts).containsExactly(1, 2, 3);
  }

  @Test
  void whatIsRolledBackBecauseItsEndpointIsStoppedHasNotFailed() throws Exception {
    CountDownLatch entered = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    endpoints.transacted = true;
    endpoints.listener =
        message -> {
          entered.countDown();
          try {
            go.await();
          } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
          }
          node.transactions().setRollbackOnly();
        };
    activate(spec -> spec.setMaxDeliveryAttempts(1));
    node.send("orders", List.of("interrupted"));
    entered.await();
    assertThat(activation.beginStop()).isTrue();
    go.countDown();
    activation.endStop(5_000);
    assertThat(node.drain("orders")).containsExactly("interrupted");
    assertThat(node.drain("DLQ.orders")).isEmpty();
  }

  @Test
  void anActivationHasItsOwnAttemptsDelayAndDeadLetterQueue() throws Exception {
    Map<Integer, Long> times = new ConcurrentHashMap<>();
    endpoints.listener =
        message -> {
          times.put(deliveryCount(message), System.nanoTime());
          throw new IllegalStateException("poison");
        };
    activate(
        spec -> {
          spec.setMaximumRedeliveries(2);
          spec.setRedeliveryDelay(300L);
          spec.setRedeliveryMultiplier(1.0);
          spec.setRedeliveryJitter(0.0);
          spec.setDeadLetterDestination("failed.*");
        });
    node.send("orders", List.of("bad"));
    await().untilAsserted(() -> assertThat(node.drain("failed.orders")).containsExactly("bad"));
    assertThat(times).hasSize(3);
    assertThat(Duration.ofNanos(times.get(3) - times.get(1))).isGreaterThan(Duration.ofMillis(590));
  }

  @Test
  void aPoisonMessageStopsNeitherTheOthersNorTheEndpoint() throws Exception {
    endpoints.listener = this::throwIfBad;
    activate(
        spec -> {
          spec.setMaxSession(2);
          spec.setPauseAfterFailures(2);
          spec.setEndpointExceptionRedeliveryInterval(20L);
        });
    node.send("orders", List.of("bad"));
    List<String> good = IntStream.range(0, 200).mapToObj(i -> "m" + i).toList();
    node.send("orders", good);
    await().until(() -> endpoints.seen.size() == 200);
    await().untilAsserted(() -> assertThat(node.drain("DLQ.orders")).containsExactly("bad"));
    assertThat(endpoints.seen).containsExactlyInAnyOrderElementsOf(good);
    assertThat(activation.view().state()).isEqualTo("OPEN");
  }

  @Test
  void aDelayThatIsOverBeforeItIsWrittenLosesNoMessage() throws Exception {
    endpoints.listener =
        message -> {
          throw new IllegalStateException("poison");
        };
    activate(
        spec -> {
          spec.setRedeliveryDelay(1L);
          spec.setMaxRedeliveryDelay(1L);
          spec.setMaxDeliveryAttempts(4);
          spec.setPauseAfterFailures(0);
        });
    node.send("orders", IntStream.range(0, 50).mapToObj(i -> "m" + i).toList());
    await().until(() -> activation.view().failures() == 200);
    List<String> dead = new ArrayList<>();
    await()
        .untilAsserted(
            () -> {
              dead.addAll(node.drain("DLQ.orders"));
              assertThat(dead).hasSize(50);
            });
  }

  @Test
  void withoutALimitAMessageThatAlwaysFailsIsNotTriedHot() throws Exception {
    endpoints.listener = this::throwIfBad;
    activate(spec -> spec.setMaxDeliveryAttempts(-1));
    node.send("orders", List.of("bad"));
    await().until(() -> endpoints.counts.size() >= 10);
    await()
        .during(Duration.ofMillis(500))
        .atMost(Duration.ofSeconds(2))
        .until(() -> endpoints.counts.size() <= 12);
  }

  @Test
  void whenManyDifferentMessagesFailInARowDeliveryPausesUntilItIsResumed() throws Exception {
    AtomicBoolean broken = new AtomicBoolean(true);
    endpoints.listener =
        message -> {
          if (broken.get()) {
            throw new IllegalStateException("no such table");
          }
        };
    try (LogCapture log = LogCapture.of("org.rowmq.ra")) {
      activate(
          spec -> {
            spec.setMaxSession(1);
            spec.setPauseAfterFailures(3);
            spec.setRedeliveryDelay(1L);
            spec.setMaxRedeliveryDelay(1L);
            spec.setMaxDeliveryAttempts(1_000);
          });
      List<String> texts = IntStream.range(0, 20).mapToObj(i -> "m" + i).toList();
      node.send("orders", texts);
      await().until(() -> activation.view().state().equals("PAUSED"));
      assertThat(activation.view().stateReason()).contains("3 different messages", "no such table");
      assertThat(log.messages())
          .anyMatch(line -> line.contains("pauseAfterFailures") && line.contains("resume"));
      int attempts = endpoints.counts.size();
      await()
          .during(Duration.ofMillis(400))
          .atMost(Duration.ofSeconds(2))
          .until(() -> endpoints.counts.size() <= attempts + 1);
      broken.set(false);
      activation.resume();
      await().until(() -> endpoints.seen.size() == 20);
      assertThat(endpoints.seen).containsExactlyInAnyOrderElementsOf(texts);
      assertThat(activation.view().state()).isEqualTo("OPEN");
    }
  }

  @Test
  void aBatchIsOneTransaction() throws Exception {
    endpoints.transacted = true;
    List<String> texts = IntStream.range(0, 100).mapToObj(i -> "m" + i).toList();
    node.send("orders", texts);
    activate(
        spec -> {
          spec.setMaxSession(1);
          spec.setBatchSize(25);
        });
    await().until(() -> endpoints.seen.size() == 100);
    assertThat(endpoints.seen).containsExactlyElementsOf(texts);
    assertThat(endpoints.transactions.get()).isBetween(4, 8);
    assertThat(endpoints.unpaired.get()).isZero();
  }

  @Test
  void ofABatchThatFailsOnlyThePoisonMessageIsBlamed() throws Exception {
    endpoints.transacted = true;
    endpoints.listener = this::throwIfBad;
    node.send("orders", List.of("a", "b", "bad", "c", "d"));
    activate(
        spec -> {
          spec.setMaxSession(1);
          spec.setBatchSize(5);
          spec.setMaxDeliveryAttempts(2);
        });
    await().untilAsserted(() -> assertThat(node.drain("DLQ.orders")).containsExactly("bad"));
    await().until(() -> activation.view().delivered() == 4);
    assertThat(endpoints.seen).contains("a", "b", "c", "d");
    assertThat(node.drain("orders")).isEmpty();
  }

  @Test
  void theRateIsLimited() throws Exception {
    activate(
        spec -> {
          spec.setMaxSession(4);
          spec.setRateLimit(20.0);
        });
    long begin = System.nanoTime();
    node.send("orders", IntStream.range(0, 21).mapToObj(i -> "m" + i).toList());
    await().until(() -> endpoints.seen.size() == 21);
    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isGreaterThan(Duration.ofMillis(700));
  }

  @Test
  void anEndpointThatDoesNotStartByItselfWaitsUntilItIsResumed() throws Exception {
    activate(spec -> spec.setAutoStart(false));
    node.send("orders", List.of("a"));
    await().until(() -> activation.view().state().equals("PAUSED"));
    assertThat(endpoints.seen).isEmpty();
    activation.resume();
    await().until(() -> endpoints.seen.equals(List.of("a")));
  }

  @Test
  void pausingFinishesWhatIsUnderWayAndGivesTheRestToOthers() throws Exception {
    endpoints.pause = 20;
    activate(spec -> spec.setMaxSession(2));
    List<String> texts = IntStream.range(0, 50).mapToObj(i -> "m" + i).toList();
    node.send("orders", texts);
    await().until(() -> endpoints.seen.size() >= 3);
    activation.pause("for a moment");
    await().until(() -> endpoints.open.get() == 0);
    List<String> rest = node.drain("orders");
    assertThat(endpoints.seen.size() + rest.size()).isEqualTo(50);
    assertThat(rest).doesNotContainAnyElementsOf(endpoints.seen).isNotEmpty();
  }

  @Test
  void aDurableSubscriptionWithoutANameIsTheSameAfterEachDeployment() throws Exception {
    RowmqActivationSpec topic = new RowmqActivationSpec();
    topic.setDestination("news");
    topic.setDestinationType("jakarta.jms.Topic");
    topic.setSubscriptionDurability("Durable");
    endpoints.endpointClass = EndpointFailureTest.class;
    activate(topic);
    await().until(() -> activation.view().state().equals("OPEN"));
    assertThat(activation.view().subscription()).isEqualTo(getClass().getName() + "@news");
    activation.stop(1_000);
    node.publish("news", "while it was away");
    activate(topic);
    await().until(() -> endpoints.seen.equals(List.of("while it was away")));
  }

  private void throwIfBad(Message message) {
    try {
      if (message.getBody(String.class).equals("bad")) {
        throw new IllegalStateException("poison");
      }
    } catch (JMSException e) {
      throw new AssertionError(e);
    }
  }

  private static int deliveryCount(Message message) {
    try {
      return message.getIntProperty("JMSXDeliveryCount");
    } catch (JMSException e) {
      throw new AssertionError(e);
    }
  }

  private void activate(Consumer<RowmqActivationSpec> settings) throws Exception {
    RowmqActivationSpec spec = new RowmqActivationSpec();
    spec.setDestination("orders");
    spec.setDestinationType("jakarta.jms.Queue");
    settings.accept(spec);
    activate(spec);
  }

  private void activate(RowmqActivationSpec spec) throws Exception {
    spec.validate();
    activation = new EndpointActivation(endpoints, spec, server.surroundings());
    activation.open(node.node());
  }
}
