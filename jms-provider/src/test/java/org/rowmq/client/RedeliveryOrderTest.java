package org.rowmq.client;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Session;
import jakarta.jms.XAConnection;
import jakarta.jms.XASession;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;
import javax.transaction.xa.XAResource;
import javax.transaction.xa.Xid;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.rowmq.conformance.Section;

/**
 * What is rolled back keeps its place in the queue, also while its counts are still being written
 * and its consumer has been closed.
 */
@Section({"6.2.7", "6.2.9", "11.3"})
class RedeliveryOrderTest {
  private static final int ROUNDS = 20;

  @RegisterExtension final Jms jms = new Jms();

  private final AtomicInteger xids = new AtomicInteger((int) System.nanoTime());

  private record NumberedXid(byte[] getGlobalTransactionId) implements Xid {
    @Override
    public int getFormatId() {
      return 815;
    }

    @Override
    public byte[] getGlobalTransactionId() {
      return getGlobalTransactionId;
    }

    @Override
    public byte[] getBranchQualifier() {
      return new byte[] {1};
    }
  }

  @Test
  void whatABranchRolledBackComesFirstOnTheNextConnection() throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      jms.send(jms.queue(), "first", "second");
      try (XAConnection connection = jms.factory().createXAConnection()) {
        connection.start();
        XASession session = connection.createXASession();
        XAResource resource = session.getXAResource();
        Xid xid = new NumberedXid(ByteBuffer.allocate(4).putInt(xids.incrementAndGet()).array());
        resource.start(xid, XAResource.TMNOFLAGS);
        assertThat(Jms.texts(session.createConsumer(jms.queue()), 1)).containsExactly("first");
        resource.end(xid, XAResource.TMSUCCESS);
        resource.rollback(xid);
      }
      assertOrder(round);
    }
  }

  @Test
  void whatASessionRolledBackComesFirstOnTheNextConnection() throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      jms.send(jms.queue(), "first", "second");
      try (Connection connection = jms.factory().createConnection()) {
        connection.start();
        Session session = connection.createSession(Session.SESSION_TRANSACTED);
        assertThat(Jms.texts(session.createConsumer(jms.queue()), 1)).containsExactly("first");
        session.rollback();
      }
      assertOrder(round);
    }
  }

  @Test
  void whatAConsumerClosedBeforeItsRollbackHadComesFirstOnTheNextConnection() throws Exception {
    for (int round = 0; round < ROUNDS; round++) {
      jms.send(jms.queue(), "first", "second");
      try (Connection connection = jms.factory().createConnection()) {
        connection.start();
        Session session = connection.createSession(Session.SESSION_TRANSACTED);
        try (MessageConsumer consumer = session.createConsumer(jms.queue())) {
          assertThat(Jms.texts(consumer, 1)).containsExactly("first");
        }
        session.rollback();
      }
      assertOrder(round);
    }
  }

  private void assertOrder(int round) throws JMSException {
    try (Connection connection = jms.factory().createConnection()) {
      connection.start();
      MessageConsumer consumer = connection.createSession().createConsumer(jms.queue());
      assertThat(Jms.texts(consumer, 2)).as("round %d", round).containsExactly("first", "second");
    }
  }
}
