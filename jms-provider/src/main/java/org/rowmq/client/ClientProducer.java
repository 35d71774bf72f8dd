package org.rowmq.client;

import jakarta.jms.CompletionListener;
import jakarta.jms.Destination;
import jakarta.jms.InvalidDestinationException;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.Queue;
import jakarta.jms.QueueSender;
import jakarta.jms.Topic;
import jakarta.jms.TopicPublisher;
import org.rowmq.RowmqDestination;
import org.rowmq.client.MessageSender.Asynchronous;
import org.rowmq.client.MessageSender.Hints;

/** Sends messages to one destination, or to one named with each send (specification 7). */
final class ClientProducer implements QueueSender, TopicPublisher {
  private final ClientSession session;
  private final RowmqDestination destination;
  private SendOptions options = SendOptions.DEFAULT;
  private boolean messageIdDisabled;
  private boolean timestampDisabled;
  private volatile boolean closed;

  ClientProducer(ClientSession session, RowmqDestination destination) {
    this.session = session;
    this.destination = destination;
  }

  private void checkOpen() throws JMSException {
    if (closed) {
      throw JmsErrors.illegalState("The producer is closed");
    }
    session.checkOpen();
  }

  // ---- options

  @Override
  public void setDisableMessageID(boolean value) throws JMSException {
    checkOpen();
    messageIdDisabled = value;
  }

  @Override
  public boolean getDisableMessageID() throws JMSException {
    checkOpen();
    return messageIdDisabled;
  }

  @Override
  public void setDisableMessageTimestamp(boolean value) throws JMSException {
    checkOpen();
    timestampDisabled = value;
  }

  @Override
  public boolean getDisableMessageTimestamp() throws JMSException {
    checkOpen();
    return timestampDisabled;
  }

  @Override
  public void setDeliveryMode(int deliveryMode) throws JMSException {
    checkOpen();
    options =
        SendOptions.checked(
            deliveryMode, options.priority(), options.timeToLive(), options.deliveryDelay());
  }

  @Override
  public int getDeliveryMode() throws JMSException {
    checkOpen();
    return options.deliveryMode();
  }

  @Override
  public void setPriority(int priority) throws JMSException {
    checkOpen();
    options =
        SendOptions.checked(
            options.deliveryMode(), priority, options.timeToLive(), options.deliveryDelay());
  }

  @Override
  public int getPriority() throws JMSException {
    checkOpen();
    return options.priority();
  }

  @Override
  public void setTimeToLive(long timeToLive) throws JMSException {
    checkOpen();
    options =
        SendOptions.checked(
            options.deliveryMode(), options.priority(), timeToLive, options.deliveryDelay());
  }

  @Override
  public long getTimeToLive() throws JMSException {
    checkOpen();
    return options.timeToLive();
  }

  @Override
  public void setDeliveryDelay(long deliveryDelay) throws JMSException {
    checkOpen();
    options =
        SendOptions.checked(
            options.deliveryMode(), options.priority(), options.timeToLive(), deliveryDelay);
  }

  @Override
  public long getDeliveryDelay() throws JMSException {
    checkOpen();
    return options.deliveryDelay();
  }

  @Override
  public Destination getDestination() throws JMSException {
    checkOpen();
    return destination;
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

  // ---- sending

  private void sendToOwn(Message message, SendOptions with, CompletionListener listener)
      throws JMSException {
    checkOpen();
    if (destination == null) {
      throw new UnsupportedOperationException(
          "This producer was created without a destination: name one with each send");
    }
    MessageSender.send(session, destination, message, with, hints(), asynchronous(listener));
  }

  private void sendTo(
      Destination to, Message message, SendOptions with, CompletionListener listener)
      throws JMSException {
    checkOpen();
    if (destination != null) {
      throw new UnsupportedOperationException(
          "This producer was created for " + destination + ": it cannot send elsewhere");
    }
    if (to == null) {
      throw new InvalidDestinationException("The destination is null");
    }
    MessageSender.send(
        session, Destinations.known(to), message, with, hints(), asynchronous(listener));
  }

  private SendOptions with(int deliveryMode, int priority, long timeToLive) throws JMSException {
    return SendOptions.checked(deliveryMode, priority, timeToLive, options.deliveryDelay());
  }

  private Hints hints() {
    return new Hints(messageIdDisabled, timestampDisabled);
  }

  private Asynchronous asynchronous(CompletionListener listener) {
    return listener == null ? null : new Asynchronous(this, listener);
  }

  private static CompletionListener required(CompletionListener listener) {
    if (listener == null) {
      throw new IllegalArgumentException("The completion listener is null");
    }
    return listener;
  }

  @Override
  public void send(Message message) throws JMSException {
    sendToOwn(message, options, null);
  }

  @Override
  public void send(Message message, int deliveryMode, int priority, long timeToLive)
      throws JMSException {
    sendToOwn(message, with(deliveryMode, priority, timeToLive), null);
  }

  @Override
  public void send(Destination to, Message message) throws JMSException {
    sendTo(to, message, options, null);
  }

  @Override
  public void send(Destination to, Message message, int deliveryMode, int priority, long timeToLive)
      throws JMSException {
    sendTo(to, message, with(deliveryMode, priority, timeToLive), null);
  }

  @Override
  public void send(Message message, CompletionListener listener) throws JMSException {
    sendToOwn(message, options, required(listener));
  }

  @Override
  public void send(
      Message message, int deliveryMode, int priority, long timeToLive, CompletionListener listener)
      throws JMSException {
    sendToOwn(message, with(deliveryMode, priority, timeToLive), required(listener));
  }

  @Override
  public void send(Destination to, Message message, CompletionListener listener)
      throws JMSException {
    sendTo(to, message, options, required(listener));
  }

  @Override
  public void send(
      Destination to,
      Message message,
      int deliveryMode,
      int priority,
      long timeToLive,
      CompletionListener listener)
      throws JMSException {
    sendTo(to, message, with(deliveryMode, priority, timeToLive), required(listener));
  }

  @Override
  public void send(Queue queue, Message message) throws JMSException {
    send((Destination) queue, message);
  }

  @Override
  public void send(Queue queue, Message message, int deliveryMode, int priority, long timeToLive)
      throws JMSException {
    send((Destination) queue, message, deliveryMode, priority, timeToLive);
  }

  @Override
  public void publish(Message message) throws JMSException {
    send(message);
  }

  @Override
  public void publish(Message message, int deliveryMode, int priority, long timeToLive)
      throws JMSException {
    send(message, deliveryMode, priority, timeToLive);
  }

  @Override
  public void publish(Topic topic, Message message) throws JMSException {
    send((Destination) topic, message);
  }

  @Override
  public void publish(Topic topic, Message message, int deliveryMode, int priority, long timeToLive)
      throws JMSException {
    send((Destination) topic, message, deliveryMode, priority, timeToLive);
  }

  @Override
  public void close() throws JMSException {
    if (closed) {
      return;
    }
    if (session.completions().isCallbackOf(this)) {
      throw JmsErrors.illegalState("A completion listener must not close its own producer");
    }
    session.completions().await(this);
    closed = true;
  }
}
