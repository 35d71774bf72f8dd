package org.rowmq.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import jakarta.jms.IllegalStateException;
import jakarta.jms.IllegalStateRuntimeException;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.rowmq.conformance.Section;

/** Acknowledging, and beginning again. */
@Section({"6.2.10", "3.6"})
class MessageAcknowledgmentTest {
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
}
