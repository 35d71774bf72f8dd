package org.rowmq.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.jms.DeliveryMode;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.JMSProducer;
import jakarta.jms.JMSRuntimeException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.rowmq.conformance.Section;

/** Delivery mode, priority, time-to-live, delay and hints, as a producer has them. */
@Section({"3.4.3", "3.4.4", "7.4", "7.7"})
class DeliveryOptionsTest {
  @RegisterExtension final Jms jms = new Jms();

  private interface Sending {
    void run() throws Exception;
  }

  @Test
  void aProducerBeginsWithTheDefaults() throws JMSException {
    MessageProducer producer = jms.session().createProducer(jms.queue());
    assertThat(producer.getDeliveryMode()).isEqualTo(DeliveryMode.PERSISTENT);
    assertThat(producer.getPriority()).isEqualTo(4);
    assertThat(producer.getTimeToLive()).isZero();
    assertThat(producer.getDeliveryDelay()).isZero();
    assertThat(producer.getDisableMessageID()).isFalse();
    assertThat(producer.getDisableMessageTimestamp()).isFalse();
    JMSProducer simple = jms.context().createProducer();
    assertThat(simple.getDeliveryMode()).isEqualTo(DeliveryMode.PERSISTENT);
    assertThat(simple.getPriority()).isEqualTo(4);
    assertThat(simple.getTimeToLive()).isZero();
    assertThat(simple.getDeliveryDelay()).isZero();
    assertThat(simple.getDisableMessageID()).isFalse();
    assertThat(simple.getDisableMessageTimestamp()).isFalse();
    assertThat(simple.getAsync()).isNull();
  }

  @Test
  void optionsThatMakeNoSenseAreRefusedAndChangeNothing() throws JMSException {
    Session session = jms.session();
    MessageProducer producer = session.createProducer(jms.queue());
    Message message = session.createMessage();
    List<Sending> refused =
        List.of(
            () -> producer.setDeliveryMode(0),
            () -> producer.setDeliveryMode(3),
            () -> producer.setPriority(-1),
            () -> producer.setPriority(10),
            () -> producer.setDeliveryDelay(-1),
            () -> producer.send(message, 7, 4, 0),
            () -> producer.send(message, DeliveryMode.PERSISTENT, 10, 0));
    for (Sending each : refused) {
      assertThatThrownBy(each::run).isInstanceOf(JMSException.class);
    }
    assertThat(producer.getPriority()).isEqualTo(4);
    JMSProducer simple = jms.context().createProducer();
    assertThatThrownBy(() -> simple.setDeliveryMode(-1)).isInstanceOf(JMSRuntimeException.class);
    assertThatThrownBy(() -> simple.setPriority(10)).isInstanceOf(JMSRuntimeException.class);
    assertThatThrownBy(() -> simple.setDeliveryDelay(-1)).isInstanceOf(JMSRuntimeException.class);
  }

  @Test
  void whatAProducerDisablesIsNotSet() throws JMSException {
    Session session = jms.session();
    MessageProducer producer = session.createProducer(jms.queue());
    producer.setDisableMessageID(true);
    producer.setDisableMessageTimestamp(true);
    producer.setTimeToLive(60_000);
    assertThat(producer.getDisableMessageID()).isTrue();
    assertThat(producer.getDisableMessageTimestamp()).isTrue();
    Message message = session.createMessage();
    long before = System.currentTimeMillis();
    producer.send(message);
    MessageConsumer consumer =
        session.createConsumer(jms.queue(), "JMSMessageID IS NULL AND JMSTimestamp = 0");
    for (Message each : List.of(message, consumer.receive(Jms.PATIENCE))) {
      assertThat(each.getJMSMessageID()).isNull();
      assertThat(each.getJMSTimestamp()).isZero();
      assertThat(each.getJMSExpiration()).isGreaterThanOrEqualTo(before + 60_000);
    }
    producer.setDisableMessageID(false);
    producer.setDisableMessageTimestamp(false);
    producer.send(message);
    assertThat(message.getJMSMessageID()).startsWith("ID:");
    assertThat(message.getJMSTimestamp()).isGreaterThanOrEqualTo(before);
  }

  @Test
  void whatAJmsProducerDisablesIsNotSet() throws JMSException {
    JMSContext context = jms.context();
    context
        .createProducer()
        .setDisableMessageID(true)
        .setDisableMessageTimestamp(true)
        .send(jms.queue(), "a");
    Message received = context.createConsumer(jms.queue()).receive(Jms.PATIENCE);
    assertThat(received.getJMSMessageID()).isNull();
    assertThat(received.getJMSTimestamp()).isZero();
  }
}
