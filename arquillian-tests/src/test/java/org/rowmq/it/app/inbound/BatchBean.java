package org.rowmq.it.app.inbound;

import jakarta.annotation.Resource;
import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.MessageDriven;
import jakarta.inject.Inject;
import jakarta.jms.Message;
import jakarta.jms.MessageListener;
import jakarta.transaction.TransactionSynchronizationRegistry;

/** Several messages in a transaction. */
@MessageDriven(
    activationConfig = {
      @ActivationConfigProperty(propertyName = "resourceAdapter", propertyValue = "rowmq"),
      @ActivationConfigProperty(
          propertyName = "destinationType",
          propertyValue = "jakarta.jms.Queue"),
      @ActivationConfigProperty(propertyName = "destination", propertyValue = "it.batch"),
      @ActivationConfigProperty(propertyName = "maxSession", propertyValue = "1"),
      @ActivationConfigProperty(propertyName = "batchSize", propertyValue = "5"),
      @ActivationConfigProperty(propertyName = "maxDeliveryAttempts", propertyValue = "2")
    })
public class BatchBean implements MessageListener {
  @Inject private Notes notes;

  @Resource private TransactionSynchronizationRegistry registry;

  @Override
  public void onMessage(Message message) {
    if (notes.add("batch-" + registry.getTransactionKey().hashCode(), message).equals("bad")) {
      throw new IllegalStateException("as asked");
    }
  }
}
