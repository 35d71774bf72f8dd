package org.rowmq.client;

import static org.assertj.core.api.Assertions.assertThatCode;

import jakarta.jms.Connection;
import jakarta.jms.IllegalStateException;
import jakarta.jms.JMSException;
import jakarta.jms.Session;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.rowmq.conformance.Section;

/** A session that has been closed, or whose connection has, refuses every call but close. */
@Section({"6.1.8", "6.2.15"})
class ClosedSessionTest {
  @RegisterExtension final Jms jms = new Jms();

  @TestFactory
  List<DynamicTest> everyMethodIsRefused() throws JMSException {
    Connection connection = jms.closeLater(jms.factory().createConnection());
    Session session = connection.createSession();
    session.close();
    return ClosedObject.of(session, jms).refuses(IllegalStateException.class, Session.class);
  }

  @TestFactory
  List<DynamicTest> everyMethodIsRefusedOnceItsConnectionIsClosed() throws JMSException {
    Connection connection = jms.closeLater(jms.factory().createConnection());
    Session session = connection.createSession();
    connection.close();
    return ClosedObject.of(session, jms).refuses(IllegalStateException.class, Session.class);
  }

  @Test
  void closingItAgainDoesNothing() throws JMSException {
    Connection connection = jms.closeLater(jms.factory().createConnection());
    Session session = connection.createSession();
    session.close();
    assertThatCode(session::close).doesNotThrowAnyException();
  }
}
