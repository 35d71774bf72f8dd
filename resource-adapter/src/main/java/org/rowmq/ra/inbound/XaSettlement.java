package org.rowmq.ra.inbound;

import jakarta.transaction.Status;
import jakarta.transaction.Synchronization;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.util.List;
import javax.transaction.xa.XAResource;
import org.rowmq.broker.Delivery;
import org.rowmq.broker.Failure;
import org.rowmq.broker.Work;
import org.rowmq.transaction.XaTransaction;

/**
 * In a branch of the container's transaction; after a rollback the branch itself gives back what it
 * consumed.
 */
final class XaSettlement implements Settlement {
  private final XaTransaction transaction;
  private final TransactionSynchronizationRegistry registry;
  private int joined;

  /** The end of the transaction may be told on another thread. */
  private volatile int status = Status.STATUS_UNKNOWN;

  XaSettlement(XaTransaction transaction, TransactionSynchronizationRegistry registry) {
    this.transaction = transaction;
    this.registry = registry;
  }

  @Override
  public XAResource resource() {
    return transaction;
  }

  @Override
  public boolean transacted() {
    return true;
  }

  @Override
  public boolean join(Delivery delivery, boolean first) {
    Work work = transaction.current();
    if (work == null) {
      return false;
    }
    if (first) {
      joined = 0;
      status = Status.STATUS_UNKNOWN;
      watch();
    } else if (registry.getTransactionStatus() != Status.STATUS_ACTIVE) {
      return false;
    } else {
      transaction.explain(Failure.NOT_ALONE);
    }
    joined++;
    work.consume(delivery);
    return true;
  }

  /** The branch does not say how it ended; the transaction does. */
  private void watch() {
    if (registry.getTransactionStatus() != Status.STATUS_ACTIVE) {
      return;
    }
    registry.registerInterposedSynchronization(
        new Synchronization() {
          @Override
          public void beforeCompletion() {}

          @Override
          public void afterCompletion(int ended) {
            status = ended;
          }
        });
  }

  @Override
  public void thrown(Throwable thrown) {
    if (joined == 1) {
      transaction.explain(Failure.of(thrown));
    }
  }

  @Override
  public void stopping() {
    transaction.explain(Failure.ABANDONED);
  }

  @Override
  public Outcome end(List<Delivery> delivered) {
    return switch (status) {
      case Status.STATUS_COMMITTED -> Outcome.SUCCEEDED;
      case Status.STATUS_ROLLEDBACK -> Outcome.FAILED;
      default -> Outcome.UNKNOWN;
    };
  }
}
