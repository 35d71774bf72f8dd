package org.rowmq.it.app.book;

import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.MessageDriven;
import jakarta.inject.Inject;
import jakarta.jms.Message;
import jakarta.jms.MessageListener;
import org.rowmq.it.app.inbound.Notes;

/** Says its queue as one did before there was {@code destinationLookup}. */
@MessageDriven(
    mappedName = "java:app/jms/bookOrders",
    activationConfig =
        @ActivationConfigProperty(
            propertyName = "destinationType",
            propertyValue = "jakarta.jms.Queue"))
public class OrdersBean implements MessageListener {
  @Inject private Notes notes;

  @Override
  public void onMessage(Message message) {
    notes.add("orders", message);
  }
}
