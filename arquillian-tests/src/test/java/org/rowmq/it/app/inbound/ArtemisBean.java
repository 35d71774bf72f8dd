package org.rowmq.it.app.inbound;

import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.MessageDriven;
import jakarta.inject.Inject;
import jakarta.jms.Message;
import jakarta.jms.MessageListener;

/** As written for Artemis, with a slip of the fingers. */
@MessageDriven(
    activationConfig = {
      @ActivationConfigProperty(propertyName = "resourceAdapter", propertyValue = "rowmq"),
      @ActivationConfigProperty(
          propertyName = "destinationType",
          propertyValue = "jakarta.jms.Queue"),
      @ActivationConfigProperty(propertyName = "destination", propertyValue = "it.artemis"),
      @ActivationConfigProperty(propertyName = "maxSession", propertyValue = "15"),
      @ActivationConfigProperty(propertyName = "singleConnection", propertyValue = "true"),
      @ActivationConfigProperty(propertyName = "setupAttempts", propertyValue = "-1"),
      @ActivationConfigProperty(propertyName = "rebalanceConnections", propertyValue = "true"),
      @ActivationConfigProperty(propertyName = "useLocalTx", propertyValue = "true"),
      @ActivationConfigProperty(propertyName = "maxSesion", propertyValue = "3")
    })
public class ArtemisBean implements MessageListener {
  @Inject private Notes notes;

  @Override
  public void onMessage(Message message) {
    notes.add("artemis", message);
  }
}
