package org.rowmq.it.app.inbound;

import jakarta.annotation.Resource;
import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.MessageDriven;
import jakarta.ejb.TransactionManagement;
import jakarta.ejb.TransactionManagementType;
import jakarta.inject.Inject;
import jakarta.jms.Message;
import jakarta.jms.MessageListener;
import jakarta.transaction.NotSupportedException;
import jakarta.transaction.SystemException;
import jakarta.transaction.UserTransaction;

/** Rolls back a transaction of its own, which the message is no part of. */
@MessageDriven(
    activationConfig = {
      @ActivationConfigProperty(propertyName = "resourceAdapter", propertyValue = "rowmq"),
      @ActivationConfigProperty(
          propertyName = "destinationType",
          propertyValue = "jakarta.jms.Queue"),
      @ActivationConfigProperty(propertyName = "destination", propertyValue = "it.bmt"),
      @ActivationConfigProperty(propertyName = "maxDeliveryAttempts", propertyValue = "2")
    })
@TransactionManagement(TransactionManagementType.BEAN)
public class BeanManagedBean implements MessageListener {
  @Inject private Notes notes;

  @Resource private UserTransaction transaction;

  @Override
  public void onMessage(Message message) {
    String text = notes.add("bmt", message);
    if (text.equals("bad")) {
      throw new IllegalStateException("as asked");
    }
    try {
      transaction.begin();
      transaction.rollback();
    } catch (NotSupportedException | SystemException e) {
      throw new IllegalStateException(e);
    }
  }
}
