package org.rowmq.it.app.book;

import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.MessageDriven;
import jakarta.inject.Inject;
import jakarta.jms.JMSDestinationDefinition;
import jakarta.jms.Message;
import jakarta.jms.MessageListener;
import org.rowmq.it.app.inbound.Notes;

/** Defines its topic, which it subscribes to. */
@JMSDestinationDefinition(
    name = "java:module/jms/news",
    interfaceName = "jakarta.jms.Topic",
    destinationName = "book.news")
@MessageDriven(
    activationConfig = {
      @ActivationConfigProperty(
          propertyName = "destinationLookup",
          propertyValue = "java:module/jms/news"),
      @ActivationConfigProperty(
          propertyName = "destinationType",
          propertyValue = "jakarta.jms.Topic"),
      @ActivationConfigProperty(propertyName = "subscriptionDurability", propertyValue = "Durable"),
      @ActivationConfigProperty(propertyName = "clientId", propertyValue = "book"),
      @ActivationConfigProperty(propertyName = "subscriptionName", propertyValue = "readers")
    })
public class NewsBean implements MessageListener {
  @Inject private Notes notes;

  @Override
  public void onMessage(Message message) {
    notes.add("news", message);
  }
}
