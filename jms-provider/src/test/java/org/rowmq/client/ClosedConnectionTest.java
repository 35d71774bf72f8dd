package org.rowmq.client;

import static org.assertj.core.api.Assertions.assertThatCode;

import jakarta.jms.Connection;
import jakarta.jms.IllegalStateException;
import jakarta.jms.JMSException;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.rowmq.conformance.Section;

/** A connection that has been closed refuses every call but close. */
@Section({"6.1.8"})
class ClosedConnectionTest {
  @RegisterExtension final Jms jms = new Jms();

  @TestFactory
  List<DynamicTest> everyMethodIsRefused() throws JMSException {
    Connection connection = jms.factory().createConnection();
    connection.close();
    return ClosedObject.of(connection, jms).refuses(IllegalStateException.class, Connection.class);
  }

  @Test
  void closingItAgainDoesNothing() throws JMSException {
    Connection connection = jms.factory().createConnection();
    connection.close();
    assertThatCode(connection::close).doesNotThrowAnyException();
  }
}
