package org.rowmq.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.jms.DeliveryMode;
import jakarta.jms.JMSException;
import jakarta.jms.JMSProducer;
import jakarta.jms.MapMessage;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageFormatException;
import jakarta.jms.MessageFormatRuntimeException;
import jakarta.jms.MessageProducer;
import jakarta.jms.ObjectMessage;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import java.io.Serializable;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.rowmq.conformance.Section;

/** What can be sent. */
@Section({"7.2", "6.2.4"})
class SynchronousSendTest {
  @RegisterExtension final Jms jms = new Jms();

  private Message received() throws JMSException {
    Message message = jms.session().createConsumer(jms.queue()).receive(Jms.PATIENCE);
    assertThat(message).isNotNull();
    return message;
  }

  @Test
  void aNullMessageIsRefused() throws JMSException {
    MessageProducer producer = jms.session().createProducer(jms.queue());
    assertThatThrownBy(() -> producer.send(null)).isInstanceOf(MessageFormatException.class);
    assertThatThrownBy(() -> producer.send(null, DeliveryMode.PERSISTENT, 4, 0))
        .isInstanceOf(MessageFormatException.class);
    JMSProducer simple = jms.context().createProducer();
    assertThatThrownBy(() -> simple.send(jms.queue(), (Message) null))
        .isInstanceOf(MessageFormatRuntimeException.class);
  }

  @Test
  void aReceivedMessageCanBeSentOn() throws JMSException {
    jms.send(jms.queue("first"), "a");
    Session session = jms.session();
    TextMessage received = Jms.receive(session.createConsumer(jms.queue("first")));
    session.createProducer(jms.queue()).send(received);
    assertThat(Jms.text(received())).isEqualTo("a");
  }

  @Test
  void everyKindOfBodyCanBeNull() throws JMSException {
    JMSProducer producer = jms.context().createProducer();
    producer
        .send(jms.queue(), (String) null)
        .send(jms.queue(), (byte[]) null)
        .send(jms.queue(), (Map<String, Object>) null)
        .send(jms.queue(), (Serializable) null);
    MessageConsumer consumer = jms.session().createConsumer(jms.queue());
    assertThat(Jms.receive(consumer).getText()).isNull();
    assertThat(consumer.receive(Jms.PATIENCE).getBody(byte[].class)).isNull();
    assertThat(consumer.receive(Jms.PATIENCE)).isInstanceOf(MapMessage.class);
    assertThat(((ObjectMessage) consumer.receive(Jms.PATIENCE)).getObject()).isNull();
  }

  @Test
  void aMapThatCannotBeABodyIsRefused() {
    JMSProducer producer = jms.context().createProducer();
    Map<String, Object> bad = new HashMap<>();
    bad.put("key", new Object());
    assertThatThrownBy(() -> producer.send(jms.queue(), bad))
        .isInstanceOf(MessageFormatRuntimeException.class);
  }
}
