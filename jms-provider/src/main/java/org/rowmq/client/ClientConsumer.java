package org.rowmq.client;

import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageFormatException;
import jakarta.jms.MessageListener;
import jakarta.jms.Queue;
import jakarta.jms.QueueReceiver;
import jakarta.jms.Topic;
import jakarta.jms.TopicSubscriber;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.rowmq.RowmqDestination;
import org.rowmq.broker.BrokerException;
import org.rowmq.broker.Consumer;
import org.rowmq.broker.Delivery;
import org.rowmq.broker.Failure;
import org.rowmq.broker.StoredMessages;
import org.rowmq.broker.Subscriptions;
import org.rowmq.broker.Work;
import org.rowmq.message.CorruptMessageException;
import org.rowmq.message.RowmqMessage;
import org.rowmq.selector.Selector;
import org.rowmq.store.StoreException;

/** Receives messages of one destination, by asking or by listener (specification 8). */
final class ClientConsumer implements QueueReceiver, TopicSubscriber {
  private static final long FOREVER = Long.MAX_VALUE;
  private static final long RETRY_SECONDS = 1;

  private final ClientSession session;
  private final ClientConnection connection;
  private final RowmqDestination destination;
  private final Selector selector;
  private final boolean noLocal;
  private final Subscriptions.Opened subscription;
  private volatile Consumer source;
  private volatile MessageListener listener;
  private volatile boolean closed;

  /** Where receivers wait while the connection is stopped. */
  private final Object startSignal = new Object();

  /** Held while a receive is under way, so that close can wait for it. */
  private final ReentrantLock receiving = new ReentrantLock();

  ClientConsumer(
      ClientSession session,
      RowmqDestination destination,
      Selector selector,
      boolean noLocal,
      Subscriptions.Opened subscription) {
    this.session = session;
    this.connection = session.connection();
    this.destination = destination;
    this.selector = selector;
    this.noLocal = noLocal;
    this.subscription = subscription;
  }

  void attach(Consumer consumer) {
    source = consumer;
  }

  RowmqDestination destination() {
    return destination;
  }

  private void checkOpen() throws JMSException {
    if (closed) {
      throw JmsErrors.illegalState("The consumer is closed");
    }
  }

  @Override
  public String getMessageSelector() throws JMSException {
    checkOpen();
    return selector.isNone() ? null : selector.text();
  }

  @Override
  public Queue getQueue() throws JMSException {
    checkOpen();
    return (Queue) destination;
  }

  @Override
  public Topic getTopic() throws JMSException {
    checkOpen();
    return (Topic) destination;
  }

  @Override
  public boolean getNoLocal() throws JMSException {
    checkOpen();
    return noLocal;
  }

  // ---- receiving

  @Override
  public Message receive() throws JMSException {
    return receive(FOREVER, null);
  }

  @Override
  public Message receive(long timeoutMillis) throws JMSException {
    return receive(
        timeoutMillis == 0 ? FOREVER : TimeUnit.MILLISECONDS.toNanos(timeoutMillis), null);
  }

  @Override
  public Message receiveNoWait() throws JMSException {
    return receive(0, null);
  }

  /**
   * Receives a body; {@code timeoutMillis} of 0 waits for ever, -1 does not wait (specification
   * 8.6).
   */
  <T> T receiveBody(Class<T> type, long timeoutMillis) throws JMSException {
    long nanos =
        timeoutMillis == 0
            ? FOREVER
            : timeoutMillis < 0 ? 0 : TimeUnit.MILLISECONDS.toNanos(timeoutMillis);
    Message message = receive(nanos, type);
    return message == null ? null : message.getBody(type);
  }

  private Message receive(long nanos, Class<?> bodyType) throws JMSException {
    checkOpen();
    session.checkOpen();
    if (listener != null) {
      throw JmsErrors.illegalState(
          "This consumer has a message listener; receive and a listener cannot be mixed");
    }
    receiving.lock();
    try {
      session.acknowledgements().await();
      long deadline = nanos == FOREVER ? FOREVER : System.nanoTime() + nanos;
      while (!closed) {
        long left = deadline == FOREVER ? FOREVER : deadline - System.nanoTime();
        if (!connection.isStarted()) {
          if (left <= 0 || !awaitStart(left)) {
            return null;
          }
          continue;
        }
        Delivery delivery = next(left);
        if (delivery != null) {
          if (closed || !connection.isStarted()) {
            source.putBack(delivery);
            continue;
          }
          RowmqMessage message = decodeOrGiveUp(delivery);
          if (message == null) {
            continue;
          }
          return received(delivery, message, bodyType);
        }
        if (left <= 0) {
          return null;
        }
      }
      return null;
    } finally {
      receiving.unlock();
    }
  }

  private Delivery next(long nanos) throws JMSException {
    try {
      return nanos <= 0 ? source.poll() : source.take(nanos);
    } catch (StoreException | BrokerException e) {
      throw JmsErrors.of(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      JMSException failure =
          new JMSException("The thread was interrupted while waiting for a message", "INTERRUPTED");
      failure.initCause(e);
      throw failure;
    }
  }

  /** False when the thread should give up: the time is over, or it was interrupted. */
  private boolean awaitStart(long nanos) throws JMSException {
    long until = nanos == FOREVER ? FOREVER : System.nanoTime() + nanos;
    synchronized (startSignal) {
      while (!connection.isStarted() && !closed) {
        long left = until == FOREVER ? FOREVER : until - System.nanoTime();
        if (left <= 0) {
          return false;
        }
        try {
          TimeUnit.NANOSECONDS.timedWait(startSignal, left);
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          throw new JMSException("The thread was interrupted while waiting", "INTERRUPTED");
        }
      }
    }
    return !closed;
  }

  private Message received(Delivery delivery, RowmqMessage message, Class<?> bodyType)
      throws JMSException {
    Work work = session.currentWork();
    if (bodyType != null && !message.isBodyAssignableTo(bodyType)) {
      boolean keepFirst = work == null && !isClientAcknowledge();
      if (keepFirst) {
        source.putBack(delivery);
      } else {
        settle(delivery, work);
      }
      throw new MessageFormatException(
          "The body of message "
              + message.getJMSMessageID()
              + " cannot be given as "
              + bodyType.getName());
    }
    settle(delivery, work);
    return message;
  }

  private boolean isClientAcknowledge() throws JMSException {
    return session.getAcknowledgeMode() == jakarta.jms.Session.CLIENT_ACKNOWLEDGE;
  }

  private void settle(Delivery delivery, Work work) {
    if (work != null) {
      work.consume(delivery);
    } else {
      session.acknowledgements().toReceiver(delivery);
    }
  }

  /** The message; null when its row cannot be read, which no further attempt would change. */
  private RowmqMessage decodeOrGiveUp(Delivery delivery) {
    try {
      return decode(delivery);
    } catch (CorruptMessageException e) {
      session
          .broker()
          .failed(
              session.lane(),
              List.of(delivery),
              Failure.of(e),
              connection.policy().withoutRetry());
      return null;
    }
  }

  private RowmqMessage decode(Delivery delivery) {
    RowmqMessage message =
        RowmqMessage.decode(
            StoredMessages.encoded(delivery.envelope()),
            StoredMessages.headers(delivery.envelope(), delivery.deliveryCount()),
            connection.node().decodeContext());
    message.setAcknowledger(session::acknowledge);
    return message;
  }

  // ---- listening

  @Override
  public MessageListener getMessageListener() throws JMSException {
    checkOpen();
    return listener;
  }

  @Override
  public void setMessageListener(MessageListener newListener) throws JMSException {
    checkOpen();
    session.checkOpen();
    listener = newListener;
    if (newListener == null) {
      session.listeners().await();
      recall();
    } else {
      scheduleIfListening();
    }
  }

  /** Called by the dispatcher, under its lock, when it has handed over a message. */
  void handedOver() {
    if (listener != null) {
      session.listeners().schedule(this);
    } else {
      Consumer consumer = source;
      if (consumer != null) {
        consumer.interrupt();
      }
    }
  }

  void scheduleIfListening() {
    if (listener != null && !closed) {
      session.listeners().schedule(this);
    }
  }

  void connectionStarted() {
    synchronized (startSignal) {
      startSignal.notifyAll();
    }
    scheduleIfListening();
  }

  /** Makes a waiting receive look at the connection's state. */
  void interrupt() {
    source.interrupt();
  }

  void recall() {
    source.recall();
  }

  /**
   * Gives messages to the listener; called on a worker.
   *
   * @return whether to be called again soon
   */
  boolean dispatch(int atMost) {
    for (int i = 0; i < atMost; i++) {
      MessageListener target = listener;
      if (closed || target == null || !session.listeners().mayRun()) {
        return !closed && target != null;
      }
      session.acknowledgements().awaitForListener();
      Delivery delivery;
      try {
        delivery = source.next();
      } catch (StoreException e) {
        retryLater(e);
        return false;
      }
      if (delivery == null) {
        return false;
      }
      if (closed || !session.listeners().mayRun()) {
        source.putBack(delivery);
        return !closed;
      }
      deliver(target, delivery);
    }
    return true;
  }

  private void retryLater(StoreException e) {
    connection.report(JmsErrors.of(e));
    CompletableFuture.delayedExecutor(RETRY_SECONDS, TimeUnit.SECONDS, session.broker().workers())
        .execute(this::scheduleIfListening);
  }

  private void deliver(MessageListener target, Delivery delivery) {
    RowmqMessage message = decodeOrGiveUp(delivery);
    if (message == null) {
      return;
    }
    Work work;
    try {
      work = session.currentWork();
    } catch (JMSException e) {
      source.putBack(delivery);
      connection.report(e);
      return;
    }
    Acknowledgements acknowledgements = session.acknowledgements();
    if (work != null) {
      work.consume(delivery);
    } else {
      acknowledgements.toListener(delivery);
    }
    RuntimeException thrown = null;
    try {
      target.onMessage(message);
    } catch (RuntimeException e) {
      thrown = e;
      connection.report(listenerFailed(message, e));
    }
    if (work == null) {
      acknowledgements.fromListener(delivery, thrown);
    }
  }

  private static JMSException listenerFailed(RowmqMessage message, RuntimeException e) {
    JMSException failure =
        new JMSException(
            "The message listener failed on " + message.getJMSMessageID() + ": " + e, "LISTENER");
    failure.setLinkedException(e);
    failure.initCause(e);
    return failure;
  }

  // ---- life

  @Override
  public void close() throws JMSException {
    synchronized (startSignal) {
      if (closed) {
        return;
      }
      closed = true;
      startSignal.notifyAll();
    }
    source.interrupt();
    session.listeners().await();
    FirstFailure failures = new FirstFailure();
    if (!session.listeners().isCurrentThread()) {
      awaitReceive();
      failures.run(session.acknowledgements()::await);
    }
    source.close();
    session.closed(this);
    if (subscription != null) {
      failures.run(() -> session.broker().subscriptions().close(subscription, connection.id()));
    }
    failures.throwFirst();
  }

  /** A receive that is under way sees that the consumer is closed, and returns. */
  private void awaitReceive() {
    receiving.lock();
    receiving.unlock();
  }
}
