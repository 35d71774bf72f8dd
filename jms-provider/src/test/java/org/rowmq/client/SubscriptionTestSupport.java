package org.rowmq.client;

import jakarta.jms.Connection;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.Session;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What tests of subscriptions have in common. */
abstract class SubscriptionTestSupport {
  @RegisterExtension final Jms jms = new Jms();

  Connection connection;

  Session session;

  @BeforeEach
  void connect() throws JMSException {
    connection = jms.connection(jms.clientId());
    session = connection.createSession();
  }

  Session second() throws JMSException {
    return connection.createSession();
  }

  void publish(String text, String kind) throws JMSException {
    try (JMSContext context = jms.factory().createContext()) {
      context.createProducer().setProperty("kind", kind).send(jms.topic(), text);
    }
  }
}
