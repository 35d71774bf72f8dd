package org.rowmq.it.app.outbound;

import jakarta.ejb.EJB;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionAttribute;
import jakarta.ejb.TransactionAttributeType;
import jakarta.inject.Inject;
import jakarta.jms.IllegalStateRuntimeException;
import jakarta.jms.JMSContext;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;

/** Injected contexts in every kind of bean; called without a transaction. */
@Stateless
@TransactionAttribute(TransactionAttributeType.NOT_SUPPORTED)
public class ContextChecks {
  private static final String PM = "org.glassfish.jms.skip-resource-registration-in-transaction";
  private static final int THREADS = 300;

  @EJB private Desk desk;
  @EJB private Queues queues;
  @EJB private Timers timers;
  @Inject private CdiDesk cdi;
  @Inject private JMSContext context;

  public void ejb() {
    String queue = queues.empty("contexts.ejb");
    desk.send(queue, true);
    Check.equal(0, queues.count(queue), "messages after the rollback");
    desk.send(queue, false);
    Check.equal(2, queues.count(queue), "messages after the commit");
    Check.equal("injected", desk.receiveAndRollBack(queue), "received");
    Check.equal("injected", desk.receive(queue), "received again");
    Check.equal("injected too", desk.receive(queue), "received then");
    Check.equal(0, queues.count(queue), "messages left");
  }

  public void browser() throws Exception {
    String queue = queues.empty("contexts.browser");
    desk.send(queue, false);
    Check.equal(2, desk.receiveWhatABrowserShows(queue, 3), "messages received");
    Check.equal(0, queues.count(queue), "messages left");
  }

  /** Payara looks factories up under a second name in transactions, unless told not to. */
  public void ejbWithoutSecondLookup() {
    System.setProperty(PM, "false");
    try {
      ejb();
      requiresNew();
    } finally {
      System.clearProperty(PM);
    }
  }

  public void requiresNew() {
    String outer = queues.empty("contexts.outer");
    String inner = queues.empty("contexts.inner");
    desk.sendInnerAndRollBack(outer, inner);
    Check.equal(0, queues.count(outer), "messages of the outer transaction");
    Check.equal(1, queues.count(inner), "messages of the inner transaction");
  }

  public void cdi() {
    String queue = queues.empty("contexts.cdi");
    cdi.send(queue);
    Check.equal(1, queues.count(queue), "messages sent without a transaction");
    Check.refused(
        IllegalStateException.class,
        "as asked",
        () -> {
          cdi.sendAndFail(queue);
          return null;
        });
    Check.equal(1, queues.count(queue), "messages after the rollback");
    cdi.sendInTransaction(queue);
    Check.equal(2, queues.count(queue), "messages after the commit");
  }

  public void timer() throws Exception {
    String queue = queues.empty("contexts.timer");
    desk.sendLater(queue);
    Check.equal("injected", desk.receive(queue), "received");
  }

  public void ejbTimer() {
    String queue = queues.empty("contexts.ejbTimer");
    timers.start(queue);
    String received = null;
    for (int i = 0; i < 4 && received == null; i++) {
      received = desk.receive(queue);
    }
    Check.equal("attempt 2", received, "received");
    Check.equal(0, queues.count(queue), "messages left");
  }

  public void withoutTransaction() {
    String queue = queues.empty("contexts.none");
    context.createProducer().send(context.createQueue(queue), "at once");
    Check.equal(1, queues.count(queue), "messages");
    Check.equal(JMSContext.AUTO_ACKNOWLEDGE, context.getSessionMode(), "mode");
  }

  public void whatAnInjectedContextForbids() {
    Check.refused(
        IllegalStateRuntimeException.class,
        "",
        () -> {
          context.close();
          return null;
        });
    Check.refused(
        IllegalStateRuntimeException.class,
        "",
        () -> {
          context.setClientID("c");
          return null;
        });
  }

  /** {@value #THREADS} threads and a pool of 8. */
  public void manyThreads() throws Exception {
    String queue = queues.empty("contexts.many");
    List<Future<Boolean>> calls = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      calls.add(desk.sendFromOneOfManyThreads(queue));
    }
    for (Future<Boolean> call : calls) {
      call.get(60, TimeUnit.SECONDS);
    }
    Check.equal(2 * THREADS, queues.count(queue), "messages");
  }
}
