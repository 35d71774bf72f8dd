package org.rowmq.client;

import static org.assertj.core.api.Assertions.assertThatCode;

import jakarta.jms.IllegalStateRuntimeException;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.rowmq.conformance.Section;

/**
 * A consumer of the simplified API that has been closed, or whose context has, refuses every call
 * but close.
 */
@Section({"6.2.15", "8.8"})
class ClosedJmsConsumerTest {
  @RegisterExtension final Jms jms = new Jms();

  @TestFactory
  List<DynamicTest> everyMethodIsRefused() throws JMSException {
    JMSContext context = jms.context();
    JMSConsumer consumer = context.createConsumer(jms.queue());
    consumer.close();
    return ClosedObject.of(consumer, jms)
        .refuses(IllegalStateRuntimeException.class, JMSConsumer.class);
  }

  @TestFactory
  List<DynamicTest> everyMethodIsRefusedOnceItsContextIsClosed() throws JMSException {
    JMSContext context = jms.context();
    JMSConsumer consumer = context.createConsumer(jms.queue());
    context.close();
    return ClosedObject.of(consumer, jms)
        .refuses(IllegalStateRuntimeException.class, JMSConsumer.class);
  }

  @Test
  void closingItAgainDoesNothing() throws JMSException {
    JMSContext context = jms.context();
    JMSConsumer consumer = context.createConsumer(jms.queue());
    consumer.close();
    assertThatCode(consumer::close).doesNotThrowAnyException();
  }
}
