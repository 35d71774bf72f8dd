package org.rowmq.it.app.inbound;

import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.MessageDriven;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import jakarta.jms.Message;
import jakarta.jms.MessageListener;

/** Has no transaction. */
@MessageDriven(
    activationConfig = {
      @ActivationConfigProperty(propertyName = "resourceAdapter", propertyValue = "rowmq"),
      @ActivationConfigProperty(
          propertyName = "destinationType",
          propertyValue = "jakarta.jms.Queue"),
      @ActivationConfigProperty(propertyName = "destination", propertyValue = "it.notx"),
      @ActivationConfigProperty(propertyName = "maxDeliveryAttempts", propertyValue = "2")
    })
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class NotSupportedBean implements MessageListener {
  @Inject private Notes notes;

  @Override
  public void onMessage(Message message) {
    if (notes.add("notx", message).equals("bad")) {
      throw new IllegalStateException("as asked");
    }
  }
}
