package org.rowmq.it.app.inbound;

import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.MessageDriven;
import jakarta.inject.Inject;
import jakarta.jms.Message;
import jakarta.jms.MessageListener;

/** A durable subscription without a name. */
@MessageDriven(
    activationConfig = {
      @ActivationConfigProperty(propertyName = "resourceAdapter", propertyValue = "rowmq"),
      @ActivationConfigProperty(
          propertyName = "destinationType",
          propertyValue = "jakarta.jms.Topic"),
      @ActivationConfigProperty(propertyName = "destination", propertyValue = "it.news"),
      @ActivationConfigProperty(propertyName = "subscriptionDurability", propertyValue = "Durable")
    })
public class TopicBean implements MessageListener {
  @Inject private Notes notes;

  @Override
  public void onMessage(Message message) {
    notes.add("topic", message);
  }
}
