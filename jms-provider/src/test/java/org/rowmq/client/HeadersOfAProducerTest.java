package org.rowmq.client;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.jms.DeliveryMode;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.JMSProducer;
import jakarta.jms.Message;
import jakarta.jms.TextMessage;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.rowmq.conformance.Section;

/** Message headers set on a JMSProducer. */
@Section({"7.6", "7.10"})
class HeadersOfAProducerTest {
  @RegisterExtension final Jms jms = new Jms();

  private Message received() throws JMSException {
    Message message = jms.session().createConsumer(jms.queue()).receive(Jms.PATIENCE);
    assertThat(message).isNotNull();
    return message;
  }

  @Test
  void headersAndPropertiesOfAJmsProducerOverrideThoseOfTheMessage() throws JMSException {
    JMSContext context = jms.context();
    TextMessage message = context.createTextMessage("a");
    message.setJMSCorrelationID("message");
    message.setJMSType("message");
    message.setJMSReplyTo(jms.queue("message"));
    message.setStringProperty("p", "message");
    message.setStringProperty("q", "message");
    JMSProducer producer = context.createProducer();
    assertThat(
            producer
                .setJMSCorrelationID("producer")
                .setJMSType("producer")
                .setJMSReplyTo(jms.topic())
                .setProperty("p", "producer")
                .setPriority(7)
                .setDeliveryMode(DeliveryMode.NON_PERSISTENT)
                .setTimeToLive(60_000)
                .send(jms.queue(), message))
        .isSameAs(producer);
    Message received = received();
    assertThat(received.getJMSCorrelationID()).isEqualTo("producer");
    assertThat(received.getJMSType()).isEqualTo("producer");
    assertThat(received.getJMSReplyTo()).isEqualTo(jms.topic());
    assertThat(received.getStringProperty("p")).isEqualTo("producer");
    assertThat(received.getStringProperty("q")).isEqualTo("message");
    assertThat(received.getJMSPriority()).isEqualTo(7);
    assertThat(received.getJMSDeliveryMode()).isEqualTo(DeliveryMode.NON_PERSISTENT);
  }

  @Test
  void aHeaderSetBackToNullOverridesNothing() throws JMSException {
    JMSContext context = jms.context();
    TextMessage message = context.createTextMessage("a");
    message.setJMSCorrelationID("message");
    message.setJMSType("message");
    JMSProducer producer = context.createProducer();
    producer.setJMSCorrelationID("x").setJMSType("x").setJMSReplyTo(jms.topic());
    producer.setJMSCorrelationID(null).setJMSType(null).setJMSReplyTo(null);
    assertThat(producer.getJMSCorrelationID()).isNull();
    assertThat(producer.getJMSType()).isNull();
    assertThat(producer.getJMSReplyTo()).isNull();
    producer.send(jms.queue(), message);
    Message received = received();
    assertThat(received.getJMSCorrelationID()).isEqualTo("message");
    assertThat(received.getJMSType()).isEqualTo("message");
    assertThat(received.getJMSReplyTo()).isNull();
  }

  @Test
  void aCorrelationIdOfBytesGoesThrough() throws JMSException {
    byte[] id = "correlation".getBytes(StandardCharsets.UTF_8);
    jms.context().createProducer().setJMSCorrelationIDAsBytes(id).send(jms.queue(), "a");
    assertThat(received().getJMSCorrelationIDAsBytes()).isEqualTo(id);
  }
}
