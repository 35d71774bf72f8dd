package org.rowmq.it.app.inbound;

import jakarta.annotation.Resource;
import jakarta.ejb.MessageDrivenContext;
import jakarta.inject.Inject;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageListener;

/** Rolls its transaction back for "bad", the first time. */
abstract class RollingBackBean implements MessageListener {
  private final String name;

  @Inject private Notes notes;
  @Resource private MessageDrivenContext context;

  RollingBackBean(String name) {
    this.name = name;
  }

  @Override
  public void onMessage(Message message) {
    try {
      if (notes.add(name, message).equals("bad") && !message.getJMSRedelivered()) {
        context.setRollbackOnly();
      }
    } catch (JMSException e) {
      throw new IllegalStateException(e);
    }
  }
}
