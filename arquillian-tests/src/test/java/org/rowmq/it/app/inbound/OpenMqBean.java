package org.rowmq.it.app.inbound;

import jakarta.annotation.Resource;
import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.MessageDriven;
import jakarta.ejb.MessageDrivenContext;
import jakarta.inject.Inject;
import jakarta.jms.Message;
import jakarta.jms.MessageListener;

/** As written for OpenMQ. */
@MessageDriven(
    activationConfig = {
      @ActivationConfigProperty(propertyName = "resourceAdapter", propertyValue = "rowmq"),
      @ActivationConfigProperty(
          propertyName = "destinationType",
          propertyValue = "jakarta.jms.Queue"),
      @ActivationConfigProperty(propertyName = "destination", propertyValue = "it.openmq"),
      @ActivationConfigProperty(propertyName = "endpointPoolMaxSize", propertyValue = "3"),
      @ActivationConfigProperty(propertyName = "endpointPoolSteadySize", propertyValue = "1"),
      @ActivationConfigProperty(
          propertyName = "endpointExceptionRedeliveryAttempts",
          propertyValue = "1"),
      @ActivationConfigProperty(
          propertyName = "endpointExceptionRedeliveryInterval",
          propertyValue = "20"),
      @ActivationConfigProperty(
          propertyName = "sendUndeliverableMsgsToDMQ",
          propertyValue = "true"),
      @ActivationConfigProperty(propertyName = "mdbName", propertyValue = "x")
    })
public class OpenMqBean implements MessageListener {
  @Inject private Notes notes;

  @Resource private MessageDrivenContext context;

  @Override
  public void onMessage(Message message) {
    if (notes.add("openmq", message).equals("bad")) {
      context.setRollbackOnly();
    }
  }
}
