package org.rowmq.client;

import jakarta.jms.InvalidDestinationException;
import jakarta.jms.JMSException;
import jakarta.jms.Queue;
import org.rowmq.DestinationRight;
import org.rowmq.RowmqDestination;
import org.rowmq.broker.BrokerException;
import org.rowmq.broker.Consumer;
import org.rowmq.broker.Mailbox;
import org.rowmq.broker.Subscriptions;
import org.rowmq.selector.Selector;
import org.rowmq.store.CatalogStore.DestinationRow;
import org.rowmq.store.StoreException;

/**
 * What a consumer gets its messages from: a queue, or a subscription found or made for it
 * (specification 8.3).
 *
 * @param subscription null for a queue
 */
record ConsumerSource(
    ClientConnection connection,
    RowmqDestination destination,
    Mailbox mailbox,
    Selector selector,
    boolean noLocal,
    Subscriptions.Opened subscription) {

  /** A queue, or a subscription of its own to a topic. */
  static ConsumerSource of(
      ClientConnection connection, RowmqDestination destination, Selector selector, boolean noLocal)
      throws JMSException {
    checkMayConsume(connection, destination);
    DestinationRow row = connection.resolve(destination, DestinationRight.CONSUME);
    if (destination instanceof Queue) {
      return new ConsumerSource(connection, destination, Mailbox.of(row), selector, noLocal, null);
    }
    return subscribe(
        connection,
        destination,
        selector,
        new Subscriptions.Request(
            row, null, null, false, false, noLocal, textOf(selector), connection.id()));
  }

  /** Kinds of named subscriptions. */
  enum Kind {
    SHARED(false, true),
    DURABLE(true, false),
    SHARED_DURABLE(true, true);

    private final boolean durable;
    private final boolean shared;

    Kind(boolean durable, boolean shared) {
      this.durable = durable;
      this.shared = shared;
    }
  }

  /** A named subscription of a topic. */
  static ConsumerSource named(
      ClientConnection connection,
      RowmqDestination topic,
      Selector selector,
      boolean noLocal,
      String name,
      Kind kind)
      throws JMSException {
    if (kind.durable && topic.isTemporary()) {
      throw new InvalidDestinationException(
          "A durable subscription needs a lasting topic; " + topic + " is temporary");
    }
    Destinations.checkSubscriptionName(name);
    if (kind == Kind.DURABLE && connection.clientId() == null) {
      throw JmsErrors.illegalState(
          "An unshared durable subscription needs a client identifier; set one on the connection"
              + " or its factory");
    }
    checkMayConsume(connection, topic);
    Subscriptions.Request request =
        new Subscriptions.Request(
            connection.resolve(topic, DestinationRight.CONSUME),
            connection.clientId(),
            name,
            kind.durable,
            kind.shared,
            noLocal,
            textOf(selector),
            connection.id());
    return subscribe(connection, topic, selector, request);
  }

  static void checkMayConsume(ClientConnection connection, RowmqDestination destination)
      throws JMSException {
    if (destination.isTemporary() && !connection.ownsTemporary(destination)) {
      throw new InvalidDestinationException(
          "Only the connection that created " + destination + " may consume from it");
    }
  }

  private static String textOf(Selector selector) {
    return selector.isNone() ? null : selector.text();
  }

  private static ConsumerSource subscribe(
      ClientConnection connection,
      RowmqDestination topic,
      Selector selector,
      Subscriptions.Request request)
      throws JMSException {
    try {
      Subscriptions.Opened opened = connection.broker().subscriptions().open(request);
      return new ConsumerSource(
          connection, topic, opened.mailbox(), selector, request.noLocal(), opened);
    } catch (StoreException | BrokerException e) {
      throw JmsErrors.of(e);
    }
  }

  /**
   * Begins consuming. A subscription has applied its selector already when a message was added to
   * it (specification 4.2.2).
   *
   * @param session number of the session whose consumer it is to be, 0 for none
   * @param onHandOver see {@link org.rowmq.broker.Broker#consume}
   */
  Consumer consume(long session, Runnable onHandOver) throws JMSException {
    try {
      return connection
          .broker()
          .consume(
              mailbox,
              subscription == null ? selector : Selector.NONE,
              onHandOver,
              connection.asClient(session));
    } catch (StoreException | BrokerException e) {
      JMSException failure = JmsErrors.of(e);
      try {
        close();
      } catch (JMSException second) {
        failure.addSuppressed(second);
      }
      throw failure;
    }
  }

  /** Gives up the subscription, if it is one. */
  void close() throws JMSException {
    if (subscription != null) {
      try {
        connection.broker().subscriptions().close(subscription, connection.id());
      } catch (StoreException | BrokerException e) {
        throw JmsErrors.of(e);
      }
    }
  }
}
