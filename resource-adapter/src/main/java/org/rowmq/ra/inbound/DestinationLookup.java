package org.rowmq.ra.inbound;

import jakarta.jms.Destination;
import jakarta.jms.JMSException;
import jakarta.jms.Queue;
import jakarta.jms.Topic;
import jakarta.resource.ResourceException;
import jakarta.resource.spi.InvalidPropertyException;
import javax.naming.NamingException;
import org.rowmq.RowmqDestination;
import org.rowmq.RowmqQueue;
import org.rowmq.RowmqTopic;
import org.rowmq.ra.ActivationNames;
import org.rowmq.ra.RowmqActivationSpec;
import org.rowmq.ra.node.Jndi;

/** Finds out which queue or topic an activation means. */
public final class DestinationLookup {
  private DestinationLookup() {}

  /**
   * The destination of an activation; looks it up in JNDI where the activation says so, so it must
   * be called on the thread that deploys the application.
   *
   * @param bean whose {@code mappedName} is the JNDI name where the activation has none; or null
   * @throws InvalidPropertyException naming property, value and remedy
   */
  public static RowmqDestination of(RowmqActivationSpec spec, Class<?> bean)
      throws ResourceException {
    String jndiName = spec.jndiName();
    RowmqDestination found;
    if (jndiName != null) {
      found = lookUp("destinationLookup", jndiName);
    } else if (spec.getDestination() != null && !spec.getDestination().isBlank()) {
      found = named(spec);
    } else {
      String mappedName = ActivationNames.mappedName(bean);
      if (mappedName.isBlank()) {
        throw new InvalidPropertyException(
            "destinationLookup and destination are not set: set destinationLookup to the JNDI name"
                + " of a queue or topic, or destination to its name");
      }
      found = lookUp("mappedName", mappedName);
    }
    boolean typeGiven = spec.getDestinationType() != null && !spec.getDestinationType().isBlank();
    if (typeGiven && spec.isTopic() != found instanceof Topic) {
      throw new InvalidPropertyException(
          "destinationType is "
              + spec.getDestinationType()
              + ", but "
              + found
              + " is not one: correct one of them");
    }
    if (spec.isDurable() && !(found instanceof Topic)) {
      throw new InvalidPropertyException(
          "subscriptionDurability is Durable, but "
              + found
              + " is a queue: remove it, or use a topic");
    }
    return found;
  }

  private static RowmqDestination named(RowmqActivationSpec spec) throws ResourceException {
    String name = spec.getDestination().trim();
    try {
      return spec.isTopic() ? new RowmqTopic(name) : new RowmqQueue(name);
    } catch (IllegalArgumentException e) {
      throw new InvalidPropertyException("destination is \"" + name + "\": " + e.getMessage(), e);
    }
  }

  private static RowmqDestination lookUp(String property, String jndiName)
      throws ResourceException {
    Object found;
    try {
      found = Jndi.lookUp(jndiName);
    } catch (NamingException e) {
      throw new InvalidPropertyException(
          property
              + " is \""
              + jndiName
              + "\", which JNDI does not know ("
              + e.getMessage()
              + "): define it with @JMSDestinationDefinition or as an administered object, or set destination and"
              + " destinationType instead",
          e);
    }
    if (found instanceof RowmqDestination ours) {
      return ours;
    }
    try {
      return foreign(property, jndiName, found);
    } catch (JMSException e) {
      throw new InvalidPropertyException(
          property + " is \"" + jndiName + "\", whose name cannot be read: " + e.getMessage(), e);
    }
  }

  /** Another provider's object, or that of another class loader, still says its name. */
  private static RowmqDestination foreign(String property, String jndiName, Object found)
      throws JMSException, ResourceException {
    if (found instanceof Destination) {
      if (found instanceof Queue queue) {
        return new RowmqQueue(queue.getQueueName());
      }
      if (found instanceof Topic topic) {
        return new RowmqTopic(topic.getTopicName());
      }
    }
    throw new InvalidPropertyException(
        property
            + " is \""
            + jndiName
            + "\", which is a "
            + (found == null ? "null" : found.getClass().getName())
            + ": give the JNDI name of a queue or topic");
  }
}
