package org.rowmq.client;

import static org.assertj.core.api.Assertions.assertThatCode;

import jakarta.jms.IllegalStateException;
import jakarta.jms.JMSException;
import jakarta.jms.TopicConnection;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.rowmq.conformance.Section;

/** A topic connection that has been closed refuses every call but close. */
@Section({"6.1.8"})
class ClosedTopicConnectionTest {
  @RegisterExtension final Jms jms = new Jms();

  @TestFactory
  List<DynamicTest> everyMethodIsRefused() throws JMSException {
    TopicConnection connection = jms.factory().createTopicConnection();
    connection.close();
    return ClosedObject.of(connection, jms)
        .refuses(IllegalStateException.class, TopicConnection.class);
  }

  @Test
  void closingItAgainDoesNothing() throws JMSException {
    TopicConnection connection = jms.factory().createTopicConnection();
    connection.close();
    assertThatCode(connection::close).doesNotThrowAnyException();
  }
}
