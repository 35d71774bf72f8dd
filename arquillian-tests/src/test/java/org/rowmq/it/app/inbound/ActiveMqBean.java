package org.rowmq.it.app.inbound;

import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.MessageDriven;
import jakarta.inject.Inject;
import jakarta.jms.Message;
import jakarta.jms.MessageListener;

/** As written for ActiveMQ Classic. */
@MessageDriven(
    activationConfig = {
      @ActivationConfigProperty(propertyName = "resourceAdapter", propertyValue = "rowmq"),
      @ActivationConfigProperty(
          propertyName = "destinationType",
          propertyValue = "jakarta.jms.Queue"),
      @ActivationConfigProperty(propertyName = "destination", propertyValue = "it.activemq"),
      @ActivationConfigProperty(propertyName = "maxSessions", propertyValue = "4"),
      @ActivationConfigProperty(propertyName = "maxMessagesPerSessions", propertyValue = "10"),
      @ActivationConfigProperty(propertyName = "maximumRedeliveries", propertyValue = "2"),
      @ActivationConfigProperty(propertyName = "initialRedeliveryDelay", propertyValue = "50"),
      @ActivationConfigProperty(
          propertyName = "redeliveryUseExponentialBackOff",
          propertyValue = "false")
    })
public class ActiveMqBean implements MessageListener {
  @Inject private Notes notes;

  @Override
  public void onMessage(Message message) {
    if (notes.add("activemq", message).equals("bad")) {
      throw new IllegalStateException("as asked");
    }
  }
}
