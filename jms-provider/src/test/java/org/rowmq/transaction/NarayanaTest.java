package org.rowmq.transaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.arjuna.ats.arjuna.common.RecoveryEnvironmentBean;
import com.arjuna.ats.arjuna.recovery.RecoveryManager;
import com.arjuna.ats.arjuna.recovery.RecoveryModule;
import com.arjuna.ats.internal.jta.recovery.arjunacore.XARecoveryModule;
import com.arjuna.ats.jta.common.JTAEnvironmentBean;
import com.arjuna.ats.jta.recovery.XAResourceRecoveryHelper;
import com.arjuna.common.internal.util.propertyservice.BeanPopulator;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import jakarta.jms.TransactionInProgressException;
import jakarta.jms.XAConnection;
import jakarta.jms.XAJMSContext;
import jakarta.jms.XASession;
import jakarta.transaction.RollbackException;
import jakarta.transaction.Transaction;
import jakarta.transaction.TransactionManager;
import java.util.ArrayList;
import java.util.List;
import javax.transaction.xa.XAException;
import javax.transaction.xa.XAResource;
import javax.transaction.xa.Xid;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.rowmq.RowmqQueue;
import org.rowmq.client.EmbeddedFactory;
import org.rowmq.conformance.Section;

/** Distributed transactions in Java SE, with Narayana as their manager. */
@Section("6.2.8")
class NarayanaTest {
  @RegisterExtension static final EmbeddedFactory NODE = new EmbeddedFactory();

  private static final long PATIENCE = 20_000;

  private static TransactionManager manager;
  private static RecoveryManager recovery;

  private Queue queue;
  private XAConnection connection;
  private XASession session;

  @BeforeAll
  static void startManager() throws Exception {
    manager = Narayana.manager();
    JTAEnvironmentBean jta = BeanPopulator.getDefaultInstance(JTAEnvironmentBean.class);
    jta.setXaRecoveryNodes(List.of(Narayana.NODE));
    BeanPopulator.getDefaultInstance(RecoveryEnvironmentBean.class).setRecoveryBackoffPeriod(1);
    recovery = RecoveryManager.manager(RecoveryManager.DIRECT_MANAGEMENT);
    recovery.initialize();
  }

  @AfterAll
  static void stopManager() {
    recovery.terminate();
  }

  @BeforeEach
  void open(TestInfo test) throws JMSException {
    queue = new RowmqQueue(test.getTestMethod().orElseThrow().getName());
    connect();
  }

  private void connect() throws JMSException {
    connection = NODE.get().createXAConnection();
    connection.start();
    session = connection.createXASession();
  }

  @AfterEach
  void close() throws Exception {
    connection.close();
    if (manager.getTransaction() != null) {
      manager.rollback();
    }
  }

  private List<String> left() throws JMSException {
    List<String> texts = new ArrayList<>();
    try (JMSContext context = NODE.get().createContext()) {
      var consumer = context.createConsumer(queue);
      for (Message message = consumer.receive(1000);
          message != null;
          message = consumer.receiveNoWait()) {
        texts.add(((TextMessage) message).getText());
      }
    }
    return texts;
  }

  private void send(XASession sending, String text) throws JMSException {
    sending.createProducer(queue).send(sending.createTextMessage(text));
  }

  /**
   * Another resource, so that the manager needs two phases.
   *
   * @param behind what it passes calls on to, or null
   * @param unreachable whether the second phase fails because the resource does not answer
   */
  private record Another(XAResource behind, boolean unreachable) implements XAResource {
    private void secondPhase() throws XAException {
      if (unreachable) {
        throw new XAException(XAException.XAER_RMFAIL);
      }
    }

    @Override
    public void start(Xid xid, int flags) throws XAException {
      if (behind != null) {
        behind.start(xid, flags);
      }
    }

    @Override
    public void end(Xid xid, int flags) throws XAException {
      if (behind != null) {
        behind.end(xid, flags);
      }
    }

    @Override
    public int prepare(Xid xid) throws XAException {
      return behind == null ? XA_OK : behind.prepare(xid);
    }

    @Override
    public void commit(Xid xid, boolean onePhase) throws XAException {
      secondPhase();
    }

    @Override
    public void rollback(Xid xid) throws XAException {
      secondPhase();
    }

    @Override
    public void forget(Xid xid) {}

    @Override
    public Xid[] recover(int flag) {
      return new Xid[0];
    }

    @Override
    public boolean isSameRM(XAResource other) {
      return this == other;
    }

    @Override
    public int getTransactionTimeout() {
      return 0;
    }

    @Override
    public boolean setTransactionTimeout(int seconds) {
      return false;
    }
  }

  private static XAResource another() {
    return new Another(null, false);
  }

  @Test
  void onePhaseCommits() throws Exception {
    manager.begin();
    manager.getTransaction().enlistResource(session.getXAResource());
    send(session, "a");
    assertThat(left()).isEmpty();
    manager.commit();
    assertThat(left()).containsExactly("a");
  }

  @Test
  void twoPhasesCommitSendsAndReceives() throws Exception {
    send(session, "in");
    manager.begin();
    manager.getTransaction().enlistResource(session.getXAResource());
    manager.getTransaction().enlistResource(another());
    MessageConsumer consumer = session.createConsumer(queue);
    assertThat(consumer.receive(PATIENCE)).isNotNull();
    session.createProducer(new RowmqQueue("out")).send(session.createTextMessage("out"));
    manager.commit();
    consumer.close();
    assertThat(left()).isEmpty();
    queue = new RowmqQueue("out");
    assertThat(left()).containsExactly("out");
  }

  @Test
  void aRollbackUndoesBoth() throws Exception {
    send(session, "in");
    manager.begin();
    manager.getTransaction().enlistResource(session.getXAResource());
    MessageConsumer consumer = session.createConsumer(queue);
    assertThat(consumer.receive(PATIENCE)).isNotNull();
    send(session, "never");
    manager.rollback();
    consumer.close();
    assertThat(left()).containsExactly("in");
  }

  @Test
  void aTransactionMarkedForRollbackIsNotCommitted() throws Exception {
    manager.begin();
    manager.getTransaction().enlistResource(session.getXAResource());
    send(session, "never");
    manager.setRollbackOnly();
    assertThatThrownBy(manager::commit).isInstanceOf(RollbackException.class);
    assertThat(left()).isEmpty();
  }

  @Test
  void inATransactionTheSessionIsNotCommittedByItself() throws Exception {
    manager.begin();
    manager.getTransaction().enlistResource(session.getXAResource());
    assertThatThrownBy(session::commit).isInstanceOf(TransactionInProgressException.class);
    assertThatThrownBy(session::rollback).isInstanceOf(TransactionInProgressException.class);
    assertThatThrownBy(session::recover).isInstanceOf(jakarta.jms.IllegalStateException.class);
    manager.rollback();
  }

  @Test
  void twoSessionsOfOneNodeShareABranch() throws Exception {
    XASession second = connection.createXASession();
    manager.begin();
    Transaction transaction = manager.getTransaction();
    transaction.enlistResource(session.getXAResource());
    transaction.enlistResource(second.getXAResource());
    send(session, "a");
    send(second, "b");
    manager.commit();
    assertThat(left()).containsExactly("a", "b");
    manager.begin();
    manager.getTransaction().enlistResource(session.getXAResource());
    manager.getTransaction().enlistResource(second.getXAResource());
    send(session, "never");
    send(second, "never");
    manager.rollback();
    assertThat(left()).isEmpty();
  }

  @Test
  void aSuspendedTransactionIsResumedAndAnotherRunsInBetween() throws Exception {
    XAResource resource = session.getXAResource();
    manager.begin();
    Transaction first = manager.getTransaction();
    first.enlistResource(resource);
    send(session, "first 1");
    first.delistResource(resource, XAResource.TMSUSPEND);
    manager.suspend();
    manager.begin();
    manager.getTransaction().enlistResource(resource);
    send(session, "second");
    manager.getTransaction().delistResource(resource, XAResource.TMSUCCESS);
    manager.rollback();
    manager.resume(first);
    first.enlistResource(resource);
    send(session, "first 2");
    manager.commit();
    assertThat(left()).containsExactly("first 1", "first 2");
  }

  @Test
  void aContextTakesPart() throws Exception {
    try (XAJMSContext context = NODE.get().createXAContext()) {
      manager.begin();
      manager.getTransaction().enlistResource(context.getXAResource());
      context.createProducer().send(queue, "a");
      assertThat(left()).isEmpty();
      manager.commit();
      assertThat(left()).containsExactly("a");
    }
  }

  @Test
  void topicsTakePart() throws Exception {
    try (JMSContext context = NODE.get().createContext()) {
      var topic = context.createTopic("xa-topic");
      var subscriber = context.createConsumer(topic);
      manager.begin();
      manager.getTransaction().enlistResource(session.getXAResource());
      manager.getTransaction().enlistResource(another());
      session.createProducer(topic).send(session.createTextMessage("a"));
      assertThat(subscriber.receiveNoWait()).isNull();
      manager.commit();
      assertThat(subscriber.receiveBody(String.class, PATIENCE)).isEqualTo("a");
    }
  }

  /** The manager has decided, the node goes away before it hears of it, and comes back. */
  @Test
  void aDecidedTransactionIsCommittedByRecoveryAfterARestart() throws Exception {
    send(session, "in");
    manager.begin();
    manager.getTransaction().enlistResource(another());
    manager.getTransaction().enlistResource(new Another(session.getXAResource(), true));
    Session receiving = session;
    MessageConsumer consumer = receiving.createConsumer(queue);
    assertThat(consumer.receive(PATIENCE)).isNotNull();
    send(session, "recovered");
    manager.commit();
    connection.close();
    NODE.restart();
    connect();
    assertThat(left()).isEmpty();
    XAResourceRecoveryHelper helper =
        new XAResourceRecoveryHelper() {
          @Override
          public boolean initialise(String properties) {
            return true;
          }

          @Override
          public XAResource[] getXAResources() {
            return new XAResource[] {session.getXAResource()};
          }
        };
    XARecoveryModule module = null;
    for (RecoveryModule each : recovery.getModules()) {
      if (each instanceof XARecoveryModule found) {
        module = found;
      }
    }
    module.addXAResourceRecoveryHelper(helper);
    recovery.scan();
    recovery.scan();
    module.removeXAResourceRecoveryHelper(helper);
    assertThat(left()).containsExactly("recovered");
    assertThat(session.getXAResource().recover(XAResource.TMSTARTRSCAN)).isEmpty();
  }
}
