package org.rowmq.it.app.outbound;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.jms.JMSContext;
import jakarta.transaction.Transactional;

/** A CDI bean with an injected context, in and out of transactions. */
@ApplicationScoped
public class CdiDesk {
  @Inject private JMSContext context;

  @Transactional
  public void sendAndFail(String queue) {
    send(queue);
    throw new IllegalStateException("as asked");
  }

  @Transactional
  public void sendInTransaction(String queue) {
    send(queue);
  }

  /** In whatever transaction there is. */
  public void send(String queue) {
    context.createProducer().send(context.createQueue(queue), "from CDI");
  }
}
