package org.rowmq.client;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.jms.Connection;
import jakarta.jms.IllegalStateException;
import jakarta.jms.JMSException;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import java.util.List;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.rowmq.conformance.Section;

/** A message outlives the session and connection it was received from, but for acknowledging it. */
@Section({"6.1.8", "6.2.15"})
class ClosedSessionMessageTest {
  @RegisterExtension final Jms jms = new Jms();

  private TextMessage received(Session session) throws JMSException {
    jms.send(jms.queue(), "a");
    return Jms.receive(session.createConsumer(jms.queue()));
  }

  @TestFactory
  List<DynamicTest> everythingOfItCanStillBeRead() throws JMSException {
    Session session = jms.session(Session.CLIENT_ACKNOWLEDGE);
    TextMessage message = received(session);
    message.clearProperties();
    message.setStringProperty("name", "1");
    session.close();
    return ClosedObject.of(message, jms)
        .allows(method -> method.getName().matches("(get|is|propertyExists).*"), TextMessage.class);
  }

  @Test
  void itCannotBeAcknowledgedOnceItsSessionIsClosed() throws JMSException {
    Session session = jms.session(Session.CLIENT_ACKNOWLEDGE);
    TextMessage message = received(session);
    session.close();
    assertThatThrownBy(message::acknowledge).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void itCannotBeAcknowledgedOnceItsConnectionIsClosed() throws JMSException {
    Connection connection = jms.connection();
    TextMessage message = received(connection.createSession(Session.CLIENT_ACKNOWLEDGE));
    connection.close();
    assertThatThrownBy(message::acknowledge).isInstanceOf(IllegalStateException.class);
  }
}
