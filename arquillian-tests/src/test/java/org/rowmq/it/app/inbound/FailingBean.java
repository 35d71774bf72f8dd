package org.rowmq.it.app.inbound;

import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.MessageDriven;
import jakarta.inject.Inject;
import jakarta.jms.Message;
import jakarta.jms.MessageListener;

/** Throws for each text that begins with "bad", one after the other. */
@MessageDriven(
    activationConfig = {
      @ActivationConfigProperty(propertyName = "resourceAdapter", propertyValue = "rowmq"),
      @ActivationConfigProperty(
          propertyName = "destinationType",
          propertyValue = "jakarta.jms.Queue"),
      @ActivationConfigProperty(propertyName = "destination", propertyValue = "it.failing"),
      @ActivationConfigProperty(propertyName = "maxSession", propertyValue = "1"),
      @ActivationConfigProperty(propertyName = "maxDeliveryAttempts", propertyValue = "2"),
      @ActivationConfigProperty(propertyName = "pauseAfterFailures", propertyValue = "3")
    })
public class FailingBean implements MessageListener {
  @Inject private Notes notes;

  @Override
  public void onMessage(Message message) {
    String text = notes.add("failing", message);
    if (text.startsWith("bad")) {
      throw new IllegalStateException("as asked");
    }
  }
}
