package org.rowmq.crash;

import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import jakarta.jms.XAConnection;
import jakarta.jms.XASession;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import javax.transaction.xa.XAException;
import javax.transaction.xa.XAResource;
import org.rowmq.RowmqQueue;
import org.rowmq.RowmqTopic;
import org.rowmq.client.RowmqConnectionFactory;
import org.rowmq.crash.HaltPoint.Moment;
import org.rowmq.crash.HaltPoint.Operation;

/** The process that halts in the middle of an operation. */
final class HaltChild {
  static final TestXid XID = new TestXid("halted");
  private static final long WAIT_MILLIS = 20_000;
  private static final long SOON_MILLIS = 300;

  private final RowmqConnectionFactory factory;
  private final HaltPoint point;

  private HaltChild(RowmqConnectionFactory factory, HaltPoint point) {
    this.factory = factory;
    this.point = point;
  }

  /** Settings file, operation, moment. */
  public static void main(String[] arguments) throws Exception {
    HaltPoint point = new HaltPoint(Operation.valueOf(arguments[1]), Moment.valueOf(arguments[2]));
    if (point.operation() == Operation.BURY) {
      // the dead are buried when a node opens
      Halt.at(point);
    }
    RowmqConnectionFactory factory =
        RowmqConnectionFactory.of(CrashChild.settings(Path.of(arguments[0])));
    new HaltChild(factory, point).run();
  }

  private void run() throws JMSException, XAException, InterruptedException {
    try (Connection connection = factory.createConnection()) {
      connection.start();
      Session session = connection.createSession();
      session.createSharedDurableConsumer(new RowmqTopic("topic"), "sub").close();
      switch (point.operation()) {
        case SEND -> {
          Halt.at(point);
          send(session, "b", "out", 0, 0);
        }
        case ACKNOWLEDGE -> acknowledge(connection, session);
        case TRANSACTION -> {
          Session transacted = connection.createSession(Session.SESSION_TRANSACTED);
          send(session, "a", "in", 0, 0);
          work(transacted);
          Halt.at(point);
          transacted.commit();
        }
        case CLAIM -> claim(session);
        case PREPARE, COMMIT_BRANCH, ROLL_BACK_BRANCH -> {
          send(session, "a", "in", 0, 0);
          distribute();
        }
        case GIVE_UP -> giveUp(connection, session);
        case PROMOTE -> {
          Halt.at(point);
          send(session, "a", "in", SOON_MILLIS, 0);
        }
        case EXPIRE -> {
          Halt.at(point);
          send(session, "a", "in", 0, SOON_MILLIS);
        }
        case SWEEP -> sweep(session);
        case BURY -> {
          // halted before it got here
        }
      }
      new CountDownLatch(1).await();
    }
  }

  private static void send(Session session, String key, String queue, long delay, long lifetime)
      throws JMSException {
    try (MessageProducer producer = session.createProducer(new RowmqQueue(queue))) {
      producer.setDeliveryDelay(delay);
      producer.setTimeToLive(lifetime);
      producer.send(Bodies.message(session, key));
    }
  }

  private static Message receive(MessageConsumer consumer) throws JMSException {
    Message message = consumer.receive(WAIT_MILLIS);
    if (message == null) {
      throw new IllegalStateException("nothing was received");
    }
    return message;
  }

  private void acknowledge(Connection connection, Session session) throws JMSException {
    send(session, "a", "in", 0, 0);
    Session acknowledging = connection.createSession(Session.CLIENT_ACKNOWLEDGE);
    Message message = receive(acknowledging.createConsumer(new RowmqQueue("in")));
    Halt.at(point);
    message.acknowledge();
  }

  private static void work(Session session) throws JMSException {
    receive(session.createConsumer(new RowmqQueue("in")));
    send(session, "b", "out", 0, 0);
    try (MessageProducer producer = session.createProducer(new RowmqTopic("topic"))) {
      producer.send(Bodies.message(session, "t"));
    }
  }

  /** Client acknowledgement, so that what is claimed and received stays claimed. */
  private void claim(Session session) throws JMSException {
    send(session, "a", "in", 0, 0);
    Halt.at(point);
    try (Connection connection = factory.createConnection()) {
      connection.start();
      Session claiming = connection.createSession(Session.CLIENT_ACKNOWLEDGE);
      receive(claiming.createConsumer(new RowmqQueue("in")));
      Halt.now();
    }
  }

  private void distribute() throws JMSException, XAException {
    try (XAConnection connection = factory.createXAConnection()) {
      connection.start();
      XASession session = connection.createXASession();
      XAResource resource = session.getXAResource();
      resource.start(XID, XAResource.TMNOFLAGS);
      work(session);
      resource.end(XID, XAResource.TMSUCCESS);
      if (point.operation() == Operation.PREPARE) {
        Halt.at(point);
        resource.prepare(XID);
        Halt.now();
      }
      resource.prepare(XID);
      Halt.at(point);
      if (point.operation() == Operation.COMMIT_BRANCH) {
        resource.commit(XID, false);
      } else {
        resource.rollback(XID);
      }
    }
  }

  private void giveUp(Connection connection, Session session) throws JMSException {
    send(session, "a", "in", 0, 0);
    Session transacted = connection.createSession(Session.SESSION_TRANSACTED);
    receive(transacted.createConsumer(new RowmqQueue("in")));
    Halt.at(point);
    transacted.rollback();
  }

  /** A message in two subscriptions keeps its body once, and nobody who consumes it is the last. */
  private void sweep(Session session) throws JMSException {
    RowmqTopic topic = new RowmqTopic("shared");
    MessageConsumer first = session.createSharedDurableConsumer(topic, "first");
    MessageConsumer second = session.createSharedDurableConsumer(topic, "second");
    try (MessageProducer producer = session.createProducer(topic)) {
      producer.send(Bodies.message(session, "s"));
    }
    Halt.at(point);
    receive(first);
    receive(second);
    first.receiveNoWait();
    second.receiveNoWait();
  }
}
