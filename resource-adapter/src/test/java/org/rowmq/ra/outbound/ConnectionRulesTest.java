package org.rowmq.ra.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.jms.CompletionListener;
import jakarta.jms.Connection;
import jakarta.jms.IllegalStateException;
import jakarta.jms.IllegalStateRuntimeException;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.JMSProducer;
import jakarta.jms.JMSRuntimeException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageListener;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import jakarta.jms.TemporaryQueue;
import jakarta.resource.spi.ConnectionEvent;
import jakarta.resource.spi.ConnectionEventListener;
import jakarta.resource.spi.ManagedConnection;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.transaction.xa.XAResource;
import javax.transaction.xa.Xid;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rowmq.DestinationKind;
import org.rowmq.RowmqQueue;
import org.rowmq.client.Domain;
import org.rowmq.ra.Requests;
import org.rowmq.ra.node.TransactionMode;
import org.rowmq.ra.testing.TestNode;

/** Specification sections 12.2 and 12.3, and what the server's pool relies on. */
class ConnectionRulesTest {
  private static final Queue ORDERS = new RowmqQueue("orders");
  private static final MessageListener LISTENER = message -> {};

  @TempDir static Path directory;
  private static TestNode node;

  @BeforeAll
  static void start() {
    node = new TestNode(directory);
  }

  @AfterAll
  static void stop() {
    node.close();
  }

  @Test
  void aConnectionHasOneSessionAtATime() throws Exception {
    try (Connection connection = connect(TransactionMode.NONE)) {
      Session first = connection.createSession();
      assertThatThrownBy(connection::createSession)
          .isInstanceOf(JMSException.class)
          .hasMessageContaining("one session at a time");
      first.close();
      assertThatCode(() -> connection.createSession().close()).doesNotThrowAnyException();
    }
  }

  @Test
  void whatAnApplicationServerForbidsThrows() throws Exception {
    try (Connection connection = connect(TransactionMode.NONE)) {
      assertForbidden(() -> connection.setClientID("c"));
      assertForbidden(() -> connection.setExceptionListener(e -> {}));
      assertForbidden(connection::stop);
      assertForbidden(() -> connection.createConnectionConsumer(ORDERS, null, null, 1));
      Session session = connection.createSession();
      assertForbidden(() -> session.setMessageListener(LISTENER));
      assertForbidden(session::getMessageListener);
      assertThatThrownBy(session::run).isInstanceOf(IllegalStateRuntimeException.class);
      MessageConsumer consumer = session.createConsumer(ORDERS);
      assertForbidden(() -> consumer.setMessageListener(LISTENER));
      assertForbidden(consumer::getMessageListener);
      MessageProducer producer = session.createProducer(ORDERS);
      CompletionListener completion = new NoCompletion();
      assertForbidden(() -> producer.send(session.createMessage(), completion));
    }
  }

  @Test
  void whatIsForbiddenOnAContextThrowsUnchecked() throws Exception {
    try (JMSContext context = context(TransactionMode.NONE)) {
      assertThatThrownBy(() -> context.createContext(JMSContext.AUTO_ACKNOWLEDGE))
          .isInstanceOf(JMSRuntimeException.class)
          .hasMessageContaining("12.2");
      assertForbiddenUnchecked(() -> context.setClientID("c"));
      assertForbiddenUnchecked(() -> context.setExceptionListener(e -> {}));
      assertForbiddenUnchecked(context::stop);
      assertForbiddenUnchecked(() -> context.createConsumer(ORDERS).setMessageListener(LISTENER));
      assertForbiddenUnchecked(() -> context.createProducer().setAsync(new NoCompletion()));
      JMSProducer producer = context.createProducer();
      assertThat(producer.setPriority(3)).isSameAs(producer);
    }
  }

  @Test
  void outsideATransactionClientAcknowledgeAndTransactedAreGivenAuto() throws Exception {
    for (int mode : new int[] {Session.CLIENT_ACKNOWLEDGE, Session.SESSION_TRANSACTED}) {
      try (Connection connection = connect(TransactionMode.NONE)) {
        assertThat(connection.createSession(mode).getAcknowledgeMode())
            .isEqualTo(Session.AUTO_ACKNOWLEDGE);
      }
      try (JMSContext context = context(TransactionMode.NONE, mode)) {
        assertThat(context.getSessionMode()).isEqualTo(Session.AUTO_ACKNOWLEDGE);
      }
    }
    try (Connection connection = connect(TransactionMode.NONE)) {
      assertThat(connection.createSession(Session.DUPS_OK_ACKNOWLEDGE).getAcknowledgeMode())
          .isEqualTo(Session.DUPS_OK_ACKNOWLEDGE);
    }
  }

  @Test
  void aSessionJoinsTheBranchThatIsActiveWhenItIsUsedAndNoneBetween() throws Exception {
    PhysicalConnection physical = physical(TransactionMode.XA);
    XAResource resource = physical.getXAResource();
    try (Connection connection = handle(physical)) {
      Session session = connection.createSession();
      MessageProducer producer = session.createProducer(new RowmqQueue("joined"));
      Xid rolledBack = new TestXid("a");
      resource.start(rolledBack, XAResource.TMNOFLAGS);
      assertThat(session.getTransacted()).isTrue();
      producer.send(session.createTextMessage("never"));
      resource.end(rolledBack, XAResource.TMSUCCESS);
      resource.rollback(rolledBack);

      producer.send(session.createTextMessage("outside"));

      Xid prepared = new TestXid("b");
      resource.start(prepared, XAResource.TMNOFLAGS);
      producer.send(session.createTextMessage("two-phase"));
      resource.end(prepared, XAResource.TMSUCCESS);
      assertThat(resource.prepare(prepared)).isEqualTo(XAResource.XA_OK);
      resource.commit(prepared, false);
    }
    assertThat(node.drain("joined")).containsExactly("outside", "two-phase");
  }

  @Test
  void sendsOfAClosedHandleStayInTheirBranch() throws Exception {
    PhysicalConnection physical = physical(TransactionMode.XA);
    XAResource resource = physical.getXAResource();
    Xid xid = new TestXid("c");
    resource.start(xid, XAResource.TMNOFLAGS);
    try (Connection connection = handle(physical)) {
      Session session = connection.createSession();
      session.createProducer(new RowmqQueue("closed")).send(session.createTextMessage("kept"));
    }
    resource.end(xid, XAResource.TMSUCCESS);
    resource.commit(xid, true);
    assertThat(node.drain("closed")).containsExactly("kept");
  }

  @Test
  void aTransactionDrivenByTheContainerCommitsAndRollsBack() throws Exception {
    PhysicalConnection physical = physical(TransactionMode.LOCAL);
    try (Connection connection = handle(physical)) {
      Session session = connection.createSession();
      MessageProducer producer = session.createProducer(new RowmqQueue("local"));
      physical.getLocalTransaction().begin();
      producer.send(session.createTextMessage("never"));
      physical.getLocalTransaction().rollback();
      physical.getLocalTransaction().begin();
      producer.send(session.createTextMessage("kept"));
      physical.getLocalTransaction().commit();
      assertThatThrownBy(() -> physical.getLocalTransaction().commit())
          .hasMessageContaining("No transaction");
    }
    assertThat(node.drain("local")).containsExactly("kept");
  }

  @Test
  void closingAHandleTellsThePoolOnceAndEndsItsTemporaryDestinations() throws Exception {
    PhysicalConnection physical = physical(TransactionMode.NONE);
    List<ConnectionEvent> events = new ArrayList<>();
    physical.addConnectionEventListener(new ClosedListener(events));
    Connection connection = handle(physical);
    TemporaryQueue temporary = connection.createSession().createTemporaryQueue();
    assertThat(node.exists(DestinationKind.QUEUE, temporary.getQueueName())).isTrue();
    connection.close();
    connection.close();
    assertThat(events)
        .singleElement()
        .satisfies(event -> assertThat(event.getConnectionHandle()).isSameAs(connection));
    assertThat(node.exists(DestinationKind.QUEUE, temporary.getQueueName())).isFalse();
    assertThatThrownBy(connection::createSession).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aHandleThePoolTookBackIsClosed() throws Exception {
    PhysicalConnection physical = physical(TransactionMode.NONE);
    Connection connection = handle(physical);
    physical.cleanup();
    assertThatThrownBy(connection::createSession).isInstanceOf(IllegalStateException.class);
    assertThatCode(connection::close).doesNotThrowAnyException();
  }

  @Test
  void aHandleMovesToAnotherPhysicalConnectionWithItsSession() throws Exception {
    PhysicalConnection first = physical(TransactionMode.XA);
    PhysicalConnection second = physical(TransactionMode.XA);
    try (Connection connection = handle(first)) {
      Session session = connection.createSession();
      second.associateConnection(connection);
      Xid xid = new TestXid("d");
      second.getXAResource().start(xid, XAResource.TMNOFLAGS);
      assertThat(session.getTransacted()).isTrue();
      second.getXAResource().end(xid, XAResource.TMSUCCESS);
      second.getXAResource().rollback(xid);
    }
  }

  private static PhysicalConnection physical(TransactionMode mode) {
    return new PhysicalConnection(node.node(), mode, Domain.COMMON, Requests.anonymous());
  }

  private static Connection connect(TransactionMode mode) throws Exception {
    return handle(physical(mode));
  }

  private static Connection handle(ManagedConnection physical) throws Exception {
    return (Connection) physical.getConnection(null, null);
  }

  private static JMSContext context(TransactionMode mode) throws Exception {
    return context(mode, JMSContext.AUTO_ACKNOWLEDGE);
  }

  private static JMSContext context(TransactionMode mode, int sessionMode) throws Exception {
    return ((ConnectionHandle) physical(mode).getConnection(null, null)).context(sessionMode);
  }

  private interface JmsCall {
    void run() throws JMSException;
  }

  private static void assertForbidden(JmsCall call) {
    assertThatThrownBy(call::run)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("12.2");
  }

  private static void assertForbiddenUnchecked(Runnable call) {
    assertThatThrownBy(call::run)
        .isInstanceOf(IllegalStateRuntimeException.class)
        .hasMessageContaining("12.2");
  }

  private static final class NoCompletion implements CompletionListener {
    @Override
    public void onCompletion(Message message) {}

    @Override
    public void onException(Message message, Exception exception) {}
  }

  private record ClosedListener(List<ConnectionEvent> events) implements ConnectionEventListener {
    @Override
    public void connectionClosed(ConnectionEvent event) {
      events.add(event);
    }

    @Override
    public void localTransactionStarted(ConnectionEvent event) {}

    @Override
    public void localTransactionCommitted(ConnectionEvent event) {}

    @Override
    public void localTransactionRolledback(ConnectionEvent event) {}

    @Override
    public void connectionErrorOccurred(ConnectionEvent event) {}
  }

  private record TestXid(String name) implements Xid {
    @Override
    public int getFormatId() {
      return 1;
    }

    @Override
    public byte[] getGlobalTransactionId() {
      return name.getBytes(StandardCharsets.US_ASCII);
    }

    @Override
    public byte[] getBranchQualifier() {
      return new byte[] {1};
    }
  }
}
