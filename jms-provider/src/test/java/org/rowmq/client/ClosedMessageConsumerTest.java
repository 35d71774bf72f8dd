package org.rowmq.client;

import static org.assertj.core.api.Assertions.assertThatCode;

import jakarta.jms.IllegalStateException;
import jakarta.jms.JMSException;
import jakarta.jms.MessageConsumer;
import jakarta.jms.QueueReceiver;
import jakarta.jms.Session;
import jakarta.jms.TopicSubscriber;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.rowmq.conformance.Section;

/**
 * A consumer of any domain that has been closed, or whose session has, refuses every call but
 * close.
 */
@Section({"6.2.15", "8.8"})
class ClosedMessageConsumerTest {
  @RegisterExtension final Jms jms = new Jms();

  @TestFactory
  List<DynamicTest> everyMethodIsRefused() throws JMSException {
    Session session = jms.session();
    MessageConsumer consumer = session.createConsumer(jms.queue());
    consumer.close();
    return ClosedObject.of(consumer, jms)
        .refuses(
            IllegalStateException.class,
            MessageConsumer.class,
            QueueReceiver.class,
            TopicSubscriber.class);
  }

  @TestFactory
  List<DynamicTest> everyMethodIsRefusedOnceItsSessionIsClosed() throws JMSException {
    Session session = jms.session();
    MessageConsumer consumer = session.createConsumer(jms.queue());
    session.close();
    return ClosedObject.of(consumer, jms)
        .refuses(
            IllegalStateException.class,
            MessageConsumer.class,
            QueueReceiver.class,
            TopicSubscriber.class);
  }

  @Test
  void closingItAgainDoesNothing() throws JMSException {
    Session session = jms.session();
    MessageConsumer consumer = session.createConsumer(jms.queue());
    consumer.close();
    assertThatCode(consumer::close).doesNotThrowAnyException();
  }
}
