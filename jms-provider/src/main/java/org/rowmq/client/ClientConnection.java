package org.rowmq.client;

import jakarta.jms.ConnectionConsumer;
import jakarta.jms.ConnectionMetaData;
import jakarta.jms.Destination;
import jakarta.jms.ExceptionListener;
import jakarta.jms.IllegalStateException;
import jakarta.jms.InvalidClientIDException;
import jakarta.jms.JMSException;
import jakarta.jms.JMSSecurityException;
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
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.rowmq.DestinationRight;
import org.rowmq.RowmqDestination;
import org.rowmq.broker.Broker;
import org.rowmq.broker.BrokerException;
import org.rowmq.broker.Client;
import org.rowmq.broker.Connections;
import org.rowmq.broker.Origin;
import org.rowmq.broker.RedeliveryOverrides;
import org.rowmq.client.ConsumerSource.Kind;
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
    /** Being closed: listeners that still run may use it, nobody else. */
    CLOSING,
    CLOSED
  }

  private final ClientNode node;
  private final String user;
  private final Domain domain;
  private final RedeliveryOverrides redelivery;
  private final long id;
  private final Set<ClientSession> sessions = ConcurrentHashMap.newKeySet();
  private final Set<ClientConnectionConsumer> connectionConsumers = ConcurrentHashMap.newKeySet();
  private final TemporaryDestinations temporaries;
  private final ExceptionReports reports;
  private final ReturnGate returnGate = new ReturnGate();
  private final Managed managed = new Managed();
  private final long openedAt;

  /** Guarded by this; read without it where a late answer does no harm. */
  private volatile State state = State.STOPPED;

  private volatile String clientId;
  private boolean clientIdFixed;

  ClientConnection(ClientNode node, String user, Domain domain, RedeliveryOverrides redelivery) {
    this.node = node;
    this.user = user;
    this.domain = domain;
    this.redelivery = redelivery;
    this.id = node.nextConnectionId();
    this.temporaries = new TemporaryDestinations(node.broker());
    this.reports = new ExceptionReports("Connection " + id, node.broker().workers());
    this.openedAt = node.broker().now();
    node.broker().connections().opened(managed);
    node.broker().traffic().connections(1);
  }

  ClientNode node() {
    return node;
  }

  Broker broker() {
    return node.broker();
  }

  RedeliveryOverrides redelivery() {
    return redelivery;
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

  /** How the consumers of a session, 0 for none, are told apart by people. */
  Client asClient(long session) {
    return new Client(Client.Kind.CONNECTION, clientId, user, id, session);
  }

  Origin origin() {
    return new Origin(id, clientId);
  }

  boolean isStarted() {
    return state == State.STARTED;
  }

  /** Whether a receive may return a message now; {@link #endReturning} must follow if so. */
  boolean beginReturning() {
    return returnGate.begin();
  }

  void endReturning() {
    returnGate.end();
  }

  private boolean isClosed() {
    return state == State.CLOSING || state == State.CLOSED;
  }

  void checkOpen() throws JMSException {
    if (state == State.CLOSED || (state == State.CLOSING && !isInListener())) {
      throw JmsErrors.illegalState("The connection is closed");
    }
  }

  // ---- sessions

  @Override
  public Session createSession(boolean transacted, int acknowledgeMode) throws JMSException {
    return open(mode(transacted, acknowledgeMode), Domain.COMMON);
  }

  @Override
  public Session createSession(int sessionMode) throws JMSException {
    return open(sessionMode, Domain.COMMON);
  }

  @Override
  public Session createSession() throws JMSException {
    return open(Session.AUTO_ACKNOWLEDGE, Domain.COMMON);
  }

  @Override
  public QueueSession createQueueSession(boolean transacted, int acknowledgeMode)
      throws JMSException {
    return open(mode(transacted, acknowledgeMode), Domain.QUEUE);
  }

  @Override
  public TopicSession createTopicSession(boolean transacted, int acknowledgeMode)
      throws JMSException {
    return open(mode(transacted, acknowledgeMode), Domain.TOPIC);
  }

  @Override
  public XASession createXASession() throws JMSException {
    return openXa(Domain.COMMON);
  }

  @Override
  public XAQueueSession createXAQueueSession() throws JMSException {
    return openXa(Domain.QUEUE);
  }

  @Override
  public XATopicSession createXATopicSession() throws JMSException {
    return openXa(Domain.TOPIC);
  }

  private static int mode(boolean transacted, int acknowledgeMode) throws JMSException {
    if (transacted) {
      return Session.SESSION_TRANSACTED;
    }
    if (acknowledgeMode == Session.SESSION_TRANSACTED) {
      throw new JMSException(
          "SESSION_TRANSACTED is no acknowledge mode: a session that is not transacted needs"
              + " AUTO_ACKNOWLEDGE, CLIENT_ACKNOWLEDGE or DUPS_OK_ACKNOWLEDGE",
          "SESSION_MODE");
    }
    return acknowledgeMode;
  }

  private ClientSession open(int mode, Domain sessionDomain) throws JMSException {
    checkOpen();
    fixClientId();
    return openForContext(mode, sessionDomain);
  }

  /** A context has a session from the start, which does not yet settle the client identifier. */
  ClientSession openForContext(int mode, Domain sessionDomain) throws JMSException {
    AcknowledgeMode acknowledgeMode = AcknowledgeMode.of(mode);
    boolean transacted = acknowledgeMode == AcknowledgeMode.TRANSACTED;
    int lane = transacted ? broker().nextLaneOfTransactions() : broker().nextLane();
    TransactionContext context =
        transacted ? new LocalTransaction(broker(), lane, redelivery) : TransactionContext.NONE;
    return add(new ClientSession(this, sessionDomain, acknowledgeMode, lane, context));
  }

  ClientSession openXa(Domain sessionDomain) throws JMSException {
    checkOpen();
    int lane = broker().nextLaneOfTransactions();
    XaTransaction context = new XaTransaction(node.branches(), lane, redelivery);
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
      broker().traffic().sessions(1);
    }
    return session;
  }

  void closed(ClientSession session) {
    forget(session);
  }

  private void forget(ClientSession session) {
    if (sessions.remove(session)) {
      broker().traffic().sessions(-1);
      broker().connections().closed(managed, session.activity());
    }
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
              ? "setClientID must come before the connection is started and before its first"
                  + " session"
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
    return ClientMetaData.INSTANCE;
  }

  @Override
  public ExceptionListener getExceptionListener() throws JMSException {
    checkOpen();
    return reports.listener();
  }

  @Override
  public void setExceptionListener(ExceptionListener listener) throws JMSException {
    checkOpen();
    reports.listener(listener);
  }

  /**
   * Once a connection has been started or has a session its client identifier is settled
   * (specification 6.1.2).
   */
  synchronized void fixClientId() {
    clientIdFixed = true;
  }

  /** Tells the application of a problem that no call of it can report. */
  void report(JMSException problem) {
    reports.report(problem);
  }

  // ---- life

  @Override
  public void start() throws JMSException {
    synchronized (this) {
      checkOpen();
      if (isClosed()) {
        return;
      }
      clientIdFixed = true;
      state = State.STARTED;
      returnGate.open();
    }
    for (ClientSession session : sessions) {
      session.resume();
    }
    connectionConsumers.forEach(ClientConnectionConsumer::schedule);
  }

  @Override
  public void stop() throws JMSException {
    checkOpen();
    // a completion listener may stop its connection: stopping does not wait for it
    if (sessions.stream().anyMatch(ClientSession::isInMessageListener)) {
      throw waitsForItself("stop");
    }
    synchronized (this) {
      checkOpen();
      state = State.STOPPED;
    }
    awaitQuiet();
  }

  private void awaitQuiet() {
    returnGate.close();
    for (ClientSession session : sessions) {
      session.awaitQuiet();
    }
    connectionConsumers.forEach(ClientConnectionConsumer::recallIfStopped);
  }

  @Override
  public void close() throws JMSException {
    if (isClosed()) {
      return;
    }
    if (isInListener()) {
      throw waitsForItself("close");
    }
    synchronized (this) {
      if (isClosed()) {
        return;
      }
      state = State.CLOSING;
    }
    FirstFailure failures = new FirstFailure();
    for (ClientConnectionConsumer consumer : List.copyOf(connectionConsumers)) {
      failures.run(consumer::close);
    }
    while (!sessions.isEmpty()) {
      // a listener that still runs may open another one meanwhile
      for (ClientSession session : List.copyOf(sessions)) {
        failures.run(session::close);
        forget(session);
      }
    }
    state = State.CLOSED;
    broker().connections().closed(managed);
    broker().traffic().connections(-1);
    temporaries.deleteAll(failures);
    String used = clientId;
    if (used != null) {
      failures.run(() -> node.clientIds().release(used));
    }
    failures.throwFirst();
  }

  private boolean isInListener() {
    return sessions.stream().anyMatch(ClientSession::isInListener);
  }

  private static JMSException waitsForItself(String method) {
    return JmsErrors.illegalState(
        "A listener must not " + method + " its own connection: that would wait for itself");
  }

  // ---- destinations

  /**
   * Checks what the user may do; everybody may use temporary destinations, whose names are secrets.
   *
   * @throws JMSSecurityException when it is refused
   */
  public void require(DestinationRight right, RowmqDestination destination) throws JMSException {
    try {
      if (!destination.isTemporary()
          && !broker().access().allows(user, right, destination.getName())) {
        throw new JMSSecurityException(
            (user == null ? "Without a user name nobody" : "User " + user + " may not")
                + (user == null ? " may " : " ")
                + right.name().toLowerCase(Locale.ROOT)
                + (right == DestinationRight.SEND ? " to " : " ")
                + destination
                + ": an administrator has to permit it",
            "PERMISSION");
      }
    } catch (StoreException e) {
      throw JmsErrors.of(e);
    }
  }

  /**
   * The destination's row, for somebody who may do this; a temporary one must exist, another one
   * may be created.
   */
  DestinationRow resolve(RowmqDestination destination, DestinationRight right) throws JMSException {
    require(right, destination);
    try {
      if (destination.isTemporary()) {
        return broker()
            .find(destination.kind(), destination.getName())
            .orElseThrow(
                () ->
                    new BrokerException(
                        BrokerException.Reason.NOT_FOUND, destination + " has been deleted"));
      }
      return broker().resolve(destination.kind(), destination.getName());
    } catch (StoreException | BrokerException e) {
      throw JmsErrors.of(e);
    }
  }

  RowmqDestination addTemporary(RowmqDestination temporary) throws JMSException {
    return temporaries.add(temporary);
  }

  boolean ownsTemporary(RowmqDestination temporary) {
    return temporaries.owns(temporary);
  }

  /** Deletes a temporary destination of this connection (specification 6.2.2). */
  void deleteTemporary(RowmqDestination temporary) throws JMSException {
    checkOpen();
    boolean consumed =
        sessions.stream().anyMatch(session -> session.consumesFrom(temporary))
            || connectionConsumers.stream().anyMatch(consumer -> consumer.isOf(temporary));
    if (consumed) {
      throw new IllegalStateException(
          temporary + " still has consumers; close them before deleting it", "IN_USE");
    }
    temporaries.delete(temporary);
  }

  // ---- application server facilities (specification 11.2)

  @Override
  public ConnectionConsumer createConnectionConsumer(
      Destination destination, String selector, ServerSessionPool pool, int maxMessages)
      throws JMSException {
    checkOpen();
    return add(
        ConsumerSource.of(
            this, Destinations.known(destination), JmsErrors.selector(selector), false),
        pool,
        maxMessages);
  }

  @Override
  public ConnectionConsumer createConnectionConsumer(
      Queue queue, String selector, ServerSessionPool pool, int maxMessages) throws JMSException {
    return createConnectionConsumer((Destination) queue, selector, pool, maxMessages);
  }

  @Override
  public ConnectionConsumer createConnectionConsumer(
      Topic topic, String selector, ServerSessionPool pool, int maxMessages) throws JMSException {
    return createConnectionConsumer((Destination) topic, selector, pool, maxMessages);
  }

  @Override
  public ConnectionConsumer createSharedConnectionConsumer(
      Topic topic, String name, String selector, ServerSessionPool pool, int maxMessages)
      throws JMSException {
    return subscribe(topic, name, selector, Kind.SHARED, pool, maxMessages);
  }

  @Override
  public ConnectionConsumer createDurableConnectionConsumer(
      Topic topic, String name, String selector, ServerSessionPool pool, int maxMessages)
      throws JMSException {
    return subscribe(topic, name, selector, Kind.DURABLE, pool, maxMessages);
  }

  @Override
  public ConnectionConsumer createSharedDurableConnectionConsumer(
      Topic topic, String name, String selector, ServerSessionPool pool, int maxMessages)
      throws JMSException {
    return subscribe(topic, name, selector, Kind.SHARED_DURABLE, pool, maxMessages);
  }

  private ConnectionConsumer subscribe(
      Topic topic, String name, String selector, Kind kind, ServerSessionPool pool, int maxMessages)
      throws JMSException {
    checkOpen();
    if (domain == Domain.QUEUE) {
      throw JmsErrors.illegalState("A QueueConnection has no consumers of subscriptions");
    }
    RowmqDestination known = Destinations.known(topic);
    return add(
        ConsumerSource.named(this, known, JmsErrors.selector(selector), false, name, kind),
        pool,
        maxMessages);
  }

  private ConnectionConsumer add(ConsumerSource source, ServerSessionPool pool, int maxMessages)
      throws JMSException {
    fixClientId();
    ClientConnectionConsumer consumer = new ClientConnectionConsumer(source, pool, maxMessages);
    connectionConsumers.add(consumer);
    if (isClosed()) {
      consumer.close();
      checkOpen();
    }
    consumer.schedule();
    return consumer;
  }

  void closed(ClientConnectionConsumer consumer) {
    connectionConsumers.remove(consumer);
  }

  @Override
  public String toString() {
    return "Connection " + id + (clientId == null ? "" : " of client " + clientId);
  }

  /** What management sees of it. */
  private final class Managed implements Connections.Connection {
    @Override
    public long id() {
      return id;
    }

    @Override
    public String clientId() {
      return clientId;
    }

    @Override
    public String user() {
      return user;
    }

    @Override
    public long openedAt() {
      return openedAt;
    }

    @Override
    public boolean isStarted() {
      return state == State.STARTED;
    }

    @Override
    public List<Connections.Session> sessions() {
      return sessions.stream().<Connections.Session>map(ClientSession::activity).toList();
    }

    @Override
    public void closeByManagement() {
      LOG.log(Level.INFO, "Connection {0} is closed from the console", id);
      try {
        ClientConnection.this.close();
      } catch (JMSException e) {
        LOG.log(Level.WARNING, "Closing connection " + id + " from the console", e);
      }
    }
  }
}
