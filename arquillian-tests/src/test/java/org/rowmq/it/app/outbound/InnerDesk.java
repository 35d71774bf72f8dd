package org.rowmq.it.app.outbound;

import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import jakarta.jms.JMSContext;

/** Sends in a transaction of its own. */
@Stateless
public class InnerDesk {
  @Inject private JMSContext context;

  @TransactionAttribute(TransactionAttributeType.REQUIRES_NEW)
  public void send(String queue) {
    context.createProducer().send(context.createQueue(queue), "inner");
  }
}
