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
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.rowmq.conformance.Section;

/** Messages that come later. */
@Section({"7.9", "3.4.13"})
class DeliveryDelayTest {
  @RegisterExtension final Jms jms = new Jms();

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
