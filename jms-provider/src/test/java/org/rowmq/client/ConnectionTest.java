package org.rowmq.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import jakarta.jms.Connection;
import jakarta.jms.ConnectionMetaData;
import jakarta.jms.IllegalStateException;
import jakarta.jms.IllegalStateRuntimeException;
import jakarta.jms.InvalidClientIDException;
import jakarta.jms.InvalidClientIDRuntimeException;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.JMSRuntimeException;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rowmq.conformance.Section;

/** Connections: what they are made with, and what they tell. */
@Section({"6.1.2", "6.1.4", "6.1.6", "6.1.7"})
class ConnectionTest {
  @RegisterExtension final Jms jms = new Jms();

  // ---- client identifier

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

  // ---- sessions

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

  // ---- starting

  @Test
  void aConnectionIsCreatedStoppedAndCanSend() throws JMSException {
    Connection connection = jms.stopped();
    Session session = connection.createSession();
    MessageProducer producer = session.createProducer(jms.queue());
    producer.send(session.createTextMessage("sent while stopped"));
    MessageConsumer consumer = session.createConsumer(jms.queue());
    assertThat(consumer.receiveNoWait()).isNull();
    assertThat(consumer.receive(50)).isNull();
    connection.start();
    assertThat(Jms.receive(consumer).getText()).isEqualTo("sent while stopped");
  }

  @Test
  void startingTwiceAndStoppingTwiceIsIgnored() throws JMSException {
    Connection connection = jms.stopped();
    connection.stop();
    connection.start();
    connection.start();
    jms.send(jms.queue(), "a");
    Jms.receive(connection.createSession().createConsumer(jms.queue()));
    connection.stop();
    connection.stop();
  }

  @Test
  void aContextStartsWithItsFirstConsumerUnlessToldNotTo() throws JMSException {
    jms.send(jms.queue(), "a");
    JMSContext manual = jms.context();
    assertThat(manual.getAutoStart()).isTrue();
    manual.setAutoStart(false);
    assertThat(manual.getAutoStart()).isFalse();
    var waiting = manual.createConsumer(jms.queue());
    assertThat(waiting.receive(50)).isNull();
    manual.start();
    assertThat(waiting.receiveBody(String.class, Jms.PATIENCE)).isEqualTo("a");
  }

  @Test
  void contextsThatShareAConnectionAreStoppedTogether() throws JMSException {
    JMSContext first = jms.context();
    JMSContext second = first.createContext(JMSContext.AUTO_ACKNOWLEDGE);
    var consumer = second.createConsumer(jms.queue());
    first.stop();
    jms.send(jms.queue(), "a");
    assertThat(consumer.receive(50)).isNull();
    first.start();
    assertThat(consumer.receiveBody(String.class, Jms.PATIENCE)).isEqualTo("a");
    first.close();
    jms.send(jms.queue(), "b");
    assertThat(consumer.receiveBody(String.class, Jms.PATIENCE)).isEqualTo("b");
    second.close();
  }

  // ---- metadata, problems

  @Test
  void theMetadataNamesVersionsAndExtensions() throws JMSException {
    ConnectionMetaData metadata = jms.stopped().getMetaData();
    assertThat(metadata.getJMSVersion())
        .isEqualTo(metadata.getJMSMajorVersion() + "." + metadata.getJMSMinorVersion())
        .isEqualTo("3.1");
    assertThat(metadata.getJMSProviderName()).isEqualTo("RowMQ");
    assertThat(metadata.getProviderVersion())
        .startsWith(metadata.getProviderMajorVersion() + "." + metadata.getProviderMinorVersion());
    List<Object> names = new ArrayList<>(Collections.list(metadata.getJMSXPropertyNames()));
    assertThat(names).contains("JMSXDeliveryCount", "JMSXGroupID", "JMSXGroupSeq");
    assertThat(jms.context().getMetaData().getJMSProviderName()).isEqualTo("RowMQ");
  }

  @Test
  void anExceptionListenerIsCalledForOneProblemAtATimeAndMayCloseTheConnection() throws Exception {
    ClientConnection connection = (ClientConnection) jms.connection();
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    CountDownLatch told = new CountDownLatch(3);
    connection.setExceptionListener(
        problem -> {
          most.accumulateAndGet(inside.incrementAndGet(), Math::max);
          if (told.getCount() == 1) {
            try {
              connection.close();
            } catch (JMSException e) {
              throw new AssertionError(e);
            }
          }
          inside.decrementAndGet();
          told.countDown();
          throw new IllegalArgumentException("listeners fail too");
        });
    assertThat(connection.getExceptionListener()).isNotNull();
    for (int i = 0; i < 3; i++) {
      jms.start(
          () -> {
            connection.report(new JMSException("problem"));
            return null;
          });
    }
    assertThat(told.await(Jms.PATIENCE, java.util.concurrent.TimeUnit.MILLISECONDS)).isTrue();
    assertThat(most).hasValue(1);
    await()
        .untilAsserted(
            () ->
                assertThatThrownBy(connection::getClientID)
                    .isInstanceOf(IllegalStateException.class));
  }
}
