package org.rowmq.it.app.outbound;

import jakarta.annotation.Resource;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import java.util.Collections;

/** What is in a queue, seen from outside any transaction. */
@Stateless
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class Queues {
  @Resource(lookup = Factories.NONE)
  private ConnectionFactory factory;

  public int count(String queue) {
    try (JMSContext context = factory.createContext()) {
      return Collections.list(context.createBrowser(context.createQueue(queue)).getEnumeration())
          .size();
    } catch (JMSException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A queue without messages. */
  public String empty(String queue) {
    try (JMSContext context = factory.createContext()) {
      var consumer = context.createConsumer(context.createQueue(queue));
      while (consumer.receiveNoWait() != null) {
        continue;
      }
    }
    return queue;
  }
}
