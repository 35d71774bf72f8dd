package org.rowmq.client;

import static org.assertj.core.api.Assertions.assertThatCode;

import jakarta.jms.IllegalStateException;
import jakarta.jms.JMSException;
import jakarta.jms.MessageProducer;
import jakarta.jms.QueueSender;
import jakarta.jms.Session;
import jakarta.jms.TopicPublisher;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.rowmq.conformance.Section;

/**
 * A producer of any domain that has been closed, or whose session has, refuses every call but
 * close.
 */
@Section({"6.2.15", "7.1"})
class ClosedMessageProducerTest {
  @RegisterExtension final Jms jms = new Jms();

  @TestFactory
  List<DynamicTest> everyMethodIsRefused() throws JMSException {
    Session session = jms.session();
    MessageProducer producer = session.createProducer(jms.queue());
    producer.close();
    return ClosedObject.of(producer, jms)
        .refuses(
            IllegalStateException.class,
            MessageProducer.class,
            QueueSender.class,
            TopicPublisher.class);
  }

  @TestFactory
  List<DynamicTest> everyMethodIsRefusedOnceItsSessionIsClosed() throws JMSException {
    Session session = jms.session();
    MessageProducer producer = session.createProducer(jms.queue());
    session.close();
    return ClosedObject.of(producer, jms)
        .refuses(
            IllegalStateException.class,
            MessageProducer.class,
            QueueSender.class,
            TopicPublisher.class);
  }

  @Test
  void closingItAgainDoesNothing() throws JMSException {
    Session session = jms.session();
    MessageProducer producer = session.createProducer(jms.queue());
    producer.close();
    assertThatCode(producer::close).doesNotThrowAnyException();
  }
}
