package org.rowmq.transaction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.InstanceOfAssertFactories.type;

import jakarta.jms.JMSException;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import jakarta.jms.XAConnection;
import jakarta.jms.XASession;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import javax.transaction.xa.XAException;
import javax.transaction.xa.XAResource;
import javax.transaction.xa.Xid;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.rowmq.client.Jms;
import org.rowmq.client.RowmqConnectionFactory;
import org.rowmq.conformance.Section;
import org.rowmq.testing.Directories;

/** Every call of XAResource, in the right order and in wrong ones. */
@Section("11.3.5")
class XaResourceTest {
  @RegisterExtension final Jms jms = new Jms();

  private static final AtomicInteger NUMBERS = new AtomicInteger((int) System.nanoTime());

  private XAConnection connection;
  private XASession session;
  private XAResource resource;

  /** A transaction identifier as a manager would make it. */
  private record TestXid(byte[] getGlobalTransactionId, byte[] getBranchQualifier) implements Xid {
    @Override
    public int getFormatId() {
      return 4711;
    }

    @Override
    public byte[] getGlobalTransactionId() {
      return getGlobalTransactionId;
    }

    @Override
    public byte[] getBranchQualifier() {
      return getBranchQualifier;
    }
  }

  private static Xid xid() {
    byte[] number = ByteBuffer.allocate(4).putInt(NUMBERS.incrementAndGet()).array();
    return new TestXid(number, new byte[] {1});
  }

  @BeforeEach
  void open() throws JMSException {
    connection = jms.closeLater(jms.factory().createXAConnection());
    connection.start();
    session = connection.createXASession();
    resource = session.getXAResource();
  }

  private interface Call {
    void run() throws Exception;
  }

  private static void assertCode(int code, Call call) {
    assertThatThrownBy(call::run)
        .asInstanceOf(type(XAException.class))
        .extracting(e -> e.errorCode)
        .isEqualTo(code);
  }

  private void send(String text) throws JMSException {
    session.createProducer(jms.queue()).send(session.createTextMessage(text));
  }

  private MessageConsumer observer() throws JMSException {
    return jms.session().createConsumer(jms.queue());
  }

  // ---- outcomes

  @Test
  void outsideABranchASessionActsAtOnce() throws JMSException {
    send("a");
    assertThat(Jms.texts(session.createConsumer(jms.queue()), 1)).containsExactly("a");
    session.close();
    assertThat(observer().receiveNoWait()).isNull();
  }

  @Test
  void onePhaseCommits() throws Exception {
    Xid xid = xid();
    resource.start(xid, XAResource.TMNOFLAGS);
    send("a");
    resource.end(xid, XAResource.TMSUCCESS);
    MessageConsumer observer = observer();
    assertThat(observer.receiveNoWait()).isNull();
    resource.commit(xid, true);
    assertThat(Jms.texts(observer, 1)).containsExactly("a");
  }

  @Test
  void twoPhasesCommit() throws Exception {
    jms.send(jms.queue("in"), "in");
    Xid xid = xid();
    resource.start(xid, XAResource.TMNOFLAGS);
    Jms.receive(session.createConsumer(jms.queue("in")));
    send("a");
    resource.end(xid, XAResource.TMSUCCESS);
    assertThat(resource.prepare(xid)).isEqualTo(XAResource.XA_OK);
    MessageConsumer observer = observer();
    assertThat(observer.receiveNoWait()).isNull();
    resource.commit(xid, false);
    assertThat(Jms.texts(observer, 1)).containsExactly("a");
    assertThat(jms.session().createConsumer(jms.queue("in")).receiveNoWait()).isNull();
    assertCode(XAException.XAER_NOTA, () -> resource.commit(xid, false));
  }

  @Test
  void aBranchIsRolledBackBeforeAndAfterItIsPrepared() throws Exception {
    for (boolean prepare : new boolean[] {false, true}) {
      jms.send(jms.queue("in"), "in");
      Xid xid = xid();
      resource.start(xid, XAResource.TMNOFLAGS);
      MessageConsumer in = session.createConsumer(jms.queue("in"));
      Jms.receive(in);
      send("never");
      resource.end(xid, XAResource.TMSUCCESS);
      if (prepare) {
        resource.prepare(xid);
      }
      resource.rollback(xid);
      in.close();
      Session after = jms.session();
      TextMessage again = Jms.receive(after.createConsumer(jms.queue("in")));
      assertThat(again.getJMSRedelivered()).isTrue();
      assertThat(again.getIntProperty("JMSXDeliveryCount")).isEqualTo(2);
      after.close();
      assertThat(observer().receiveNoWait()).isNull();
    }
  }

  @Test
  void aBranchThatDidNothingIsReadOnly() throws Exception {
    Xid xid = xid();
    resource.start(xid, XAResource.TMNOFLAGS);
    resource.end(xid, XAResource.TMSUCCESS);
    assertThat(resource.prepare(xid)).isEqualTo(XAResource.XA_RDONLY);
    assertCode(XAException.XAER_NOTA, () -> resource.commit(xid, false));
  }

  @Test
  void aFailedBranchCanOnlyBeRolledBack() throws Exception {
    Xid xid = xid();
    resource.start(xid, XAResource.TMNOFLAGS);
    send("never");
    resource.end(xid, XAResource.TMFAIL);
    assertCode(XAException.XA_RBROLLBACK, () -> resource.start(xid, XAResource.TMJOIN));
    assertCode(XAException.XA_RBROLLBACK, () -> resource.prepare(xid));
    assertThat(observer().receiveNoWait()).isNull();
    Xid second = xid();
    resource.start(second, XAResource.TMNOFLAGS);
    send("never");
    resource.end(second, XAResource.TMFAIL);
    resource.rollback(second);
    assertThat(observer().receiveNoWait()).isNull();
  }

  // ---- interleaving

  @Test
  void oneSessionWorksInTwoBranchesInTurn() throws Exception {
    Xid first = xid();
    Xid second = xid();
    resource.start(first, XAResource.TMNOFLAGS);
    send("first 1");
    resource.end(first, XAResource.TMSUSPEND);
    resource.start(second, XAResource.TMNOFLAGS);
    send("second");
    resource.end(second, XAResource.TMSUCCESS);
    resource.start(first, XAResource.TMRESUME);
    send("first 2");
    resource.end(first, XAResource.TMSUCCESS);
    resource.rollback(second);
    resource.prepare(first);
    resource.commit(first, false);
    MessageConsumer observer = observer();
    assertThat(Jms.texts(observer, 2)).containsExactly("first 1", "first 2");
    assertThat(observer.receiveNoWait()).isNull();
  }

  @Test
  void twoBranchesOfOneConnectionAreIndependent() throws Exception {
    XASession other = connection.createXASession();
    Xid first = xid();
    Xid second = xid();
    resource.start(first, XAResource.TMNOFLAGS);
    other.getXAResource().start(second, XAResource.TMNOFLAGS);
    send("first");
    other.createProducer(jms.queue()).send(other.createTextMessage("second"));
    resource.end(first, XAResource.TMSUCCESS);
    other.getXAResource().end(second, XAResource.TMSUCCESS);
    resource.commit(first, true);
    other.getXAResource().rollback(second);
    MessageConsumer observer = observer();
    assertThat(Jms.texts(observer, 1)).containsExactly("first");
    assertThat(observer.receiveNoWait()).isNull();
  }

  @Test
  void sessionsJoinABranchWhileItIsActiveAndAfterItHasEnded() throws Exception {
    XASession other = connection.createXASession();
    assertThat(resource.isSameRM(other.getXAResource())).isTrue();
    Xid xid = xid();
    resource.start(xid, XAResource.TMNOFLAGS);
    send("a");
    other.getXAResource().start(xid, XAResource.TMJOIN);
    other.createProducer(jms.queue()).send(other.createTextMessage("b"));
    assertCode(XAException.XAER_PROTO, () -> resource.prepare(xid));
    resource.end(xid, XAResource.TMSUCCESS);
    assertCode(XAException.XAER_PROTO, () -> resource.prepare(xid));
    other.getXAResource().end(xid, XAResource.TMSUCCESS);
    resource.start(xid, XAResource.TMJOIN);
    send("c");
    resource.end(xid, XAResource.TMSUCCESS);
    other.getXAResource().prepare(xid);
    other.getXAResource().commit(xid, false);
    assertThat(Jms.texts(observer(), 3)).containsExactly("a", "b", "c");
  }

  @Test
  void aSuspendedBranchMayBeEndedWithoutResuming() throws Exception {
    Xid xid = xid();
    resource.start(xid, XAResource.TMNOFLAGS);
    send("a");
    resource.end(xid, XAResource.TMSUSPEND);
    assertCode(XAException.XAER_PROTO, () -> resource.prepare(xid));
    resource.end(xid, XAResource.TMSUCCESS);
    resource.commit(xid, true);
    assertThat(Jms.texts(observer(), 1)).containsExactly("a");
  }

  @Test
  void anotherResourceOfTheNodeMayEndABranch() throws Exception {
    Xid xid = xid();
    resource.start(xid, XAResource.TMNOFLAGS);
    send("a");
    resource.end(xid, XAResource.TMSUCCESS);
    XAConnection second = jms.closeLater(jms.factory().createXAConnection());
    XAResource other = second.createXASession().getXAResource();
    other.prepare(xid);
    other.commit(xid, false);
    assertThat(Jms.texts(observer(), 1)).containsExactly("a");
  }

  @Test
  void closingTheSessionDoesNotEndTheBranch() throws Exception {
    Xid xid = xid();
    resource.start(xid, XAResource.TMNOFLAGS);
    send("a");
    session.close();
    resource.end(xid, XAResource.TMSUCCESS);
    resource.prepare(xid);
    connection.close();
    resource.commit(xid, false);
    assertThat(Jms.texts(observer(), 1)).containsExactly("a");
  }

  // ---- wrong calls

  @Test
  void callsInTheWrongOrderHaveTheirCodes() throws Exception {
    Xid xid = xid();
    Xid other = xid();
    assertCode(XAException.XAER_NOTA, () -> resource.end(xid, XAResource.TMSUCCESS));
    assertCode(XAException.XAER_NOTA, () -> resource.prepare(xid));
    assertCode(XAException.XAER_NOTA, () -> resource.commit(xid, true));
    assertCode(XAException.XAER_NOTA, () -> resource.commit(xid, false));
    assertCode(XAException.XAER_NOTA, () -> resource.rollback(xid));
    assertCode(XAException.XAER_NOTA, () -> resource.forget(xid));
    assertCode(XAException.XAER_NOTA, () -> resource.start(xid, XAResource.TMJOIN));
    assertCode(XAException.XAER_NOTA, () -> resource.start(xid, XAResource.TMRESUME));
    assertCode(XAException.XAER_INVAL, () -> resource.start(xid, XAResource.TMFAIL));
    resource.start(xid, XAResource.TMNOFLAGS);
    assertCode(XAException.XAER_PROTO, () -> resource.start(other, XAResource.TMNOFLAGS));
    assertCode(XAException.XAER_INVAL, () -> resource.end(xid, XAResource.TMJOIN));
    assertCode(XAException.XAER_PROTO, () -> resource.prepare(xid));
    assertCode(XAException.XAER_PROTO, () -> resource.commit(xid, true));
    assertCode(XAException.XAER_PROTO, () -> resource.commit(xid, false));
    resource.end(xid, XAResource.TMSUCCESS);
    assertCode(XAException.XAER_DUPID, () -> resource.start(xid, XAResource.TMNOFLAGS));
    assertCode(XAException.XAER_PROTO, () -> resource.end(xid, XAResource.TMSUCCESS));
    assertCode(XAException.XAER_PROTO, () -> resource.commit(xid, false));
    resource.rollback(xid);
    assertCode(XAException.XAER_NOTA, () -> resource.rollback(xid));
    assertCode(XAException.XAER_INVAL, () -> resource.recover(XAResource.TMFAIL));
    assertCode(XAException.XAER_INVAL, () -> resource.setTransactionTimeout(-1));
    assertThat(resource.setTransactionTimeout(10)).isFalse();
    assertThat(resource.getTransactionTimeout()).isZero();
  }

  @Test
  void aPreparedBranchCanOnlyBeCommittedOrRolledBack() throws Exception {
    Xid xid = xid();
    resource.start(xid, XAResource.TMNOFLAGS);
    send("a");
    resource.end(xid, XAResource.TMSUCCESS);
    resource.prepare(xid);
    XAResource other = connection.createXASession().getXAResource();
    for (XAResource each : List.of(resource, other)) {
      assertCode(XAException.XAER_DUPID, () -> each.start(xid, XAResource.TMNOFLAGS));
      assertCode(XAException.XAER_PROTO, () -> each.start(xid, XAResource.TMJOIN));
      assertCode(XAException.XAER_PROTO, () -> each.start(xid, XAResource.TMRESUME));
      assertCode(XAException.XAER_PROTO, () -> each.end(xid, XAResource.TMSUCCESS));
      assertCode(XAException.XAER_PROTO, () -> each.prepare(xid));
      assertCode(XAException.XAER_PROTO, () -> each.commit(xid, true));
      assertCode(XAException.XAER_PROTO, () -> each.forget(xid));
    }
    resource.commit(xid, false);
    assertCode(XAException.XAER_NOTA, () -> resource.forget(xid));
    resource.start(xid, XAResource.TMNOFLAGS);
    send("b");
    resource.end(xid, XAResource.TMSUCCESS);
    resource.commit(xid, true);
    assertThat(Jms.texts(observer(), 2)).containsExactly("a", "b");
  }

  @Test
  void aBranchPreparedBeforeTheNodeWasStartedIsKnownToBePrepared() throws Exception {
    Path directory = Directories.fresh("prepared-before");
    Xid xid = xid();
    try {
      for (boolean first : new boolean[] {true, false}) {
        try (RowmqConnectionFactory factory = RowmqConnectionFactory.ofDirectory(directory);
            XAConnection own = factory.createXAConnection()) {
          XASession ownSession = own.createXASession();
          XAResource ownResource = ownSession.getXAResource();
          if (first) {
            ownResource.start(xid, XAResource.TMNOFLAGS);
            ownSession.createProducer(jms.queue()).send(ownSession.createMessage());
            ownResource.end(xid, XAResource.TMSUCCESS);
            ownResource.prepare(xid);
          } else {
            assertCode(XAException.XAER_DUPID, () -> ownResource.start(xid, XAResource.TMNOFLAGS));
            assertCode(XAException.XAER_PROTO, () -> ownResource.forget(xid));
            ownResource.rollback(xid);
            ownResource.start(xid, XAResource.TMNOFLAGS);
            ownResource.end(xid, XAResource.TMSUCCESS);
          }
        }
      }
    } finally {
      Directories.delete(directory);
    }
  }

  @Test
  void aPreparedBranchIsRecoveredOnce() throws Exception {
    Xid xid = xid();
    resource.start(xid, XAResource.TMNOFLAGS);
    send("a");
    resource.end(xid, XAResource.TMSUCCESS);
    resource.prepare(xid);
    List<Xid> found = List.of(resource.recover(XAResource.TMSTARTRSCAN | XAResource.TMENDRSCAN));
    assertThat(found).contains(XidKey.of(xid));
    assertThat(resource.recover(XAResource.TMNOFLAGS)).isEmpty();
    resource.rollback(XidKey.of(xid));
    assertThat(resource.recover(XAResource.TMSTARTRSCAN)).doesNotContain(XidKey.of(xid));
  }
}
