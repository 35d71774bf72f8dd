package org.rowmq.client;

import jakarta.jms.BytesMessage;
import jakarta.jms.Destination;
import jakarta.jms.IllegalStateException;
import jakarta.jms.InvalidDestinationException;
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
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import javax.transaction.xa.XAResource;
import org.rowmq.RowmqDestination;
import org.rowmq.RowmqQueue;
import org.rowmq.RowmqTemporaryQueue;
import org.rowmq.RowmqTemporaryTopic;
import org.rowmq.RowmqTopic;
import org.rowmq.broker.Broker;
import org.rowmq.broker.BrokerException;
import org.rowmq.broker.Delivery;
import org.rowmq.broker.Failure;
import org.rowmq.broker.Mailbox;
import org.rowmq.broker.Subscriptions;
import org.rowmq.broker.Work;
import org.rowmq.message.RowmqBytesMessage;
import org.rowmq.message.RowmqMapMessage;
import org.rowmq.message.RowmqMessage;
import org.rowmq.message.RowmqObjectMessage;
import org.rowmq.message.RowmqStreamMessage;
import org.rowmq.message.RowmqTextMessage;
import org.rowmq.selector.Selector;
import org.rowmq.store.CatalogStore.DestinationRow;
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
  private volatile boolean closed;

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

  boolean isClosed() {
    return closed;
  }

  void checkOpen() throws JMSException {
    if (closed) {
      throw JmsErrors.illegalState("The session is closed");
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
    return mode == AcknowledgeMode.TRANSACTED || currentWork() != null;
  }

  @Override
  public int getAcknowledgeMode() throws JMSException {
    checkOpen();
    return getTransacted() ? Session.SESSION_TRANSACTED : mode.code();
  }

  private LocalTransaction localTransaction(String method) throws JMSException {
    checkOpen();
    completions.checkNotInCallback(method);
    if (context instanceof LocalTransaction local) {
      return local;
    }
    if (currentWork() != null) {
      throw new TransactionInProgressException(
          method + " is not allowed while the session takes part in a distributed transaction",
          "TRANSACTION");
    }
    throw JmsErrors.illegalState(method + " needs a transacted session");
  }

  @Override
  public void commit() throws JMSException {
    LocalTransaction local = localTransaction("commit");
    completions.await();
    try {
      local.commit();
    } catch (StoreException | BrokerException e) {
      throw JmsErrors.rolledBack(e);
    }
  }

  @Override
  public void rollback() throws JMSException {
    LocalTransaction local = localTransaction("rollback");
    completions.await();
    try (DeliveryPause pause = pauseDelivery()) {
      local.rollback(Failure.rolledBack("session rolled back"));
    } catch (StoreException e) {
      throw JmsErrors.of(e);
    }
  }

  @Override
  public void recover() throws JMSException {
    checkOpen();
    if (mode == AcknowledgeMode.TRANSACTED || currentWork() != null) {
      throw JmsErrors.illegalState("recover is not allowed in a transacted session; use rollback");
    }
    try (DeliveryPause pause = pauseDelivery()) {
      acknowledgements.recover();
    }
  }

  /** Acknowledges all that this session has consumed; what {@code Message.acknowledge} calls. */
  void acknowledge() throws JMSException {
    if (closed) {
      throw JmsErrors.illegalState("The session this message was received in is closed");
    }
    if (mode == AcknowledgeMode.CLIENT && currentWork() == null) {
      acknowledgements.acknowledgeAll();
    }
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
      resolve(known);
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
    checkMayConsume(known);
    DestinationRow row = resolve(known);
    if (known instanceof Queue) {
      return open(known, Mailbox.of(row), selector, noLocal, null);
    }
    return subscribe(known, row, null, false, false, noLocal, selector);
  }

  @Override
  public TopicSubscriber createDurableSubscriber(Topic topic, String name) throws JMSException {
    return durable(topic, name, null, false, false, "createDurableSubscriber");
  }

  @Override
  public TopicSubscriber createDurableSubscriber(
      Topic topic, String name, String selector, boolean noLocal) throws JMSException {
    return durable(topic, name, selector, noLocal, false, "createDurableSubscriber");
  }

  @Override
  public MessageConsumer createDurableConsumer(Topic topic, String name) throws JMSException {
    return durable(topic, name, null, false, false, "createDurableConsumer");
  }

  @Override
  public MessageConsumer createDurableConsumer(
      Topic topic, String name, String selector, boolean noLocal) throws JMSException {
    return durable(topic, name, selector, noLocal, false, "createDurableConsumer");
  }

  @Override
  public MessageConsumer createSharedDurableConsumer(Topic topic, String name) throws JMSException {
    return durable(topic, name, null, false, true, "createSharedDurableConsumer");
  }

  @Override
  public MessageConsumer createSharedDurableConsumer(Topic topic, String name, String selector)
      throws JMSException {
    return durable(topic, name, selector, false, true, "createSharedDurableConsumer");
  }

  @Override
  public MessageConsumer createSharedConsumer(Topic topic, String name) throws JMSException {
    return createSharedConsumer(topic, name, null);
  }

  @Override
  public MessageConsumer createSharedConsumer(Topic topic, String name, String selector)
      throws JMSException {
    checkOpen();
    refuseIn(Domain.QUEUE, "createSharedConsumer");
    RowmqDestination known = Destinations.known(topic);
    Destinations.checkSubscriptionName(name);
    Selector parsed = JmsErrors.selector(selector);
    checkMayConsume(known);
    return subscribe(known, resolve(known), name, false, true, false, parsed);
  }

  private ClientConsumer durable(
      Topic topic, String name, String selectorText, boolean noLocal, boolean shared, String method)
      throws JMSException {
    checkOpen();
    refuseIn(Domain.QUEUE, method);
    RowmqDestination known = Destinations.known(topic);
    if (known.isTemporary()) {
      throw new InvalidDestinationException(
          "A durable subscription needs a lasting topic; " + known + " is temporary");
    }
    Destinations.checkSubscriptionName(name);
    if (!shared && connection.clientId() == null) {
      throw JmsErrors.illegalState(
          method + " needs a client identifier; set one on the connection or its factory");
    }
    Selector selector = JmsErrors.selector(selectorText);
    return subscribe(known, resolve(known), name, true, shared, noLocal, selector);
  }

  private ClientConsumer subscribe(
      RowmqDestination topic,
      DestinationRow row,
      String name,
      boolean durable,
      boolean shared,
      boolean noLocal,
      Selector selector)
      throws JMSException {
    Subscriptions.Request request =
        new Subscriptions.Request(
            row,
            name == null ? null : connection.clientId(),
            name,
            durable,
            shared,
            noLocal,
            selector.isNone() ? null : selector.text(),
            connection.id());
    try {
      Subscriptions.Opened opened = broker.subscriptions().open(request);
      return open(topic, opened.mailbox(), selector, noLocal, opened);
    } catch (StoreException | BrokerException e) {
      throw JmsErrors.of(e);
    }
  }

  /**
   * A subscription has applied its selector already when a message was added to it (specification
   * 4.2.2).
   */
  private ClientConsumer open(
      RowmqDestination destination,
      Mailbox mailbox,
      Selector selector,
      boolean noLocal,
      Subscriptions.Opened subscription)
      throws JMSException {
    ClientConsumer consumer =
        new ClientConsumer(this, destination, selector, noLocal, subscription);
    try {
      consumer.attach(
          broker.consume(
              mailbox, subscription == null ? selector : Selector.NONE, consumer::handedOver));
    } catch (StoreException | BrokerException e) {
      throw JmsErrors.of(e);
    }
    consumers.add(consumer);
    if (closed) {
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

  private void checkMayConsume(RowmqDestination destination) throws JMSException {
    if (destination.isTemporary() && !connection.ownsTemporary(destination)) {
      throw new InvalidDestinationException(
          "Only the connection that created " + destination + " may consume from it");
    }
  }

  /** The destination's row; a temporary one must exist, another one may be created. */
  DestinationRow resolve(RowmqDestination destination) throws JMSException {
    try {
      if (destination.isTemporary()) {
        return broker
            .find(destination.kind(), destination.getName())
            .orElseThrow(
                () ->
                    new BrokerException(
                        BrokerException.Reason.NOT_FOUND, destination + " has been deleted"));
      }
      return broker.resolve(destination.kind(), destination.getName());
    } catch (StoreException | BrokerException e) {
      throw JmsErrors.of(e);
    }
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
    checkMayConsume(known);
    return new ClientBrowser(this, (RowmqQueue) known, resolve(known), selectorText, selector);
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
    return null;
  }

  @Override
  public void setMessageListener(MessageListener listener) throws JMSException {
    checkOpen();
    throw new JMSException(
        "A session listener belongs to connection consumers, which are not offered; set the listener on a consumer",
        "NOT_SUPPORTED");
  }

  @Override
  public void run() {
    throw new UnsupportedOperationException("Connection consumers are not offered");
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

  boolean isInListener() {
    return listeners.isCurrentThread() || completions.isCurrentThread();
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
  }

  @Override
  public void close() throws JMSException {
    if (closed) {
      return;
    }
    if (isInListener()) {
      throw JmsErrors.illegalState(
          "A listener must not close its own session: that would wait for itself");
    }
    synchronized (this) {
      if (closed) {
        return;
      }
      closed = true;
    }
    FirstFailure failures = new FirstFailure();
    listeners.await();
    failures.run(completions::await);
    List<Delivery> unsettled = new ArrayList<>(acknowledgements.unsettled());
    if (context instanceof LocalTransaction local) {
      failures.run(() -> local.rollback(Failure.ABANDONED));
    } else if (context instanceof XaTransaction) {
      // a branch outlives the session: its transaction manager ends it
      unsettled.clear();
    }
    failures.run(() -> acknowledgements.abandon(unsettled));
    for (ClientConsumer consumer : List.copyOf(consumers)) {
      failures.run(consumer::close);
    }
    failures.run(acknowledgements::await);
    connection.closed(this);
    failures.throwFirst();
  }
}
