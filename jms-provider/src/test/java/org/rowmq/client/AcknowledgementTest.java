package org.rowmq.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import jakarta.jms.DeliveryMode;
import jakarta.jms.IllegalStateException;
import jakarta.jms.IllegalStateRuntimeException;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.MapMessage;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rowmq.conformance.Section;

/** Acknowledging, recovering, redelivering. */
@Section({"3.4.7", "3.5.11", "3.10", "6.2", "6.2.10", "6.2.11"})
class AcknowledgementTest {
  @RegisterExtension final Jms jms = new Jms();

  @Test
  void acknowledgingOneMessageAcknowledgesAllOfTheSession() throws JMSException {
    jms.send(jms.queue("1"), "a", "b");
    jms.send(jms.queue("2"), "c");
    Session session = jms.session(Session.CLIENT_ACKNOWLEDGE);
    Message first = Jms.receive(session.createConsumer(jms.queue("1")));
    Jms.receive(session.createConsumer(jms.queue("2")));
    first.acknowledge();
    session.close();
    Session other = jms.session();
    assertThat(other.createConsumer(jms.queue("2")).receiveNoWait()).isNull();
    assertThat(Jms.receive(other.createConsumer(jms.queue("1"))).getText()).isEqualTo("b");
  }

  @Test
  void whatIsReceivedAfterAnAcknowledgementIsNotCoveredByIt() throws JMSException {
    jms.send(jms.queue(), "a", "b");
    Session session = jms.session(Session.CLIENT_ACKNOWLEDGE);
    MessageConsumer consumer = session.createConsumer(jms.queue());
    Jms.receive(consumer).acknowledge();
    Jms.receive(consumer);
    session.recover();
    TextMessage again = Jms.receive(consumer);
    assertThat(again.getText()).isEqualTo("b");
    assertThat(again.getJMSRedelivered()).isTrue();
    again.acknowledge();
    again.acknowledge();
    session.recover();
    assertThat(consumer.receiveNoWait()).isNull();
  }

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

  @Test
  void twoSubscribersGetCopiesOfTheirOwn() throws JMSException {
    Session one = jms.session(Session.CLIENT_ACKNOWLEDGE);
    Session two = jms.session();
    MessageConsumer first = one.createConsumer(jms.topic());
    MessageConsumer second = two.createConsumer(jms.topic());
    jms.send(jms.topic(), "a");
    TextMessage changed = Jms.receive(first);
    changed.clearBody();
    changed.setText("changed");
    assertThat(Jms.receive(second).getText()).isEqualTo("a");
    one.recover();
    assertThat(Jms.receive(first).getText()).isEqualTo("a");
  }

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

  @ParameterizedTest
  @ValueSource(ints = {Session.AUTO_ACKNOWLEDGE, Session.DUPS_OK_ACKNOWLEDGE})
  void acknowledgedAutomaticallyAMessageNeverComesBack(int mode) throws JMSException {
    jms.send(jms.queue(), "a", "b");
    Session session = jms.session(mode);
    MessageConsumer consumer = session.createConsumer(jms.queue());
    Jms.receive(consumer).acknowledge();
    session.recover();
    assertThat(Jms.receive(consumer).getText()).isEqualTo("b");
    session.close();
    assertThat(jms.session().createConsumer(jms.queue()).receiveNoWait()).isNull();
  }

  @Test
  void recoverInATransactedSessionIsRefused() throws JMSException {
    Session session = jms.session(Session.SESSION_TRANSACTED);
    assertThatThrownBy(session::recover).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(jms.context(JMSContext.SESSION_TRANSACTED)::recover)
        .isInstanceOf(IllegalStateRuntimeException.class);
  }

  @Test
  void acknowledgeIsIgnoredInATransactedSession() throws JMSException {
    jms.send(jms.queue(), "a");
    Session session = jms.session(Session.SESSION_TRANSACTED);
    MessageConsumer consumer = session.createConsumer(jms.queue());
    Jms.receive(consumer).acknowledge();
    session.rollback();
    assertThat(Jms.receive(consumer).getText()).isEqualTo("a");
  }

  @Test
  void aContextAcknowledges() throws JMSException {
    jms.send(jms.queue(), "a", "b");
    JMSContext context = jms.context(JMSContext.CLIENT_ACKNOWLEDGE);
    JMSConsumer consumer = context.createConsumer(jms.queue());
    consumer.receive(Jms.PATIENCE);
    context.acknowledge();
    consumer.receive(Jms.PATIENCE);
    context.recover();
    assertThat(consumer.receiveBody(String.class, Jms.PATIENCE)).isEqualTo("b");
    jms.context().acknowledge();
  }

  @Test
  void aListenerMayRecover() throws JMSException {
    Session session = jms.session(Session.CLIENT_ACKNOWLEDGE);
    List<String> heard = new CopyOnWriteArrayList<>();
    session
        .createConsumer(jms.queue())
        .setMessageListener(
            message -> {
              try {
                heard.add(Jms.text(message) + message.getIntProperty("JMSXDeliveryCount"));
                if (message.getJMSRedelivered()) {
                  message.acknowledge();
                } else {
                  session.recover();
                }
              } catch (JMSException e) {
                heard.add(e.toString());
              }
            });
    jms.send(jms.queue(), "a", "b");
    await().until(() -> heard.size() == 4);
    assertThat(heard).containsExactly("a1", "a2", "b1", "b2");
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
