package org.rowmq.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rowmq.client.Refusals.assertRefused;

import jakarta.jms.IllegalStateException;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.Queue;
import jakarta.jms.QueueConnection;
import jakarta.jms.QueueSession;
import jakarta.jms.Session;
import jakarta.jms.TopicConnection;
import jakarta.jms.TopicSession;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.rowmq.conformance.Section;

/** Inherited methods that make no sense in a messaging domain. */
@Section("9.2")
class DomainInheritanceTest {
  @RegisterExtension final Jms jms = new Jms();

  @Test
  void aQueueSessionRefusesWhatIsForTopics() throws JMSException {
    QueueConnection connection = jms.closeLater(jms.factory().createQueueConnection());
    connection.setClientID(jms.clientId());
    QueueSession session = connection.createQueueSession(false, Session.AUTO_ACKNOWLEDGE);
    assertRefused(
        IllegalStateException.class,
        () -> session.createTopic("t"),
        session::createTemporaryTopic,
        () -> session.createDurableSubscriber(jms.topic(), "name"),
        () -> session.createDurableSubscriber(jms.topic(), "name", null, false),
        () -> session.createDurableConsumer(jms.topic(), "name"),
        () -> session.createDurableConsumer(jms.topic(), "name", null, false),
        () -> session.createSharedConsumer(jms.topic(), "name"),
        () -> session.createSharedConsumer(jms.topic(), "name", null),
        () -> session.createSharedDurableConsumer(jms.topic(), "name"),
        () -> session.createSharedDurableConsumer(jms.topic(), "name", null),
        () -> session.unsubscribe("name"),
        () -> connection.createDurableConnectionConsumer(jms.topic(), "name", null, () -> null, 1),
        () -> connection.createSharedConnectionConsumer(jms.topic(), "name", null, () -> null, 1),
        () ->
            connection.createSharedDurableConnectionConsumer(
                jms.topic(), "name", null, () -> null, 1));
    Queue queue = session.createQueue(jms.name());
    session.createSender(queue).send(queueMessage(session));
    assertThat(session.createReceiver(queue).getQueue()).isEqualTo(queue);
    assertThat(session.createReceiver(queue, "a = 1").getMessageSelector()).isEqualTo("a = 1");
  }

  private static Message queueMessage(Session session) throws JMSException {
    return session.createTextMessage("a");
  }

  @Test
  void aTopicSessionRefusesWhatIsForQueues() throws JMSException {
    TopicConnection connection = jms.closeLater(jms.factory().createTopicConnection());
    TopicSession session = connection.createTopicSession(false, Session.AUTO_ACKNOWLEDGE);
    assertRefused(
        IllegalStateException.class,
        () -> session.createQueue("q"),
        session::createTemporaryQueue,
        () -> session.createBrowser(jms.queue()),
        () -> session.createBrowser(jms.queue(), null));
    connection.start();
    var topic = session.createTopic(jms.name());
    var subscriber = session.createSubscriber(topic, null, true);
    assertThat(subscriber.getNoLocal()).isTrue();
    var hearing = session.createSubscriber(topic);
    session.createPublisher(topic).publish(session.createTextMessage("a"));
    session.createPublisher(null).publish(topic, session.createTextMessage("b"));
    assertThat(Jms.texts(hearing, 2)).containsExactly("a", "b");
    assertThat(subscriber.receiveNoWait()).isNull();
  }

  @Test
  void aQueueConnectionsOrdinarySessionKnowsBothDomains() throws JMSException {
    QueueConnection connection = jms.closeLater(jms.factory().createQueueConnection());
    connection.createSession(false, Session.AUTO_ACKNOWLEDGE).createTopic("t");
  }
}
