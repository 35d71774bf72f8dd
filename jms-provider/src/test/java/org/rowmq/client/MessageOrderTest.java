package org.rowmq.client;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.jms.DeliveryMode;
import jakarta.jms.JMSException;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rowmq.conformance.Section;

/** The order of messages. */
@Section("6.2.9")
class MessageOrderTest {
  @RegisterExtension final Jms jms = new Jms();

  @ParameterizedTest
  @ValueSource(ints = {DeliveryMode.PERSISTENT, DeliveryMode.NON_PERSISTENT})
  void messagesOfASessionComeInTheOrderOfTheirSends(int mode) throws JMSException {
    Session session = jms.session();
    MessageProducer producer = session.createProducer(jms.queue());
    producer.setDeliveryMode(mode);
    List<String> sent = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      sent.add("m" + i);
      producer.send(session.createTextMessage("m" + i));
    }
    assertThat(Jms.texts(session.createConsumer(jms.queue()), 500)).isEqualTo(sent);
  }

  @Test
  void producersOfOneSessionShareItsOrder() throws JMSException {
    Session session = jms.session();
    MessageProducer first = session.createProducer(jms.queue());
    MessageProducer second = session.createProducer(jms.queue());
    for (int i = 0; i < 10; i++) {
      (i % 2 == 0 ? first : second).send(session.createTextMessage("" + i));
    }
    assertThat(Jms.texts(session.createConsumer(jms.queue()), 10))
        .containsExactly("0", "1", "2", "3", "4", "5", "6", "7", "8", "9");
  }
}
