package org.rowmq.ra;

import java.io.Serializable;
import java.util.EnumMap;
import java.util.Map;

/** The properties of the resource adapter bean, one for each {@link AdapterSetting} and alias. */
public abstract class AdapterProperties implements Serializable {
  private static final long serialVersionUID = 1L;

  private final EnumMap<AdapterSetting, Object> settings = new EnumMap<>(AdapterSetting.class);

  AdapterProperties() {}

  private void set(AdapterSetting setting, Object value) {
    if (value == null) {
      settings.remove(setting);
    } else {
      settings.put(setting, value);
    }
  }

  /** What the server was told. */
  final Map<AdapterSetting, Object> settings() {
    return settings;
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

  public String getJmx() {
    return text(AdapterSetting.JMX);
  }

  public void setJmx(String jmx) {
    set(AdapterSetting.JMX, jmx);
  }

  public Long getSignInPenalty() {
    return (Long) settings.get(AdapterSetting.SIGN_IN_PENALTY);
  }

  public void setSignInPenalty(Long signInPenalty) {
    set(AdapterSetting.SIGN_IN_PENALTY, signInPenalty);
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

  public Long getSlowCallThreshold() {
    return (Long) settings.get(AdapterSetting.SLOW_CALL_THRESHOLD);
  }

  public void setSlowCallThreshold(Long slowCallThreshold) {
    set(AdapterSetting.SLOW_CALL_THRESHOLD, slowCallThreshold);
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

  public Integer getPauseAfterFailures() {
    return (Integer) settings.get(AdapterSetting.PAUSE_AFTER_FAILURES);
  }

  public void setPauseAfterFailures(Integer pauseAfterFailures) {
    set(AdapterSetting.PAUSE_AFTER_FAILURES, pauseAfterFailures);
  }

  public String getSecurity() {
    return text(AdapterSetting.SECURITY);
  }

  public void setSecurity(String security) {
    set(AdapterSetting.SECURITY, security);
  }

  public Boolean getSetUserId() {
    return (Boolean) settings.get(AdapterSetting.SET_USER_ID);
  }

  public void setSetUserId(Boolean setUserId) {
    set(AdapterSetting.SET_USER_ID, setUserId);
  }

  public Boolean getConcurrentStoreAndDispatch() {
    return (Boolean) settings.get(AdapterSetting.CONCURRENT_STORE_AND_DISPATCH);
  }

  public void setConcurrentStoreAndDispatch(Boolean concurrentStoreAndDispatch) {
    set(AdapterSetting.CONCURRENT_STORE_AND_DISPATCH, concurrentStoreAndDispatch);
  }

  public String getDefaultProvider() {
    return text(AdapterSetting.DEFAULT_PROVIDER);
  }

  public void setDefaultProvider(String defaultProvider) {
    set(AdapterSetting.DEFAULT_PROVIDER, defaultProvider);
  }
}
