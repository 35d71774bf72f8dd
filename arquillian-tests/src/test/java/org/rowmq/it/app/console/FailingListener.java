package org.rowmq.it.app.console;

import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.EJBException;
import jakarta.ejb.MessageDriven;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageListener;

/** Fails at most messages, for one of two reasons; any other it consumes. */
@MessageDriven(
    activationConfig = {
      @ActivationConfigProperty(propertyName = "resourceAdapter", propertyValue = "rowmq"),
      @ActivationConfigProperty(
          propertyName = "destinationType",
          propertyValue = "jakarta.jms.Queue"),
      @ActivationConfigProperty(propertyName = "destination", propertyValue = "it.failing")
    })
public class FailingListener implements MessageListener {

  @Override
  public void onMessage(Message message) {
    try {
      String text = message.getBody(String.class);
      if (text.startsWith("state")) {
        throw new IllegalStateException("no stock for " + text);
      }
      if (text.startsWith("argument")) {
        throw new IllegalArgumentException("unknown article " + text);
      }
    } catch (JMSException e) {
      throw new EJBException(e);
    }
  }
}
