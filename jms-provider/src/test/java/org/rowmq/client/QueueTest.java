package org.rowmq.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import jakarta.jms.Connection;
import jakarta.jms.DeliveryMode;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.QueueBrowser;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.rowmq.conformance.Section;

/** Sending to and receiving from queues, in each session mode. */
@Section("4.1.2")
class QueueTest {
  @RegisterExtension static final EmbeddedFactory NODE = new EmbeddedFactory();

  private Connection connection;
  private Session session;
  private Queue queue;
  private MessageProducer producer;

  @BeforeEach
  void openSession(TestInfo test) throws JMSException {
    connection = NODE.get().createConnection();
    connection.start();
    session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE);
    queue = session.createQueue(test.getTestMethod().orElseThrow().getName());
    producer = session.createProducer(queue);
  }

  @AfterEach
  void close() throws JMSException {
    connection.close();
  }

  private static List<String> texts(MessageConsumer consumer, int count) throws JMSException {
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      TextMessage message = (TextMessage) consumer.receive(5_000);
      assertThat(message).as("message %d", i).isNotNull();
      texts.add(message.getText());
    }
    return texts;
  }

  private void send(String... texts) throws JMSException {
    for (String text : texts) {
      producer.send(session.createTextMessage(text));
    }
  }

  @Test
  void messagesArriveInTheOrderTheyWereSent() throws JMSException {
    send("a", "b", "c");
    MessageConsumer consumer = session.createConsumer(queue);
    assertThat(texts(consumer, 3)).containsExactly("a", "b", "c");
    assertThat(consumer.receiveNoWait()).isNull();
  }

  @Test
  void aWaitingReceiverGetsAMessageSentLater() throws Exception {
    Session receiving = connection.createSession();
    MessageConsumer consumer = receiving.createConsumer(queue);
    List<Message> received = Collections.synchronizedList(new ArrayList<>());
    Thread receiver =
        new Thread(
            () -> {
              try {
                received.add(consumer.receive(10_000));
              } catch (JMSException e) {
                throw new IllegalStateException(e);
              }
            });
    receiver.start();
    send("late");
    receiver.join(10_000);
    assertThat(received).hasSize(1);
    assertThat(((TextMessage) received.get(0)).getText()).isEqualTo("late");
  }

  @Test
  void aListenerGetsWhatWasSentBeforeAndAfterItWasSet() throws Exception {
    send("before");
    Session listening = connection.createSession();
    List<String> heard = Collections.synchronizedList(new ArrayList<>());
    CountDownLatch both = new CountDownLatch(2);
    listening
        .createConsumer(queue)
        .setMessageListener(
            message -> {
              try {
                heard.add(((TextMessage) message).getText());
              } catch (JMSException e) {
                throw new IllegalStateException(e);
              }
              both.countDown();
            });
    send("after");
    assertThat(both.await(10, TimeUnit.SECONDS)).isTrue();
    assertThat(heard).containsExactly("before", "after");
  }

  @Test
  void aRollbackRedeliversInTheOldOrderWithTheCount() throws JMSException {
    send("a", "b", "c");
    Session transacted = connection.createSession(true, Session.SESSION_TRANSACTED);
    MessageConsumer consumer = transacted.createConsumer(queue);
    assertThat(texts(consumer, 2)).containsExactly("a", "b");
    transacted.rollback();
    Message again = consumer.receive(5_000);
    assertThat(((TextMessage) again).getText()).isEqualTo("a");
    assertThat(again.getJMSRedelivered()).isTrue();
    assertThat(again.getIntProperty("JMSXDeliveryCount")).isEqualTo(2);
    assertThat(texts(consumer, 2)).containsExactly("b", "c");
    transacted.commit();
    assertThat(consumer.receiveNoWait()).isNull();
  }

  @Test
  void whatATransactionSentIsSeenAfterItsCommitOnly() throws JMSException {
    Session transacted = connection.createSession(true, Session.SESSION_TRANSACTED);
    MessageConsumer consumer = session.createConsumer(queue);
    transacted.createProducer(queue).send(transacted.createTextMessage("x"));
    assertThat(consumer.receiveNoWait()).isNull();
    transacted.commit();
    assertThat(texts(consumer, 1)).containsExactly("x");
  }

  @Test
  void clientAcknowledgeCoversAllOfTheSession() throws JMSException {
    send("a", "b");
    Session client = connection.createSession(false, Session.CLIENT_ACKNOWLEDGE);
    MessageConsumer consumer = client.createConsumer(queue);
    consumer.receive(5_000);
    Message second = consumer.receive(5_000);
    client.recover();
    assertThat(texts(consumer, 2)).containsExactly("a", "b");
    second.acknowledge();
    client.close();
    assertThat(session.createConsumer(queue).receiveNoWait()).isNull();
  }

  @Test
  void unacknowledgedMessagesOfAClosedSessionAreRedelivered() throws JMSException {
    send("a");
    Session client = connection.createSession(false, Session.CLIENT_ACKNOWLEDGE);
    client.createConsumer(queue).receive(5_000);
    client.close();
    Message again = session.createConsumer(queue).receive(5_000);
    assertThat(again.getJMSRedelivered()).isTrue();
  }

  @Test
  void higherPriorityOvertakes() throws JMSException {
    send("normal");
    producer.send(session.createTextMessage("urgent"), DeliveryMode.PERSISTENT, 9, 0);
    assertThat(texts(session.createConsumer(queue), 2)).containsExactly("urgent", "normal");
  }

  @Test
  void aSelectorTakesItsMessagesAndLeavesTheOthers() throws JMSException {
    for (int i = 0; i < 1_000; i++) {
      TextMessage message = session.createTextMessage("m" + i);
      message.setIntProperty("n", i);
      producer.send(message, DeliveryMode.NON_PERSISTENT, 4, 0);
    }
    MessageConsumer selecting = session.createConsumer(queue, "n >= 998");
    assertThat(texts(selecting, 2)).containsExactly("m998", "m999");
    assertThat(selecting.receiveNoWait()).isNull();
    selecting.close();
    assertThat(texts(session.createConsumer(queue), 998)).hasSize(998);
  }

  @Test
  void aBrowserShowsAllAndConsumesNothing() throws JMSException {
    send("a", "b", "c");
    QueueBrowser browser = session.createBrowser(queue);
    List<?> seen = Collections.list(browser.getEnumeration());
    assertThat(seen).hasSize(3);
    MessageConsumer consumer = session.createConsumer(queue);
    Message first = consumer.receive(5_000);
    assertThat(first.getJMSRedelivered()).isFalse();
    assertThat(texts(consumer, 2)).containsExactly("b", "c");
  }

  @Test
  void nonPersistentMessagesReachAWaitingConsumerWithoutARow() throws JMSException {
    MessageConsumer consumer = session.createConsumer(queue);
    assertThat(consumer.receiveNoWait()).isNull();
    producer.setDeliveryMode(DeliveryMode.NON_PERSISTENT);
    send("a", "b");
    assertThat(texts(consumer, 2)).containsExactly("a", "b");
  }

  @Test
  void aDelayedMessageComesNotBeforeItsTime() throws JMSException {
    producer.setDeliveryDelay(600);
    long sentAt = System.currentTimeMillis();
    send("later");
    MessageConsumer consumer = session.createConsumer(queue);
    assertThat(consumer.receiveNoWait()).isNull();
    assertThat(Collections.list(session.createBrowser(queue).getEnumeration())).isEmpty();
    assertThat(texts(consumer, 1)).containsExactly("later");
    assertThat(System.currentTimeMillis() - sentAt).isGreaterThanOrEqualTo(600);
  }

  @Test
  void anExpiredMessageIsNotDelivered() throws Exception {
    producer.setTimeToLive(1);
    send("gone");
    producer.setTimeToLive(0);
    send("here");
    long expired = System.currentTimeMillis() + 5;
    await().until(() -> System.currentTimeMillis() > expired);
    assertThat(texts(session.createConsumer(queue), 1)).containsExactly("here");
  }

  @Test
  void aMessageThatKeepsFailingGoesToTheDeadLetterQueue() throws JMSException {
    send("poison");
    Session transacted = connection.createSession(true, Session.SESSION_TRANSACTED);
    MessageConsumer consumer = transacted.createConsumer(queue);
    for (int attempt = 1; attempt <= 10; attempt++) {
      Message message = consumer.receive(5_000);
      assertThat(message.getIntProperty("JMSXDeliveryCount")).isEqualTo(attempt);
      transacted.rollback();
    }
    Message dead =
        session.createConsumer(session.createQueue("DLQ." + queue.getQueueName())).receive(5_000);
    assertThat(((TextMessage) dead).getText()).isEqualTo("poison");
    assertThat(consumer.receiveNoWait()).isNull();
  }

  @Test
  void aBadSelectorIsRefusedWithItsPlace() {
    assertThatThrownBy(() -> session.createConsumer(queue, "a = = 1"))
        .isInstanceOf(jakarta.jms.InvalidSelectorException.class)
        .hasMessageContaining("a = = 1");
  }

  @Test
  void messagesSurviveARestartOfTheNode() throws JMSException {
    send("kept");
    connection.close();
    NODE.restart();
    connection = NODE.get().createConnection();
    try (JMSContext context = NODE.get().createContext()) {
      assertThat(context.createConsumer(queue).receiveBody(String.class, 5_000)).isEqualTo("kept");
    }
  }
}
