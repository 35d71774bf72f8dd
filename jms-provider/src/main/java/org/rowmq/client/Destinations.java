package org.rowmq.client;

import jakarta.jms.Destination;
import jakarta.jms.InvalidDestinationException;
import jakarta.jms.JMSException;
import java.util.function.Function;
import org.rowmq.RowmqDestination;
import org.rowmq.broker.Broker;

/** Destinations and names as applications give them. */
final class Destinations {
  private static final String TEMPORARY_PREFIX = "TEMP.";
  private static final int MAX_SUBSCRIPTION_NAME = 255;

  private Destinations() {}

  /** One of ours, with a name. */
  static RowmqDestination known(Destination destination) throws InvalidDestinationException {
    if (destination == null) {
      throw new InvalidDestinationException("The destination is null");
    }
    if (destination instanceof RowmqDestination known) {
      if (known.getName() == null) {
        throw new InvalidDestinationException("The destination has no name; set its property Name");
      }
      return known;
    }
    throw new InvalidDestinationException(
        "A destination of "
            + destination.getClass().getName()
            + " cannot be used with RowMQ; create it with this session or look it up");
  }

  static <T> T named(String name, Function<String, T> maker) throws InvalidDestinationException {
    try {
      return maker.apply(name);
    } catch (IllegalArgumentException e) {
      throw new InvalidDestinationException(e.getMessage());
    }
  }

  static String temporaryName(Broker broker) {
    return TEMPORARY_PREFIX
        + Long.toHexString(broker.store().info().incarnation())
        + "."
        + Long.toHexString(broker.store().nextId());
  }

  static void checkSubscriptionName(String name) throws JMSException {
    if (name == null || name.isBlank() || name.length() > MAX_SUBSCRIPTION_NAME) {
      throw new JMSException(
          "Subscription name "
              + name
              + " is not valid: use 1 to "
              + MAX_SUBSCRIPTION_NAME
              + " characters",
          "SUBSCRIPTION_NAME");
    }
  }
}
