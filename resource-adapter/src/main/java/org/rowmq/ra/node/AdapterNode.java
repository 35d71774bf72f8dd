package org.rowmq.ra.node;

import jakarta.transaction.TransactionSynchronizationRegistry;
import java.util.Objects;
import org.rowmq.broker.Broker;
import org.rowmq.broker.RedeliveryOverrides;
import org.rowmq.client.ClientNode;
import org.rowmq.transaction.ContainerTransaction;
import org.rowmq.transaction.TransactionContext;
import org.rowmq.transaction.XaTransaction;

/**
 * The open node as connections and endpoints see it. Thread-safe.
 *
 * @param client makes connections
 * @param registry tells whether the calling thread is in a transaction
 * @param container joins the container's transactions; null without a data source of the
 *     application's
 * @param defaultMode what {@code auto} means here
 */
public record AdapterNode(
    ClientNode client,
    TransactionSynchronizationRegistry registry,
    ContainerTransaction container,
    TransactionMode defaultMode) {

  public AdapterNode {
    Objects.requireNonNull(client, "client");
    Objects.requireNonNull(registry, "registry");
    if (defaultMode == TransactionMode.CONTAINER) {
      Objects.requireNonNull(container, "container");
    }
  }

  public Broker broker() {
    return client.broker();
  }

  /**
   * The mode for a connection factory or an activation.
   *
   * @throws IllegalArgumentException when it cannot be had; the message names the remedy
   */
  public TransactionMode mode(String setting) {
    TransactionMode mode = TransactionMode.of(setting, defaultMode);
    if (mode == TransactionMode.CONTAINER && container == null) {
      throw new IllegalArgumentException(
          "transactionMode is container, but the adapter has a database of its own: set"
              + " dataSourceLookup on the adapter, or use auto or xa");
    }
    return mode;
  }

  /** A new session's part in distributed transactions. */
  public XaTransaction newXaTransaction() {
    return newXaTransaction(RedeliveryOverrides.NONE);
  }

  /** As above, for a consumer that wants something else when its deliveries fail. */
  public XaTransaction newXaTransaction(RedeliveryOverrides redelivery) {
    return new XaTransaction(client.branches(), broker().nextLane(), redelivery);
  }

  /** What sessions in this mode join that have no resource of their own. */
  public TransactionContext sharedContext(TransactionMode mode) {
    return mode == TransactionMode.CONTAINER ? container : TransactionContext.NONE;
  }
}
