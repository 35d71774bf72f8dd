package org.rowmq.ra.outbound;

import jakarta.jms.Connection;
import jakarta.jms.ConnectionConsumer;
import jakarta.jms.ConnectionMetaData;
import jakarta.jms.Destination;
import jakarta.jms.ExceptionListener;
import jakarta.jms.IllegalStateException;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.Queue;
import jakarta.jms.QueueSession;
import jakarta.jms.ServerSessionPool;
import jakarta.jms.Session;
import jakarta.jms.Topic;
import jakarta.jms.TopicSession;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.rowmq.broker.Work;
import org.rowmq.client.AcknowledgeMode;
import org.rowmq.client.ClientConnection;
import org.rowmq.client.ClientContext;
import org.rowmq.client.JmsErrors;
import org.rowmq.ra.PooledConnection;

/**
 * The connection an application holds, with the rules of specification 12.2 and 12.3: one session
 * at a time, no client identifier, listeners or stop, and sessions that join whatever transaction
 * there is when they are used. Thread-safe.
 */
public final class ConnectionHandle implements PooledConnection {
  private static final Logger LOG = Logger.getLogger("org.rowmq.ra");
  private static final AtomicBoolean MODE_EXPLAINED = new AtomicBoolean();

  private final AtomicReference<PhysicalConnection> physical;
  private final ClientConnection connection;
  private final AtomicBoolean sessionOpen = new AtomicBoolean();
  private volatile boolean closed;

  ConnectionHandle(PhysicalConnection physical, ClientConnection connection) {
    this.physical = new AtomicReference<>(physical);
    this.connection = connection;
  }

  /** Gives the handle to another physical connection; returns the one it had. */
  PhysicalConnection moveTo(PhysicalConnection other) {
    return physical.getAndSet(other);
  }

  /** What sessions join: asked for anew at each operation, because handles outlive transactions. */
  private Work currentWork() {
    return physical.get().currentWork();
  }

  private void checkOpen() throws JMSException {
    if (closed) {
      throw new IllegalStateException("The connection is closed", "ILLEGAL_STATE");
    }
  }

  // ---- sessions

  @Override
  public Session createSession(boolean transacted, int acknowledgeMode) throws JMSException {
    return open(transacted ? Session.SESSION_TRANSACTED : acknowledgeMode);
  }

  @Override
  public Session createSession(int sessionMode) throws JMSException {
    return open(sessionMode);
  }

  @Override
  public Session createSession() throws JMSException {
    return open(Session.AUTO_ACKNOWLEDGE);
  }

  @Override
  public QueueSession createQueueSession(boolean transacted, int acknowledgeMode)
      throws JMSException {
    return open(transacted ? Session.SESSION_TRANSACTED : acknowledgeMode);
  }

  @Override
  public TopicSession createTopicSession(boolean transacted, int acknowledgeMode)
      throws JMSException {
    return open(transacted ? Session.SESSION_TRANSACTED : acknowledgeMode);
  }

  private ManagedSession open(int requestedMode) throws JMSException {
    checkOpen();
    AcknowledgeMode mode = effective(requestedMode);
    if (!sessionOpen.compareAndSet(false, true)) {
      throw new IllegalStateException(
          "A connection has one session at a time in an application server (specification 12.2):"
              + " close the other first, or create another connection",
          "ONE_SESSION");
    }
    try {
      return EnterpriseRules.restrict(
          connection.createSession(this::currentWork, mode), () -> sessionOpen.set(false));
    } catch (JMSException e) {
      sessionOpen.set(false);
      throw e;
    }
  }

  /**
   * Specification 12.3: in a transaction the mode is ignored; outside, CLIENT and transacted are
   * given AUTO.
   */
  private AcknowledgeMode effective(int requestedMode) throws JMSException {
    switch (requestedMode) {
      case Session.AUTO_ACKNOWLEDGE:
        return AcknowledgeMode.AUTO;
      case Session.DUPS_OK_ACKNOWLEDGE:
        return AcknowledgeMode.DUPS_OK;
      case Session.CLIENT_ACKNOWLEDGE, Session.SESSION_TRANSACTED:
        if (!physical.get().joinsTransaction() && MODE_EXPLAINED.compareAndSet(false, true)) {
          LOG.info(
              "A session asked for CLIENT_ACKNOWLEDGE or SESSION_TRANSACTED gets AUTO_ACKNOWLEDGE"
                  + " in an application server (specification 12.3); this is said once");
        }
        return AcknowledgeMode.AUTO;
      default:
        throw new JMSException("Session mode " + requestedMode + " is not known", "SESSION_MODE");
    }
  }

  /** The simplified API over this handle; closing the context closes the handle. */
  public JMSContext context(int sessionMode) {
    return JmsErrors.unchecked(
        () -> {
          ClientContext context =
              ClientContext.open(connection, this::currentWork, effective(sessionMode));
          return EnterpriseRules.restrict(context, () -> JmsErrors.unchecked(this::close));
        });
  }

  // ---- what is left of the connection

  @Override
  public void start() throws JMSException {
    checkOpen();
    connection.start();
  }

  @Override
  public void close() throws JMSException {
    if (closed) {
      return;
    }
    closed = true;
    try {
      connection.close();
    } finally {
      physical.get().closed(this);
    }
  }

  /** The server takes the physical connection back. */
  void invalidate() {
    closed = true;
    try {
      connection.close();
    } catch (JMSException e) {
      LOG.log(Level.FINE, "Closing a connection the server took back", e);
    }
  }

  @Override
  public String getClientID() throws JMSException {
    checkOpen();
    return connection.getClientID();
  }

  @Override
  public ConnectionMetaData getMetaData() throws JMSException {
    checkOpen();
    return connection.getMetaData();
  }

  @Override
  public ExceptionListener getExceptionListener() throws JMSException {
    checkOpen();
    return null;
  }

  @Override
  public void setClientID(String clientId) throws JMSException {
    throw notAllowed("setClientID", "set clientId on the connection factory");
  }

  @Override
  public void setExceptionListener(ExceptionListener listener) throws JMSException {
    throw notAllowed("setExceptionListener", "failures are thrown by the calls they concern");
  }

  @Override
  public void stop() throws JMSException {
    throw notAllowed("stop", "close the connection instead");
  }

  @Override
  public ConnectionConsumer createConnectionConsumer(
      Destination destination, String selector, ServerSessionPool pool, int maxMessages)
      throws JMSException {
    throw notAllowed("createConnectionConsumer", "use a message-driven bean");
  }

  @Override
  public ConnectionConsumer createConnectionConsumer(
      Queue queue, String selector, ServerSessionPool pool, int maxMessages) throws JMSException {
    throw notAllowed("createConnectionConsumer", "use a message-driven bean");
  }

  @Override
  public ConnectionConsumer createConnectionConsumer(
      Topic topic, String selector, ServerSessionPool pool, int maxMessages) throws JMSException {
    throw notAllowed("createConnectionConsumer", "use a message-driven bean");
  }

  @Override
  public ConnectionConsumer createSharedConnectionConsumer(
      Topic topic, String name, String selector, ServerSessionPool pool, int maxMessages)
      throws JMSException {
    throw notAllowed("createSharedConnectionConsumer", "use a message-driven bean");
  }

  @Override
  public ConnectionConsumer createDurableConnectionConsumer(
      Topic topic, String name, String selector, ServerSessionPool pool, int maxMessages)
      throws JMSException {
    throw notAllowed("createDurableConnectionConsumer", "use a message-driven bean");
  }

  @Override
  public ConnectionConsumer createSharedDurableConnectionConsumer(
      Topic topic, String name, String selector, ServerSessionPool pool, int maxMessages)
      throws JMSException {
    throw notAllowed("createSharedDurableConnectionConsumer", "use a message-driven bean");
  }

  private IllegalStateException notAllowed(String method, String remedy) throws JMSException {
    checkOpen();
    return EnterpriseRules.notAllowed(method, remedy);
  }

  /** For {@link Connection} as the descriptor names it. */
  @Override
  public String toString() {
    return "RowMQ connection" + (closed ? " (closed)" : "");
  }
}
