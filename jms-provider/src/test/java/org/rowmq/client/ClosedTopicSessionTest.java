package org.rowmq.client;

import static org.assertj.core.api.Assertions.assertThatCode;

import jakarta.jms.IllegalStateException;
import jakarta.jms.JMSException;
import jakarta.jms.Session;
import jakarta.jms.TopicConnection;
import jakarta.jms.TopicSession;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.rowmq.conformance.Section;

/** A topic session that has been closed, or whose connection has, refuses every call but close. */
@Section({"6.1.8", "6.2.15"})
class ClosedTopicSessionTest {
  @RegisterExtension final Jms jms = new Jms();

  @TestFactory
  List<DynamicTest> everyMethodIsRefused() throws JMSException {
    TopicConnection connection = jms.closeLater(jms.factory().createTopicConnection());
    TopicSession session = connection.createTopicSession(false, Session.AUTO_ACKNOWLEDGE);
    session.close();
    return ClosedObject.of(session, jms).refuses(IllegalStateException.class, TopicSession.class);
  }

  @TestFactory
  List<DynamicTest> everyMethodIsRefusedOnceItsConnectionIsClosed() throws JMSException {
    TopicConnection connection = jms.closeLater(jms.factory().createTopicConnection());
    TopicSession session = connection.createTopicSession(false, Session.AUTO_ACKNOWLEDGE);
    connection.close();
    return ClosedObject.of(session, jms).refuses(IllegalStateException.class, TopicSession.class);
  }

  @Test
  void closingItAgainDoesNothing() throws JMSException {
    TopicConnection connection = jms.closeLater(jms.factory().createTopicConnection());
    TopicSession session = connection.createTopicSession(false, Session.AUTO_ACKNOWLEDGE);
    session.close();
    assertThatCode(session::close).doesNotThrowAnyException();
  }
}
