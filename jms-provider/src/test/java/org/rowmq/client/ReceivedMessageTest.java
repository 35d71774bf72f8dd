package org.rowmq.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.jms.JMSException;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.rowmq.conformance.Section;

/** What may be changed of a received message. */
@Section("3.10")
class ReceivedMessageTest {
  @RegisterExtension final Jms jms = new Jms();

  @Test
  void aReceivedMessageIsReadOnly() throws JMSException {
    Session session = jms.session();
    TextMessage message = session.createTextMessage("a");
    message.setIntProperty("p", 1);
    session.createProducer(jms.queue()).send(message);
    TextMessage received = Jms.receive(session.createConsumer(jms.queue()));
    assertThatThrownBy(() -> received.setText("b"))
        .isInstanceOf(jakarta.jms.MessageNotWriteableException.class);
    assertThatThrownBy(() -> received.setIntProperty("p", 2))
        .isInstanceOf(jakarta.jms.MessageNotWriteableException.class);
    received.setJMSType("headers may be changed");
    received.clearProperties();
    received.setIntProperty("p", 2);
    assertThat(received.getText()).isEqualTo("a");
    received.clearBody();
    assertThat(received.getText()).isNull();
  }
}
