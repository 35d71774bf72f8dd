package org.rowmq.client;

import jakarta.jms.ConnectionConsumer;
import jakarta.jms.ConnectionMetaData;
import jakarta.jms.Destination;
import jakarta.jms.ExceptionListener;
import jakarta.jms.InvalidClientIDException;
import jakarta.jms.InvalidDestinationException;
import jakarta.jms.JMSException;
import jakarta.jms.Queue;
import jakarta.jms.QueueSession;
import jakarta.jms.ServerSessionPool;
import jakarta.jms.Session;
import jakarta.jms.Topic;
import jakarta.jms.TopicSession;
import jakarta.jms.XAQueueConnection;
import jakarta.jms.XAQueueSession;
import jakarta.jms.XASession;
import jakarta.jms.XATopicConnection;
import jakarta.jms.XATopicSession;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.rowmq.RowmqDestination;
import org.rowmq.broker.Broker;
import org.rowmq.broker.BrokerException;
import org.rowmq.broker.Origin;
import org.rowmq.broker.RedeliveryPolicy;
import org.rowmq.store.CatalogStore.DestinationRow;
import org.rowmq.store.StoreException;
import org.rowmq.transaction.LocalTransaction;
import org.rowmq.transaction.TransactionContext;
import org.rowmq.transaction.XaTransaction;

/**
 * A connection: a scope for sessions, a client identifier and temporary destinations; it holds no
 * socket and no database connection. Thread-safe (specification 6.1).
 */
public final class ClientConnection implements XAQueueConnection, XATopicConnection {
  private static final Logger LOG = System.getLogger(ClientConnection.class.getName());

  private enum State {
    STOPPED,
    STARTED,
    CLOSED
  }

  private final ClientNode node;
  private final String user;
  private final Domain domain;
  private final RedeliveryPolicy policy;
  private final long id;
  private final Set<ClientSession> sessions = ConcurrentHashMap.newKeySet();
  private final Map<RowmqDestination, DestinationRow> temporaries = new ConcurrentHashMap<>();
  private final Object exceptionLock = new Object();

  /** Guarded by this; read without it where a late answer does no harm. */
  private volatile State state = State.STOPPED;

  private volatile String clientId;
  private boolean clientIdFixed;
  private volatile ExceptionListener exceptionListener;

  ClientConnection(ClientNode node, String user, Domain domain, RedeliveryPolicy policy) {
    this.node = node;
    this.user = user;
    this.domain = domain;
    this.policy = policy;
    this.id = node.nextConnectionId();
  }

  ClientNode node() {
    return node;
  }

  Broker broker() {
    return node.broker();
  }

  RedeliveryPolicy policy() {
    return policy;
  }

  Domain domain() {
    return domain;
  }

  long id() {
    return id;
  }

  String clientId() {
    return clientId;
  }

  /** The user it was opened for, or null. */
  public String user() {
    return user;
  }

  Origin origin() {
    return new Origin(id, clientId);
  }

  boolean isStarted() {
    return state == State.STARTED;
  }

  void checkOpen() throws JMSException {
    if (state == State.CLOSED) {
      throw JmsErrors.illegalState("The connection is closed");
    }
  }

  // ---- sessions

  @Override
  public Session createSession(boolean transacted, int acknowledgeMode) throws JMSException {
    return open(transacted ? Session.SESSION_TRANSACTED : acknowledgeMode, domain);
  }

  @Override
  public Session createSession(int sessionMode) throws JMSException {
    return open(sessionMode, domain);
  }

  @Override
  public Session createSession() throws JMSException {
    return open(Session.AUTO_ACKNOWLEDGE, domain);
  }

  @Override
  public QueueSession createQueueSession(boolean transacted, int acknowledgeMode)
      throws JMSException {
    return open(transacted ? Session.SESSION_TRANSACTED : acknowledgeMode, Domain.QUEUE);
  }

  @Override
  public TopicSession createTopicSession(boolean transacted, int acknowledgeMode)
      throws JMSException {
    return open(transacted ? Session.SESSION_TRANSACTED : acknowledgeMode, Domain.TOPIC);
  }

  @Override
  public XASession createXASession() throws JMSException {
    return openXa(domain);
  }

  @Override
  public XAQueueSession createXAQueueSession() throws JMSException {
    return openXa(Domain.QUEUE);
  }

  @Override
  public XATopicSession createXATopicSession() throws JMSException {
    return openXa(Domain.TOPIC);
  }

  private ClientSession open(int mode, Domain sessionDomain) throws JMSException {
    fixClientId();
    return openForContext(mode, sessionDomain);
  }

  /** A context has a session from the start, which does not yet settle the client identifier. */
  ClientSession openForContext(int mode, Domain sessionDomain) throws JMSException {
    AcknowledgeMode acknowledgeMode = AcknowledgeMode.of(mode);
    int lane = broker().nextLane();
    TransactionContext context =
        acknowledgeMode == AcknowledgeMode.TRANSACTED
            ? new LocalTransaction(broker(), lane, policy)
            : TransactionContext.NONE;
    return add(new ClientSession(this, sessionDomain, acknowledgeMode, lane, context));
  }

  ClientSession openXa(Domain sessionDomain) throws JMSException {
    int lane = broker().nextLane();
    XaTransaction context = new XaTransaction(node.branches(), lane, policy);
    return add(new ClientSession(this, sessionDomain, AcknowledgeMode.AUTO, lane, context));
  }

  /**
   * Opens a session whose sends and acknowledgements join what {@code context} says, and otherwise
   * take effect at once; for the resource adapter.
   */
  public ClientSession createSession(TransactionContext context, AcknowledgeMode acknowledgeMode)
      throws JMSException {
    return add(new ClientSession(this, domain, acknowledgeMode, broker().nextLane(), context));
  }

  private ClientSession add(ClientSession session) throws JMSException {
    synchronized (this) {
      checkOpen();
      sessions.add(session);
    }
    return session;
  }

  void closed(ClientSession session) {
    sessions.remove(session);
  }

  // ---- client identifier, metadata, exceptions

  @Override
  public String getClientID() throws JMSException {
    checkOpen();
    return clientId;
  }

  @Override
  public void setClientID(String newClientId) throws JMSException {
    checkOpen();
    if (newClientId == null || newClientId.isEmpty()) {
      throw new InvalidClientIDException("A client identifier must not be empty", "CLIENT_ID");
    }
    useClientId(newClientId, false);
  }

  synchronized void useClientId(String newClientId, boolean fixed) throws JMSException {
    if (clientIdFixed) {
      throw JmsErrors.illegalState(
          clientId == null
              ? "setClientID must be the first call on a connection"
              : "The client identifier is set already, to " + clientId);
    }
    node.clientIds().acquire(newClientId);
    clientId = newClientId;
    clientIdFixed = true;
    LOG.log(Level.DEBUG, "Connection {0} has client identifier {1}", id, newClientId);
  }

  @Override
  public ConnectionMetaData getMetaData() throws JMSException {
    checkOpen();
    fixClientId();
    return ClientMetaData.INSTANCE;
  }

  @Override
  public ExceptionListener getExceptionListener() throws JMSException {
    checkOpen();
    fixClientId();
    return exceptionListener;
  }

  @Override
  public void setExceptionListener(ExceptionListener listener) throws JMSException {
    checkOpen();
    fixClientId();
    exceptionListener = listener;
  }

  /** Once a connection has been used its client identifier is settled (specification 6.1.2). */
  synchronized void fixClientId() {
    clientIdFixed = true;
  }

  /**
   * Tells the application of a problem that no call of it can report (specification 6.1.7); one at
   * a time.
   */
  void report(JMSException problem) {
    ExceptionListener listener = exceptionListener;
    if (listener == null) {
      LOG.log(Level.WARNING, "Connection {0}: {1}", id, problem.getMessage());
      return;
    }
    synchronized (exceptionLock) {
      listener.onException(problem);
    }
  }

  // ---- life

  @Override
  public void start() throws JMSException {
    synchronized (this) {
      checkOpen();
      clientIdFixed = true;
      state = State.STARTED;
    }
    for (ClientSession session : sessions) {
      session.resume();
    }
  }

  @Override
  public void stop() throws JMSException {
    synchronized (this) {
      checkOpen();
    }
    checkNotInListener("stop");
    synchronized (this) {
      checkOpen();
      clientIdFixed = true;
      state = State.STOPPED;
    }
    for (ClientSession session : sessions) {
      session.awaitQuiet();
    }
  }

  @Override
  public void close() throws JMSException {
    if (state == State.CLOSED) {
      return;
    }
    checkNotInListener("close");
    synchronized (this) {
      if (state == State.CLOSED) {
        return;
      }
      state = State.CLOSED;
    }
    FirstFailure failures = new FirstFailure();
    for (ClientSession session : List.copyOf(sessions)) {
      failures.run(session::close);
    }
    for (RowmqDestination temporary : List.copyOf(temporaries.keySet())) {
      failures.run(() -> deleteRow(temporary));
    }
    String used = clientId;
    if (used != null) {
      failures.run(() -> node.clientIds().release(used));
    }
    failures.throwFirst();
  }

  private void checkNotInListener(String method) throws JMSException {
    for (ClientSession session : sessions) {
      if (session.isInListener()) {
        throw JmsErrors.illegalState(
            "A listener must not " + method + " its own connection: that would wait for itself");
      }
    }
  }

  // ---- temporary destinations

  RowmqDestination addTemporary(RowmqDestination temporary) throws JMSException {
    try {
      DestinationRow row = broker().createTemporary(temporary.kind(), temporary.getName());
      temporaries.put(temporary, row);
      return temporary;
    } catch (StoreException e) {
      throw JmsErrors.of(e);
    }
  }

  boolean ownsTemporary(RowmqDestination temporary) {
    return temporaries.containsKey(temporary);
  }

  /** Deletes a temporary destination of this connection (specification 6.2.2). */
  void deleteTemporary(RowmqDestination temporary) throws JMSException {
    checkOpen();
    if (!ownsTemporary(temporary)) {
      throw new InvalidDestinationException(
          temporary + " does not belong to this connection, or was deleted before");
    }
    for (ClientSession session : sessions) {
      if (session.consumesFrom(temporary)) {
        throw new JMSException(
            temporary + " still has consumers; close them before deleting it", "IN_USE");
      }
    }
    deleteRow(temporary);
  }

  private void deleteRow(RowmqDestination temporary) throws JMSException {
    DestinationRow row = temporaries.remove(temporary);
    if (row != null) {
      try {
        broker().deleteDestination(row);
      } catch (StoreException | BrokerException e) {
        throw JmsErrors.of(e);
      }
    }
  }

  // ---- application server facilities (specification 11.2)

  @Override
  public ConnectionConsumer createConnectionConsumer(
      Destination destination, String selector, ServerSessionPool pool, int maxMessages)
      throws JMSException {
    throw noConnectionConsumer();
  }

  @Override
  public ConnectionConsumer createConnectionConsumer(
      Queue queue, String selector, ServerSessionPool pool, int maxMessages) throws JMSException {
    throw noConnectionConsumer();
  }

  @Override
  public ConnectionConsumer createConnectionConsumer(
      Topic topic, String selector, ServerSessionPool pool, int maxMessages) throws JMSException {
    throw noConnectionConsumer();
  }

  @Override
  public ConnectionConsumer createSharedConnectionConsumer(
      Topic topic, String name, String selector, ServerSessionPool pool, int maxMessages)
      throws JMSException {
    throw noConnectionConsumer();
  }

  @Override
  public ConnectionConsumer createDurableConnectionConsumer(
      Topic topic, String name, String selector, ServerSessionPool pool, int maxMessages)
      throws JMSException {
    throw noConnectionConsumer();
  }

  @Override
  public ConnectionConsumer createSharedDurableConnectionConsumer(
      Topic topic, String name, String selector, ServerSessionPool pool, int maxMessages)
      throws JMSException {
    throw noConnectionConsumer();
  }

  private JMSException noConnectionConsumer() throws JMSException {
    checkOpen();
    return new JMSException(
        "Connection consumers are not offered: the resource adapter drives message-driven beans itself",
        "NOT_SUPPORTED");
  }

  @Override
  public String toString() {
    return "Connection " + id + (clientId == null ? "" : " of client " + clientId);
  }
}
