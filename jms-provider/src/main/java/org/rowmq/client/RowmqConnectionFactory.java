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
import java.io.InvalidObjectException;
import java.io.NotSerializableException;
import java.io.ObjectInputStream;
import java.io.ObjectStreamException;
import java.io.Serializable;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import javax.naming.NamingException;
import javax.naming.Reference;
import javax.naming.Referenceable;
import javax.naming.StringRefAddr;
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
        Serializable,
        Referenceable,
        AutoCloseable {
  private static final long serialVersionUID = 1L;
  private static final String CLIENT_ID = "clientId";
  private static final String OBJECT_FACTORY = "org.rowmq.jndi.ConnectionFactoryObjectFactory";

  /** What the node is configured with; a secret may be in it. */
  private final transient Map<String, String> settings;

  private final transient RowmqConfig config;
  private final transient String clientId;
  private final transient Credentials credentials;
  private transient SharedRuntimes.Lease lease;
  private transient boolean closed;

  private RowmqConnectionFactory(
      Map<String, String> settings, String clientId, Credentials credentials) {
    this.settings = settings;
    this.config = RowmqConfig.of(settings);
    this.clientId = clientId;
    this.credentials = credentials;
  }

  /**
   * A factory with the settings of {@link RowmqConfig#SETTINGS}, and for its connections:
   *
   * <ul>
   *   <li>{@code clientId}, their client identifier;
   *   <li>{@code users.<name>}, the password of a user; if there are any, only they may connect;
   *   <li>{@code anonymousAllowed}, whether connecting without credentials is allowed; by default
   *       only if there are no users.
   * </ul>
   */
  public static RowmqConnectionFactory of(Map<String, String> settings) {
    Map<String, String> rest = new LinkedHashMap<>(settings);
    String clientId = rest.remove(CLIENT_ID);
    Credentials credentials = Credentials.takeFrom(rest);
    return new RowmqConnectionFactory(rest, clientId, credentials);
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

  /**
   * The same factory with connections allowed only to those {@code authenticator} accepts. It can
   * be serialised if the authenticator can, and has no reference for JNDI.
   */
  public RowmqConnectionFactory withAuthenticator(Authenticator authenticator) {
    return new RowmqConnectionFactory(settings, clientId, credentials.with(authenticator));
  }

  /** The same factory, whose connections have this client identifier (specification 6.1.2). */
  public RowmqConnectionFactory withClientId(String newClientId) {
    return new RowmqConnectionFactory(settings, newClientId, credentials);
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
    return node.connect(user, password, clientId, domain, null, credentials);
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

  // ---- as an administered object (specification 5.1)

  /**
   * The settings from which an equal factory can be made, fit to be seen: without the database's
   * password, and with the users' as hashes.
   */
  private Map<String, String> portable() {
    Map<String, String> portable = PortableSettings.withoutSecrets(settings);
    if (clientId != null) {
      portable.put(CLIENT_ID, clientId);
    }
    credentials.addTo(portable);
    return portable;
  }

  /**
   * Makes a factory from {@link #getReference}'s content or from a stream: the database's password
   * is not in it, and is taken from the system property {@code rowmq.password} or the variable
   * {@code ROWMQ_PASSWORD}.
   */
  public static RowmqConnectionFactory ofPortable(Map<String, String> portable) {
    return of(PortableSettings.withSecrets(portable));
  }

  @Override
  public Reference getReference() throws NamingException {
    if (credentials.code() != null) {
      throw new NamingException(
          "A connection factory with an authenticator of code cannot be put into a directory;"
              + " use the settings users.<name>");
    }
    Reference reference = new Reference(getClass().getName(), OBJECT_FACTORY, null);
    portable().forEach((name, value) -> reference.add(new StringRefAddr(name, value)));
    return reference;
  }

  private Object writeReplace() throws ObjectStreamException {
    Authenticator code = credentials.code();
    if (code != null && !(code instanceof Serializable)) {
      throw new NotSerializableException(code.getClass().getName());
    }
    return new Serialized(new TreeMap<>(portable()), (Serializable) code);
  }

  private void readObject(ObjectInputStream in) throws InvalidObjectException {
    throw new InvalidObjectException("A connection factory is serialised as its settings");
  }

  /** What stands for a factory in a stream. */
  private record Serialized(TreeMap<String, String> settings, Serializable code)
      implements Serializable {
    private Object readResolve() {
      RowmqConnectionFactory factory = ofPortable(settings);
      return code instanceof Authenticator authenticator
          ? factory.withAuthenticator(authenticator)
          : factory;
    }
  }

  @Override
  public String toString() {
    return "RowmqConnectionFactory[" + config + "]";
  }
}
