package org.rowmq.client;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.jms.IllegalStateException;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import java.util.Collections;
import org.junit.jupiter.api.Test;
import org.rowmq.conformance.Section;

/** What closing a session does. */
@Section("6.2.15")
class ClosingASessionTest extends ClosingTestSupport {
  @Test
  void aListenerCannotCloseItsSession() throws Exception {
    Session session = jms.session();
    session.createConsumer(jms.queue()).setMessageListener(message -> attempt(session::close));
    jms.send(jms.queue(), "a");
    awaitLatch(entered);
    assertThat(thrown.get()).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void closingASessionRollsBackItsTransaction() throws Exception {
    jms.send(jms.queue(), "a");
    Session session = jms.session(Session.SESSION_TRANSACTED);
    Jms.receive(session.createConsumer(jms.queue()));
    session.createProducer(jms.queue("never")).send(session.createTextMessage("never"));
    session.close();
    TextMessage again = Jms.receive(jms.session().createConsumer(jms.queue()));
    assertThat(again.getJMSRedelivered()).isTrue();
    assertThat(Collections.list(jms.session().createBrowser(jms.queue("never")).getEnumeration()))
        .isEmpty();
  }
}
