package org.rowmq.ra.testing;

import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.rowmq.DestinationKind;
import org.rowmq.RowmqQueue;
import org.rowmq.RowmqTopic;
import org.rowmq.client.ClientNode.Authenticator;
import org.rowmq.client.Domain;
import org.rowmq.ra.node.AdapterNode;
import org.rowmq.ra.node.TransactionMode;
import org.rowmq.runtime.RowmqConfig;
import org.rowmq.runtime.RowmqRuntime;

/** A node on an embedded database, as the adapter sees it. */
public final class TestNode implements AutoCloseable {
  private final RowmqRuntime runtime;
  private final FakeTransactions transactions = new FakeTransactions();
  private final AdapterNode node;

  public TestNode(Path directory) {
    runtime =
        RowmqRuntime.start(
            RowmqConfig.of(Map.of("dataDirectory", directory.toString())), Authenticator.TRUST);
    node = new AdapterNode(runtime.clientNode(), transactions, null, TransactionMode.XA);
  }

  public AdapterNode node() {
    return node;
  }

  public FakeTransactions transactions() {
    return transactions;
  }

  /** Sends text messages outside the adapter. */
  public void send(String queue, List<String> texts) throws JMSException {
    try (Connection connection = connect();
        Session session = connection.createSession(true, Session.SESSION_TRANSACTED)) {
      MessageProducer producer = session.createProducer(new RowmqQueue(queue));
      for (String text : texts) {
        producer.send(session.createTextMessage(text));
      }
      session.commit();
    }
  }

  /** Sends a text message to a topic outside the adapter. */
  public void publish(String topic, String text) throws JMSException {
    try (Connection connection = connect();
        Session session = connection.createSession()) {
      session.createProducer(new RowmqTopic(topic)).send(session.createTextMessage(text));
    }
  }

  /** Takes all text messages of a queue, outside the adapter. */
  public List<String> drain(String queue) throws JMSException {
    List<String> texts = new ArrayList<>();
    try (Connection connection = connect();
        Session session = connection.createSession()) {
      connection.start();
      MessageConsumer consumer = session.createConsumer(new RowmqQueue(queue));
      for (TextMessage message = (TextMessage) consumer.receive(200);
          message != null;
          message = (TextMessage) consumer.receive(200)) {
        texts.add(message.getText());
      }
    }
    return texts;
  }

  private Connection connect() throws JMSException {
    return node.client().connect(null, null, null, Domain.COMMON, null);
  }

  public boolean exists(DestinationKind kind, String name) {
    return node.broker().find(kind, name).isPresent();
  }

  @Override
  public void close() {
    runtime.close();
  }
}
