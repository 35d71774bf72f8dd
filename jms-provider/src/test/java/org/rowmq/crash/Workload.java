package org.rowmq.crash;

import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.Destination;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import jakarta.jms.Topic;
import jakarta.jms.XAConnection;
import jakarta.jms.XAConnectionFactory;
import jakarta.jms.XASession;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import javax.transaction.xa.XAException;
import javax.transaction.xa.XAResource;
import org.rowmq.RowmqQueue;
import org.rowmq.RowmqTopic;
import org.rowmq.crash.Journal.Kind;

/**
 * What a process does until it is killed: producers, consumers and both at once, in every
 * acknowledge mode, in local and distributed transactions. A copy is a message in one queue or
 * subscription, written {@code key@place}. Each worker has a session of its own and never stops.
 */
final class Workload {
  /** Consumed by automatic acknowledgement in listeners. */
  static final String LISTENED = "listened";

  /**
   * Consumed by {@code receive} with automatic acknowledgement: what was received when the process
   * dies may be gone without a word.
   */
  static final String RECEIVED = "received";

  static final String CLIENT = "client";
  static final String SOURCE = "source";
  static final String TARGET = "target";

  /** Nobody consumes from it; what is sent to it stays. */
  static final String KEPT = "kept";

  static final String TOPIC = "topic";
  static final List<String> QUEUES = List.of(LISTENED, RECEIVED, CLIENT, SOURCE, TARGET, KEPT);
  static final List<String> SUBSCRIPTIONS = List.of("sub1", "sub2");

  private static final int MOST_IN_TRANSACTION = 12;
  private static final long WAIT_MILLIS = 300;

  private final ConnectionFactory factory;
  private final Journal journal;
  private final String run;
  private final Random random;
  private final List<String> producersTo;

  /** Used by listeners, and never closed. */
  private final List<Connection> listening = new ArrayList<>();

  /**
   * @param run makes keys unique
   */
  Workload(ConnectionFactory factory, Journal journal, String run, long seed) {
    this.factory = factory;
    this.journal = journal;
    this.run = run;
    this.random = new Random(seed);
    this.producersTo = List.of(LISTENED, RECEIVED, CLIENT, SOURCE);
  }

  /** Work of one thread, for ever. */
  @FunctionalInterface
  private interface Worker {
    void run(Random random) throws Exception;
  }

  /** The subscriptions exist from the beginning, so that each topic message has a copy in each. */
  static void makeSubscriptions(ConnectionFactory factory) throws JMSException {
    try (Connection connection = factory.createConnection()) {
      Session session = connection.createSession();
      for (String name : SUBSCRIPTIONS) {
        session.createSharedDurableConsumer(new RowmqTopic(TOPIC), name).close();
      }
      for (String queue : QUEUES) {
        session.createConsumer(new RowmqQueue(queue)).close();
      }
    }
  }

  void start() throws JMSException {
    makeSubscriptions(factory);
    journal.say(Kind.READY, run);
    for (int i = 0; i < producersTo.size(); i++) {
      String queue = producersTo.get(i);
      String name = "a" + i;
      worker(name, seed -> sendOneByOne(name, queue));
    }
    worker("pub", seed -> publish("pub"));
    worker("lt1", seed -> transact("lt1", seed));
    worker("lt2", seed -> transact("lt2", seed));
    worker("xa1", seed -> distribute("xa1", seed));
    worker("xa2", seed -> distribute("xa2", seed));
    worker("lis", seed -> listen(new RowmqQueue(LISTENED), LISTENED, "lis"));
    worker("rec", seed -> receive("rec"));
    worker("cli", seed -> acknowledgeByClient("cli", seed));
    worker("tgt", seed -> consumeTransacted("tgt", TARGET, seed));
    worker("sb1", seed -> subscribe("sb1"));
    worker("sb2", seed -> consumeTransacted("sb2", SUBSCRIPTIONS.get(1), seed));
  }

  private void worker(String name, Worker worker) {
    long seed = random.nextLong();
    Thread thread =
        new Thread(
            () -> {
              try {
                worker.run(new Random(seed));
              } catch (Exception | Error e) {
                java.io.StringWriter trace = new java.io.StringWriter();
                e.printStackTrace(new java.io.PrintWriter(trace));
                journal.say(Kind.WRONG, name + ":" + trace);
              }
            },
            name);
    thread.start();
  }

  private String key(String worker, long number) {
    return run + worker + "-" + number;
  }

  static String copy(String key, String place) {
    return key + "@" + place;
  }

  private static List<String> published(String key) {
    return SUBSCRIPTIONS.stream().map(name -> copy(key, name)).toList();
  }

  private void sendOneByOne(String name, String queue) throws JMSException {
    try (Connection connection = factory.createConnection()) {
      Session session = connection.createSession();
      MessageProducer producer = session.createProducer(new RowmqQueue(queue));
      for (long i = 0; ; i++) {
        send(session, producer, key(name, i), List.of(copy(key(name, i), queue)));
      }
    }
  }

  private void publish(String name) throws JMSException {
    try (Connection connection = factory.createConnection()) {
      Session session = connection.createSession();
      MessageProducer producer = session.createProducer(new RowmqTopic(TOPIC));
      for (long i = 0; ; i++) {
        send(session, producer, key(name, i), published(key(name, i)));
      }
    }
  }

  private void send(Session session, MessageProducer producer, String key, List<String> copies)
      throws JMSException {
    Message message = Bodies.message(session, key);
    journal.say(Kind.SENDING, key, copies, List.of());
    producer.send(message);
    journal.say(Kind.SENT, key, copies, List.of());
  }

  /** Moves messages from SOURCE to TARGET and adds some to KEPT and the topic. */
  private void transact(String name, Random choice) throws JMSException {
    try (Connection connection = factory.createConnection()) {
      connection.start();
      Session session = connection.createSession(Session.SESSION_TRANSACTED);
      MessageConsumer consumer = session.createConsumer(new RowmqQueue(SOURCE));
      for (long i = 0; ; i++) {
        String transaction = key(name, i);
        Effects effects = work(name, transaction, session, consumer, choice);
        if (choice.nextInt(8) == 0) {
          effects.say(Kind.ROLLING_BACK);
          session.rollback();
        } else {
          effects.say(Kind.COMMITTING);
          session.commit();
          journal.say(Kind.COMMITTED, transaction);
        }
      }
    }
  }

  /** The same in branches: one phase, two phases, two phases and a change of mind. */
  private void distribute(String name, Random choice) throws JMSException, XAException {
    try (XAConnection connection = ((XAConnectionFactory) factory).createXAConnection()) {
      connection.start();
      XASession session = connection.createXASession();
      MessageConsumer consumer = session.createConsumer(new RowmqQueue(SOURCE));
      XAResource resource = session.getXAResource();
      for (long i = 0; ; i++) {
        String transaction = key(name, i);
        TestXid xid = new TestXid(transaction);
        resource.start(xid, XAResource.TMNOFLAGS);
        Effects effects = work(name, transaction, session, consumer, choice);
        resource.end(xid, XAResource.TMSUCCESS);
        int way = choice.nextInt(8);
        if (way == 0) {
          effects.say(Kind.ROLLING_BACK);
          resource.rollback(xid);
        } else if (way <= 2) {
          effects.say(Kind.COMMITTING);
          resource.commit(xid, true);
          journal.say(Kind.COMMITTED, transaction);
        } else {
          effects.say(Kind.PREPARING);
          if (resource.prepare(xid) == XAResource.XA_RDONLY) {
            continue;
          }
          journal.say(Kind.PREPARED, transaction);
          boolean commit = way != 3;
          journal.say(
              Kind.DECIDED, transaction, List.of(commit ? "commit" : "rollback"), List.of());
          if (commit) {
            resource.commit(xid, false);
            journal.say(Kind.COMMITTED, transaction);
          } else {
            resource.rollback(xid);
          }
        }
      }
    }
  }

  private final class Effects {
    private final String transaction;
    private final List<String> consumed = new ArrayList<>();
    private final List<String> sent = new ArrayList<>();

    Effects(String transaction) {
      this.transaction = transaction;
    }

    void say(Kind kind) {
      journal.say(kind, transaction, consumed, sent);
    }
  }

  private Effects work(
      String name, String transaction, Session session, MessageConsumer consumer, Random choice)
      throws JMSException {
    Effects effects = new Effects(transaction);
    MessageProducer producer = session.createProducer(null);
    int wanted = choice.nextInt(MOST_IN_TRANSACTION);
    for (int i = 0; i < wanted; i++) {
      Message message = consumer.receive(WAIT_MILLIS);
      if (message == null) {
        break;
      }
      String copy = got(message, SOURCE, name);
      effects.consumed.add(copy);
      sendIn(effects, session, producer, transaction + "." + i, TARGET);
    }
    if (effects.consumed.isEmpty() || choice.nextBoolean()) {
      sendIn(effects, session, producer, transaction + ".k1", KEPT);
      sendIn(effects, session, producer, transaction + ".k2", KEPT);
      String key = transaction + ".t";
      producer.send(new RowmqTopic(TOPIC), Bodies.message(session, key));
      effects.sent.addAll(published(key));
    }
    producer.close();
    return effects;
  }

  private void sendIn(
      Effects effects, Session session, MessageProducer producer, String key, String queue)
      throws JMSException {
    producer.send(new RowmqQueue(queue), Bodies.message(session, key));
    effects.sent.add(copy(key, queue));
  }

  private String got(Message message, String place, String consumer) throws JMSException {
    String copy = copy(Bodies.keyOf(message), place);
    journal.say(
        Kind.GOT,
        copy,
        List.of(message.getStringProperty("JMSXDeliveryCount")),
        List.of(run + consumer));
    return copy;
  }

  private void listen(Destination queue, String place, String name) throws Exception {
    Connection connection = forListening();
    Session session = connection.createSession();
    listenWith(session.createConsumer(queue), place, name);
    connection.start();
  }

  /** The call that brings the next message confirms that the one before was acknowledged. */
  private void listenWith(MessageConsumer consumer, String place, String name) throws JMSException {
    String[] before = {null};
    consumer.setMessageListener(
        message -> {
          try {
            if (before[0] != null) {
              journal.say(Kind.ACKNOWLEDGED, name, List.of(before[0]), List.of());
            }
            before[0] = got(message, place, name);
          } catch (Exception e) {
            journal.say(Kind.WRONG, name + ":" + e);
          }
        });
  }

  private void subscribe(String name) throws JMSException {
    Connection connection = forListening();
    Session session = connection.createSession();
    String subscription = SUBSCRIPTIONS.get(0);
    listenWith(session.createSharedDurableConsumer(topic(), subscription), subscription, name);
    connection.start();
  }

  private Connection forListening() throws JMSException {
    Connection connection = factory.createConnection();
    synchronized (listening) {
      listening.add(connection);
    }
    return connection;
  }

  private static Topic topic() {
    return new RowmqTopic(TOPIC);
  }

  private void receive(String name) throws JMSException {
    try (Connection connection = factory.createConnection()) {
      connection.start();
      Session session = connection.createSession();
      MessageConsumer consumer = session.createConsumer(new RowmqQueue(RECEIVED));
      String before = null;
      while (true) {
        Message message = consumer.receive(WAIT_MILLIS);
        if (before != null) {
          journal.say(Kind.ACKNOWLEDGED, name, List.of(before), List.of());
        }
        before = message == null ? null : got(message, RECEIVED, name);
      }
    }
  }

  private void acknowledgeByClient(String name, Random choice) throws JMSException {
    try (Connection connection = factory.createConnection()) {
      connection.start();
      Session session = connection.createSession(Session.CLIENT_ACKNOWLEDGE);
      MessageConsumer consumer = session.createConsumer(new RowmqQueue(CLIENT));
      while (true) {
        List<String> copies = new ArrayList<>();
        Message last = null;
        int wanted = 1 + choice.nextInt(MOST_IN_TRANSACTION);
        for (int i = 0; i < wanted; i++) {
          Message message = consumer.receive(WAIT_MILLIS);
          if (message == null) {
            break;
          }
          last = message;
          copies.add(got(message, CLIENT, name));
        }
        if (last == null) {
          continue;
        }
        if (choice.nextInt(10) == 0) {
          session.recover();
        } else {
          last.acknowledge();
          journal.say(Kind.ACKNOWLEDGED, name, copies, List.of());
        }
      }
    }
  }

  private void consumeTransacted(String name, String place, Random choice) throws JMSException {
    try (Connection connection = factory.createConnection()) {
      connection.start();
      Session session = connection.createSession(Session.SESSION_TRANSACTED);
      MessageConsumer consumer =
          QUEUES.contains(place)
              ? session.createConsumer(new RowmqQueue(place))
              : session.createSharedDurableConsumer(topic(), place);
      for (long i = 0; ; i++) {
        Effects effects = new Effects(key(name, i));
        int wanted = 1 + choice.nextInt(MOST_IN_TRANSACTION);
        Message message = consumer.receive(WAIT_MILLIS);
        while (message != null) {
          effects.consumed.add(got(message, place, name));
          message = effects.consumed.size() < wanted ? consumer.receive(WAIT_MILLIS) : null;
        }
        effects.say(Kind.COMMITTING);
        session.commit();
        journal.say(Kind.COMMITTED, effects.transaction);
      }
    }
  }
}
