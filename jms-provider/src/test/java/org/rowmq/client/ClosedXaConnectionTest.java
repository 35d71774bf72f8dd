package org.rowmq.client;

import static org.assertj.core.api.Assertions.assertThatCode;

import jakarta.jms.IllegalStateException;
import jakarta.jms.JMSException;
import jakarta.jms.XAConnection;
import jakarta.jms.XAQueueConnection;
import jakarta.jms.XATopicConnection;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.rowmq.conformance.Section;

/** An XA connection of any domain that has been closed refuses every call but close. */
@Section({"6.1.8", "11.3.2"})
class ClosedXaConnectionTest {
  @RegisterExtension final Jms jms = new Jms();

  @TestFactory
  List<DynamicTest> everyMethodIsRefused() throws JMSException {
    XAConnection connection = jms.factory().createXAConnection();
    connection.close();
    return ClosedObject.of(connection, jms)
        .refuses(
            IllegalStateException.class,
            XAConnection.class,
            XAQueueConnection.class,
            XATopicConnection.class);
  }

  @Test
  void closingItAgainDoesNothing() throws JMSException {
    XAConnection connection = jms.factory().createXAConnection();
    connection.close();
    assertThatCode(connection::close).doesNotThrowAnyException();
  }
}
