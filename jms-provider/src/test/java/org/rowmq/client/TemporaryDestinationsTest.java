package org.rowmq.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rowmq.client.Refusals.assertRefused;

import jakarta.jms.Connection;
import jakarta.jms.Destination;
import jakarta.jms.IllegalStateException;
import jakarta.jms.InvalidDestinationException;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import jakarta.jms.TemporaryQueue;
import jakarta.jms.TemporaryTopic;
import jakarta.jms.TextMessage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.rowmq.conformance.Section;

/** Temporary destinations: who may consume from them, and when they go. */
@Section("6.2.2")
class TemporaryDestinationsTest {
  @RegisterExtension final Jms jms = new Jms();

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
}
