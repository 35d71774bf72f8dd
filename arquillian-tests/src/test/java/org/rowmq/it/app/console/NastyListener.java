package org.rowmq.it.app.console;

import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.MessageDriven;
import jakarta.jms.Message;
import jakarta.jms.MessageListener;

/** A durable subscriber whose client id, name and selector are markup. */
@MessageDriven(
    activationConfig = {
      @ActivationConfigProperty(propertyName = "resourceAdapter", propertyValue = "rowmq"),
      @ActivationConfigProperty(
          propertyName = "destinationType",
          propertyValue = "jakarta.jms.Topic"),
      @ActivationConfigProperty(propertyName = "destination", propertyValue = NastyListener.TEXT),
      @ActivationConfigProperty(propertyName = "subscriptionDurability", propertyValue = "Durable"),
      @ActivationConfigProperty(propertyName = "clientId", propertyValue = NastyListener.TEXT),
      @ActivationConfigProperty(
          propertyName = "subscriptionName",
          propertyValue = NastyListener.TEXT),
      @ActivationConfigProperty(
          propertyName = "messageSelector",
          propertyValue = "a = '" + NastyListener.TEXT + "'")
    })
public class NastyListener implements MessageListener {
  /** What a browser would obey if it were not escaped. */
  public static final String TEXT = "<img src=x onerror=alert(1)>";

  @Override
  public void onMessage(Message message) {
    throw new IllegalStateException(TEXT);
  }
}
