package org.rowmq.client;

import static org.rowmq.client.ConsumerSource.Kind.DURABLE;
import static org.rowmq.client.ConsumerSource.Kind.SHARED;
import static org.rowmq.client.ConsumerSource.Kind.SHARED_DURABLE;

import jakarta.jms.BytesMessage;
import jakarta.jms.Destination;
import jakarta.jms.IllegalStateException;
import jakarta.jms.JMSException;
import jakarta.jms.MapMessage;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageListener;
import jakarta.jms.MessageProducer;
import jakarta.jms.ObjectMessage;
import jakarta.jms.Queue;
import jakarta.jms.QueueBrowser;
import jakarta.jms.QueueReceiver;
import jakarta.jms.QueueSender;
import jakarta.jms.QueueSession;
import jakarta.jms.Session;
import jakarta.jms.StreamMessage;
import jakarta.jms.TemporaryQueue;
import jakarta.jms.TemporaryTopic;
import jakarta.jms.TextMessage;
import jakarta.jms.Topic;
import jakarta.jms.TopicPublisher;
import jakarta.jms.TopicSession;
import jakarta.jms.TopicSubscriber;
import jakarta.jms.TransactionInProgressException;
import jakarta.jms.XAQueueSession;
import jakarta.jms.XATopicSession;
import java.io.Serializable;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.transaction.xa.XAResource;
import org.rowmq.DestinationRight;
import org.rowmq.RowmqDestination;
import org.rowmq.RowmqQueue;
import org.rowmq.RowmqTemporaryQueue;
import org.rowmq.RowmqTemporaryTopic;
import org.rowmq.RowmqTopic;
import org.rowmq.broker.Broker;
import org.rowmq.broker.BrokerException;
import org.rowmq.broker.Delivery;
import org.rowmq.broker.Failure;
import org.rowmq.broker.StoredMessages;
import org.rowmq.broker.Work;
import org.rowmq.client.ConsumerSource.Kind;
import org.rowmq.message.RowmqBytesMessage;
import org.rowmq.message.RowmqMapMessage;
import org.rowmq.message.RowmqMessage;
import org.rowmq.message.RowmqObjectMessage;
import org.rowmq.message.RowmqStreamMessage;
import org.rowmq.message.RowmqTextMessage;
import org.rowmq.selector.Selector;
import org.rowmq.store.StoreException;
import org.rowmq.transaction.LocalTransaction;
import org.rowmq.transaction.TransactionContext;
import org.rowmq.transaction.XaTransaction;

/**
 * A session: one thread's order of sends and deliveries (specification 6.2). Used by one thread at
 * a time, except {@code close}; its listeners run one at a time on a thread of the node, and only
 * while there is something to deliver.
 */
public final class ClientSession
    implements QueueSession, TopicSession, XAQueueSession, XATopicSession {
  private final ClientConnection connection;
  private final Broker broker;
  private final Domain domain;
  private final AcknowledgeMode mode;
  private final int lane;
  private final TransactionContext context;
  private final Set<ClientConsumer> consumers = ConcurrentHashMap.newKeySet();
  private final ListenerDispatch listeners;
  private final CompletionQueue completions;
  private final Acknowledgements acknowledgements;
  private final SessionUse use;
  private final SessionActivity activity;
  private final ServerDelivery serverDelivery = new ServerDelivery(this);
  private volatile State state = State.OPEN;

  private enum State {
    OPEN,
    /** Being closed: its listeners that still run may use it, nobody else. */
    CLOSING,
    CLOSED
  }

  ClientSession(
      ClientConnection connection,
      Domain domain,
      AcknowledgeMode mode,
      int lane,
      TransactionContext context) {
    this.connection = connection;
    this.broker = connection.broker();
    this.domain = domain;
    this.mode = mode;
    this.lane = lane;
    this.context = context;
    this.use = new SessionUse("session " + lane + " of connection " + connection.id());
    this.activity = new SessionActivity(broker, lane, mode);
    this.listeners = new ListenerDispatch(this, broker.workers());
    this.completions = new CompletionQueue(broker.workers());
    this.acknowledgements = new Acknowledgements(broker, mode, lane, connection);
  }

  ClientConnection connection() {
    return connection;
  }

  Broker broker() {
    return broker;
  }

  ListenerDispatch listeners() {
    return listeners;
  }

  CompletionQueue completions() {
    return completions;
  }

  Acknowledgements acknowledgements() {
    return acknowledgements;
  }

  int lane() {
    return lane;
  }

  SessionUse use() {
    return use;
  }

  SessionActivity activity() {
    return activity;
  }

  ServerDelivery serverDelivery() {
    return serverDelivery;
  }

  boolean isIn(AcknowledgeMode other) {
    return mode == other;
  }

  boolean isOpen() {
    return state == State.OPEN;
  }

  /** Whether each message is acknowledged by itself, at once and never in a transaction. */
  boolean acknowledgesAtOnce() {
    return context == TransactionContext.NONE
        && (mode == AcknowledgeMode.AUTO || mode == AcknowledgeMode.DUPS_OK);
  }

  void checkOpen() throws JMSException {
    if (state == State.CLOSED || (state == State.CLOSING && !isInListener())) {
      throw JmsErrors.illegalState("The session is closed");
    }
  }

  /** A session with listeners is their thread's alone (specification 6.2.5 and 8.7). */
  void checkMayReceive() throws JMSException {
    if (serverDelivery.listener() != null
        || consumers.stream().anyMatch(ClientConsumer::isListening)) {
      throw JmsErrors.illegalState(
          "This session has a message listener; receiving and listening cannot be mixed in one"
              + " session");
    }
  }

  /** The other way round: receiving and listening cannot be mixed in one session. */
  void checkNobodyReceives() throws JMSException {
    if (consumers.stream().anyMatch(ClientConsumer::isReceiving)) {
      throw JmsErrors.illegalState(
          "A receive in this session is under way; a listener cannot be set meanwhile");
    }
  }

  /** Consumers of a session with a distinguished listener get nothing (specification 11.2). */
  void checkMayListen() throws JMSException {
    if (serverDelivery.listener() != null) {
      throw JmsErrors.illegalState(
          "This session has a distinguished message listener; no other listener can be set");
    }
  }

  /** The work that what is done now joins, or null. */
  Work currentWork() throws JMSException {
    try {
      return context.current();
    } catch (java.lang.IllegalStateException e) {
      throw JmsErrors.illegalState(e.getMessage());
    }
  }

  // ---- messages

  @Override
  public Message createMessage() throws JMSException {
    checkOpen();
    return new RowmqMessage();
  }

  @Override
  public TextMessage createTextMessage() throws JMSException {
    checkOpen();
    return new RowmqTextMessage();
  }

  @Override
  public TextMessage createTextMessage(String text) throws JMSException {
    TextMessage message = createTextMessage();
    message.setText(text);
    return message;
  }

  @Override
  public BytesMessage createBytesMessage() throws JMSException {
    checkOpen();
    return new RowmqBytesMessage();
  }

  @Override
  public MapMessage createMapMessage() throws JMSException {
    checkOpen();
    return new RowmqMapMessage();
  }

  @Override
  public StreamMessage createStreamMessage() throws JMSException {
    checkOpen();
    return new RowmqStreamMessage();
  }

  @Override
  public ObjectMessage createObjectMessage() throws JMSException {
    checkOpen();
    return new RowmqObjectMessage();
  }

  @Override
  public ObjectMessage createObjectMessage(Serializable object) throws JMSException {
    ObjectMessage message = createObjectMessage();
    message.setObject(object);
    return message;
  }

  // ---- transactions and acknowledgement

  @Override
  public boolean getTransacted() throws JMSException {
    checkOpen();
    return mode == AcknowledgeMode.TRANSACTED
        || context instanceof XaTransaction
        || currentWork() != null;
  }

  @Override
  public int getAcknowledgeMode() throws JMSException {
    return getTransacted() ? Session.SESSION_TRANSACTED : mode.code();
  }

  private LocalTransaction localTransaction(String method) throws JMSException {
    checkOpen();
    completions.checkNotInCallback(method);
    if (context instanceof LocalTransaction local) {
      return local;
    }
    if (context instanceof XaTransaction || currentWork() != null) {
      throw new TransactionInProgressException(
          method + " is not allowed: the session takes part in distributed transactions",
          "TRANSACTION");
    }
    throw JmsErrors.illegalState(method + " needs a transacted session");
  }

  @Override
  public void commit() throws JMSException {
    LocalTransaction local = localTransaction("commit");
    completions.await();
    try (SessionUse.Scope scope = use.enter("commit")) {
      local.commit();
    } catch (StoreException | BrokerException e) {
      throw JmsErrors.rolledBack(e);
    }
  }

  @Override
  public void rollback() throws JMSException {
    LocalTransaction local = localTransaction("rollback");
    completions.await();
    try (SessionUse.Scope scope = use.enter("rollback");
        DeliveryPause pause = pauseDelivery()) {
      local.rollback(Failure.rolledBack("session rolled back"));
    } catch (StoreException e) {
      throw JmsErrors.of(e);
    }
  }

  @Override
  public void recover() throws JMSException {
    if (getTransacted()) {
      throw JmsErrors.illegalState("recover is not allowed in a transacted session; use rollback");
    }
    try (SessionUse.Scope scope = use.enter("recover");
        DeliveryPause pause = pauseDelivery()) {
      acknowledgements.recover();
    }
  }

  /** Acknowledges all that this session has consumed; what {@code Message.acknowledge} calls. */
  void acknowledge() throws JMSException {
    checkOpen();
    if (mode == AcknowledgeMode.CLIENT && currentWork() == null) {
      // it would also acknowledge what that listener is still working on
      use.checkNoListenerRuns("acknowledge");
      acknowledgements.acknowledgeAll();
    }
  }

  RowmqMessage decode(Delivery delivery) {
    RowmqMessage message =
        RowmqMessage.decode(
            StoredMessages.encoded(delivery.envelope()),
            StoredMessages.headers(delivery.envelope(), delivery.deliveryCount()),
            connection.node().decodeContext());
    message.setAcknowledger(this::acknowledge);
    activity.hasReceived();
    return message;
  }

  /**
   * Takes back messages handed over to consumers and not yet seen, so that what is given back now
   * comes before them; on close, delivery goes on.
   */
  private DeliveryPause pauseDelivery() {
    for (ClientConsumer consumer : consumers) {
      consumer.recall();
    }
    return () -> {
      for (ClientConsumer consumer : consumers) {
        consumer.scheduleIfListening();
      }
    };
  }

  /** Without the checked exception of {@link AutoCloseable}. */
  private interface DeliveryPause extends AutoCloseable {
    @Override
    void close();
  }

  // ---- producers and consumers

  @Override
  public MessageProducer createProducer(Destination destination) throws JMSException {
    return newProducer(destination);
  }

  private ClientProducer newProducer(Destination destination) throws JMSException {
    checkOpen();
    RowmqDestination known = destination == null ? null : Destinations.known(destination);
    if (known != null) {
      connection.resolve(known, DestinationRight.SEND);
    }
    return new ClientProducer(this, known);
  }

  @Override
  public QueueSender createSender(Queue queue) throws JMSException {
    return newProducer(queue);
  }

  @Override
  public TopicPublisher createPublisher(Topic topic) throws JMSException {
    return newProducer(topic);
  }

  @Override
  public MessageConsumer createConsumer(Destination destination) throws JMSException {
    return newConsumer(destination, null, false);
  }

  @Override
  public MessageConsumer createConsumer(Destination destination, String selector)
      throws JMSException {
    return newConsumer(destination, selector, false);
  }

  @Override
  public MessageConsumer createConsumer(Destination destination, String selector, boolean noLocal)
      throws JMSException {
    return newConsumer(destination, selector, noLocal);
  }

  @Override
  public QueueReceiver createReceiver(Queue queue) throws JMSException {
    return newConsumer(queue, null, false);
  }

  @Override
  public QueueReceiver createReceiver(Queue queue, String selector) throws JMSException {
    return newConsumer(queue, selector, false);
  }

  @Override
  public TopicSubscriber createSubscriber(Topic topic) throws JMSException {
    return newConsumer(topic, null, false);
  }

  @Override
  public TopicSubscriber createSubscriber(Topic topic, String selector, boolean noLocal)
      throws JMSException {
    return newConsumer(topic, selector, noLocal);
  }

  private ClientConsumer newConsumer(Destination destination, String selectorText, boolean noLocal)
      throws JMSException {
    checkOpen();
    RowmqDestination known = Destinations.known(destination);
    Selector selector = JmsErrors.selector(selectorText);
    return add(ConsumerSource.of(connection, known, selector, noLocal));
  }

  @Override
  public TopicSubscriber createDurableSubscriber(Topic topic, String name) throws JMSException {
    return named(topic, name, null, false, DURABLE, "createDurableSubscriber");
  }

  @Override
  public TopicSubscriber createDurableSubscriber(
      Topic topic, String name, String selector, boolean noLocal) throws JMSException {
    return named(topic, name, selector, noLocal, DURABLE, "createDurableSubscriber");
  }

  @Override
  public MessageConsumer createDurableConsumer(Topic topic, String name) throws JMSException {
    return named(topic, name, null, false, DURABLE, "createDurableConsumer");
  }

  @Override
  public MessageConsumer createDurableConsumer(
      Topic topic, String name, String selector, boolean noLocal) throws JMSException {
    return named(topic, name, selector, noLocal, DURABLE, "createDurableConsumer");
  }

  @Override
  public MessageConsumer createSharedDurableConsumer(Topic topic, String name) throws JMSException {
    return named(topic, name, null, false, SHARED_DURABLE, "createSharedDurableConsumer");
  }

  @Override
  public MessageConsumer createSharedDurableConsumer(Topic topic, String name, String selector)
      throws JMSException {
    return named(topic, name, selector, false, SHARED_DURABLE, "createSharedDurableConsumer");
  }

  @Override
  public MessageConsumer createSharedConsumer(Topic topic, String name) throws JMSException {
    return createSharedConsumer(topic, name, null);
  }

  @Override
  public MessageConsumer createSharedConsumer(Topic topic, String name, String selector)
      throws JMSException {
    return named(topic, name, selector, false, SHARED, "createSharedConsumer");
  }

  private ClientConsumer named(
      Topic topic, String name, String selectorText, boolean noLocal, Kind kind, String method)
      throws JMSException {
    checkOpen();
    refuseIn(Domain.QUEUE, method);
    RowmqDestination known = Destinations.known(topic);
    Selector selector = JmsErrors.selector(selectorText);
    return add(ConsumerSource.named(connection, known, selector, noLocal, name, kind));
  }

  private ClientConsumer add(ConsumerSource source) throws JMSException {
    ClientConsumer consumer = new ClientConsumer(this, source);
    consumers.add(consumer);
    if (state == State.CLOSED) {
      consumer.close();
      checkOpen();
    }
    return consumer;
  }

  void closed(ClientConsumer consumer) {
    consumers.remove(consumer);
  }

  boolean consumesFrom(RowmqDestination destination) {
    return consumers.stream().anyMatch(consumer -> consumer.destination().equals(destination));
  }

  @Override
  public QueueBrowser createBrowser(Queue queue) throws JMSException {
    return createBrowser(queue, null);
  }

  @Override
  public QueueBrowser createBrowser(Queue queue, String selectorText) throws JMSException {
    checkOpen();
    refuseIn(Domain.TOPIC, "createBrowser");
    RowmqDestination known = Destinations.known(queue);
    Selector selector = JmsErrors.selector(selectorText);
    ConsumerSource.checkMayConsume(connection, known);
    return new ClientBrowser(
        this,
        (RowmqQueue) known,
        connection.resolve(known, DestinationRight.BROWSE),
        selectorText,
        selector);
  }

  @Override
  public void unsubscribe(String name) throws JMSException {
    checkOpen();
    refuseIn(Domain.QUEUE, "unsubscribe");
    try {
      broker.subscriptions().unsubscribe(connection.clientId(), name);
    } catch (StoreException | BrokerException e) {
      throw JmsErrors.of(e);
    }
  }

  // ---- destinations

  @Override
  public Queue createQueue(String name) throws JMSException {
    checkOpen();
    refuseIn(Domain.TOPIC, "createQueue");
    return Destinations.named(name, RowmqQueue::new);
  }

  @Override
  public Topic createTopic(String name) throws JMSException {
    checkOpen();
    refuseIn(Domain.QUEUE, "createTopic");
    return Destinations.named(name, RowmqTopic::new);
  }

  @Override
  public TemporaryQueue createTemporaryQueue() throws JMSException {
    checkOpen();
    refuseIn(Domain.TOPIC, "createTemporaryQueue");
    return (TemporaryQueue)
        connection.addTemporary(
            new RowmqTemporaryQueue(
                Destinations.temporaryName(broker), connection::deleteTemporary));
  }

  @Override
  public TemporaryTopic createTemporaryTopic() throws JMSException {
    checkOpen();
    refuseIn(Domain.QUEUE, "createTemporaryTopic");
    return (TemporaryTopic)
        connection.addTemporary(
            new RowmqTemporaryTopic(
                Destinations.temporaryName(broker), connection::deleteTemporary));
  }

  /** Methods that make no sense in a domain (specification 9.2). */
  private void refuseIn(Domain refusing, String method) throws IllegalStateException {
    if (domain == refusing) {
      throw JmsErrors.illegalState(
          method
              + " is not allowed on a "
              + (refusing == Domain.QUEUE ? "QueueSession" : "TopicSession"));
    }
  }

  // ---- listeners (application server facilities, specification 11.2)

  @Override
  public MessageListener getMessageListener() throws JMSException {
    checkOpen();
    return serverDelivery.listener();
  }

  @Override
  public void setMessageListener(MessageListener listener) throws JMSException {
    checkOpen();
    serverDelivery.listener(listener);
  }

  @Override
  public void run() {
    serverDelivery.run();
  }

  // ---- XA

  @Override
  public XAResource getXAResource() {
    if (context instanceof XaTransaction xa) {
      return xa;
    }
    throw new java.lang.IllegalStateException("This session was not created as an XASession");
  }

  @Override
  public Session getSession() throws JMSException {
    checkOpen();
    return this;
  }

  @Override
  public QueueSession getQueueSession() throws JMSException {
    checkOpen();
    return this;
  }

  @Override
  public TopicSession getTopicSession() throws JMSException {
    checkOpen();
    return this;
  }

  // ---- life

  /** Whether the calling thread runs a message or completion listener of this session. */
  boolean isInListener() {
    return isInMessageListener() || completions.isCurrentThread();
  }

  boolean isInMessageListener() {
    return listeners.isCurrentThread() || serverDelivery.isCurrentThread();
  }

  /** The connection has been started. */
  void resume() {
    listeners.resume();
    for (ClientConsumer consumer : consumers) {
      consumer.connectionStarted();
    }
  }

  /** Waits until no listener runs; the connection has been stopped. */
  void awaitQuiet() {
    for (ClientConsumer consumer : consumers) {
      consumer.interrupt();
    }
    listeners.await();
    serverDelivery.await();
    for (ClientConsumer consumer : consumers) {
      if (consumer.isListening()) {
        // what it was handed meanwhile may go to consumers of other connections
        consumer.recall();
      }
    }
  }

  @Override
  public void close() throws JMSException {
    if (state != State.OPEN) {
      return;
    }
    if (isInListener()) {
      throw JmsErrors.illegalState(
          "A listener must not close its own session: that would wait for itself");
    }
    synchronized (this) {
      if (state != State.OPEN) {
        return;
      }
      state = State.CLOSING;
    }
    List<ClientConsumer> closing = consumers.stream().filter(ClientConsumer::beginClose).toList();
    listeners.await();
    serverDelivery.await();
    FirstFailure failures = new FirstFailure();
    completions.await();
    try (SessionUse.Scope scope = use.await("close")) {
      state = State.CLOSED;
      failures.run(this::endDeliveries);
    }
    for (ClientConsumer consumer : closing) {
      failures.run(consumer::finishClose);
    }
    for (ClientConsumer consumer : List.copyOf(consumers)) {
      // opened by a listener meanwhile
      failures.run(consumer::close);
    }
    failures.run(acknowledgements::drain);
    connection.closed(this);
    failures.throwFirst();
  }

  private void endDeliveries() {
    serverDelivery.close();
    List<Delivery> unsettled = acknowledgements.unsettled();
    if (context instanceof LocalTransaction local) {
      local.rollback(Failure.ABANDONED);
    }
    // a distributed branch outlives the session: its transaction manager ends it
    acknowledgements.abandon(unsettled);
  }
}
