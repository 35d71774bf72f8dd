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
import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rowmq.conformance.Section;

/** Messages that expire. */
@Section({"7.8", "3.4.9"})
class TimeToLiveTest {
  @RegisterExtension final Jms jms = new Jms();

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
}
