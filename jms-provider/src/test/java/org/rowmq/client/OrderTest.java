package org.rowmq.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.jms.DeliveryMode;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rowmq.conformance.Section;

/** Order, priority, delay, expiry. */
@Section({"3.4.9", "3.4.10", "3.4.13", "6.2.9", "7.8", "7.9"})
class OrderTest {
  @RegisterExtension final Jms jms = new Jms();

  @ParameterizedTest
  @ValueSource(ints = {DeliveryMode.PERSISTENT, DeliveryMode.NON_PERSISTENT})
  void messagesOfASessionComeInTheOrderOfTheirSends(int mode) throws JMSException {
    Session session = jms.session();
    MessageProducer producer = session.createProducer(jms.queue());
    producer.setDeliveryMode(mode);
    List<String> sent = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      sent.add("m" + i);
      producer.send(session.createTextMessage("m" + i));
    }
    assertThat(Jms.texts(session.createConsumer(jms.queue()), 500)).isEqualTo(sent);
  }

  @Test
  void producersOfOneSessionShareItsOrder() throws JMSException {
    Session session = jms.session();
    MessageProducer first = session.createProducer(jms.queue());
    MessageProducer second = session.createProducer(jms.queue());
    for (int i = 0; i < 10; i++) {
      (i % 2 == 0 ? first : second).send(session.createTextMessage("" + i));
    }
    assertThat(Jms.texts(session.createConsumer(jms.queue()), 10))
        .containsExactly("0", "1", "2", "3", "4", "5", "6", "7", "8", "9");
  }

  @Test
  void everyHigherPriorityOvertakes() throws JMSException {
    Session session = jms.session();
    MessageProducer producer = session.createProducer(jms.queue());
    for (int priority = 0; priority <= 9; priority++) {
      producer.setPriority(priority);
      producer.send(session.createTextMessage("first " + priority));
      producer.send(session.createTextMessage("second " + priority));
    }
    MessageConsumer consumer = session.createConsumer(jms.queue());
    for (int priority = 9; priority >= 0; priority--) {
      Message first = Jms.receive(consumer);
      assertThat(Jms.text(first)).isEqualTo("first " + priority);
      assertThat(first.getJMSPriority()).isEqualTo(priority);
      assertThat(Jms.texts(consumer, 1)).containsExactly("second " + priority);
    }
  }

  @Test
  void anUrgentMessageOvertakesWhatAConsumerHasNotYetBeenGiven() throws JMSException {
    jms.send(jms.queue(), "a", "b", "c");
    Session session = jms.session();
    MessageConsumer consumer = session.createConsumer(jms.queue());
    assertThat(Jms.texts(consumer, 1)).containsExactly("a");
    MessageProducer producer = session.createProducer(jms.queue());
    producer.send(session.createTextMessage("urgent"), DeliveryMode.PERSISTENT, 9, 0);
    assertThat(Jms.texts(consumer, 3)).containsExactly("urgent", "b", "c");
  }

  // ---- expiry

  @Test
  void anExpiredMessageIsNeitherDeliveredNorShown() throws JMSException {
    Session session = jms.session();
    MessageProducer producer = session.createProducer(jms.queue());
    producer.setTimeToLive(100);
    Message message = session.createTextMessage("short");
    long before = System.currentTimeMillis();
    producer.send(message);
    assertThat(message.getJMSExpiration())
        .isBetween(before + 100, System.currentTimeMillis() + 100);
    assertThat(message.getJMSExpiration() - message.getJMSTimestamp()).isEqualTo(100);
    long gone = System.currentTimeMillis() + 150;
    await().until(() -> System.currentTimeMillis() > gone);
    assertThat(Collections.list(session.createBrowser(jms.queue()).getEnumeration())).isEmpty();
    assertThat(session.createConsumer(jms.queue()).receiveNoWait()).isNull();
  }

  @Test
  void anExpiredMessageIsDestroyedThoughNobodyLooks() throws JMSException {
    Session session = jms.session();
    MessageProducer producer = session.createProducer(jms.queue());
    producer.setTimeToLive(50);
    producer.send(session.createTextMessage("short"));
    producer.setTimeToLive(0);
    producer.send(session.createTextMessage("long"));
    var broker = ((ClientSession) session).broker();
    var row = broker.resolve(org.rowmq.DestinationKind.QUEUE, jms.queue().getQueueName());
    await().atMost(Duration.ofSeconds(20)).until(() -> broker.depth(row.id()) == 1);
  }

  @ParameterizedTest
  @ValueSource(ints = {DeliveryMode.PERSISTENT, DeliveryMode.NON_PERSISTENT})
  void anExpiredMessageIsDestroyedThoughItsConsumerNeverAsks(int mode) throws JMSException {
    Session session = jms.session();
    MessageConsumer idle = session.createConsumer(jms.queue());
    assertThat(idle.receiveNoWait()).isNull();
    MessageProducer producer = session.createProducer(jms.queue());
    producer.send(session.createTextMessage("short"), mode, 4, 50);
    producer.send(session.createTextMessage("long"), mode, 4, 0);
    var broker = ((ClientSession) session).broker();
    var row = broker.resolve(org.rowmq.DestinationKind.QUEUE, jms.queue().getQueueName());
    await().atMost(Duration.ofSeconds(20)).until(() -> broker.depth(row.id()) == 1);
    assertThat(Jms.texts(idle, 1)).containsExactly("long");
  }

  @Test
  void timeToLiveCountsFromTheSendEvenInATransaction() throws JMSException {
    Session session = jms.session(Session.SESSION_TRANSACTED);
    MessageProducer producer = session.createProducer(jms.queue());
    producer.setTimeToLive(50);
    producer.send(session.createTextMessage("short"));
    long gone = System.currentTimeMillis() + 100;
    await().until(() -> System.currentTimeMillis() > gone);
    session.commit();
    assertThat(jms.session().createConsumer(jms.queue()).receive(50)).isNull();
  }

  @Test
  void aMessageHeldByAWaitingListenerSessionExpiresToo() throws JMSException {
    var connection = jms.stopped();
    Session session = connection.createSession();
    MessageConsumer consumer = session.createConsumer(jms.queue());
    JMSContext sender = jms.context();
    sender.createProducer().setTimeToLive(50).send(jms.queue(), "short");
    long gone = System.currentTimeMillis() + 100;
    await().until(() -> System.currentTimeMillis() > gone);
    connection.start();
    assertThat(consumer.receive(50)).isNull();
  }

  @Test
  void withoutTimeToLiveAMessageHasNoExpiration() throws JMSException {
    jms.send(jms.queue(), "a");
    assertThat(Jms.receive(jms.session().createConsumer(jms.queue())).getJMSExpiration()).isZero();
  }

  // ---- delay

  @Test
  void aDelayedMessageIsOvertakenAndNeverEarly() throws JMSException {
    Session session = jms.session();
    MessageProducer producer = session.createProducer(jms.queue());
    MessageConsumer consumer = jms.session().createConsumer(jms.queue());
    producer.setDeliveryDelay(400);
    Message delayed = session.createTextMessage("delayed");
    producer.send(delayed);
    producer.setDeliveryDelay(0);
    producer.send(session.createTextMessage("prompt"));
    assertThat(delayed.getJMSDeliveryTime() - delayed.getJMSTimestamp()).isEqualTo(400);
    assertThat(Jms.texts(consumer, 1)).containsExactly("prompt");
    Message received = Jms.receive(consumer);
    assertThat(System.currentTimeMillis()).isGreaterThanOrEqualTo(received.getJMSDeliveryTime());
    assertThat(received.getJMSDeliveryTime()).isEqualTo(delayed.getJMSDeliveryTime());
  }

  @Test
  void withoutDelayTheDeliveryTimeIsThatOfTheSend() throws JMSException {
    jms.send(jms.queue(), "a");
    Message received = Jms.receive(jms.session().createConsumer(jms.queue()));
    assertThat(received.getJMSDeliveryTime()).isEqualTo(received.getJMSTimestamp());
  }

  @Test
  void aDelayedMessageGoesToTheSubscriptionsThatExistWhenItIsSent() throws JMSException {
    JMSContext sender = jms.context();
    MessageConsumer before = jms.session().createConsumer(jms.topic());
    sender.createProducer().setDeliveryDelay(200).send(jms.topic(), "delayed");
    MessageConsumer after = jms.session().createConsumer(jms.topic());
    assertThat(Jms.texts(before, 1)).containsExactly("delayed");
    assertThat(after.receiveNoWait()).isNull();
  }

  @Test
  void theDelayCountsFromTheSendInATransaction() throws JMSException {
    Session session = jms.session(Session.SESSION_TRANSACTED);
    MessageProducer producer = session.createProducer(jms.queue());
    producer.setDeliveryDelay(50);
    producer.send(session.createTextMessage("delayed"));
    long due = System.currentTimeMillis() + 100;
    await().until(() -> System.currentTimeMillis() > due);
    session.commit();
    assertThat(Jms.texts(jms.session().createConsumer(jms.queue()), 1)).containsExactly("delayed");
  }

  @Test
  void aDelayedMessageThatIsNotPersistentComesToo() throws JMSException {
    JMSContext context = jms.context();
    var consumer = context.createConsumer(jms.queue());
    context
        .createProducer()
        .setDeliveryMode(DeliveryMode.NON_PERSISTENT)
        .setDeliveryDelay(200)
        .send(jms.queue(), "delayed");
    assertThat(consumer.receiveNoWait()).isNull();
    Message received = consumer.receive(Jms.PATIENCE);
    assertThat(Jms.text(received)).isEqualTo("delayed");
    assertThat(System.currentTimeMillis()).isGreaterThanOrEqualTo(received.getJMSDeliveryTime());
  }
}
