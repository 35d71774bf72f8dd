package org.rowmq.client;

import static org.assertj.core.api.Assertions.assertThatCode;

import jakarta.jms.IllegalStateException;
import jakarta.jms.JMSException;
import jakarta.jms.XAConnection;
import jakarta.jms.XAQueueSession;
import jakarta.jms.XASession;
import jakarta.jms.XATopicSession;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.rowmq.conformance.Section;

/**
 * An XA session of any domain that has been closed, or whose connection has, refuses every call but
 * close.
 */
@Section({"6.2.15", "11.3.3"})
class ClosedXaSessionTest {
  @RegisterExtension final Jms jms = new Jms();

  @TestFactory
  List<DynamicTest> everyMethodIsRefused() throws JMSException {
    XAConnection connection = jms.closeLater(jms.factory().createXAConnection());
    XASession session = connection.createXASession();
    session.close();
    return ClosedObject.of(session, jms)
        .refuses(
            IllegalStateException.class,
            XASession.class,
            XAQueueSession.class,
            XATopicSession.class);
  }

  @TestFactory
  List<DynamicTest> everyMethodIsRefusedOnceItsConnectionIsClosed() throws JMSException {
    XAConnection connection = jms.closeLater(jms.factory().createXAConnection());
    XASession session = connection.createXASession();
    connection.close();
    return ClosedObject.of(session, jms)
        .refuses(
            IllegalStateException.class,
            XASession.class,
            XAQueueSession.class,
            XATopicSession.class);
  }

  @Test
  void closingItAgainDoesNothing() throws JMSException {
    XAConnection connection = jms.closeLater(jms.factory().createXAConnection());
    XASession session = connection.createXASession();
    session.close();
    assertThatCode(session::close).doesNotThrowAnyException();
  }
}
