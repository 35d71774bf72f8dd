package org.rowmq.client;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.jms.DeliveryMode;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rowmq.conformance.Section;

/** What a session leaves unacknowledged comes back. */
@Section({"6.2", "4.2.8"})
class UnacknowledgedMessagesTest {
  @RegisterExtension final Jms jms = new Jms();

  @ParameterizedTest
  @ValueSource(ints = {DeliveryMode.PERSISTENT, DeliveryMode.NON_PERSISTENT})
  void whatAClosedSessionDidNotAcknowledgeComesBackCountedAndInOrder(int mode) throws JMSException {
    Session session = jms.session(Session.CLIENT_ACKNOWLEDGE);
    MessageConsumer consumer = session.createConsumer(jms.queue());
    assertThat(consumer.receiveNoWait()).isNull();
    try (JMSContext context = jms.factory().createContext()) {
      var producer = context.createProducer().setDeliveryMode(mode);
      for (String text : List.of("a", "b", "c", "d")) {
        producer.send(jms.queue(), text);
      }
    }
    assertThat(Jms.texts(consumer, 2)).containsExactly("a", "b");
    session.close();
    MessageConsumer next = jms.session().createConsumer(jms.queue());
    for (String text : List.of("a", "b", "c", "d")) {
      TextMessage message = Jms.receive(next);
      assertThat(message.getText()).isEqualTo(text);
      boolean seen = text.compareTo("c") < 0;
      assertThat(message.getJMSRedelivered()).as(text).isEqualTo(seen);
      assertThat(message.getIntProperty("JMSXDeliveryCount")).isEqualTo(seen ? 2 : 1);
    }
  }

  @Test
  void unacknowledgedMessagesOfADurableSubscriptionComeBackAtTheNextConsumer() throws JMSException {
    var connection = jms.connection(jms.clientId());
    Session session = connection.createSession(Session.CLIENT_ACKNOWLEDGE);
    MessageConsumer consumer = session.createDurableConsumer(jms.topic(), "sub");
    jms.send(jms.topic(), "a", "b");
    Jms.texts(consumer, 2);
    session.close();
    Session next = connection.createSession();
    MessageConsumer again = next.createDurableConsumer(jms.topic(), "sub");
    TextMessage first = Jms.receive(again);
    assertThat(first.getText()).isEqualTo("a");
    assertThat(first.getJMSRedelivered()).isTrue();
    assertThat(Jms.receive(again).getText()).isEqualTo("b");
    again.close();
    next.unsubscribe("sub");
  }
}
