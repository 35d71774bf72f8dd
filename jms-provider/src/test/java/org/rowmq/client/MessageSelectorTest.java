package org.rowmq.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.jms.InvalidSelectorException;
import jakarta.jms.InvalidSelectorRuntimeException;
import jakarta.jms.JMSException;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.rowmq.conformance.Section;

/** Selectors, where they are given. */
@Section({"3.8.1", "8.2"})
class MessageSelectorTest {
  @RegisterExtension final Jms jms = new Jms();

  @Test
  void aConsumerTellsItsSelector() throws JMSException {
    Session session = jms.session();
    assertThat(session.createConsumer(jms.queue()).getMessageSelector()).isNull();
    assertThat(session.createConsumer(jms.queue(), "").getMessageSelector()).isNull();
    assertThat(session.createConsumer(jms.queue(), null).getMessageSelector()).isNull();
    assertThat(session.createConsumer(jms.queue(), "a = 1").getMessageSelector())
        .isEqualTo("a = 1");
    assertThat(jms.context().createConsumer(jms.queue(), "a = 1").getMessageSelector())
        .isEqualTo("a = 1");
  }

  @Test
  void anInvalidSelectorIsRefusedWhereverItIsGiven() throws JMSException {
    Session session = jms.connection(jms.clientId()).createSession();
    String bad = "a = = 1";
    assertThatThrownBy(() -> session.createConsumer(jms.queue(), bad))
        .isInstanceOf(InvalidSelectorException.class);
    assertThatThrownBy(() -> session.createConsumer(jms.topic(), bad, true))
        .isInstanceOf(InvalidSelectorException.class);
    assertThatThrownBy(() -> session.createBrowser(jms.queue(), bad))
        .isInstanceOf(InvalidSelectorException.class);
    assertThatThrownBy(() -> session.createDurableConsumer(jms.topic(), "s", bad, false))
        .isInstanceOf(InvalidSelectorException.class);
    assertThatThrownBy(() -> session.createDurableSubscriber(jms.topic(), "s", bad, false))
        .isInstanceOf(InvalidSelectorException.class);
    assertThatThrownBy(() -> session.createSharedConsumer(jms.topic(), "s", bad))
        .isInstanceOf(InvalidSelectorException.class);
    assertThatThrownBy(() -> session.createSharedDurableConsumer(jms.topic(), "s", bad))
        .isInstanceOf(InvalidSelectorException.class);
    assertThatThrownBy(() -> jms.context().createConsumer(jms.queue(), bad))
        .isInstanceOf(InvalidSelectorRuntimeException.class);
    assertThatThrownBy(() -> jms.context().createBrowser(jms.queue(), bad))
        .isInstanceOf(InvalidSelectorRuntimeException.class);
  }

  @Test
  void whatASelectorLeavesStaysForOthers() throws JMSException {
    Session session = jms.session();
    MessageProducer producer = session.createProducer(jms.queue());
    for (int i = 0; i < 4; i++) {
      TextMessage message = session.createTextMessage("m" + i);
      message.setBooleanProperty("even", i % 2 == 0);
      producer.send(message);
    }
    MessageConsumer even = session.createConsumer(jms.queue(), "even = TRUE");
    assertThat(Jms.texts(even, 2)).containsExactly("m0", "m2");
    assertThat(even.receiveNoWait()).isNull();
    assertThat(Jms.texts(session.createConsumer(jms.queue()), 2)).containsExactly("m1", "m3");
  }
}
