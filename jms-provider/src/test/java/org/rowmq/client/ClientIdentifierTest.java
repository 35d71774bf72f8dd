package org.rowmq.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.jms.Connection;
import jakarta.jms.IllegalStateException;
import jakarta.jms.IllegalStateRuntimeException;
import jakarta.jms.InvalidClientIDException;
import jakarta.jms.InvalidClientIDRuntimeException;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.rowmq.conformance.Section;

/** The name of a client, which one connection at a time may use. */
@Section("6.1.2")
class ClientIdentifierTest {
  @RegisterExtension final Jms jms = new Jms();

  @Test
  void aClientIdentifierCanBeSetOnce() throws JMSException {
    Connection connection = jms.stopped();
    assertThat(connection.getClientID()).isNull();
    connection.setClientID(jms.clientId());
    assertThat(connection.getClientID()).isEqualTo(jms.clientId());
    assertThatThrownBy(() -> connection.setClientID("other"))
        .isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aClientIdentifierInUseIsRefusedUntilItsConnectionIsClosed() throws JMSException {
    Connection first = jms.stopped();
    first.setClientID(jms.clientId());
    Connection second = jms.stopped();
    assertThatThrownBy(() -> second.setClientID(jms.clientId()))
        .isInstanceOf(InvalidClientIDException.class);
    first.close();
    second.setClientID(jms.clientId());
  }

  @Test
  void anEmptyClientIdentifierIsRefused() throws JMSException {
    Connection connection = jms.stopped();
    assertThatThrownBy(() -> connection.setClientID(""))
        .isInstanceOf(InvalidClientIDException.class);
    assertThatThrownBy(() -> connection.setClientID(null))
        .isInstanceOf(InvalidClientIDException.class);
  }

  @Test
  void aClientIdentifierIsRefusedOnceTheConnectionIsStartedOrHasASession() throws JMSException {
    List<ConnectionUse> uses = List.of(Connection::start, Connection::createSession);
    for (ConnectionUse use : uses) {
      Connection connection = jms.stopped();
      use.on(connection);
      assertThatThrownBy(() -> connection.setClientID(jms.clientId()))
          .isInstanceOf(IllegalStateException.class);
    }
  }

  @Test
  void aClientIdentifierMayFollowWhatUsesNothingOfTheConnection() throws JMSException {
    List<ConnectionUse> uses =
        List.of(
            Connection::stop,
            Connection::getMetaData,
            Connection::getExceptionListener,
            connection -> connection.setExceptionListener(null));
    for (ConnectionUse use : uses) {
      try (Connection connection = jms.factory().createConnection()) {
        use.on(connection);
        connection.setClientID(jms.clientId());
        assertThat(connection.getClientID()).isEqualTo(jms.clientId());
      }
    }
  }

  private interface ConnectionUse {
    void on(Connection connection) throws JMSException;
  }

  @Test
  void aClientIdentifierOfTheFactoryCannotBeChanged() throws JMSException {
    try (RowmqConnectionFactory factory = jms.factory().withClientId(jms.clientId());
        Connection connection = factory.createConnection()) {
      assertThat(connection.getClientID()).isEqualTo(jms.clientId());
      assertThatThrownBy(() -> connection.setClientID("other"))
          .isInstanceOf(IllegalStateException.class);
      assertThatThrownBy(factory::createConnection).isInstanceOf(InvalidClientIDException.class);
      assertThatThrownBy(factory::createContext)
          .isInstanceOf(InvalidClientIDRuntimeException.class);
    }
  }

  @Test
  void aContextHasTheSameRules() {
    JMSContext context = jms.context();
    context.setClientID(jms.clientId());
    assertThat(context.getClientID()).isEqualTo(jms.clientId());
    JMSContext used = jms.context();
    used.createProducer();
    assertThatThrownBy(() -> used.setClientID("late"))
        .isInstanceOf(IllegalStateRuntimeException.class);
    JMSContext other = jms.context();
    assertThatThrownBy(() -> other.setClientID(jms.clientId()))
        .isInstanceOf(InvalidClientIDRuntimeException.class);
  }
}
