package org.rowmq.client;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.MapMessage;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.rowmq.conformance.Section;

/** What is delivered again says so, and is the original. */
@Section({"3.4.7", "3.5.11", "3.10"})
class RedeliveryTest {
  @RegisterExtension final Jms jms = new Jms();

  @Test
  void recoverBeginsAgainInTheOldOrderWithFlagAndCount() throws JMSException {
    jms.send(jms.queue(), "a", "b", "c", "d");
    Session session = jms.session(Session.CLIENT_ACKNOWLEDGE);
    MessageConsumer consumer = session.createConsumer(jms.queue());
    assertThat(Jms.texts(consumer, 3)).containsExactly("a", "b", "c");
    session.recover();
    for (String expected : List.of("a", "b", "c")) {
      TextMessage message = Jms.receive(consumer);
      assertThat(message.getText()).isEqualTo(expected);
      assertThat(message.getJMSRedelivered()).isTrue();
      assertThat(message.getIntProperty("JMSXDeliveryCount")).isEqualTo(2);
    }
    TextMessage last = Jms.receive(consumer);
    assertThat(last.getText()).isEqualTo("d");
    assertThat(last.getJMSRedelivered()).isFalse();
    assertThat(last.getIntProperty("JMSXDeliveryCount")).isEqualTo(1);
  }

  @Test
  void redeliveryBringsTheOriginalMessage() throws JMSException {
    try (JMSContext context = jms.factory().createContext()) {
      MapMessage message = context.createMapMessage();
      message.setString("field", "original");
      message.setStringProperty("property", "original");
      message.setJMSType("original");
      context.createProducer().send(jms.queue(), message);
    }
    Session session = jms.session(Session.CLIENT_ACKNOWLEDGE);
    MessageConsumer consumer = session.createConsumer(jms.queue());
    MapMessage first = (MapMessage) consumer.receive(Jms.PATIENCE);
    first.clearBody();
    first.clearProperties();
    first.setString("field", "changed");
    first.setStringProperty("property", "changed");
    first.setJMSType("changed");
    session.recover();
    MapMessage again = (MapMessage) consumer.receive(Jms.PATIENCE);
    assertThat(again).isNotSameAs(first);
    assertThat(again.getString("field")).isEqualTo("original");
    assertThat(again.getStringProperty("property")).isEqualTo("original");
    assertThat(again.getJMSType()).isEqualTo("original");
    assertThat(again.getJMSMessageID()).isEqualTo(first.getJMSMessageID());
  }
}
