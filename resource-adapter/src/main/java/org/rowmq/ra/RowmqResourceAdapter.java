package org.rowmq.ra;

import jakarta.resource.NotSupportedException;
import jakarta.resource.ResourceException;
import jakarta.resource.spi.ActivationSpec;
import jakarta.resource.spi.BootstrapContext;
import jakarta.resource.spi.InvalidPropertyException;
import jakarta.resource.spi.ResourceAdapter;
import jakarta.resource.spi.ResourceAllocationException;
import jakarta.resource.spi.TransactionSupport.TransactionSupportLevel;
import jakarta.resource.spi.endpoint.MessageEndpointFactory;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.logging.Level;
import java.util.logging.Logger;
import javax.transaction.xa.XAResource;
import org.rowmq.management.ManagementRegistry;

/**
 * The resource adapter bean. Its properties are {@link AdapterSetting}s; see {@code
 * docs/configuration.md}.
 *
 * <p>Whatever is wrong with the configuration or the database, {@link #start} returns: the server
 * goes on, and who wants a connection is told why there is none.
 */
public class RowmqResourceAdapter implements ResourceAdapter, Serializable {
  private static final long serialVersionUID = 1L;
  private static final Logger LOG = Logger.getLogger("org.rowmq.ra");

  private final EnumMap<AdapterSetting, Object> settings = new EnumMap<>(AdapterSetting.class);

  private transient volatile AdapterConfiguration configuration;
  private transient volatile PrivateClassLoader loader;
  private transient volatile AdapterEngine engine;
  private transient volatile ResourceException failure;

  @Override
  public void start(BootstrapContext context) {
    failure = null;
    try {
      configuration = resolve();
      loader =
          PrivateClassLoader.open(
              RowmqResourceAdapter.class.getClassLoader(), temporaryDirectory());
      AdapterEngine made = newEngine(loader);
      withContextLoader(loader, () -> made.start(configuration, context));
      engine = made;
    } catch (ResourceException
        | IOException
        | ReflectiveOperationException
        | RuntimeException
        | LinkageError e) {
      fail(e);
    }
  }

  private void fail(Throwable cause) {
    String message = "RowMQ is not started: " + messageOf(cause);
    LOG.log(Level.SEVERE, message, cause instanceof InvalidPropertyException ? null : cause);
    ManagementRegistry.report(message);
    failure = new ResourceAllocationException(message, cause);
    closeLoader();
  }

  private static String messageOf(Throwable cause) {
    if (cause instanceof IOException) {
      return "cannot unpack its libraries to "
          + temporaryDirectory()
          + " ("
          + cause
          + "): set java.io.tmpdir to a directory that this user may write to, with 50 MB free";
    }
    return cause.getMessage() == null ? cause.toString() : cause.getMessage();
  }

  private static Path temporaryDirectory() {
    return Path.of(System.getProperty("java.io.tmpdir"));
  }

  private static AdapterEngine newEngine(ClassLoader loader) throws ReflectiveOperationException {
    return (AdapterEngine)
        Class.forName(AdapterEngine.CLASS_NAME, true, loader)
            .getDeclaredConstructor()
            .newInstance();
  }

  private AdapterConfiguration resolve() throws InvalidPropertyException {
    return AdapterConfiguration.resolve(settings, System.getProperties(), System.getenv());
  }

  @Override
  public void stop() {
    AdapterEngine running = engine;
    engine = null;
    if (running != null) {
      try {
        withContextLoader(loader, running::stop);
      } catch (ResourceException | RuntimeException e) {
        LOG.log(Level.WARNING, "RowMQ did not stop cleanly", e);
      }
    }
    ManagementRegistry.report(null);
    closeLoader();
  }

  private void closeLoader() {
    PrivateClassLoader open = loader;
    loader = null;
    if (open != null) {
      try {
        open.close();
      } catch (IOException e) {
        LOG.log(Level.FINE, "Closing the private class loader", e);
      }
    }
  }

  private interface Action {
    void run() throws ResourceException;
  }

  /**
   * Libraries find their parts through the thread's context class loader; threads they start
   * inherit it.
   */
  private static void withContextLoader(ClassLoader loader, Action action)
      throws ResourceException {
    Thread thread = Thread.currentThread();
    ClassLoader before = thread.getContextClassLoader();
    thread.setContextClassLoader(loader);
    try {
      action.run();
    } finally {
      thread.setContextClassLoader(before);
    }
  }

  /**
   * The running engine.
   *
   * @throws ResourceException saying why there is none
   */
  AdapterEngine engine() throws ResourceException {
    AdapterEngine running = engine;
    if (running != null) {
      return running;
    }
    ResourceException why = failure;
    if (why != null) {
      throw new ResourceAllocationException(why.getMessage(), why);
    }
    throw new ResourceAllocationException(
        "RowMQ's resource adapter is not started: deploy or enable rowmq.rar first");
  }

  /**
   * What the server has to do in a transaction for connections in this mode ({@code null}: the
   * adapter's).
   */
  TransactionSupportLevel transactionSupport(String mode) {
    AdapterConfiguration known = configuration;
    String effective = mode;
    boolean sharesDatabase = settings.get(AdapterSetting.DATA_SOURCE_LOOKUP) != null;
    if (known != null) {
      sharesDatabase = known.has(AdapterSetting.DATA_SOURCE_LOOKUP);
      if (effective == null) {
        effective = known.text(AdapterSetting.TRANSACTION_MODE);
      }
    }
    if (effective == null || effective.equals("auto")) {
      effective = sharesDatabase ? "container" : "xa";
    }
    return switch (effective) {
      case "xa" -> TransactionSupportLevel.XATransaction;
      case "local" -> TransactionSupportLevel.LocalTransaction;
      default -> TransactionSupportLevel.NoTransaction;
    };
  }

  @Override
  public void endpointActivation(MessageEndpointFactory endpoints, ActivationSpec spec)
      throws ResourceException {
    RowmqActivationSpec ours = ours(spec);
    AdapterEngine running = engine;
    if (running == null && failure != null) {
      LOG.severe(
          () ->
              "Endpoint "
                  + endpoints.getActivationName()
                  + " gets no messages: "
                  + failure.getMessage());
      return;
    }
    engine().activate(endpoints, ours);
  }

  @Override
  public void endpointDeactivation(MessageEndpointFactory endpoints, ActivationSpec spec) {
    AdapterEngine running = engine;
    if (running != null && spec instanceof RowmqActivationSpec ours) {
      running.deactivate(endpoints, ours);
    }
  }

  private RowmqActivationSpec ours(ActivationSpec spec) throws ResourceException {
    if (!(spec instanceof RowmqActivationSpec ours)) {
      throw new NotSupportedException(
          "Activation with " + spec.getClass().getName() + ", which is not RowMQ's");
    }
    if (ours.getResourceAdapter() != this) {
      throw new InvalidPropertyException("The activation belongs to another resource adapter");
    }
    return ours;
  }

  @Override
  public XAResource[] getXAResources(ActivationSpec[] specs) throws ResourceException {
    // every activation uses the same database, so one resource recovers for all
    return specs == null || specs.length == 0 ? new XAResource[0] : engine().recoveryResources();
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof RowmqResourceAdapter that && settings.equals(that.settings);
  }

  @Override
  public int hashCode() {
    return settings.hashCode();
  }

  @Override
  public String toString() {
    AdapterConfiguration known = configuration;
    return "RowMQ resource adapter" + (known == null ? "" : " " + known);
  }

  private void set(AdapterSetting setting, Object value) {
    if (value == null) {
      settings.remove(setting);
    } else {
      settings.put(setting, value);
    }
  }

  private String text(AdapterSetting setting) {
    return (String) settings.get(setting);
  }

  public String getDataSourceLookup() {
    return text(AdapterSetting.DATA_SOURCE_LOOKUP);
  }

  public void setDataSourceLookup(String dataSourceLookup) {
    set(AdapterSetting.DATA_SOURCE_LOOKUP, dataSourceLookup);
  }

  public String getJdbcUrl() {
    return text(AdapterSetting.JDBC_URL);
  }

  public void setJdbcUrl(String jdbcUrl) {
    set(AdapterSetting.JDBC_URL, jdbcUrl);
  }

  public String getUser() {
    return text(AdapterSetting.USER);
  }

  public void setUser(String user) {
    set(AdapterSetting.USER, user);
  }

  public String getUserName() {
    return text(AdapterSetting.USER);
  }

  public void setUserName(String userName) {
    set(AdapterSetting.USER, userName);
  }

  public String getPassword() {
    return text(AdapterSetting.PASSWORD);
  }

  public void setPassword(String password) {
    set(AdapterSetting.PASSWORD, password);
  }

  public String getDataDirectory() {
    return text(AdapterSetting.DATA_DIRECTORY);
  }

  public void setDataDirectory(String dataDirectory) {
    set(AdapterSetting.DATA_DIRECTORY, dataDirectory);
  }

  public String getNodeName() {
    return text(AdapterSetting.NODE_NAME);
  }

  public void setNodeName(String nodeName) {
    set(AdapterSetting.NODE_NAME, nodeName);
  }

  public String getAdminPassword() {
    return text(AdapterSetting.ADMIN_PASSWORD);
  }

  public void setAdminPassword(String adminPassword) {
    set(AdapterSetting.ADMIN_PASSWORD, adminPassword);
  }

  public String getTransactionMode() {
    return text(AdapterSetting.TRANSACTION_MODE);
  }

  public void setTransactionMode(String transactionMode) {
    set(AdapterSetting.TRANSACTION_MODE, transactionMode);
  }

  public String getDurability() {
    return text(AdapterSetting.DURABILITY);
  }

  public void setDurability(String durability) {
    set(AdapterSetting.DURABILITY, durability);
  }

  public String getSchema() {
    return text(AdapterSetting.SCHEMA);
  }

  public void setSchema(String schema) {
    set(AdapterSetting.SCHEMA, schema);
  }

  public String getTablePrefix() {
    return text(AdapterSetting.TABLE_PREFIX);
  }

  public void setTablePrefix(String tablePrefix) {
    set(AdapterSetting.TABLE_PREFIX, tablePrefix);
  }

  public Integer getMaxConnections() {
    return (Integer) settings.get(AdapterSetting.MAX_CONNECTIONS);
  }

  public void setMaxConnections(Integer maxConnections) {
    set(AdapterSetting.MAX_CONNECTIONS, maxConnections);
  }

  public Boolean getAutoCreateDestinations() {
    return (Boolean) settings.get(AdapterSetting.AUTO_CREATE_DESTINATIONS);
  }

  public void setAutoCreateDestinations(Boolean autoCreateDestinations) {
    set(AdapterSetting.AUTO_CREATE_DESTINATIONS, autoCreateDestinations);
  }

  public String getDeserializationAllowList() {
    return text(AdapterSetting.DESERIALIZATION_ALLOW_LIST);
  }

  public void setDeserializationAllowList(String deserializationAllowList) {
    set(AdapterSetting.DESERIALIZATION_ALLOW_LIST, deserializationAllowList);
  }

  public Integer getMaxDeliveryAttempts() {
    return (Integer) settings.get(AdapterSetting.MAX_DELIVERY_ATTEMPTS);
  }

  public void setMaxDeliveryAttempts(Integer maxDeliveryAttempts) {
    set(AdapterSetting.MAX_DELIVERY_ATTEMPTS, maxDeliveryAttempts);
  }

  public Long getRedeliveryDelay() {
    return (Long) settings.get(AdapterSetting.REDELIVERY_DELAY);
  }

  public void setRedeliveryDelay(Long redeliveryDelay) {
    set(AdapterSetting.REDELIVERY_DELAY, redeliveryDelay);
  }

  public Double getRedeliveryMultiplier() {
    return (Double) settings.get(AdapterSetting.REDELIVERY_MULTIPLIER);
  }

  public void setRedeliveryMultiplier(Double redeliveryMultiplier) {
    set(AdapterSetting.REDELIVERY_MULTIPLIER, redeliveryMultiplier);
  }

  public Long getMaxRedeliveryDelay() {
    return (Long) settings.get(AdapterSetting.MAX_REDELIVERY_DELAY);
  }

  public void setMaxRedeliveryDelay(Long maxRedeliveryDelay) {
    set(AdapterSetting.MAX_REDELIVERY_DELAY, maxRedeliveryDelay);
  }

  public Double getRedeliveryJitter() {
    return (Double) settings.get(AdapterSetting.REDELIVERY_JITTER);
  }

  public void setRedeliveryJitter(Double redeliveryJitter) {
    set(AdapterSetting.REDELIVERY_JITTER, redeliveryJitter);
  }

  public String getDeadLetterDestination() {
    return text(AdapterSetting.DEAD_LETTER_DESTINATION);
  }

  public void setDeadLetterDestination(String deadLetterDestination) {
    set(AdapterSetting.DEAD_LETTER_DESTINATION, deadLetterDestination);
  }

  public String getExpiryDestination() {
    return text(AdapterSetting.EXPIRY_DESTINATION);
  }

  public void setExpiryDestination(String expiryDestination) {
    set(AdapterSetting.EXPIRY_DESTINATION, expiryDestination);
  }

  public Long getHeartbeatInterval() {
    return (Long) settings.get(AdapterSetting.HEARTBEAT_INTERVAL);
  }

  public void setHeartbeatInterval(Long heartbeatInterval) {
    set(AdapterSetting.HEARTBEAT_INTERVAL, heartbeatInterval);
  }

  public Long getNodeTimeout() {
    return (Long) settings.get(AdapterSetting.NODE_TIMEOUT);
  }

  public void setNodeTimeout(Long nodeTimeout) {
    set(AdapterSetting.NODE_TIMEOUT, nodeTimeout);
  }

  public Long getPollInterval() {
    return (Long) settings.get(AdapterSetting.POLL_INTERVAL);
  }

  public void setPollInterval(Long pollInterval) {
    set(AdapterSetting.POLL_INTERVAL, pollInterval);
  }

  public Long getMaxWaitingBytes() {
    return (Long) settings.get(AdapterSetting.MAX_WAITING_BYTES);
  }

  public void setMaxWaitingBytes(Long maxWaitingBytes) {
    set(AdapterSetting.MAX_WAITING_BYTES, maxWaitingBytes);
  }

  public Long getWaitTimeout() {
    return (Long) settings.get(AdapterSetting.WAIT_TIMEOUT);
  }

  public void setWaitTimeout(Long waitTimeout) {
    set(AdapterSetting.WAIT_TIMEOUT, waitTimeout);
  }

  public Long getStartTimeout() {
    return (Long) settings.get(AdapterSetting.START_TIMEOUT);
  }

  public void setStartTimeout(Long startTimeout) {
    set(AdapterSetting.START_TIMEOUT, startTimeout);
  }

  public Long getReconnectInterval() {
    return (Long) settings.get(AdapterSetting.RECONNECT_INTERVAL);
  }

  public void setReconnectInterval(Long reconnectInterval) {
    set(AdapterSetting.RECONNECT_INTERVAL, reconnectInterval);
  }

  public Long getMaxReconnectInterval() {
    return (Long) settings.get(AdapterSetting.MAX_RECONNECT_INTERVAL);
  }

  public void setMaxReconnectInterval(Long maxReconnectInterval) {
    set(AdapterSetting.MAX_RECONNECT_INTERVAL, maxReconnectInterval);
  }

  public Long getDrainTimeout() {
    return (Long) settings.get(AdapterSetting.DRAIN_TIMEOUT);
  }

  public void setDrainTimeout(Long drainTimeout) {
    set(AdapterSetting.DRAIN_TIMEOUT, drainTimeout);
  }
}
