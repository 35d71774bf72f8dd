package org.rowmq.ra.inbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import jakarta.resource.spi.InvalidPropertyException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rowmq.ra.RowmqActivationSpec;
import org.rowmq.ra.testing.TestEndpoints;
import org.rowmq.ra.testing.TestNode;

/**
 * Delivery without a transaction, and what a container may do to it; transactions are tested in a
 * real one.
 */
class EndpointActivationTest {
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
  void everyMessageIsDeliveredOnceByHoweverManySessions() throws Exception {
    List<String> texts = IntStream.range(0, 3_000).mapToObj(i -> "m" + i).toList();
    node.send("orders", texts.subList(0, 1_000));
    activate(8);
    for (int from = 1_000; from < 3_000; from += 50) {
      node.send("orders", texts.subList(from, from + 50));
    }
    await().atMost(Duration.ofSeconds(40)).until(() -> endpoints.seen.size() >= 3_000);
    assertThat(endpoints.seen).containsExactlyInAnyOrderElementsOf(texts);
    assertThat(endpoints.mostAtOnce.get()).isBetween(2, 8);
  }

  @Test
  void noThreadIsUsedWhileThereIsNothingToDeliver() throws Exception {
    activate(4);
    node.send("orders", List.of("a"));
    await().until(() -> endpoints.seen.size() == 1);
    await().until(() -> endpoints.running.get() == 0 && server.activeWork() == 0);
  }

  @Test
  void aListenerThatThrowsGetsTheMessageAgainWithItsCountAndThenItIsADeadLetter() throws Exception {
    endpoints.listener =
        message -> {
          throw new IllegalStateException("poison");
        };
    activate(2);
    node.send("orders", List.of("bad"));
    await().until(() -> endpoints.counts.size() == 10);
    await().untilAsserted(() -> assertThat(node.drain("DLQ.orders")).containsExactly("bad"));
    assertThat(endpoints.counts).containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
    assertThat(endpoints.unpaired.get()).isZero();
  }

  @Test
  void sessionsBeyondTheContainersPoolDoWithoutAndNothingIsLost() throws Exception {
    endpoints.limit = 2;
    endpoints.pause = 5;
    activate(6);
    List<String> texts = IntStream.range(0, 100).mapToObj(i -> "m" + i).toList();
    node.send("orders", texts);
    await().until(() -> endpoints.seen.size() >= 100);
    assertThat(endpoints.seen).containsExactlyInAnyOrderElementsOf(texts);
    assertThat(endpoints.mostAtOnce.get()).isLessThanOrEqualTo(2);
  }

  @Test
  void anEndpointThatIsNotYetAvailableIsAskedForAgain() throws Exception {
    endpoints.unavailable.set(2);
    activate(1);
    node.send("orders", List.of("a"));
    await().until(() -> endpoints.seen.equals(List.of("a")));
  }

  @Test
  void stoppingFinishesWhatIsUnderWayAndLeavesTheRest() throws Exception {
    CountDownLatch entered = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    endpoints.listener =
        message -> {
          entered.countDown();
          awaitQuietly(go);
        };
    activate(1);
    node.send("orders", List.of("first", "second"));
    entered.await();
    Thread stopping = new Thread(() -> activation.stop(20_000));
    stopping.start();
    // it has begun to stop, and waits for what is under way
    await().until(() -> stopping.getState() == Thread.State.TIMED_WAITING);
    go.countDown();
    stopping.join();
    assertThat(endpoints.seen).containsExactly("first");
    assertThat(endpoints.open.get()).isZero();
    assertThat(node.drain("orders")).containsExactly("second");
  }

  @Test
  void stoppingDoesNotWaitForEver() throws Exception {
    CountDownLatch entered = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    endpoints.listener =
        message -> {
          entered.countDown();
          awaitQuietly(go);
        };
    activate(1);
    node.send("orders", List.of("first"));
    entered.await();
    activation.stop(100);
    go.countDown();
    await().until(() -> endpoints.open.get() == 0);
    assertThat(node.drain("orders")).isEmpty();
  }

  @Test
  void theLogSaysHowManySessionsTheContainerGranted() throws Exception {
    try (LogCapture log = LogCapture.of("org.rowmq.ra")) {
      endpoints.limit = 2;
      endpoints.pause = 5;
      activate(6);
      node.send("orders", IntStream.range(0, 100).mapToObj(i -> "m" + i).toList());
      await().until(() -> endpoints.seen.size() >= 100);
      assertThat(log.messages())
          .filteredOn(line -> line.contains("of 6 sessions"))
          .singleElement()
          .asString()
          .containsPattern("granted [12] of 6 sessions.*MaxPoolSize.*maxSession");
    }
  }

  @Test
  void workThatTheServerForgotIsAskedForAgain() throws Exception {
    server.forget(3);
    activate(1);
    node.send("orders", List.of("a"));
    await().until(() -> endpoints.seen.equals(List.of("a")));
  }

  @Test
  void deliveryGoesOnWhenTheServerReleasesWorkThatHasRun() throws Exception {
    server.releaseWhatHasRun();
    activate(1);
    for (int i = 1; i <= 3; i++) {
      await().until(() -> server.activeWork() == 0);
      node.send("orders", List.of("m" + i));
      int sent = i;
      await().until(() -> endpoints.seen.size() == sent);
    }
    assertThat(endpoints.seen).containsExactly("m1", "m2", "m3");
  }

  @Test
  void aBeanThatNamesNoDestinationIsRefusedWhenItIsDeployed() {
    RowmqActivationSpec spec = new RowmqActivationSpec();
    spec.setDestinationType("jakarta.jms.Queue");
    assertThatThrownBy(() -> new EndpointActivation(endpoints, spec, server.surroundings()))
        .hasMessageContaining("destinationLookup and destination are not set");
  }

  @Test
  void aWrongSelectorIsRefusedWhenTheBeanIsDeployed() {
    RowmqActivationSpec spec = spec(1);
    spec.setMessageSelector("price >");
    assertThatThrownBy(() -> new EndpointActivation(endpoints, spec, server.surroundings()))
        .isInstanceOf(InvalidPropertyException.class)
        .hasMessageContaining("messageSelector is \"price >\"");
  }

  private void activate(int sessions) throws Exception {
    activation = new EndpointActivation(endpoints, spec(sessions), server.surroundings());
    activation.open(node.node());
  }

  private static RowmqActivationSpec spec(int sessions) {
    RowmqActivationSpec spec = new RowmqActivationSpec();
    spec.setDestination("orders");
    spec.setDestinationType("jakarta.jms.Queue");
    spec.setMaxSession(sessions);
    return spec;
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
