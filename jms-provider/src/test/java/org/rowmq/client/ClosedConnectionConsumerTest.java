package org.rowmq.client;

import static org.assertj.core.api.Assertions.assertThatCode;

import jakarta.jms.ConnectionConsumer;
import jakarta.jms.IllegalStateException;
import jakarta.jms.JMSException;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.rowmq.conformance.Section;

/** A connection consumer that has been closed refuses every call but close. */
@Section({"11.2.4"})
class ClosedConnectionConsumerTest {
  @RegisterExtension final Jms jms = new Jms();

  @TestFactory
  List<DynamicTest> everyMethodIsRefused() throws JMSException {
    ConnectionConsumer consumer =
        jms.stopped().createConnectionConsumer(jms.queue(), null, () -> null, 1);
    consumer.close();
    return ClosedObject.of(consumer, jms)
        .refuses(IllegalStateException.class, ConnectionConsumer.class);
  }

  @Test
  void closingItAgainDoesNothing() throws JMSException {
    ConnectionConsumer consumer =
        jms.stopped().createConnectionConsumer(jms.queue(), null, () -> null, 1);
    consumer.close();
    assertThatCode(consumer::close).doesNotThrowAnyException();
  }
}
