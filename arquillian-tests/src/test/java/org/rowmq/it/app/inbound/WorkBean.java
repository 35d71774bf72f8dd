package org.rowmq.it.app.inbound;

import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.MessageDriven;
import jakarta.inject.Inject;
import jakarta.jms.Message;
import jakarta.jms.MessageListener;

/** Works a while on each message, and six seconds on what begins with "stuck". */
@MessageDriven(
    activationConfig = {
      @ActivationConfigProperty(propertyName = "resourceAdapter", propertyValue = "rowmq"),
      @ActivationConfigProperty(
          propertyName = "destinationType",
          propertyValue = "jakarta.jms.Queue"),
      @ActivationConfigProperty(propertyName = "destination", propertyValue = "it.work"),
      @ActivationConfigProperty(propertyName = "maxSession", propertyValue = "1"),
      @ActivationConfigProperty(propertyName = "maxDeliveryAttempts", propertyValue = "1")
    })
public class WorkBean implements MessageListener {
  private static final int MILLIS = 300;
  private static final int STUCK_MILLIS = 6_000;

  @Inject private Notes notes;

  @Override
  public void onMessage(Message message) {
    String text = notes.add("work", message);
    try {
      Thread.sleep(text.startsWith("stuck") ? STUCK_MILLIS : MILLIS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
