package org.rowmq.it.app.inbound;

import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.MessageDriven;
import jakarta.inject.Inject;
import jakarta.jms.Message;
import jakarta.jms.MessageListener;

/** Asks for eight sessions, of which the server's pool grants three. */
@MessageDriven(
    activationConfig = {
      @ActivationConfigProperty(propertyName = "resourceAdapter", propertyValue = "rowmq"),
      @ActivationConfigProperty(
          propertyName = "destinationType",
          propertyValue = "jakarta.jms.Queue"),
      @ActivationConfigProperty(propertyName = "destination", propertyValue = "it.crowded"),
      @ActivationConfigProperty(propertyName = "maxSession", propertyValue = "8"),
      @ActivationConfigProperty(propertyName = "MaxPoolSize", propertyValue = "3"),
      @ActivationConfigProperty(propertyName = "SteadyPoolSize", propertyValue = "1")
    })
public class CrowdedBean implements MessageListener {
  @Inject private Notes notes;

  @Override
  public void onMessage(Message message) {
    notes.add("crowded", message);
    Gates.pass("crowded");
  }
}
