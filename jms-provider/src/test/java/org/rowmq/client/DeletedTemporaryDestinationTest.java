package org.rowmq.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.jms.Connection;
import jakarta.jms.Destination;
import jakarta.jms.IllegalStateException;
import jakarta.jms.InvalidDestinationException;
import jakarta.jms.JMSException;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.QueueSession;
import jakarta.jms.Session;
import jakarta.jms.TemporaryQueue;
import jakarta.jms.TemporaryTopic;
import jakarta.jms.Topic;
import jakarta.jms.TopicSession;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.rowmq.conformance.Section;

/** A temporary destination that has been deleted is refused wherever a destination is asked for. */
@Section({"6.2.2"})
class DeletedTemporaryDestinationTest {
  @RegisterExtension final Jms jms = new Jms();

  private static boolean takesADestination(Method method) {
    return Arrays.stream(method.getParameterTypes()).anyMatch(Destination.class::isAssignableFrom);
  }

  @TestFactory
  List<DynamicTest> everyMethodOfASessionRefusesIt() throws JMSException {
    Session session = jms.connection(jms.clientId()).createSession();
    TemporaryQueue queue = session.createTemporaryQueue();
    TemporaryTopic topic = session.createTemporaryTopic();
    queue.delete();
    topic.delete();
    return ClosedObject.of(session, jms)
        .with(Destination.class, queue)
        .with(Queue.class, queue)
        .with(Topic.class, topic)
        .refuses(
            DeletedTemporaryDestinationTest::takesADestination,
            InvalidDestinationException.class,
            Session.class,
            QueueSession.class,
            TopicSession.class);
  }

  @TestFactory
  List<DynamicTest> everySendToItIsRefused() throws JMSException {
    Session session = jms.session();
    TemporaryQueue queue = session.createTemporaryQueue();
    queue.delete();
    return ClosedObject.of(session.createProducer(null), jms)
        .with(Destination.class, queue)
        .refuses(
            DeletedTemporaryDestinationTest::takesADestination,
            InvalidDestinationException.class,
            MessageProducer.class);
  }

  @Test
  void aProducerMadeBeforeCannotSendToItAnyMore() throws JMSException {
    Session session = jms.session();
    TemporaryTopic topic = session.createTemporaryTopic();
    MessageProducer producer = session.createProducer(topic);
    topic.delete();
    assertThatThrownBy(() -> producer.send(session.createMessage()))
        .isInstanceOf(InvalidDestinationException.class);
  }

  @Test
  void itStillHasItsNameButCannotBeDeletedAgain() throws JMSException {
    TemporaryQueue queue = jms.session().createTemporaryQueue();
    String name = queue.getQueueName();
    queue.delete();
    assertThat(queue.getQueueName()).isEqualTo(name);
    assertThatThrownBy(queue::delete).isInstanceOf(InvalidDestinationException.class);
  }

  @Test
  void oneOfAClosedConnectionCannotBeDeleted() throws JMSException {
    Connection connection = jms.connection();
    TemporaryQueue queue = connection.createSession().createTemporaryQueue();
    connection.close();
    assertThatThrownBy(queue::delete).isInstanceOf(IllegalStateException.class);
  }
}
