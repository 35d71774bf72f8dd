package org.rowmq.client;

import static org.assertj.core.api.Assertions.assertThatCode;

import jakarta.jms.IllegalStateException;
import jakarta.jms.JMSException;
import jakarta.jms.QueueConnection;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.rowmq.conformance.Section;

/** A queue connection that has been closed refuses every call but close. */
@Section({"6.1.8"})
class ClosedQueueConnectionTest {
  @RegisterExtension final Jms jms = new Jms();

  @TestFactory
  List<DynamicTest> everyMethodIsRefused() throws JMSException {
    QueueConnection connection = jms.factory().createQueueConnection();
    connection.close();
    return ClosedObject.of(connection, jms)
        .refuses(IllegalStateException.class, QueueConnection.class);
  }

  @Test
  void closingItAgainDoesNothing() throws JMSException {
    QueueConnection connection = jms.factory().createQueueConnection();
    connection.close();
    assertThatCode(connection::close).doesNotThrowAnyException();
  }
}
