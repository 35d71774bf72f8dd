package org.rowmq.samples.flights;

import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.MessageDriven;
import jakarta.inject.Inject;
import jakarta.jms.Message;
import jakarta.jms.MessageListener;

/** Durable subscriber to the flights up to two hours late. */
@MessageDriven(
    activationConfig = {
      @ActivationConfigProperty(propertyName = "resourceAdapter", propertyValue = "rowmq"),
      @ActivationConfigProperty(
          propertyName = "destinationType",
          propertyValue = "jakarta.jms.Topic"),
      @ActivationConfigProperty(propertyName = "destination", propertyValue = "delays"),
      @ActivationConfigProperty(propertyName = "subscriptionDurability", propertyValue = "Durable"),
      @ActivationConfigProperty(
          propertyName = "subscriptionName",
          propertyValue = ModerateDelays.NAME),
      @ActivationConfigProperty(propertyName = "messageSelector", propertyValue = "delay <= 120")
    })
public class ModerateDelays implements MessageListener {

  public static final String NAME = "moderate-delays";

  @Inject private DelayLog log;

  @Override
  public void onMessage(Message message) {
    log.add(NAME, message);
  }
}
