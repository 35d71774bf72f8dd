package org.rowmq.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.jms.Connection;
import jakarta.jms.InvalidClientIDException;
import jakarta.jms.InvalidDestinationException;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import jakarta.jms.Topic;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.rowmq.conformance.Section;

/** The four kinds of subscriptions (specification 8.3), and client identifiers. */
@Section("4.2.2")
class TopicTest {
  @RegisterExtension static final EmbeddedFactory NODE = new EmbeddedFactory();

  private Connection connection;
  private Session session;
  private Topic topic;
  private MessageProducer producer;
  private String name;

  @BeforeEach
  void openSession(TestInfo test) throws JMSException {
    name = test.getTestMethod().orElseThrow().getName();
    connection = NODE.get().createConnection();
    connection.setClientID("client-" + name);
    connection.start();
    session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE);
    topic = session.createTopic(name);
    producer = session.createProducer(topic);
  }

  @AfterEach
  void close() throws JMSException {
    connection.close();
  }

  private void send(String text) throws JMSException {
    TextMessage message = session.createTextMessage(text);
    message.setStringProperty("kind", text);
    producer.send(message);
  }

  private static String text(MessageConsumer consumer) throws JMSException {
    Message message = consumer.receive(5_000);
    return message == null ? null : ((TextMessage) message).getText();
  }

  @Test
  void everySubscriberGetsEveryMessageItSelects() throws JMSException {
    MessageConsumer all = session.createConsumer(topic);
    MessageConsumer some = session.createConsumer(topic, "kind = 'b'");
    send("a");
    send("b");
    assertThat(text(all)).isEqualTo("a");
    assertThat(text(all)).isEqualTo("b");
    assertThat(text(some)).isEqualTo("b");
    assertThat(some.receiveNoWait()).isNull();
  }

  @Test
  void aSubscriberGetsNothingSentBeforeItCame() throws JMSException {
    send("early");
    MessageConsumer consumer = session.createConsumer(topic);
    assertThat(consumer.receiveNoWait()).isNull();
  }

  @Test
  void aDurableSubscriptionKeepsMessagesWhileItsConsumerIsAway() throws JMSException {
    session.createDurableSubscriber(topic, "sub").close();
    send("kept");
    connection.close();
    NODE.restart();
    connection = NODE.get().createConnection();
    connection.setClientID("client-" + name);
    connection.start();
    session = connection.createSession();
    MessageConsumer consumer = session.createDurableConsumer(topic, "sub");
    assertThat(text(consumer)).isEqualTo("kept");
    assertThatThrownBy(() -> session.unsubscribe("sub")).isInstanceOf(JMSException.class);
    consumer.close();
    session.unsubscribe("sub");
    assertThatThrownBy(() -> session.unsubscribe("sub"))
        .isInstanceOf(InvalidDestinationException.class);
  }

  @Test
  void anUnsharedDurableSubscriptionHasOneConsumerAtATime() throws JMSException {
    session.createDurableConsumer(topic, "one");
    assertThatThrownBy(() -> session.createDurableConsumer(topic, "one"))
        .isInstanceOf(JMSException.class)
        .hasMessageContaining("active consumer");
    assertThatThrownBy(() -> session.createSharedDurableConsumer(topic, "one"))
        .isInstanceOf(JMSException.class);
  }

  @Test
  void changingTheSelectorOfAnInactiveSubscriptionBeginsAnew() throws JMSException {
    session.createDurableConsumer(topic, "changing").close();
    send("a");
    MessageConsumer consumer =
        session.createDurableConsumer(topic, "changing", "kind = 'b'", false);
    send("b");
    assertThat(text(consumer)).isEqualTo("b");
    assertThat(consumer.receiveNoWait()).isNull();
  }

  @Test
  void consumersOfASharedSubscriptionDivideItsMessages() throws JMSException {
    MessageConsumer one = session.createSharedConsumer(topic, "shared");
    MessageConsumer two = connection.createSession().createSharedConsumer(topic, "shared");
    send("a");
    send("b");
    assertThat(text(one)).isEqualTo("a");
    assertThat(text(two)).isEqualTo("b");
    assertThat(one.receiveNoWait()).isNull();
    assertThatThrownBy(() -> session.createSharedConsumer(topic, "shared", "kind = 'x'"))
        .isInstanceOf(JMSException.class);
  }

  @Test
  void noLocalKeepsOutWhatTheSameConnectionSends() throws JMSException {
    MessageConsumer consumer = session.createConsumer(topic, null, true);
    send("own");
    try (Connection other = NODE.get().createConnection()) {
      Session sending = other.createSession();
      sending.createProducer(topic).send(sending.createTextMessage("foreign"));
    }
    assertThat(text(consumer)).isEqualTo("foreign");
  }

  @Test
  void aClientIdentifierIsUsedByOneConnectionAtATime() throws JMSException {
    try (Connection second = NODE.get().createConnection()) {
      assertThatThrownBy(() -> second.setClientID("client-" + name))
          .isInstanceOf(InvalidClientIDException.class);
    }
    connection.close();
    try (Connection third = NODE.get().createConnection()) {
      third.setClientID("client-" + name);
      assertThatThrownBy(() -> third.setClientID("again"))
          .isInstanceOf(jakarta.jms.IllegalStateException.class);
    }
  }

  @Test
  void aTopicMessageAcknowledgedAfterItsConsumerClosedIsNoError() throws JMSException {
    Session client = connection.createSession(false, Session.CLIENT_ACKNOWLEDGE);
    MessageConsumer consumer = client.createConsumer(topic);
    send("a");
    Message message = consumer.receive(5_000);
    consumer.close();
    message.acknowledge();
  }
}
