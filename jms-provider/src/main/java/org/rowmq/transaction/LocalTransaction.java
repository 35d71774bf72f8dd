package org.rowmq.transaction;

import org.rowmq.broker.Broker;
import org.rowmq.broker.Failure;
import org.rowmq.broker.RedeliveryOverrides;
import org.rowmq.broker.Work;
import org.rowmq.store.OutcomeUnknownException;
import org.rowmq.store.StoreException;

/**
 * A transacted session's transaction (specification 6.2.7): there is always one; ending it begins
 * the next. Not thread-safe.
 */
public final class LocalTransaction implements TransactionContext {
  private final Broker broker;
  private final int lane;
  private final RedeliveryOverrides redelivery;
  private Work work;

  public LocalTransaction(Broker broker, int lane, RedeliveryOverrides redelivery) {
    this.broker = broker;
    this.lane = lane;
    this.redelivery = redelivery;
    this.work = new Work(lane);
  }

  @Override
  public Work current() {
    return work;
  }

  /**
   * Writes everything; durable on return.
   *
   * @throws StoreException when nothing of it happened: the transaction is then rolled back
   * @throws OutcomeUnknownException when that is not known
   */
  public void commit() {
    Work ending = work;
    work = new Work(lane);
    if (ending.isEmpty()) {
      return;
    }
    try {
      broker.write(ending);
    } catch (OutcomeUnknownException e) {
      broker.inDoubt(lane, ending.consumed());
      throw e;
    } catch (RuntimeException e) {
      broker.failed(lane, ending.consumed(), Failure.of(e), redelivery);
      throw e;
    }
  }

  /** Forgets what was sent, and gives back what was consumed, to be delivered again. */
  public void rollback(Failure failure) {
    Work ending = work;
    work = new Work(lane);
    broker.failed(lane, ending.consumed(), failure, redelivery);
  }
}
