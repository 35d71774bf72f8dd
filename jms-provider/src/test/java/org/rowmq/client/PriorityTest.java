package org.rowmq.client;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.jms.DeliveryMode;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.rowmq.conformance.Section;

/** What is urgent overtakes. */
@Section("3.4.10")
class PriorityTest {
  @RegisterExtension final Jms jms = new Jms();

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
}
