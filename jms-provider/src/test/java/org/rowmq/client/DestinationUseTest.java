package org.rowmq.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.jms.Connection;
import jakarta.jms.DeliveryMode;
import jakarta.jms.Destination;
import jakarta.jms.IllegalStateException;
import jakarta.jms.InvalidDestinationException;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.QueueBrowser;
import jakarta.jms.QueueConnection;
import jakarta.jms.QueueRequestor;
import jakarta.jms.QueueSession;
import jakarta.jms.Session;
import jakarta.jms.TemporaryQueue;
import jakarta.jms.TemporaryTopic;
import jakarta.jms.TextMessage;
import jakarta.jms.TopicConnection;
import jakarta.jms.TopicRequestor;
import jakarta.jms.TopicSession;
import java.util.Collections;
import java.util.Enumeration;
import java.util.List;
import java.util.NoSuchElementException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.rowmq.conformance.Section;

/** Temporary destinations, requestors, browsers, and the interfaces of the two domains. */
@Section({"4.1.6", "4.1.7", "4.2.10", "6.2.2", "6.2.3", "9.2"})
class DestinationUseTest {
  @RegisterExtension final Jms jms = new Jms();

  private interface Refused {
    void run() throws Exception;
  }

  private static void assertRefused(Class<? extends Exception> type, Refused... calls) {
    for (Refused call : calls) {
      assertThatThrownBy(call::run).isInstanceOf(type);
    }
  }

  // ---- destinations

  @Test
  void aSessionMakesDestinationsOfNames() throws JMSException {
    Session session = jms.session();
    assertThat(session.createQueue("q").getQueueName()).isEqualTo("q");
    assertThat(session.createTopic("t").getTopicName()).isEqualTo("t");
    assertThat(session.createQueue("q")).isEqualTo(session.createQueue("q"));
    assertRefused(
        JMSException.class, () -> session.createQueue(null), () -> session.createTopic(""));
  }

  @Test
  void temporaryDestinationsAreConsumedOnlyByTheirConnection() throws JMSException {
    Connection owner = jms.connection();
    TemporaryQueue queue = owner.createSession().createTemporaryQueue();
    TemporaryTopic topic = owner.createSession().createTemporaryTopic();
    Session stranger = jms.session();
    assertRefused(
        InvalidDestinationException.class,
        () -> stranger.createConsumer(queue),
        () -> stranger.createConsumer(topic),
        () -> stranger.createSharedConsumer(topic, "name"),
        () -> stranger.createBrowser(queue));
    MessageConsumer own = owner.createSession().createConsumer(queue);
    MessageConsumer subscriber = owner.createSession().createConsumer(topic);
    jms.send(queue, "to the queue");
    jms.send(topic, "to the topic");
    assertThat(Jms.texts(own, 1)).containsExactly("to the queue");
    assertThat(Jms.texts(subscriber, 1)).containsExactly("to the topic");
  }

  @Test
  void aTemporaryDestinationWithConsumersCannotBeDeleted() throws JMSException {
    Session session = jms.session();
    TemporaryQueue queue = session.createTemporaryQueue();
    TemporaryTopic topic = session.createTemporaryTopic();
    MessageConsumer consumer = session.createConsumer(queue);
    MessageConsumer subscriber = session.createConsumer(topic);
    assertRefused(IllegalStateException.class, queue::delete, topic::delete);
    consumer.close();
    subscriber.close();
    queue.delete();
    topic.delete();
    assertRefused(
        InvalidDestinationException.class,
        () -> session.createConsumer(queue),
        () -> session.createProducer(queue),
        () -> jms.send(topic, "too late"));
  }

  @Test
  void aTemporaryDestinationGoesWithItsConnection() throws JMSException {
    Connection owner = jms.connection();
    TemporaryQueue queue = owner.createSession().createTemporaryQueue();
    jms.send(queue, "a");
    MessageProducer producer = jms.session().createProducer(queue);
    owner.close();
    assertRefused(
        InvalidDestinationException.class,
        () -> jms.send(queue, "b"),
        () -> producer.send(jms.session().createTextMessage("c")));
  }

  @Test
  void aReplyToATemporaryQueueReachesIt() throws JMSException {
    Session asking = jms.session();
    TemporaryQueue replies = asking.createTemporaryQueue();
    TextMessage question = asking.createTextMessage("question");
    question.setJMSReplyTo(replies);
    asking.createProducer(jms.queue()).send(question);
    TextMessage heard = Jms.receive(jms.session().createConsumer(jms.queue()));
    assertThat(heard.getJMSReplyTo()).isEqualTo(replies).isInstanceOf(TemporaryQueue.class);
    jms.send(heard.getJMSReplyTo(), "answer");
    assertThat(Jms.texts(asking.createConsumer(replies), 1)).containsExactly("answer");
    assertRefused(JMSException.class, ((TemporaryQueue) heard.getJMSReplyTo())::delete);
  }

  // ---- requestors

  private void answer(Destination destination) {
    JMSContext context = jms.context();
    context
        .createConsumer(destination)
        .setMessageListener(
            message -> {
              try {
                context
                    .createProducer()
                    .setJMSCorrelationID(message.getJMSMessageID())
                    .send(message.getJMSReplyTo(), "re: " + message.getBody(String.class));
              } catch (JMSException e) {
                throw new AssertionError(e);
              }
            });
  }

  @Test
  void aQueueRequestorGetsItsReplies() throws JMSException {
    answer(jms.queue());
    QueueConnection connection = jms.closeLater(jms.factory().createQueueConnection());
    connection.start();
    QueueSession session = connection.createQueueSession(false, Session.AUTO_ACKNOWLEDGE);
    QueueRequestor requestor = new QueueRequestor(session, jms.queue());
    for (String text : List.of("a", "b")) {
      TextMessage request = session.createTextMessage(text);
      Message reply = requestor.request(request);
      assertThat(Jms.text(reply)).isEqualTo("re: " + text);
      assertThat(reply.getJMSCorrelationID()).isEqualTo(request.getJMSMessageID());
    }
    requestor.close();
    assertRefused(IllegalStateException.class, session::createMessage);
    assertRefused(
        InvalidDestinationException.class,
        () ->
            new QueueRequestor(
                connection.createQueueSession(false, Session.AUTO_ACKNOWLEDGE), null));
  }

  @Test
  void aTopicRequestorGetsItsReplies() throws JMSException {
    answer(jms.topic());
    TopicConnection connection = jms.closeLater(jms.factory().createTopicConnection());
    connection.start();
    TopicSession session = connection.createTopicSession(false, Session.AUTO_ACKNOWLEDGE);
    TopicRequestor requestor = new TopicRequestor(session, jms.topic());
    assertThat(Jms.text(requestor.request(session.createTextMessage("a")))).isEqualTo("re: a");
    requestor.close();
  }

  // ---- browsers

  private List<String> browse(QueueBrowser browser) throws JMSException {
    return Collections.list((Enumeration<?>) browser.getEnumeration()).stream()
        .map(message -> Jms.text((Message) message))
        .toList();
  }

  @Test
  void aBrowserShowsMessagesInOrderAndTakesNone() throws JMSException {
    Session session = jms.session();
    MessageProducer producer = session.createProducer(jms.queue());
    producer.send(session.createTextMessage("a"));
    producer.send(session.createTextMessage("b"), DeliveryMode.NON_PERSISTENT, 4, 0);
    producer.send(session.createTextMessage("urgent"), DeliveryMode.PERSISTENT, 9, 0);
    QueueBrowser browser = session.createBrowser(jms.queue());
    assertThat(browser.getQueue()).isEqualTo(jms.queue());
    assertThat(browser.getMessageSelector()).isNull();
    assertThat(browse(browser)).containsExactly("urgent", "a", "b");
    assertThat(browse(browser)).containsExactly("urgent", "a", "b");
    assertThat(Jms.texts(session.createConsumer(jms.queue()), 3))
        .containsExactly("urgent", "a", "b");
  }

  @Test
  void aBrowserSelects() throws JMSException {
    try (JMSContext context = jms.factory().createContext()) {
      for (int i = 0; i < 4; i++) {
        context.createProducer().setProperty("n", i).send(jms.queue(), "m" + i);
      }
    }
    QueueBrowser browser = jms.session().createBrowser(jms.queue(), "n >= 2");
    assertThat(browser.getMessageSelector()).isEqualTo("n >= 2");
    assertThat(browse(browser)).containsExactly("m2", "m3");
  }

  @Test
  void whatHasBeenReceivedIsNotShown() throws JMSException {
    Session session = jms.session();
    MessageConsumer consumer = session.createConsumer(jms.queue());
    for (int i = 0; i < 50; i++) {
      jms.send(jms.queue(), "a");
      Jms.receive(consumer);
      assertThat(browse(session.createBrowser(jms.queue()))).isEmpty();
    }
  }

  @Test
  void anEmptyEnumerationEnds() throws JMSException {
    Enumeration<?> empty = jms.session().createBrowser(jms.queue()).getEnumeration();
    assertThat(empty.hasMoreElements()).isFalse();
    assertRefused(NoSuchElementException.class, empty::nextElement);
  }

  @Test
  void anEnumerationAtItsEndShowsWhatHasComeSince() throws JMSException {
    Session session = jms.session();
    MessageProducer producer = session.createProducer(jms.queue());
    Enumeration<?> messages = session.createBrowser(jms.queue()).getEnumeration();
    for (int mode : new int[] {DeliveryMode.PERSISTENT, DeliveryMode.NON_PERSISTENT}) {
      producer.setDeliveryMode(mode);
      producer.send(session.createTextMessage("a" + mode));
      assertThat(Jms.text((Message) messages.nextElement())).isEqualTo("a" + mode);
      assertThat(messages.hasMoreElements()).isFalse();
      producer.send(session.createTextMessage("b" + mode));
      assertThat(messages.hasMoreElements()).isTrue();
      assertThat(Jms.text((Message) messages.nextElement())).isEqualTo("b" + mode);
      assertRefused(NoSuchElementException.class, messages::nextElement);
    }
  }

  @Test
  void aContextBrowses() throws JMSException {
    jms.send(jms.queue(), "a");
    assertThat(browse(jms.context().createBrowser(jms.queue()))).containsExactly("a");
    assertThat(browse(jms.context().createBrowser(jms.queue(), "x = 1"))).isEmpty();
  }

  // ---- domains

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
