package org.rowmq.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.jms.Connection;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.JMSRuntimeException;
import jakarta.jms.Session;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rowmq.conformance.Section;

/** How a session is created. */
@Section("6.2")
class SessionModeTest {
  @RegisterExtension final Jms jms = new Jms();

  @ParameterizedTest
  @ValueSource(ints = {-1, 4, 100})
  void anUnknownSessionModeIsRefused(int mode) throws JMSException {
    Connection connection = jms.stopped();
    assertThatThrownBy(() -> connection.createSession(mode)).isInstanceOf(JMSException.class);
    assertThatThrownBy(() -> connection.createSession(false, mode))
        .isInstanceOf(JMSException.class);
    assertThatThrownBy(() -> jms.factory().createContext(mode))
        .isInstanceOf(JMSRuntimeException.class);
    JMSContext context = jms.context();
    assertThatThrownBy(() -> context.createContext(mode)).isInstanceOf(JMSRuntimeException.class);
    assertThat(connection.createSession(true, mode).getTransacted()).isTrue();
  }

  @Test
  void aSessionThatIsNotTransactedNeedsAnAcknowledgeMode() throws JMSException {
    Connection connection = jms.stopped();
    assertThatThrownBy(() -> connection.createSession(false, Session.SESSION_TRANSACTED))
        .isInstanceOf(JMSException.class);
  }

  @ParameterizedTest
  @ValueSource(
      ints = {
        Session.SESSION_TRANSACTED,
        Session.AUTO_ACKNOWLEDGE,
        Session.CLIENT_ACKNOWLEDGE,
        Session.DUPS_OK_ACKNOWLEDGE
      })
  void aSessionHasTheModeItWasCreatedWith(int mode) throws JMSException {
    Session session = jms.stopped().createSession(mode);
    assertThat(session.getAcknowledgeMode()).isEqualTo(mode);
    assertThat(session.getTransacted()).isEqualTo(mode == Session.SESSION_TRANSACTED);
    assertThat(jms.context(mode).getSessionMode()).isEqualTo(mode);
    assertThat(jms.context(mode).getTransacted()).isEqualTo(mode == Session.SESSION_TRANSACTED);
  }

  @Test
  void withoutArgumentsASessionAcknowledgesAutomatically() throws JMSException {
    assertThat(jms.stopped().createSession().getAcknowledgeMode())
        .isEqualTo(Session.AUTO_ACKNOWLEDGE);
    assertThat(jms.closeLater(jms.factory().createContext()).getSessionMode())
        .isEqualTo(Session.AUTO_ACKNOWLEDGE);
  }
}
