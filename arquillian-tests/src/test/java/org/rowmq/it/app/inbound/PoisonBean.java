package org.rowmq.it.app.inbound;

import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.MessageDriven;
import jakarta.inject.Inject;
import jakarta.jms.Message;
import jakarta.jms.MessageListener;

/** Throws, and says something else each time. */
@MessageDriven(
    activationConfig = {
      @ActivationConfigProperty(propertyName = "resourceAdapter", propertyValue = "rowmq"),
      @ActivationConfigProperty(
          propertyName = "destinationType",
          propertyValue = "jakarta.jms.Queue"),
      @ActivationConfigProperty(propertyName = "destination", propertyValue = "it.poison"),
      @ActivationConfigProperty(propertyName = "maxDeliveryAttempts", propertyValue = "3")
    })
public class PoisonBean implements MessageListener {
  @Inject private Notes notes;

  @Override
  public void onMessage(Message message) {
    String text = notes.add("poison", message);
    long attempt = notes.text().lines().filter(line -> line.startsWith("poison")).count();
    throw new IllegalStateException(text + " does not exist, attempt " + attempt);
  }
}
