package org.rowmq.it.app.messaging;

import jakarta.annotation.Resource;
import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.EJBException;
import jakarta.ejb.MessageDriven;
import jakarta.ejb.MessageDrivenContext;
import jakarta.inject.Inject;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageListener;
import jakarta.transaction.TransactionSynchronizationRegistry;

/** Notes "text count redelivered"; "rollback N", "throw N" and "late N" fail until delivery N. */
@MessageDriven(
    activationConfig = {
      @ActivationConfigProperty(propertyName = "resourceAdapter", propertyValue = "rowmq"),
      @ActivationConfigProperty(
          propertyName = "destinationType",
          propertyValue = "jakarta.jms.Queue"),
      @ActivationConfigProperty(propertyName = "destination", propertyValue = "it.messages")
    })
public class Listener implements MessageListener {

  @Inject private Deliveries deliveries;
  @Resource private MessageDrivenContext delivery;
  @Resource private TransactionSynchronizationRegistry registry;

  @Override
  public void onMessage(Message message) {
    try {
      String text = message.getBody(String.class);
      int count = message.getIntProperty("JMSXDeliveryCount");
      deliveries.add(text + " " + count + " " + message.getJMSRedelivered());
      String[] words = text.split(" ");
      if (words.length == 2 && count < Integer.parseInt(words[1])) {
        if (words[0].equals("throw")) {
          throw new IllegalStateException("as asked");
        }
        if (words[0].equals("late")) {
          registry.registerInterposedSynchronization(new LateRollback(registry));
          return;
        }
        delivery.setRollbackOnly();
      }
    } catch (JMSException e) {
      throw new EJBException(e);
    }
  }
}
