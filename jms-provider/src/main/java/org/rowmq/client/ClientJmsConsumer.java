package org.rowmq.client;

import jakarta.jms.JMSConsumer;
import jakarta.jms.Message;
import jakarta.jms.MessageListener;

/** The simplified API's consumer (specification 8). */
final class ClientJmsConsumer implements JMSConsumer {
  private static final long DO_NOT_WAIT = -1;

  private final ClientConsumer consumer;

  ClientJmsConsumer(ClientConsumer consumer) {
    this.consumer = consumer;
  }

  @Override
  public String getMessageSelector() {
    return JmsErrors.unchecked(consumer::getMessageSelector);
  }

  @Override
  public MessageListener getMessageListener() {
    return JmsErrors.unchecked(consumer::getMessageListener);
  }

  @Override
  public void setMessageListener(MessageListener listener) {
    JmsErrors.unchecked(() -> consumer.setMessageListener(listener));
  }

  @Override
  public Message receive() {
    return JmsErrors.unchecked(() -> consumer.receive());
  }

  @Override
  public Message receive(long timeout) {
    return JmsErrors.unchecked(() -> consumer.receive(timeout));
  }

  @Override
  public Message receiveNoWait() {
    return JmsErrors.unchecked(consumer::receiveNoWait);
  }

  @Override
  public void close() {
    JmsErrors.unchecked(consumer::close);
  }

  @Override
  public <T> T receiveBody(Class<T> type) {
    return JmsErrors.unchecked(() -> consumer.receiveBody(type, 0));
  }

  @Override
  public <T> T receiveBody(Class<T> type, long timeout) {
    return JmsErrors.unchecked(() -> consumer.receiveBody(type, timeout));
  }

  @Override
  public <T> T receiveBodyNoWait(Class<T> type) {
    return JmsErrors.unchecked(() -> consumer.receiveBody(type, DO_NOT_WAIT));
  }
}
