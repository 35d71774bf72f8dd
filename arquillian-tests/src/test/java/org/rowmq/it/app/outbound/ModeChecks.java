package org.rowmq.it.app.outbound;

import jakarta.annotation.Resource;
import jakarta.ejb.EJB;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionManagement;
import jakarta.ejb.TransactionManagementType;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSContext;
import jakarta.transaction.TransactionManager;
import jakarta.transaction.UserTransaction;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.Set;
import javax.naming.InitialContext;
import javax.naming.NamingException;

/** What each transaction mode enlists, and what a rollback takes back. */
@Stateless
@TransactionManagement(TransactionManagementType.BEAN)
@SuppressWarnings("BanJNDI") // names of this application's own
public class ModeChecks {
  @Resource private UserTransaction transaction;
  @EJB private Queues queues;

  public void auto() throws Exception {
    check(Factories.AUTO, 0, "nothing");
  }

  public void container() throws Exception {
    check(Factories.CONTAINER, 0, "nothing");
  }

  public void xa() throws Exception {
    check(Factories.XA, 0, "XA");
  }

  public void local() throws Exception {
    check(Factories.LOCAL, 0, "local");
  }

  public void none() throws Exception {
    check(Factories.NONE, 1, "nothing");
  }

  private void check(String factory, int afterRollback, String enlisted) throws Exception {
    String queue = queues.empty("modes." + factory.substring(factory.lastIndexOf('/') + 1));
    transaction.begin();
    Check.equal(enlisted, send(factory, queue), "enlisted");
    transaction.rollback();
    Check.equal(afterRollback, queues.count(queue), "messages after the rollback");

    queues.empty(queue);
    transaction.begin();
    send(factory, queue);
    transaction.commit();
    Check.equal(1, queues.count(queue), "messages after the commit");
  }

  /** Sends; what is enlisted then. */
  private String send(String factory, String queue) throws Exception {
    try (JMSContext context = InitialContext.<ConnectionFactory>doLookup(factory).createContext()) {
      context.createProducer().send(context.createQueue(queue), "m");
      return enlisted();
    }
  }

  /** From Payara's own transaction object, which has no standard way to ask. */
  private static String enlisted() throws Exception {
    Object present =
        InitialContext.<TransactionManager>doLookup("java:appserver/TransactionManager")
            .getTransaction();
    Object nonXa = present.getClass().getMethod("getNonXAResource").invoke(present);
    Set<?> pools =
        (Set<?>) present.getClass().getMethod("getAllParticipatingPools").invoke(present);
    boolean isLocal = (Boolean) present.getClass().getMethod("isLocalTx").invoke(present);
    if (nonXa != null) {
      return isLocal ? "local" : "local and XA";
    }
    return pools.isEmpty() ? "nothing" : "XA";
  }

  /** Payara makes the pool when the factory is first looked up. */
  public void misspelled() {
    StringWriter said = new StringWriter();
    try {
      InitialContext.doLookup(Factories.MISSPELLED);
    } catch (NamingException e) {
      e.printStackTrace(new PrintWriter(said));
    }
    Check.equal(true, said.toString().contains("\"contaner\": did you mean container?"), "said");
  }
}
