package org.rowmq.client;

import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.JMSRuntimeException;
import jakarta.jms.QueueConnection;
import jakarta.jms.QueueConnectionFactory;
import jakarta.jms.TopicConnection;
import jakarta.jms.TopicConnectionFactory;
import jakarta.jms.XAConnection;
import jakarta.jms.XAConnectionFactory;
import jakarta.jms.XAJMSContext;
import jakarta.jms.XAQueueConnection;
import jakarta.jms.XAQueueConnectionFactory;
import jakarta.jms.XATopicConnection;
import jakarta.jms.XATopicConnectionFactory;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import org.rowmq.broker.BrokerException;
import org.rowmq.client.ClientNode.Authenticator;
import org.rowmq.runtime.RowmqConfig;
import org.rowmq.runtime.SharedRuntimes;
import org.rowmq.store.ConfigurationException;
import org.rowmq.store.StoreException;

/**
 * Connects Java SE programs. The first connection starts a node in this JVM; factories with the
 * same settings share it, and the last one to be closed stops it.
 *
 * <pre>{@code
 * try (var factory = RowmqConnectionFactory.ofUrl("jdbc:postgresql://db/app", "app", password);
 *     JMSContext context = factory.createContext()) {
 *   context.createProducer().send(context.createQueue("orders"), "hello");
 * }
 * }</pre>
 *
 * <p>Thread-safe. After {@link #close()} new connections are refused; those still open must be
 * closed before.
 */
public final class RowmqConnectionFactory
    implements ConnectionFactory,
        QueueConnectionFactory,
        TopicConnectionFactory,
        XAConnectionFactory,
        XAQueueConnectionFactory,
        XATopicConnectionFactory,
        AutoCloseable {
  private static final String CLIENT_ID = "clientId";

  private final RowmqConfig config;
  private final String clientId;
  private final Authenticator authenticator;
  private SharedRuntimes.Lease lease;
  private boolean closed;

  private RowmqConnectionFactory(RowmqConfig config, String clientId, Authenticator authenticator) {
    this.config = config;
    this.clientId = clientId;
    this.authenticator = authenticator;
  }

  /**
   * A factory with the settings of {@link RowmqConfig#SETTINGS}, and {@code clientId} for its
   * connections.
   */
  public static RowmqConnectionFactory of(Map<String, String> settings) {
    Map<String, String> rest = new LinkedHashMap<>(settings);
    String clientId = rest.remove(CLIENT_ID);
    return new RowmqConnectionFactory(RowmqConfig.of(rest), clientId, Authenticator.TRUST);
  }

  /** A factory on the embedded database in a directory, which this process alone may use. */
  public static RowmqConnectionFactory ofDirectory(Path dataDirectory) {
    return of(Map.of("dataDirectory", dataDirectory.toString()));
  }

  /**
   * A factory on a database that many processes may share.
   *
   * @param jdbcUrl an H2, PostgreSQL or MariaDB URL
   * @param user user name, or null where the URL says it
   * @param password password, or null
   */
  public static RowmqConnectionFactory ofUrl(String jdbcUrl, String user, String password) {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put("jdbcUrl", jdbcUrl);
    if (user != null) {
      settings.put("user", user);
    }
    if (password != null) {
      settings.put("password", password);
    }
    return of(settings);
  }

  /**
   * A factory with the settings of a properties file.
   *
   * @throws ConfigurationException when it cannot be read, or a setting is wrong
   */
  public static RowmqConnectionFactory ofProperties(Path file) {
    Properties properties = new Properties();
    try (InputStream in = Files.newInputStream(file)) {
      properties.load(in);
    } catch (IOException | IllegalArgumentException e) {
      throw new ConfigurationException(
          "The properties file " + file + " cannot be read: " + e.getMessage(), e);
    }
    Map<String, String> settings = new LinkedHashMap<>();
    properties
        .stringPropertyNames()
        .forEach(name -> settings.put(name, properties.getProperty(name)));
    return of(settings);
  }

  /** The same factory with connections allowed only to those {@code authenticator} accepts. */
  public RowmqConnectionFactory withAuthenticator(Authenticator newAuthenticator) {
    return new RowmqConnectionFactory(config, clientId, newAuthenticator);
  }

  /** The same factory, whose connections have this client identifier (specification 6.1.2). */
  public RowmqConnectionFactory withClientId(String newClientId) {
    return new RowmqConnectionFactory(config, newClientId, authenticator);
  }

  private ClientConnection connect(String user, String password, Domain domain)
      throws JMSException {
    ClientNode node;
    synchronized (this) {
      if (closed) {
        throw JmsErrors.illegalState("The connection factory is closed");
      }
      if (lease == null) {
        try {
          lease = SharedRuntimes.lease(config);
        } catch (StoreException | BrokerException e) {
          throw JmsErrors.of(e);
        }
      }
      node = lease.runtime().clientNode();
    }
    return node.connect(user, password, clientId, domain, null, authenticator);
  }

  private ClientConnection connectUnchecked(String user, String password) {
    return JmsErrors.unchecked(() -> connect(user, password, Domain.COMMON));
  }

  @Override
  public Connection createConnection() throws JMSException {
    return connect(null, null, Domain.COMMON);
  }

  @Override
  public Connection createConnection(String user, String password) throws JMSException {
    return connect(user, password, Domain.COMMON);
  }

  @Override
  public QueueConnection createQueueConnection() throws JMSException {
    return connect(null, null, Domain.QUEUE);
  }

  @Override
  public QueueConnection createQueueConnection(String user, String password) throws JMSException {
    return connect(user, password, Domain.QUEUE);
  }

  @Override
  public TopicConnection createTopicConnection() throws JMSException {
    return connect(null, null, Domain.TOPIC);
  }

  @Override
  public TopicConnection createTopicConnection(String user, String password) throws JMSException {
    return connect(user, password, Domain.TOPIC);
  }

  @Override
  public XAConnection createXAConnection() throws JMSException {
    return connect(null, null, Domain.COMMON);
  }

  @Override
  public XAConnection createXAConnection(String user, String password) throws JMSException {
    return connect(user, password, Domain.COMMON);
  }

  @Override
  public XAQueueConnection createXAQueueConnection() throws JMSException {
    return connect(null, null, Domain.QUEUE);
  }

  @Override
  public XAQueueConnection createXAQueueConnection(String user, String password)
      throws JMSException {
    return connect(user, password, Domain.QUEUE);
  }

  @Override
  public XATopicConnection createXATopicConnection() throws JMSException {
    return connect(null, null, Domain.TOPIC);
  }

  @Override
  public XATopicConnection createXATopicConnection(String user, String password)
      throws JMSException {
    return connect(user, password, Domain.TOPIC);
  }

  @Override
  public JMSContext createContext() {
    return createContext(JMSContext.AUTO_ACKNOWLEDGE);
  }

  @Override
  public JMSContext createContext(int sessionMode) {
    return createContext(null, null, sessionMode);
  }

  @Override
  public JMSContext createContext(String user, String password) {
    return createContext(user, password, JMSContext.AUTO_ACKNOWLEDGE);
  }

  @Override
  public JMSContext createContext(String user, String password, int sessionMode) {
    try {
      AcknowledgeMode.of(sessionMode);
    } catch (JMSException e) {
      throw new JMSRuntimeException(e.getMessage(), e.getErrorCode(), e);
    }
    return ClientContext.open(connectUnchecked(user, password), sessionMode);
  }

  @Override
  public XAJMSContext createXAContext() {
    return createXAContext(null, null);
  }

  @Override
  public XAJMSContext createXAContext(String user, String password) {
    return ClientContext.openXa(connectUnchecked(user, password));
  }

  @Override
  public synchronized void close() {
    if (closed) {
      return;
    }
    closed = true;
    if (lease != null) {
      lease.close();
    }
  }

  @Override
  public String toString() {
    return "RowmqConnectionFactory[" + config + "]";
  }
}
