package org.rowmq.benchmarks;

import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import jakarta.jms.XAConnection;
import jakarta.jms.XASession;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;
import javax.transaction.xa.XAResource;
import javax.transaction.xa.Xid;

/** Local transactions and XA branches. */
final class TransactedLoads {
  private static final String QUEUE = "bench";
  private static final long RECEIVE_MILLIS = 2_000;
  private static final int CIRCULATING = 100;
  private static final double SKIPPED_SHARE = 0.2;

  private TransactedLoads() {}

  /** Sends for the time of the measurement, then receives what is there. */
  static Measured transacted(Run run, int perCommit) throws Exception {
    try (Peer peer = run.start()) {
      long[] sent = new long[1];
      Measured sending =
          new Window(run, peer)
              .producer(
                  meter -> {
                    try (Connection connection = peer.connect()) {
                      Session session = connection.createSession(true, Session.SESSION_TRANSACTED);
                      MessageProducer producer = session.createProducer(session.createQueue(QUEUE));
                      while (meter.running()) {
                        for (int i = 0; i < perCommit; i++) {
                          producer.send(Run.message(session));
                        }
                        session.commit();
                        sent[0] += perCommit;
                        meter.add(perCommit);
                        meter.confirmed();
                      }
                    }
                  })
              .measure();
      long limit = run.plan().warmUp().plus(run.plan().length()).toNanos();
      return sending.with(Measured.SECOND_RATE, receive(peer, perCommit, sent[0], limit));
    }
  }

  private static double receive(Peer peer, int perCommit, long messages, long limitNanos)
      throws JMSException {
    try (Connection connection = peer.connect()) {
      connection.start();
      Session session = connection.createSession(true, Session.SESSION_TRANSACTED);
      MessageConsumer consumer = session.createConsumer(session.createQueue(QUEUE));
      long skipped = (long) (messages * SKIPPED_SHARE);
      long begin = System.nanoTime();
      long start = begin;
      long first = 0;
      long received = 0;
      while (received < messages && System.nanoTime() - begin < limitNanos) {
        for (int i = 0; i < perCommit; i++) {
          if (consumer.receive(RECEIVE_MILLIS) == null) {
            throw new IllegalStateException("received only " + received + " of " + messages);
          }
        }
        session.commit();
        received += perCommit;
        // the first ones warm up
        if (first == 0 && (received >= skipped || System.nanoTime() - begin > limitNanos / 2)) {
          first = received;
          start = System.nanoTime();
        }
      }
      return (received - first) / Run.seconds(System.nanoTime() - start);
    }
  }

  /** Each thread receives from and sends to a queue of its own, in one branch of two phases. */
  static Measured xa(Run run, int threads) throws Exception {
    try (Peer peer = run.start()) {
      Window window = new Window(run, peer);
      for (int i = 0; i < threads; i++) {
        String queue = QUEUE + i;
        try (Connection connection = peer.connect()) {
          Session session = connection.createSession(true, Session.SESSION_TRANSACTED);
          MessageProducer producer = session.createProducer(session.createQueue(queue));
          for (int j = 0; j < CIRCULATING; j++) {
            producer.send(Run.message(session));
          }
          session.commit();
        }
        window.producer(meter -> circulate(peer, meter, queue));
      }
      return window.measure();
    }
  }

  private static void circulate(Peer peer, Window.Meter meter, String name) throws Exception {
    try (XAConnection connection = peer.connectXa()) {
      connection.start();
      XASession session = connection.createXASession();
      XAResource resource = session.getXAResource();
      Queue queue = session.createQueue(name);
      MessageConsumer consumer = null;
      MessageProducer producer = null;
      while (meter.running()) {
        long start = System.nanoTime();
        Xid xid = new BenchXid();
        resource.start(xid, XAResource.TMNOFLAGS);
        if (consumer == null) {
          consumer = session.createConsumer(queue);
          producer = session.createProducer(queue);
        }
        Message message = consumer.receive(RECEIVE_MILLIS);
        if (message == null) {
          throw new IllegalStateException("nothing received in " + RECEIVE_MILLIS + " ms");
        }
        producer.send(Run.message(session));
        resource.end(xid, XAResource.TMSUCCESS);
        resource.prepare(xid);
        resource.commit(xid, false);
        meter.add(1);
        meter.confirmed();
        meter.latency(System.nanoTime() - start);
      }
    }
  }

  private static final class BenchXid implements Xid {
    private static final AtomicInteger COUNT = new AtomicInteger();
    private static final long PROCESS = ProcessHandle.current().pid();

    private final byte[] id =
        ByteBuffer.allocate(20)
            .putLong(PROCESS)
            .putLong(System.currentTimeMillis())
            .putInt(COUNT.incrementAndGet())
            .array();

    @Override
    public int getFormatId() {
      return 0x524d51;
    }

    @Override
    public byte[] getGlobalTransactionId() {
      return id.clone();
    }

    @Override
    public byte[] getBranchQualifier() {
      return new byte[] {1};
    }
  }
}
