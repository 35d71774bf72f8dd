package org.rowmq.message;

import jakarta.jms.JMSException;

/** What {@link RowmqMessage#acknowledge()} calls: the session the message was delivered to. */
@FunctionalInterface
public interface Acknowledger {

  /**
   * Acknowledges what the session has consumed, or does nothing if the session acknowledges by
   * itself.
   *
   * @throws jakarta.jms.IllegalStateException if the session is closed
   * @throws JMSException if the acknowledgement could not be stored
   */
  void acknowledge() throws JMSException;
}
