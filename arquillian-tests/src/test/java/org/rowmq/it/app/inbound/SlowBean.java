package org.rowmq.it.app.inbound;

import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.MessageDriven;
import jakarta.inject.Inject;
import jakarta.jms.Message;
import jakarta.jms.MessageListener;

/** Its transaction times out. */
@MessageDriven(
    activationConfig = {
      @ActivationConfigProperty(propertyName = "resourceAdapter", propertyValue = "rowmq"),
      @ActivationConfigProperty(
          propertyName = "destinationType",
          propertyValue = "jakarta.jms.Queue"),
      @ActivationConfigProperty(propertyName = "destination", propertyValue = "it.slow"),
      @ActivationConfigProperty(propertyName = "maxDeliveryAttempts", propertyValue = "2")
    })
public class SlowBean implements MessageListener {
  @Inject private Notes notes;

  @Override
  public void onMessage(Message message) {
    if (notes.add("slow", message).equals("bad")) {
      try {
        // longer than the transaction may last, see glassfish-ejb-jar.xml
        Thread.sleep(4_000);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }
}
