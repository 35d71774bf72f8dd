package org.rowmq.benchmarks;

import jakarta.jms.BytesMessage;
import jakarta.jms.Connection;
import jakarta.jms.DeliveryMode;
import jakarta.jms.Destination;
import jakarta.jms.JMSException;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Sending and receiving without transactions. A connection and a session per thread. */
final class SendLoads {
  private static final String QUEUE = "bench";
  private static final long RECEIVE_MILLIS = 200;

  private SendLoads() {}

  static Measured send(Run run, int producers) throws Exception {
    try (Peer peer = run.start()) {
      Window window = new Window(run, peer);
      for (int i = 0; i < producers; i++) {
        window.producer(meter -> sendAll(peer, meter, QUEUE));
      }
      return window.measure();
    }
  }

  static Measured endToEnd(Run run, int pairs, boolean persistent) throws Exception {
    try (Peer peer = run.start()) {
      Window window = new Window(run, peer);
      for (int i = 0; i < pairs; i++) {
        window.thread(meter -> receiveAll(peer, meter, QUEUE));
      }
      for (int i = 0; i < pairs; i++) {
        if (persistent) {
          window.producer(meter -> sendAll(peer, meter, QUEUE, true, false));
        } else {
          window.thread(meter -> sendAll(peer, meter, QUEUE, false, false));
        }
      }
      return window.measure();
    }
  }

  /** A fixed rate: latency counts from when a message was due, so that a stall is seen in full. */
  static Measured paced(Run run, int perSecond) throws Exception {
    try (Peer peer = run.start()) {
      return new Window(run, peer)
          .thread(meter -> receiveAll(peer, meter, QUEUE))
          .producer(meter -> sendPaced(peer, meter, QUEUE, perSecond))
          .measure();
    }
  }

  static Measured fanOut(Run run, int subscribers) throws Exception {
    try (Peer peer = run.start()) {
      for (int i = 0; i < subscribers; i++) {
        subscribe(peer, i, null);
      }
      Window window = new Window(run, peer);
      for (int i = 0; i < subscribers; i++) {
        int number = i;
        window.thread(meter -> subscribe(peer, number, meter));
      }
      window.producer(meter -> publishAll(peer, meter));
      return window.measure();
    }
  }

  /** Persistent messages, counted as sent. */
  static void sendAll(Peer peer, Window.Meter meter, String queue) throws JMSException {
    sendAll(peer, meter, queue, true, true);
  }

  private static void sendAll(
      Peer peer, Window.Meter meter, String queue, boolean persistent, boolean counted)
      throws JMSException {
    try (Connection connection = peer.connect()) {
      Session session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE);
      MessageProducer producer = session.createProducer(session.createQueue(queue));
      producer.setDeliveryMode(persistent ? DeliveryMode.PERSISTENT : DeliveryMode.NON_PERSISTENT);
      while (meter.running()) {
        long start = System.nanoTime();
        producer.send(Run.message(session));
        meter.confirmed();
        if (counted) {
          meter.add(1);
          meter.latency(System.nanoTime() - start);
        }
      }
    }
  }

  static void sendPaced(Peer peer, Window.Meter meter, String queue, int perSecond)
      throws JMSException {
    long step = TimeUnit.SECONDS.toNanos(1) / perSecond;
    try (Connection connection = peer.connect()) {
      Session session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE);
      MessageProducer producer = session.createProducer(session.createQueue(queue));
      long due = System.nanoTime();
      while (meter.running()) {
        due += step;
        while (System.nanoTime() < due) {
          LockSupport.parkNanos(due - System.nanoTime());
        }
        BytesMessage message = session.createBytesMessage();
        byte[] body = new byte[Run.BODY_BYTES];
        java.nio.ByteBuffer.wrap(body).putLong(due);
        message.writeBytes(body);
        producer.send(message);
        meter.confirmed();
      }
    }
  }

  private static void publishAll(Peer peer, Window.Meter meter) throws JMSException {
    try (Connection connection = peer.connect()) {
      Session session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE);
      MessageProducer producer = session.createProducer(session.createTopic(QUEUE));
      while (meter.running()) {
        producer.send(Run.message(session));
        meter.confirmed();
      }
    }
  }

  private static void subscribe(Peer peer, int number, Window.Meter meter) throws JMSException {
    try (Connection connection = peer.connect()) {
      connection.setClientID("client" + number);
      connection.start();
      Session session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE);
      MessageConsumer consumer =
          session.createDurableSubscriber(session.createTopic(QUEUE), "subscription" + number);
      if (meter != null) {
        receive(consumer, meter);
      }
      consumer.close();
    }
  }

  static void receiveAll(Peer peer, Window.Meter meter, String queue) throws JMSException {
    try (Connection connection = peer.connect()) {
      connection.start();
      Session session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE);
      Destination from = session.createQueue(queue);
      receive(session.createConsumer(from), meter);
    }
  }

  private static void receive(MessageConsumer consumer, Window.Meter meter) throws JMSException {
    while (meter.running()) {
      BytesMessage message = (BytesMessage) consumer.receive(RECEIVE_MILLIS);
      if (message != null) {
        meter.latency(Run.age(message));
        meter.add(1);
      }
    }
  }
}
