package org.rowmq.ra;

import jakarta.jms.Queue;
import jakarta.jms.Topic;
import jakarta.resource.ResourceException;
import jakarta.resource.spi.ActivationSpec;
import jakarta.resource.spi.InvalidPropertyException;
import jakarta.resource.spi.ResourceAdapter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What a message-driven bean says about the messages it wants (specification section 13.1). Names
 * follow those that beans written for other providers carry.
 */
public class RowmqActivationSpec extends DeliveryActivationProperties implements ActivationSpec {
  private static final long serialVersionUID = 1L;
  private static final int MOST_SESSIONS = 1000;
  private static final int MOST_MESSAGES = 10_000;
  private static final int MOST_ATTEMPTS = 1_000_000;
  private static final int MOST_GROWTH = 1_000;

  private static final Set<String> QUEUE_TYPES = Set.of(Queue.class.getName(), "javax.jms.Queue");
  private static final Set<String> TOPIC_TYPES = Set.of(Topic.class.getName(), "javax.jms.Topic");

  private transient ResourceAdapter resourceAdapter;
  private String destinationLookup;
  private String destination;
  private String destinationType;
  private String connectionFactoryLookup;
  private String messageSelector;
  private String acknowledgeMode;
  private String subscriptionDurability;
  private String subscriptionName;
  private Boolean shareSubscriptions;
  private String subscriptionScope;
  private Boolean noLocal;
  private String transactionMode;

  @Override
  public ResourceAdapter getResourceAdapter() {
    return resourceAdapter;
  }

  @Override
  public void setResourceAdapter(ResourceAdapter resourceAdapter) throws ResourceException {
    if (!(resourceAdapter instanceof RowmqResourceAdapter)) {
      throw new ResourceException(
          "The activation of a RowMQ endpoint needs RowMQ's resource adapter");
    }
    this.resourceAdapter = resourceAdapter;
  }

  /** All that is wrong, in one exception: property, value, remedy. */
  @Override
  public void validate() throws InvalidPropertyException {
    List<String> problems = new ArrayList<>();
    checkDestination(problems);
    checkSubscription(problems);
    checkChoice(
        problems, "acknowledgeMode", acknowledgeMode, "Auto-acknowledge", "Dups-ok-acknowledge");
    checkChoice(problems, "transactionMode", transactionMode, "auto", "container", "xa", "none");
    checkNumbers(problems);
    checkSelector(problems);
    if (!problems.isEmpty()) {
      throw new InvalidPropertyException(
          "Activation for " + described() + ": " + String.join("; ", problems));
    }
  }

  private void checkNumbers(List<String> problems) {
    checkRange(problems, "maxSession", getMaxSession(), 1, MOST_SESSIONS);
    checkRange(problems, "batchSize", messagesPerTransaction(), 1, MOST_MESSAGES);
    checkRange(problems, "rateLimit", getRateLimit(), 0, Integer.MAX_VALUE);
    checkRange(problems, "pauseAfterFailures", getPauseAfterFailures(), 0, Integer.MAX_VALUE);
    checkRange(problems, "maxDeliveryAttempts", attempts(), -1, MOST_ATTEMPTS);
    if (Integer.valueOf(0).equals(attempts())) {
      problems.add("maxDeliveryAttempts is 0: use 1 or more, or -1 for no limit");
    }
    checkRange(problems, "redeliveryDelay", firstDelay(), 0, Long.MAX_VALUE);
    checkRange(problems, "redeliveryMultiplier", delayMultiplier(), 1, MOST_GROWTH);
    checkRange(problems, "maxRedeliveryDelay", longestDelay(), 0, Long.MAX_VALUE);
    checkRange(problems, "redeliveryJitter", getRedeliveryJitter(), 0, 1);
  }

  private static void checkRange(
      List<String> problems, String name, Number value, long least, long most) {
    if (value != null && !(value.doubleValue() >= least && value.doubleValue() <= most)) {
      String range =
          most >= Integer.MAX_VALUE ? "not below " + least : "from " + least + " to " + most;
      problems.add(name + " is " + value + ": use a number " + range);
    }
  }

  private void checkDestination(List<String> problems) {
    // neither destination nor destinationLookup may mean that the bean says mappedName
    if (isBlank(destinationType)) {
      if (!isBlank(destination) && !looksUpDestination()) {
        problems.add(
            "destinationType is not set: use "
                + Queue.class.getName()
                + " or "
                + Topic.class.getName());
      }
    } else if (!QUEUE_TYPES.contains(destinationType) && !TOPIC_TYPES.contains(destinationType)) {
      problems.add(
          "destinationType is \""
              + destinationType
              + "\": use "
              + Queue.class.getName()
              + " or "
              + Topic.class.getName());
    }
  }

  private void checkSubscription(List<String> problems) {
    checkChoice(
        problems, "subscriptionDurability", subscriptionDurability, "Durable", "NonDurable");
    checkChoice(problems, "subscriptionScope", subscriptionScope, "Cluster", "Instance");
    if (isDurable() && QUEUE_TYPES.contains(destinationType)) {
      problems.add("subscriptionDurability is Durable for a queue: remove it, or use a topic");
    }
    if (Boolean.FALSE.equals(shareSubscriptions) && isDurable() && isBlank(getClientId())) {
      problems.add(
          "shareSubscriptions is false for a durable subscription without clientId: set clientId");
    }
  }

  private void checkSelector(List<String> problems) {
    if (isBlank(messageSelector)) {
      return;
    }
    try {
      if (resourceAdapter instanceof RowmqResourceAdapter adapter) {
        adapter.engine().checkSelector(messageSelector);
      }
    } catch (IllegalArgumentException e) {
      problems.add("messageSelector is \"" + messageSelector + "\": " + e.getMessage());
    } catch (ResourceException e) {
      // the adapter is not started and has said why; the selector is checked when it is used
      return;
    }
  }

  private static void checkChoice(
      List<String> problems, String name, String value, String... choices) {
    if (isBlank(value)) {
      return;
    }
    for (String choice : choices) {
      if (canonical(choice).equals(canonical(value))) {
        return;
      }
    }
    problems.add(name + " is \"" + value + "\": " + NearestName.choose(value, List.of(choices)));
  }

  /** {@code AUTO_ACKNOWLEDGE} is how some write {@code Auto-acknowledge}. */
  private static String canonical(String value) {
    return value.trim().replace("_", "").replace("-", "").toLowerCase(Locale.ROOT);
  }

  private static boolean isBlank(String value) {
    return value == null || value.isBlank();
  }

  private String described() {
    return !isBlank(destinationLookup)
        ? destinationLookup
        : !isBlank(destination) ? destination : "a bean";
  }

  /** The JNDI name to look up, or null when the destination is given by name. */
  public String jndiName() {
    if (!isBlank(destinationLookup)) {
      return destinationLookup.trim();
    }
    return looksUpDestination() ? destination.trim() : null;
  }

  private boolean looksUpDestination() {
    return !isBlank(destinationLookup)
        || (Boolean.TRUE.equals(getUseJNDI()) && !isBlank(destination));
  }

  /** Whether the type given is a topic's. */
  public boolean isTopic() {
    return destinationType != null && TOPIC_TYPES.contains(destinationType);
  }

  public boolean isDurable() {
    return subscriptionDurability != null && canonical(subscriptionDurability).equals("durable");
  }

  /** Whether each server has a subscription of its own, where the name is not given. */
  public boolean isPerInstance() {
    return subscriptionScope != null && canonical(subscriptionScope).equals("instance");
  }

  /** Whether acknowledgements may lag. */
  public boolean isDupsOk() {
    return acknowledgeMode != null && canonical(acknowledgeMode).startsWith("dups");
  }

  /**
   * Without a client identifier a subscription is shared, so that several consumers and nodes may
   * use it.
   */
  public boolean isShared() {
    return shareSubscriptions != null ? shareSubscriptions : isBlank(getClientId());
  }

  /** What is in force, without secrets, for the log. */
  @Override
  public String toString() {
    return "[destinationLookup="
        + destinationLookup
        + ", destination="
        + destination
        + ", destinationType="
        + destinationType
        + ", messageSelector="
        + messageSelector
        + ", subscriptionDurability="
        + subscriptionDurability
        + ", subscriptionName="
        + subscriptionName
        + ", clientId="
        + getClientId()
        + ", shared="
        + isShared()
        + ", maxSession="
        + sessions()
        + ", batchSize="
        + messagesPerTransaction()
        + "]";
  }

  /** JNDI name of the destination. */
  public String getDestinationLookup() {
    return destinationLookup;
  }

  public void setDestinationLookup(String destinationLookup) {
    this.destinationLookup = destinationLookup;
  }

  /** Name of the queue or topic, where there is no {@code destinationLookup}. */
  public String getDestination() {
    return destination;
  }

  public void setDestination(String destination) {
    this.destination = destination;
  }

  /** {@code jakarta.jms.Queue} or {@code jakarta.jms.Topic}. */
  public String getDestinationType() {
    return destinationType;
  }

  public void setDestinationType(String destinationType) {
    this.destinationType = destinationType;
  }

  /** Accepted, and not needed: the adapter delivers by itself. */
  public String getConnectionFactoryLookup() {
    return connectionFactoryLookup;
  }

  public void setConnectionFactoryLookup(String connectionFactoryLookup) {
    this.connectionFactoryLookup = connectionFactoryLookup;
  }

  /** Only messages that match are delivered. */
  public String getMessageSelector() {
    return messageSelector;
  }

  public void setMessageSelector(String messageSelector) {
    this.messageSelector = messageSelector;
  }

  /**
   * {@code Auto-acknowledge} or {@code Dups-ok-acknowledge}; for delivery without a transaction.
   */
  public String getAcknowledgeMode() {
    return acknowledgeMode;
  }

  public void setAcknowledgeMode(String acknowledgeMode) {
    this.acknowledgeMode = acknowledgeMode;
  }

  /** {@code Durable} or {@code NonDurable}, of a topic. */
  public String getSubscriptionDurability() {
    return subscriptionDurability;
  }

  public void setSubscriptionDurability(String subscriptionDurability) {
    this.subscriptionDurability = subscriptionDurability;
  }

  /** Name of the subscription to a topic. */
  public String getSubscriptionName() {
    return subscriptionName;
  }

  public void setSubscriptionName(String subscriptionName) {
    this.subscriptionName = subscriptionName;
  }

  /** Whether several consumers and nodes share the subscription. */
  public Boolean getShareSubscriptions() {
    return shareSubscriptions;
  }

  public void setShareSubscriptions(Boolean shareSubscriptions) {
    this.shareSubscriptions = shareSubscriptions;
  }

  /**
   * {@code Cluster} (all servers share a durable subscription whose name is not given) or {@code
   * Instance} (each has its own).
   */
  public String getSubscriptionScope() {
    return subscriptionScope;
  }

  public void setSubscriptionScope(String subscriptionScope) {
    this.subscriptionScope = subscriptionScope;
  }

  /** Whether messages sent through this endpoint's own connection are left out; of a topic. */
  public Boolean getNoLocal() {
    return noLocal;
  }

  public void setNoLocal(Boolean noLocal) {
    this.noLocal = noLocal;
  }

  /** {@code auto}, {@code container}, {@code xa} or {@code none}; default that of the adapter. */
  public String getTransactionMode() {
    return transactionMode;
  }

  public void setTransactionMode(String transactionMode) {
    this.transactionMode = transactionMode;
  }
}
