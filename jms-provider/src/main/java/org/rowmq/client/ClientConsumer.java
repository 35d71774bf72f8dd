package org.rowmq.client;

import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageFormatException;
import jakarta.jms.MessageListener;
import jakarta.jms.Queue;
import jakarta.jms.QueueReceiver;
import jakarta.jms.Topic;
import jakarta.jms.TopicSubscriber;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.rowmq.RowmqDestination;
import org.rowmq.broker.BrokerException;
import org.rowmq.broker.Consumer;
import org.rowmq.broker.Delivery;
import org.rowmq.broker.Work;
import org.rowmq.message.RowmqMessage;
import org.rowmq.store.StoreException;

/** Receives messages of one destination, by asking or by listener (specification 8). */
final class ClientConsumer implements QueueReceiver, TopicSubscriber {
  private static final long FOREVER = Long.MAX_VALUE;
  private static final long RETRY_SECONDS = 1;

  private final ClientSession session;
  private final ClientConnection connection;
  private final ConsumerSource source;
  private final Consumer messages;
  private volatile ListenerCall listener;
  private volatile boolean closed;

  /** Where receivers wait while the connection is stopped. */
  private final Object startSignal = new Object();

  /** Held while a receive is under way, so that close can wait for it. */
  private final ReentrantLock receiving = new ReentrantLock();

  ClientConsumer(ClientSession session, ConsumerSource source) throws JMSException {
    this.session = session;
    this.connection = session.connection();
    this.source = source;
    Consumer consumer = source.consume(session.activity().id(), this::handedOver);
    this.messages = session.acknowledgesAtOnce() ? consumer.acknowledgingAtOnce() : consumer;
  }

  RowmqDestination destination() {
    return source.destination();
  }

  boolean isReceiving() {
    return receiving.isLocked();
  }

  boolean isListening() {
    return listener != null;
  }

  private void checkOpen() throws JMSException {
    if (closed) {
      throw JmsErrors.illegalState("The consumer is closed");
    }
    session.checkOpen();
  }

  @Override
  public String getMessageSelector() throws JMSException {
    checkOpen();
    return source.selector().isNone() ? null : source.selector().text();
  }

  @Override
  public Queue getQueue() throws JMSException {
    checkOpen();
    return (Queue) source.destination();
  }

  @Override
  public Topic getTopic() throws JMSException {
    checkOpen();
    return (Topic) source.destination();
  }

  @Override
  public boolean getNoLocal() throws JMSException {
    checkOpen();
    return source.noLocal();
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
    session.checkMayReceive();
    try (SessionUse.Scope use = session.use().enter("receive")) {
      receiving.lock();
      try {
        session.acknowledgements().await();
        return receiveUntil(nanos == FOREVER ? FOREVER : System.nanoTime() + nanos, bodyType);
      } finally {
        receiving.unlock();
      }
    }
  }

  private Message receiveUntil(long deadline, Class<?> bodyType) throws JMSException {
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
        if (closed || !connection.beginReturning()) {
          messages.putBack(delivery);
          continue;
        }
        try {
          return received(delivery, bodyType);
        } finally {
          connection.endReturning();
        }
      }
      if (left <= 0) {
        return null;
      }
    }
    return null;
  }

  private Delivery next(long nanos) throws JMSException {
    try {
      return nanos <= 0 ? messages.poll() : messages.take(nanos);
    } catch (StoreException | BrokerException e) {
      throw JmsErrors.of(e);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  /** False when the thread should give up: the time is over, or the consumer was closed. */
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
          throw interrupted(e);
        }
      }
    }
    return !closed;
  }

  private static JMSException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    JMSException failure =
        new JMSException("The thread was interrupted while waiting for a message", "INTERRUPTED");
    failure.initCause(e);
    return failure;
  }

  private Message received(Delivery delivery, Class<?> bodyType) throws JMSException {
    RowmqMessage message = session.decode(delivery);
    Work work = session.currentWork();
    if (bodyType != null && !hasBody(message, bodyType)) {
      boolean keepFirst = work == null && !session.isIn(AcknowledgeMode.CLIENT);
      if (keepFirst) {
        messages.putBack(delivery);
      } else {
        settle(delivery, work);
      }
      throw new MessageFormatException(
          "Message "
              + message.getJMSMessageID()
              + " has no body that can be given as "
              + bodyType.getName());
    }
    settle(delivery, work);
    return message;
  }

  /**
   * Whether {@code receiveBody} may return the body; a StreamMessage, and a message without a body,
   * have none.
   */
  private static boolean hasBody(RowmqMessage message, Class<?> bodyType) throws JMSException {
    try {
      return message.isBodyAssignableTo(bodyType) && message.getBody(bodyType) != null;
    } catch (MessageFormatException e) {
      return false;
    }
  }

  private void settle(Delivery delivery, Work work) {
    if (work != null) {
      work.consume(delivery);
    } else {
      session.acknowledgements().toReceiver(delivery);
    }
  }

  // ---- listening

  @Override
  public MessageListener getMessageListener() throws JMSException {
    checkOpen();
    ListenerCall call = listener;
    return call == null ? null : call.listener();
  }

  @Override
  public void setMessageListener(MessageListener newListener) throws JMSException {
    checkOpen();
    session.checkMayListen();
    if (newListener == null && listener == null) {
      return;
    }
    if (newListener != null) {
      session.checkNobodyReceives();
    }
    listener = newListener == null ? null : new ListenerCall(newListener);
    if (newListener == null) {
      session.listeners().await(this);
      messages.recall();
    } else {
      scheduleIfListening();
    }
  }

  /** Called by the dispatcher, under its lock, when it has handed over a message. */
  private void handedOver() {
    if (listener != null) {
      session.listeners().schedule(this);
    } else {
      Consumer consumer = messages;
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
    messages.interrupt();
  }

  void recall() {
    messages.recall();
  }

  /**
   * Gives messages to the listener; called on a worker.
   *
   * @return whether to be called again soon
   */
  boolean dispatch(int atMost) {
    for (int i = 0; i < atMost; i++) {
      try (SessionUse.Scope use = session.use().awaitToListen("message listener")) {
        ListenerCall target = listener;
        if (closed || target == null || !session.listeners().mayRun()) {
          return !closed && target != null;
        }
        session.acknowledgements().awaitForListener();
        Delivery delivery = messages.next();
        if (delivery == null) {
          return false;
        }
        if (closed || !session.listeners().mayRun()) {
          messages.putBack(delivery);
          return !closed;
        }
        target.deliver(session, delivery);
      } catch (StoreException e) {
        retryLater(e);
        return false;
      }
    }
    return true;
  }

  private void retryLater(StoreException e) {
    connection.report(JmsErrors.of(e));
    CompletableFuture.delayedExecutor(RETRY_SECONDS, TimeUnit.SECONDS, session.broker().workers())
        .execute(this::scheduleIfListening);
  }

  // ---- life

  /** Ends a receive that waits, and lets no further one begin. */
  boolean beginClose() {
    synchronized (startSignal) {
      if (closed) {
        return false;
      }
      closed = true;
      startSignal.notifyAll();
    }
    messages.interrupt();
    return true;
  }

  @Override
  public void close() throws JMSException {
    if (beginClose()) {
      finishClose();
    }
  }

  void finishClose() throws JMSException {
    session.listeners().await(this);
    FirstFailure failures = new FirstFailure();
    if (!session.listeners().isCurrentThread()) {
      awaitReceive();
      failures.run(session.acknowledgements()::drain);
    }
    messages.close();
    session.closed(this);
    failures.run(source::close);
    failures.throwFirst();
  }

  /** A receive that is under way sees that the consumer is closed, and returns. */
  private void awaitReceive() {
    receiving.lock();
    receiving.unlock();
  }
}
