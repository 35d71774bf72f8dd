package org.rowmq.ra;

/**
 * How an endpoint gets its messages and what happens when one fails, with the names that this has
 * in other providers. An own name wins over a foreign one. Not thread-safe: set by the server
 * before use.
 */
public abstract class DeliveryActivationProperties extends IgnoredActivationProperties {
  private static final long serialVersionUID = 1L;
  private static final int DEFAULT_MAX_SESSION = 10;
  private static final int CLASSIC_BATCH = 10;

  private Integer maxSession;
  private String user;
  private String password;
  private String clientId;
  private Boolean useJNDI;
  private Boolean autoStart;
  private Integer batchSize;
  private Double rateLimit;
  private Integer pauseAfterFailures;
  private Integer maxDeliveryAttempts;
  private Long redeliveryDelay;
  private Double redeliveryMultiplier;
  private Long maxRedeliveryDelay;
  private Double redeliveryJitter;
  private String deadLetterDestination;
  private Integer maximumRedeliveries;
  private Long initialRedeliveryDelay;
  private Double redeliveryBackOffMultiplier;
  private Boolean redeliveryUseExponentialBackOff;
  private Long maximumRedeliveryDelay;
  private Boolean enableBatch;
  private Integer maxMessagesPerBatch;
  private Integer endpointExceptionRedeliveryAttempts;
  private Long endpointExceptionRedeliveryInterval;

  DeliveryActivationProperties() {}

  /** {@code maxSession} or its default. */
  public int sessions() {
    return maxSession == null ? DEFAULT_MAX_SESSION : maxSession;
  }

  /** {@code batchSize}, by whatever name, or 1. */
  public int messagesPerTransaction() {
    if (batchSize != null) {
      return batchSize;
    }
    if (Boolean.TRUE.equals(enableBatch)) {
      return maxMessagesPerBatch == null ? CLASSIC_BATCH : Math.max(1, maxMessagesPerBatch);
    }
    return 1;
  }

  /** {@code maxDeliveryAttempts}, by whatever name, or null. */
  public Integer attempts() {
    if (maxDeliveryAttempts != null) {
      return maxDeliveryAttempts;
    }
    Integer redeliveries =
        maximumRedeliveries != null ? maximumRedeliveries : endpointExceptionRedeliveryAttempts;
    if (redeliveries == null) {
      return null;
    }
    return redeliveries < 0 ? -1 : redeliveries + 1;
  }

  /** {@code redeliveryDelay} in milliseconds, by whatever name, or null. */
  public Long firstDelay() {
    if (redeliveryDelay != null) {
      return redeliveryDelay;
    }
    return initialRedeliveryDelay != null
        ? initialRedeliveryDelay
        : endpointExceptionRedeliveryInterval;
  }

  /** {@code redeliveryMultiplier}, by whatever name, or null. */
  public Double delayMultiplier() {
    if (redeliveryMultiplier != null) {
      return redeliveryMultiplier;
    }
    if (redeliveryUseExponentialBackOff != null) {
      return redeliveryUseExponentialBackOff ? redeliveryBackOffMultiplier : Double.valueOf(1);
    }
    boolean constant =
        redeliveryDelay == null
            && (initialRedeliveryDelay != null || endpointExceptionRedeliveryInterval != null);
    return constant ? Double.valueOf(1) : null;
  }

  /** {@code maxRedeliveryDelay} in milliseconds, by whatever name, or null. */
  public Long longestDelay() {
    return maxRedeliveryDelay != null ? maxRedeliveryDelay : maximumRedeliveryDelay;
  }

  /** How many messages are delivered at the same time, at most. */
  public Integer getMaxSession() {
    return maxSession;
  }

  public void setMaxSession(Integer maxSession) {
    this.maxSession = maxSession;
  }

  /** User name. */
  public String getUser() {
    return user;
  }

  public void setUser(String user) {
    this.user = user;
  }

  /** Password. */
  public String getPassword() {
    return password;
  }

  public void setPassword(String password) {
    this.password = password;
  }

  /** Client identifier of the subscription; without one it is shared. */
  public String getClientId() {
    return clientId;
  }

  public void setClientId(String clientId) {
    this.clientId = clientId;
  }

  /** Whether {@code destination} is a JNDI name. */
  public Boolean getUseJNDI() {
    return useJNDI;
  }

  public void setUseJNDI(Boolean useJNDI) {
    this.useJNDI = useJNDI;
  }

  /** Whether delivery begins with the deployment; otherwise when somebody resumes the endpoint. */
  public Boolean getAutoStart() {
    return autoStart;
  }

  public void setAutoStart(Boolean autoStart) {
    this.autoStart = autoStart;
  }

  /** How many messages may be delivered in one transaction. */
  public Integer getBatchSize() {
    return batchSize;
  }

  public void setBatchSize(Integer batchSize) {
    this.batchSize = batchSize;
  }

  /** Messages per second that are delivered on this node, at most; 0 for no limit. */
  public Double getRateLimit() {
    return rateLimit;
  }

  public void setRateLimit(Double rateLimit) {
    this.rateLimit = rateLimit;
  }

  /** After so many different messages in a row have failed, delivery pauses; 0 for never. */
  public Integer getPauseAfterFailures() {
    return pauseAfterFailures;
  }

  public void setPauseAfterFailures(Integer pauseAfterFailures) {
    this.pauseAfterFailures = pauseAfterFailures;
  }

  /** Deliveries that may fail before a message is given up. */
  public Integer getMaxDeliveryAttempts() {
    return maxDeliveryAttempts;
  }

  public void setMaxDeliveryAttempts(Integer maxDeliveryAttempts) {
    this.maxDeliveryAttempts = maxDeliveryAttempts;
  }

  /** Milliseconds a message waits after its first failure. */
  public Long getRedeliveryDelay() {
    return redeliveryDelay;
  }

  public void setRedeliveryDelay(Long redeliveryDelay) {
    this.redeliveryDelay = redeliveryDelay;
  }

  /** By what that grows with each further failure. */
  public Double getRedeliveryMultiplier() {
    return redeliveryMultiplier;
  }

  public void setRedeliveryMultiplier(Double redeliveryMultiplier) {
    this.redeliveryMultiplier = redeliveryMultiplier;
  }

  /** What it never exceeds, milliseconds. */
  public Long getMaxRedeliveryDelay() {
    return maxRedeliveryDelay;
  }

  public void setMaxRedeliveryDelay(Long maxRedeliveryDelay) {
    this.maxRedeliveryDelay = maxRedeliveryDelay;
  }

  /** By what part of it it is varied at random. */
  public Double getRedeliveryJitter() {
    return redeliveryJitter;
  }

  public void setRedeliveryJitter(Double redeliveryJitter) {
    this.redeliveryJitter = redeliveryJitter;
  }

  /** Queue for messages given up; {@code *} stands for the name of the destination. */
  public String getDeadLetterDestination() {
    return deadLetterDestination;
  }

  public void setDeadLetterDestination(String deadLetterDestination) {
    this.deadLetterDestination = deadLetterDestination;
  }

  /** ActiveMQ Classic: redeliveries after the first attempt; negative for no limit. */
  public Integer getMaximumRedeliveries() {
    return maximumRedeliveries;
  }

  public void setMaximumRedeliveries(Integer maximumRedeliveries) {
    this.maximumRedeliveries = maximumRedeliveries;
  }

  /** ActiveMQ Classic: same as {@code redeliveryDelay}. */
  public Long getInitialRedeliveryDelay() {
    return initialRedeliveryDelay;
  }

  public void setInitialRedeliveryDelay(Long initialRedeliveryDelay) {
    this.initialRedeliveryDelay = initialRedeliveryDelay;
  }

  /** ActiveMQ Classic: {@code redeliveryMultiplier}, if {@code redeliveryUseExponentialBackOff}. */
  public Double getRedeliveryBackOffMultiplier() {
    return redeliveryBackOffMultiplier;
  }

  public void setRedeliveryBackOffMultiplier(Double redeliveryBackOffMultiplier) {
    this.redeliveryBackOffMultiplier = redeliveryBackOffMultiplier;
  }

  /** ActiveMQ Classic: whether the delay grows. */
  public Boolean getRedeliveryUseExponentialBackOff() {
    return redeliveryUseExponentialBackOff;
  }

  public void setRedeliveryUseExponentialBackOff(Boolean redeliveryUseExponentialBackOff) {
    this.redeliveryUseExponentialBackOff = redeliveryUseExponentialBackOff;
  }

  /** ActiveMQ Classic: same as {@code maxRedeliveryDelay}. */
  public Long getMaximumRedeliveryDelay() {
    return maximumRedeliveryDelay;
  }

  public void setMaximumRedeliveryDelay(Long maximumRedeliveryDelay) {
    this.maximumRedeliveryDelay = maximumRedeliveryDelay;
  }

  /** ActiveMQ Classic: whether {@code maxMessagesPerBatch} messages share a transaction. */
  public Boolean getEnableBatch() {
    return enableBatch;
  }

  public void setEnableBatch(Boolean enableBatch) {
    this.enableBatch = enableBatch;
  }

  /** ActiveMQ Classic: {@code batchSize}, if {@code enableBatch}; default 10. */
  public Integer getMaxMessagesPerBatch() {
    return maxMessagesPerBatch;
  }

  public void setMaxMessagesPerBatch(Integer maxMessagesPerBatch) {
    this.maxMessagesPerBatch = maxMessagesPerBatch;
  }

  /** OpenMQ: redeliveries after the first attempt. */
  public Integer getEndpointExceptionRedeliveryAttempts() {
    return endpointExceptionRedeliveryAttempts;
  }

  public void setEndpointExceptionRedeliveryAttempts(Integer endpointExceptionRedeliveryAttempts) {
    this.endpointExceptionRedeliveryAttempts = endpointExceptionRedeliveryAttempts;
  }

  /** OpenMQ: {@code redeliveryDelay} that does not grow. */
  public Long getEndpointExceptionRedeliveryInterval() {
    return endpointExceptionRedeliveryInterval;
  }

  public void setEndpointExceptionRedeliveryInterval(Long endpointExceptionRedeliveryInterval) {
    this.endpointExceptionRedeliveryInterval = endpointExceptionRedeliveryInterval;
  }

  /** Same as {@link #getMaxSession()}. */
  public Integer getMaxSessions() {
    return maxSession;
  }

  public void setMaxSessions(Integer maxSessions) {
    maxSession = maxSessions;
  }

  /** Same as {@link #getMaxSession()}. */
  public Integer getEndpointPoolMaxSize() {
    return maxSession;
  }

  public void setEndpointPoolMaxSize(Integer endpointPoolMaxSize) {
    maxSession = endpointPoolMaxSize;
  }

  /** Same as {@link #getUser()}. */
  public String getUserName() {
    return user;
  }

  public void setUserName(String userName) {
    user = userName;
  }

  /** Same as {@link #getClientId()}. */
  public String getClientID() {
    return clientId;
  }

  public void setClientID(String clientID) {
    clientId = clientID;
  }

  /** Same as {@link #getUseJNDI()}. */
  public Boolean getUseJndi() {
    return useJNDI;
  }

  public void setUseJndi(Boolean useJndi) {
    useJNDI = useJndi;
  }

  /** Same as {@link #getAutoStart()}. */
  public Boolean getDeliveryActive() {
    return autoStart;
  }

  public void setDeliveryActive(Boolean deliveryActive) {
    autoStart = deliveryActive;
  }
}
