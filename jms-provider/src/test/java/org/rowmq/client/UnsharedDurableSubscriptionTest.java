package org.rowmq.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rowmq.client.Refusals.assertRefused;

import jakarta.jms.Connection;
import jakarta.jms.IllegalStateException;
import jakarta.jms.IllegalStateRuntimeException;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Session;
import jakarta.jms.TopicSubscriber;
import org.junit.jupiter.api.Test;
import org.rowmq.conformance.Section;

/** A subscription that outlives its one consumer. */
@Section("8.3.3")
class UnsharedDurableSubscriptionTest extends SubscriptionTestSupport {
  @Test
  void anUnsharedDurableSubscriptionNeedsAClientIdentifier() throws JMSException {
    Session without = jms.session();
    assertRefused(
        IllegalStateException.class,
        () -> without.createDurableConsumer(jms.topic(), "name"),
        () -> without.createDurableConsumer(jms.topic(), "name", null, false),
        () -> without.createDurableSubscriber(jms.topic(), "name"),
        () -> without.createDurableSubscriber(jms.topic(), "name", null, false));
    JMSContext context = jms.context();
    assertRefused(
        IllegalStateRuntimeException.class,
        () -> context.createDurableConsumer(jms.topic(), "name"));
  }

  @Test
  void aDurableSubscriptionKeepsItsMessagesAndItsSelector() throws JMSException {
    session.createDurableSubscriber(jms.topic(), "name", "kind = 'a'", false).close();
    publish("1", "a");
    publish("2", "b");
    publish("3", "a");
    TopicSubscriber again =
        session.createDurableSubscriber(jms.topic(), "name", "kind = 'a'", false);
    assertThat(Jms.texts(again, 2)).containsExactly("1", "3");
    assertThat(again.receiveNoWait()).isNull();
  }

  @Test
  void itHasOneConsumerAtATimeWhoeverCreatesIt() throws JMSException {
    session.createDurableConsumer(jms.topic(), "name");
    Session other = second();
    assertRefused(
        IllegalStateException.class,
        () -> session.createDurableConsumer(jms.topic(), "name"),
        () -> other.createDurableSubscriber(jms.topic(), "name"),
        () -> other.createDurableConsumer(jms.topic(), "name", "kind = 'a'", false));
  }

  @Test
  void changingTopicSelectorOrNoLocalBeginsAnew() throws JMSException {
    session.createDurableConsumer(jms.topic(), "name").close();
    publish("lost", "x");
    session.createDurableConsumer(jms.topic(), "name", null, true).close();
    publish("lost too", "x");
    session.createDurableConsumer(jms.topic("other"), "name").close();
    jms.send(jms.topic("other"), "lost as well");
    MessageConsumer last = session.createDurableConsumer(jms.topic(), "name", "kind = 'b'", false);
    publish("here", "b");
    assertThat(Jms.texts(last, 1)).containsExactly("here");
    assertThat(last.receiveNoWait()).isNull();
  }

  @Test
  void withNoLocalNothingOfTheSameClientIsAdded() throws JMSException {
    session.createDurableConsumer(jms.topic(), "name", null, true).close();
    connection.close();
    Connection again = jms.connection(jms.clientId());
    Session sending = again.createSession();
    sending.createProducer(jms.topic()).send(sending.createTextMessage("same client"));
    jms.send(jms.topic(), "another");
    MessageConsumer consumer = sending.createDurableConsumer(jms.topic(), "name", null, true);
    assertThat(Jms.texts(consumer, 1)).containsExactly("another");
  }
}
