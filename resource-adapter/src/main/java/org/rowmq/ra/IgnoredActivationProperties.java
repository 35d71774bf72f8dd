package org.rowmq.ra;

import java.io.Serializable;
import java.util.Set;
import java.util.TreeMap;

/**
 * Activation properties that beans written for other providers carry and that mean nothing here:
 * accepted, so that such beans deploy unchanged, named once in the log, and without any effect. The
 * reasons are in {@code docs/configuration.md}. Not thread-safe: set by the server before use.
 */
public abstract class IgnoredActivationProperties implements Serializable {
  private static final long serialVersionUID = 1L;

  private final TreeMap<String, String> ignored = new TreeMap<>();

  IgnoredActivationProperties() {}

  /** Names of those that were set. */
  public Set<String> ignoredProperties() {
    return Set.copyOf(ignored.keySet());
  }

  // ---- Artemis, JBoss and WildFly

  public String getSingleConnection() {
    return ignored.get("singleConnection");
  }

  public void setSingleConnection(String value) {
    ignored.put("singleConnection", value);
  }

  public String getRebalanceConnections() {
    return ignored.get("rebalanceConnections");
  }

  public void setRebalanceConnections(String value) {
    ignored.put("rebalanceConnections", value);
  }

  public String getSetupAttempts() {
    return ignored.get("setupAttempts");
  }

  public void setSetupAttempts(String value) {
    ignored.put("setupAttempts", value);
  }

  public String getSetupInterval() {
    return ignored.get("setupInterval");
  }

  public void setSetupInterval(String value) {
    ignored.put("setupInterval", value);
  }

  public String getUseLocalTx() {
    return ignored.get("useLocalTx");
  }

  public void setUseLocalTx(String value) {
    ignored.put("useLocalTx", value);
  }

  public String getTransactionTimeout() {
    return ignored.get("transactionTimeout");
  }

  public void setTransactionTimeout(String value) {
    ignored.put("transactionTimeout", value);
  }

  public String getJndiParams() {
    return ignored.get("jndiParams");
  }

  public void setJndiParams(String value) {
    ignored.put("jndiParams", value);
  }

  public String getQueuePrefix() {
    return ignored.get("queuePrefix");
  }

  public void setQueuePrefix(String value) {
    ignored.put("queuePrefix", value);
  }

  public String getTopicPrefix() {
    return ignored.get("topicPrefix");
  }

  public void setTopicPrefix(String value) {
    ignored.put("topicPrefix", value);
  }

  public String getConnectorClassName() {
    return ignored.get("connectorClassName");
  }

  public void setConnectorClassName(String value) {
    ignored.put("connectorClassName", value);
  }

  public String getConnectionParameters() {
    return ignored.get("connectionParameters");
  }

  public void setConnectionParameters(String value) {
    ignored.put("connectionParameters", value);
  }

  public String getHA() {
    return ignored.get("HA");
  }

  public void setHA(String value) {
    ignored.put("HA", value);
  }

  public String getCallTimeout() {
    return ignored.get("callTimeout");
  }

  public void setCallTimeout(String value) {
    ignored.put("callTimeout", value);
  }

  public String getConsumerWindowSize() {
    return ignored.get("consumerWindowSize");
  }

  public void setConsumerWindowSize(String value) {
    ignored.put("consumerWindowSize", value);
  }

  public String getConnectionTTL() {
    return ignored.get("connectionTTL");
  }

  public void setConnectionTTL(String value) {
    ignored.put("connectionTTL", value);
  }

  public String getClientFailureCheckPeriod() {
    return ignored.get("clientFailureCheckPeriod");
  }

  public void setClientFailureCheckPeriod(String value) {
    ignored.put("clientFailureCheckPeriod", value);
  }

  public String getReconnectAttempts() {
    return ignored.get("reconnectAttempts");
  }

  public void setReconnectAttempts(String value) {
    ignored.put("reconnectAttempts", value);
  }

  public String getReconnectInterval() {
    return ignored.get("reconnectInterval");
  }

  public void setReconnectInterval(String value) {
    ignored.put("reconnectInterval", value);
  }

  public String getRetryInterval() {
    return ignored.get("retryInterval");
  }

  public void setRetryInterval(String value) {
    ignored.put("retryInterval", value);
  }

  public String getTransactionBatchSize() {
    return ignored.get("transactionBatchSize");
  }

  public void setTransactionBatchSize(String value) {
    ignored.put("transactionBatchSize", value);
  }

  public String getDupsOKBatchSize() {
    return ignored.get("dupsOKBatchSize");
  }

  public void setDupsOKBatchSize(String value) {
    ignored.put("dupsOKBatchSize", value);
  }

  public String getProviderAdapterJNDI() {
    return ignored.get("providerAdapterJNDI");
  }

  public void setProviderAdapterJNDI(String value) {
    ignored.put("providerAdapterJNDI", value);
  }

  public String getUseDLQ() {
    return ignored.get("useDLQ");
  }

  public void setUseDLQ(String value) {
    ignored.put("useDLQ", value);
  }

  public String getDLQJNDIName() {
    return ignored.get("DLQJNDIName");
  }

  public void setDLQJNDIName(String value) {
    ignored.put("DLQJNDIName", value);
  }

  public String getDLQHandler() {
    return ignored.get("DLQHandler");
  }

  public void setDLQHandler(String value) {
    ignored.put("DLQHandler", value);
  }

  public String getDLQMaxResent() {
    return ignored.get("DLQMaxResent");
  }

  public void setDLQMaxResent(String value) {
    ignored.put("DLQMaxResent", value);
  }

  public String getDLQUser() {
    return ignored.get("DLQUser");
  }

  public void setDLQUser(String value) {
    ignored.put("DLQUser", value);
  }

  public String getDLQPassword() {
    return ignored.get("DLQPassword");
  }

  public void setDLQPassword(String value) {
    ignored.put("DLQPassword", value);
  }

  public String getDLQClientID() {
    return ignored.get("DLQClientID");
  }

  public void setDLQClientID(String value) {
    ignored.put("DLQClientID", value);
  }

  public String getKeepAlive() {
    return ignored.get("keepAlive");
  }

  public void setKeepAlive(String value) {
    ignored.put("keepAlive", value);
  }

  public String getMinSession() {
    return ignored.get("minSession");
  }

  public void setMinSession(String value) {
    ignored.put("minSession", value);
  }

  public String getMaxMessages() {
    return ignored.get("maxMessages");
  }

  public void setMaxMessages(String value) {
    ignored.put("maxMessages", value);
  }

  public String getRedeliveryUnspecified() {
    return ignored.get("redeliveryUnspecified");
  }

  public void setRedeliveryUnspecified(String value) {
    ignored.put("redeliveryUnspecified", value);
  }

  public String getForceTransacted() {
    return ignored.get("forceTransacted");
  }

  public void setForceTransacted(String value) {
    ignored.put("forceTransacted", value);
  }

  // ---- ActiveMQ Classic

  public String getMaxMessagesPerSessions() {
    return ignored.get("maxMessagesPerSessions");
  }

  public void setMaxMessagesPerSessions(String value) {
    ignored.put("maxMessagesPerSessions", value);
  }

  public String getUseRAManagedTransaction() {
    return ignored.get("useRAManagedTransaction");
  }

  public void setUseRAManagedTransaction(String value) {
    ignored.put("useRAManagedTransaction", value);
  }

  public String getTrustStore() {
    return ignored.get("trustStore");
  }

  public void setTrustStore(String value) {
    ignored.put("trustStore", value);
  }

  public String getTrustStorePassword() {
    return ignored.get("trustStorePassword");
  }

  public void setTrustStorePassword(String value) {
    ignored.put("trustStorePassword", value);
  }

  public String getKeyStore() {
    return ignored.get("keyStore");
  }

  public void setKeyStore(String value) {
    ignored.put("keyStore", value);
  }

  public String getKeyStorePassword() {
    return ignored.get("keyStorePassword");
  }

  public void setKeyStorePassword(String value) {
    ignored.put("keyStorePassword", value);
  }

  public String getKeyStoreKeyPassword() {
    return ignored.get("keyStoreKeyPassword");
  }

  public void setKeyStoreKeyPassword(String value) {
    ignored.put("keyStoreKeyPassword", value);
  }

  // ---- OpenMQ

  public String getCustomAcknowledgeMode() {
    return ignored.get("customAcknowledgeMode");
  }

  public void setCustomAcknowledgeMode(String value) {
    ignored.put("customAcknowledgeMode", value);
  }

  public String getEndpointPoolSteadySize() {
    return ignored.get("endpointPoolSteadySize");
  }

  public void setEndpointPoolSteadySize(String value) {
    ignored.put("endpointPoolSteadySize", value);
  }

  public String getEndpointPoolResizeCount() {
    return ignored.get("endpointPoolResizeCount");
  }

  public void setEndpointPoolResizeCount(String value) {
    ignored.put("endpointPoolResizeCount", value);
  }

  public String getEndpointPoolResizeTimeout() {
    return ignored.get("endpointPoolResizeTimeout");
  }

  public void setEndpointPoolResizeTimeout(String value) {
    ignored.put("endpointPoolResizeTimeout", value);
  }

  public String getSendUndeliverableMsgsToDMQ() {
    return ignored.get("sendUndeliverableMsgsToDMQ");
  }

  public void setSendUndeliverableMsgsToDMQ(String value) {
    ignored.put("sendUndeliverableMsgsToDMQ", value);
  }

  public String getAddressList() {
    return ignored.get("addressList");
  }

  public void setAddressList(String value) {
    ignored.put("addressList", value);
  }

  public String getAddressListBehavior() {
    return ignored.get("addressListBehavior");
  }

  public void setAddressListBehavior(String value) {
    ignored.put("addressListBehavior", value);
  }

  public String getAddressListIterations() {
    return ignored.get("addressListIterations");
  }

  public void setAddressListIterations(String value) {
    ignored.put("addressListIterations", value);
  }

  public String getReconnectEnabled() {
    return ignored.get("reconnectEnabled");
  }

  public void setReconnectEnabled(String value) {
    ignored.put("reconnectEnabled", value);
  }

  public String getMdbName() {
    return ignored.get("mdbName");
  }

  public void setMdbName(String value) {
    ignored.put("mdbName", value);
  }

  public String getOptions() {
    return ignored.get("options");
  }

  public void setOptions(String value) {
    ignored.put("options", value);
  }

  public String getUseSharedSubscriptionInClusteredContainer() {
    return ignored.get("useSharedSubscriptionInClusteredContainer");
  }

  public void setUseSharedSubscriptionInClusteredContainer(String value) {
    ignored.put("useSharedSubscriptionInClusteredContainer", value);
  }
}
