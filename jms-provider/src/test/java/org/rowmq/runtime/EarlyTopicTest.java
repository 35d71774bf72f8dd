package org.rowmq.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Session;
import jakarta.jms.Topic;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rowmq.DestinationKind;
import org.rowmq.RowmqTopic;
import org.rowmq.client.ClientConnection;
import org.rowmq.client.ClientNode;
import org.rowmq.client.Domain;
import org.rowmq.store.Append;
import org.rowmq.store.Envelope;
import org.rowmq.store.Unit;

/**
 * Subscribers of a topic get their copies while those are being stored (decision 062). The test
 * makes the store busy, so that nothing that is published can be written until it lets go.
 */
class EarlyTopicTest {
  private static final Duration LIMIT = Duration.ofSeconds(20);
  private static final long PATIENCE = 20_000;
  private static final int SUBSCRIPTIONS = 3;

  @TempDir private Path directory;

  private final Topic topic = new RowmqTopic("t");
  private final CountDownLatch open = new CountDownLatch(1);
  private RowmqRuntime runtime;
  private ClientConnection connection;
  private List<MessageConsumer> subscribers;

  private void restart() throws JMSException {
    close();
    start();
  }

  @BeforeEach
  void start() throws JMSException {
    runtime =
        RowmqRuntime.start(
            RowmqConfig.of(Map.of("dataDirectory", directory.toString(), "nodeName", "test")),
            ClientNode.Authenticator.TRUST);
    connection = runtime.clientNode().connect(null, null, null, Domain.COMMON, null);
    connection.start();
    subscribers = new ArrayList<>();
    for (int i = 0; i < SUBSCRIPTIONS; i++) {
      Session session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE);
      MessageConsumer subscriber = session.createSharedDurableConsumer(topic, "s" + i);
      subscribers.add(subscriber);
    }
  }

  @AfterEach
  void close() throws JMSException {
    open.countDown();
    connection.close();
    runtime.close();
  }

  /** A message to another queue is written, and whoever is told of it does not come back. */
  private void keepTheStoreBusy() throws InterruptedException {
    CountDownLatch busy = new CountDownLatch(1);
    Envelope envelope =
        new Envelope(
            runtime.store().nextId(), 4, true, 0, 0, 0, null, null, (byte) 0, new byte[0], null);
    long other = runtime.broker().resolve(DestinationKind.QUEUE, "other").id();
    runtime
        .store()
        .messages()
        .submit(
            new Unit(0, List.of(new Append(other, envelope, false)), List.of(), Map.of()),
            rows -> {
              busy.countDown();
              awaitOpen();
            });
    assertThat(busy.await(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
  }

  private void awaitOpen() {
    try {
      open.await();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  private CompletableFuture<Void> publish(String text) throws JMSException {
    Session session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE);
    Message message = session.createTextMessage(text);
    return CompletableFuture.runAsync(
        () -> {
          try {
            session.createProducer(topic).send(message);
          } catch (JMSException e) {
            throw new IllegalStateException(e);
          }
        });
  }

  private String received(int subscriber) throws JMSException {
    Message message = subscribers.get(subscriber).receive(PATIENCE);
    return message == null ? null : message.getBody(String.class);
  }

  /** What the subscribers find, who have then looked at all that is stored. */
  private List<String> there() throws JMSException {
    List<String> found = new ArrayList<>();
    for (int i = 0; i < SUBSCRIPTIONS; i++) {
      Message message = subscribers.get(i).receiveNoWait();
      if (message != null) {
        found.add("s" + i + " " + message.getBody(String.class));
      }
    }
    return found;
  }

  private List<Long> depths() {
    long id = runtime.broker().resolve(DestinationKind.TOPIC, "t").id();
    return runtime.broker().subscriptions(id).stream()
        .map(row -> runtime.broker().depth(row.id()))
        .toList();
  }

  @Test
  void whatAllSubscribersAcknowledgeWhileItWaitsIsSentAlthoughNothingIsWritten() throws Exception {
    assertThat(there()).isEmpty();
    keepTheStoreBusy();

    CompletableFuture<Void> sent = publish("a");
    for (int i = 0; i < SUBSCRIPTIONS; i++) {
      assertThat(received(i)).isEqualTo("a");
    }

    assertThat(sent).succeedsWithin(LIMIT);
    assertThat(open.getCount()).as("the store is busy").isEqualTo(1);
    assertThat(depths()).containsExactly(0L, 0L, 0L);
    open.countDown();
    restart();
    assertThat(there()).isEmpty();
  }

  @Test
  void theCopyThatOneSubscriberHasNotTakenIsStoredAndTheOthersDoNotComeBack() throws Exception {
    assertThat(there()).isEmpty();
    keepTheStoreBusy();

    CompletableFuture<Void> sent = publish("a");
    assertThat(received(0)).isEqualTo("a");
    assertThat(received(1)).isEqualTo("a");
    // the next call waits for what the last one acknowledged
    assertThat(subscribers.get(0).receiveNoWait()).isNull();
    assertThat(sent).isNotDone();
    open.countDown();

    assertThat(sent).succeedsWithin(LIMIT);
    assertThat(depths()).containsExactlyInAnyOrder(0L, 0L, 1L);
    restart();
    assertThat(there()).containsExactly("s2 a");
  }
}
