package org.rowmq.client;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.jms.JMSException;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.rowmq.conformance.Section;

/** A message object after it has been sent. */
@Section("3.9")
class SentMessagesTest {
  @RegisterExtension final Jms jms = new Jms();

  @Test
  void aMessageSentAgainGetsAnIdOfItsOwnAndTheFirstStaysAsItWas() throws JMSException {
    Session session = jms.session();
    MessageProducer producer = session.createProducer(jms.queue());
    TextMessage message = session.createTextMessage("first");
    message.setIntProperty("n", 1);
    producer.send(message);
    String firstId = message.getJMSMessageID();
    message.setText("second");
    message.setIntProperty("n", 2);
    producer.send(message);
    MessageConsumer consumer = session.createConsumer(jms.queue());
    TextMessage first = Jms.receive(consumer);
    TextMessage second = Jms.receive(consumer);
    assertThat(first.getText()).isEqualTo("first");
    assertThat(first.getIntProperty("n")).isEqualTo(1);
    assertThat(first.getJMSMessageID()).isEqualTo(firstId);
    assertThat(second.getText()).isEqualTo("second");
    assertThat(second.getJMSMessageID()).isNotEqualTo(firstId);
  }
}
