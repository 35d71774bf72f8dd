package org.rowmq.ra.inbound;

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

  XaSettlement(XaTransaction transaction) {
    this.transaction = transaction;
  }

  @Override
  public XAResource resource() {
    return transaction;
  }

  @Override
  public boolean join(Delivery delivery) {
    Work work = transaction.current();
    if (work == null) {
      return false;
    }
    work.consume(delivery);
    return true;
  }

  @Override
  public void thrown(Throwable thrown) {
    transaction.explain(Failure.of(thrown));
  }

  @Override
  public void end(Delivery delivery) {}
}
