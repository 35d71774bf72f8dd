package org.rowmq.it.app.messaging;

import jakarta.transaction.Synchronization;
import jakarta.transaction.TransactionSynchronizationRegistry;

/** Rolls a transaction back when everybody else has written what belongs to it. */
final class LateRollback implements Synchronization {

  private final TransactionSynchronizationRegistry registry;

  LateRollback(TransactionSynchronizationRegistry registry) {
    this.registry = registry;
  }

  @Override
  public void beforeCompletion() {
    registry.setRollbackOnly();
  }

  @Override
  public void afterCompletion(int status) {}
}
