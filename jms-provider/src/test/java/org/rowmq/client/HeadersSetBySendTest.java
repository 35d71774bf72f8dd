package org.rowmq.client;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.jms.DeliveryMode;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.rowmq.conformance.Section;

/** Headers that the send method sets, and those the application does. */
@Section("3.4.11")
class HeadersSetBySendTest {
  @RegisterExtension final Jms jms = new Jms();

  private Message received() throws JMSException {
    Message message = jms.session().createConsumer(jms.queue()).receive(Jms.PATIENCE);
    assertThat(message).isNotNull();
    return message;
  }

  @Test
  void sendSetsTheHeadersWhateverTheApplicationSetBefore() throws JMSException {
    Session session = jms.session();
    MessageProducer producer = session.createProducer(jms.queue());
    Message message = session.createTextMessage("a");
    message.setJMSDestination(jms.topic());
    message.setJMSDeliveryMode(DeliveryMode.PERSISTENT);
    message.setJMSPriority(9);
    message.setJMSMessageID("ID:mine");
    message.setJMSTimestamp(1);
    message.setJMSExpiration(2);
    message.setJMSDeliveryTime(3);
    message.setJMSRedelivered(true);
    long before = System.currentTimeMillis();
    producer.send(message, DeliveryMode.NON_PERSISTENT, 2, 60_000);
    long after = System.currentTimeMillis();
    Message received = received();
    for (Message each : List.of(message, received)) {
      assertThat(each.getJMSDestination()).isEqualTo(jms.queue());
      assertThat(each.getJMSDeliveryMode()).isEqualTo(DeliveryMode.NON_PERSISTENT);
      assertThat(each.getJMSPriority()).isEqualTo(2);
      assertThat(each.getJMSMessageID()).startsWith("ID:").isNotEqualTo("ID:mine");
      assertThat(each.getJMSTimestamp()).isBetween(before, after);
      assertThat(each.getJMSExpiration()).isEqualTo(each.getJMSTimestamp() + 60_000);
      assertThat(each.getJMSDeliveryTime()).isEqualTo(each.getJMSTimestamp());
    }
    assertThat(received.getJMSMessageID()).isEqualTo(message.getJMSMessageID());
    assertThat(received.getJMSRedelivered()).isFalse();
  }

  @Test
  void replyToAndGroupSurvive() throws JMSException {
    Session session = jms.session();
    Message message = session.createMessage();
    message.setJMSReplyTo(jms.topic());
    message.setStringProperty("JMSXGroupID", "group");
    message.setIntProperty("JMSXGroupSeq", 3);
    session.createProducer(jms.queue()).send(message);
    Message received = received();
    assertThat(received.getJMSReplyTo()).isEqualTo(jms.topic());
    assertThat(received.getStringProperty("JMSXGroupID")).isEqualTo("group");
    assertThat(received.getIntProperty("JMSXGroupSeq")).isEqualTo(3);
    assertThat(received.getIntProperty("JMSXDeliveryCount")).isEqualTo(1);
  }
}
