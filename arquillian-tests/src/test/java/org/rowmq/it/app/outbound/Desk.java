package org.rowmq.it.app.outbound;

import jakarta.annotation.Resource;
import jakarta.ejb.AsyncResult;
import jakarta.ejb.Asynchronous;
import jakarta.ejb.EJB;
import jakarta.ejb.SessionContext;
import jakarta.ejb.Stateless;
import jakarta.enterprise.concurrent.ManagedScheduledExecutorService;
import jakarta.inject.Inject;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** An EJB with an injected context. */
@Stateless
public class Desk {
  @Inject private JMSContext context;

  @Resource(lookup = Factories.PLATFORM_DEFAULT)
  private ConnectionFactory factory;

  @Resource private SessionContext session;
  @Resource private ManagedScheduledExecutorService timer;
  @EJB private InnerDesk inner;

  public void send(String queue, boolean rollBack) {
    context.createProducer().send(context.createQueue(queue), "injected");
    context.createProducer().send(context.createQueue(queue), "injected too");
    if (rollBack) {
      session.setRollbackOnly();
    }
  }

  /** What the inner bean sends in a transaction of its own stays when the outer is rolled back. */
  public void sendInnerAndRollBack(String outerQueue, String innerQueue) {
    context.createProducer().send(context.createQueue(outerQueue), "before");
    inner.send(innerQueue);
    context.createProducer().send(context.createQueue(outerQueue), "after");
    session.setRollbackOnly();
  }

  /** Receives in the transaction, which is rolled back. */
  public String receiveAndRollBack(String queue) {
    String text =
        context.createConsumer(context.createQueue(queue)).receiveBody(String.class, 5_000);
    session.setRollbackOnly();
    return text;
  }

  public String receive(String queue) {
    return context.createConsumer(context.createQueue(queue)).receiveBody(String.class, 5_000);
  }

  /** In one transaction, as long as a browser says that there is something; how many it was. */
  public int receiveWhatABrowserShows(String queue, int atMost) throws JMSException {
    int received = 0;
    while (received < atMost
        && context.createBrowser(context.createQueue(queue)).getEnumeration().hasMoreElements()) {
      receive(queue);
      received++;
    }
    return received;
  }

  @Asynchronous
  public Future<Boolean> sendFromOneOfManyThreads(String queue) {
    try (JMSContext own = factory.createContext()) {
      own.createProducer().send(own.createQueue(queue), "pooled");
    }
    context.createProducer().send(context.createQueue(queue), "injected");
    return new AsyncResult<>(true);
  }

  /** From a thread of the server that belongs to no request. */
  public void sendLater(String queue) {
    Desk self = session.getBusinessObject(Desk.class);
    timer.schedule(() -> self.send(queue, false), 1, TimeUnit.MILLISECONDS);
  }
}
