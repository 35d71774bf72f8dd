package org.rowmq.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import jakarta.jms.InvalidDestinationException;
import jakarta.jms.JMSException;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import jakarta.jms.Topic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.rowmq.DestinationKind;
import org.rowmq.RowmqTopic;
import org.rowmq.store.Append;
import org.rowmq.store.Envelope;
import org.rowmq.store.Unit;

/**
 * On a store that nodes share, subscribers of a topic get their copies while those are being
 * stored, and a subscription that another node has added gets its own all the same (decision 071).
 */
class EarlySharedTopicTest extends SharingNodes {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final long SOON = 2;
  private static final long PATIENCE = 20_000;
  private static final int SUBSCRIPTIONS = 3;
  private static final int MANY = 50;

  private final Topic topic = new RowmqTopic("t");
  private final List<BlockingQueue<String>> heard = new ArrayList<>();

  private void start(Server server) throws JMSException {
    startNodes(server);
    for (int i = 0; i < SUBSCRIPTIONS; i++) {
      BlockingQueue<String> texts = new LinkedBlockingQueue<>();
      heard.add(texts);
      connection
          .createSession(false, Session.AUTO_ACKNOWLEDGE)
          .createSharedDurableConsumer(topic, "s" + i)
          .setMessageListener(message -> texts.add(text((TextMessage) message)));
    }
  }

  private static String text(TextMessage message) {
    try {
      return message.getText();
    } catch (JMSException e) {
      throw new IllegalStateException(e);
    }
  }

  private CompletableFuture<Void> publish(String text) {
    return CompletableFuture.runAsync(
        () -> {
          try (Session session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE)) {
            session.createProducer(topic).send(session.createTextMessage(text));
          } catch (JMSException e) {
            throw new IllegalStateException(e);
          }
        });
  }

  private void allHear(String text) throws InterruptedException {
    for (BlockingQueue<String> texts : heard) {
      assertThat(texts.poll(PATIENCE, TimeUnit.MILLISECONDS)).isEqualTo(text);
    }
  }

  /** While this is not closed, nothing that is published from here can be written. */
  private final class BusyStore implements AutoCloseable {
    private final CountDownLatch open = new CountDownLatch(1);

    BusyStore() throws InterruptedException {
      CountDownLatch busy = new CountDownLatch(1);
      Envelope envelope =
          new Envelope(
              here.store().nextId(), 4, true, 0, 0, 0, null, null, (byte) 0, new byte[0], null);
      long queue = here.broker().resolve(DestinationKind.QUEUE, "other").id();
      here.store()
          .messages()
          .submit(
              new Unit(0, List.of(new Append(queue, envelope, false)), List.of(), Map.of()),
              rows -> {
                busy.countDown();
                awaitOpen();
              });
      assertThat(busy.await(PATIENCE, TimeUnit.MILLISECONDS)).isTrue();
    }

    private void awaitOpen() {
      try {
        open.await();
      } catch (InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public void close() {
      open.countDown();
    }
  }

  /** Whether a message is sent while nothing can be written. It is heard in either case. */
  private boolean isSentWithoutBeingWritten(String text) throws Exception {
    CompletableFuture<Void> sent;
    boolean early;
    try (BusyStore busy = new BusyStore()) {
      sent = publish(text);
      early = isDone(sent);
    }
    sent.get(PATIENCE, TimeUnit.MILLISECONDS);
    allHear(text);
    return early;
  }

  private static boolean isDone(CompletableFuture<Void> sent) throws Exception {
    try {
      sent.get(SOON, TimeUnit.SECONDS);
      return true;
    } catch (TimeoutException e) {
      return false;
    }
  }

  /** Consumers have to be known for quick ones, which on a busy machine takes a while. */
  private void untilMessagesAreGivenEarly() {
    await()
        .atMost(LIMIT)
        .until(
            () -> {
              for (int i = 0; i < MANY; i++) {
                publish("a").get(PATIENCE, TimeUnit.MILLISECONDS);
                allHear("a");
              }
              return isSentWithoutBeingWritten("a");
            });
  }

  @ParameterizedTest
  @EnumSource
  void whatAllSubscribersAcknowledgeWhileItWaitsIsSentAlthoughNothingIsWritten(Server server)
      throws Exception {
    start(server);

    untilMessagesAreGivenEarly();

    long id = here.broker().resolve(DestinationKind.TOPIC, "t").id();
    await()
        .atMost(LIMIT)
        .untilAsserted(
            () ->
                assertThat(here.broker().subscriptions(id))
                    .hasSize(SUBSCRIPTIONS)
                    .allMatch(row -> here.broker().depth(row.id()) == 0));
  }

  @ParameterizedTest
  @EnumSource
  void aSubscriptionThatAnotherNodeHasAddedGetsItsCopyOfTheNextMessage(Server server)
      throws Exception {
    start(server);
    untilMessagesAreGivenEarly();

    try (Session session = other.createSession(false, Session.AUTO_ACKNOWLEDGE);
        MessageConsumer added = session.createSharedDurableConsumer(topic, "added")) {
      publish("b").get(PATIENCE, TimeUnit.MILLISECONDS);

      allHear("b");
      assertThat(added.receive(PATIENCE).getBody(String.class)).isEqualTo("b");
      assertThat(added.receiveNoWait()).isNull();
    }
    assertThat(heard).allMatch(BlockingQueue::isEmpty);
  }

  @ParameterizedTest
  @EnumSource
  void aTopicThatAnotherNodeHasDeletedIsNotSentTo(Server server) throws Exception {
    start(server);
    untilMessagesAreGivenEarly();

    long id = elsewhere.broker().resolve(DestinationKind.TOPIC, "t").id();
    elsewhere.store().catalog().deleteDestination(id);

    assertThatThrownBy(() -> publish("c").get(PATIENCE, TimeUnit.MILLISECONDS))
        .isInstanceOf(ExecutionException.class)
        .hasRootCauseMessage("topic://t has been deleted")
        .hasStackTraceContaining(InvalidDestinationException.class.getName());
    assertThat(heard).allMatch(BlockingQueue::isEmpty);
  }
}
