package org.rowmq.it.app.selector;

import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.MessageDriven;
import jakarta.jms.Message;
import jakarta.jms.MessageListener;

/** Never gets a message. */
@MessageDriven(
    activationConfig = {
      @ActivationConfigProperty(propertyName = "resourceAdapter", propertyValue = "rowmq"),
      @ActivationConfigProperty(
          propertyName = "destinationType",
          propertyValue = "jakarta.jms.Queue"),
      @ActivationConfigProperty(propertyName = "destination", propertyValue = "it.selector"),
      @ActivationConfigProperty(propertyName = "messageSelector", propertyValue = "delay >> 60")
    })
public class WrongSelectorListener implements MessageListener {

  @Override
  public void onMessage(Message message) {}
}
