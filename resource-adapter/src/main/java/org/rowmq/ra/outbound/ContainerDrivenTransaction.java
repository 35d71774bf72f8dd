package org.rowmq.ra.outbound;

import jakarta.resource.ResourceException;
import jakarta.resource.spi.LocalTransaction;
import jakarta.resource.spi.LocalTransactionException;
import org.rowmq.broker.Broker;
import org.rowmq.broker.BrokerException;
import org.rowmq.broker.Failure;
import org.rowmq.broker.RedeliveryOverrides;
import org.rowmq.broker.Work;
import org.rowmq.store.StoreException;
import org.rowmq.transaction.TransactionContext;

/**
 * A transaction of one session that the container begins and ends. Outside it everything takes
 * effect at once.
 */
final class ContainerDrivenTransaction implements TransactionContext, LocalTransaction {
  private final org.rowmq.transaction.LocalTransaction transaction;
  private final PhysicalConnection owner;
  private volatile boolean active;

  ContainerDrivenTransaction(Broker broker, PhysicalConnection owner) {
    this.transaction =
        new org.rowmq.transaction.LocalTransaction(
            broker, broker.nextLane(), RedeliveryOverrides.NONE);
    this.owner = owner;
  }

  @Override
  public Work current() {
    return active ? transaction.current() : null;
  }

  @Override
  public void begin() throws ResourceException {
    if (active) {
      throw new LocalTransactionException("A transaction of " + owner + " is active already");
    }
    active = true;
  }

  @Override
  public void commit() throws ResourceException {
    checkActive();
    active = false;
    try {
      transaction.commit();
    } catch (StoreException | BrokerException e) {
      throw new LocalTransactionException("The transaction was rolled back: " + e.getMessage(), e);
    }
  }

  @Override
  public void rollback() throws ResourceException {
    checkActive();
    active = false;
    transaction.rollback(Failure.rolledBack("transaction rolled back"));
  }

  private void checkActive() throws LocalTransactionException {
    if (!active) {
      throw new LocalTransactionException("No transaction of " + owner + " is active");
    }
  }
}
