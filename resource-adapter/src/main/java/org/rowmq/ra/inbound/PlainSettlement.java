package org.rowmq.ra.inbound;

import java.util.List;
import javax.transaction.xa.XAResource;
import org.rowmq.broker.Broker;
import org.rowmq.broker.BrokerException;
import org.rowmq.broker.Delivery;
import org.rowmq.broker.Failure;
import org.rowmq.broker.RedeliveryOverrides;
import org.rowmq.broker.Work;
import org.rowmq.store.OutcomeUnknownException;
import org.rowmq.store.StoreException;

/** Without a transaction: acknowledged when the listener has returned, failed when it threw. */
final class PlainSettlement implements Settlement {
  private final Broker broker;
  private final int lane;
  private final RedeliveryOverrides redelivery;
  private final boolean lagging;
  private Throwable thrown;

  /**
   * Creates one.
   *
   * @param lagging whether the next delivery need not wait until the acknowledgement is durable
   */
  PlainSettlement(Broker broker, RedeliveryOverrides redelivery, boolean lagging) {
    this.broker = broker;
    this.lane = broker.nextLane();
    this.redelivery = redelivery;
    this.lagging = lagging;
  }

  @Override
  public XAResource resource() {
    return null;
  }

  @Override
  public boolean transacted() {
    return false;
  }

  @Override
  public boolean join(Delivery delivery, boolean first) {
    thrown = null;
    return true;
  }

  @Override
  public void thrown(Throwable problem) {
    thrown = problem;
  }

  @Override
  public void stopping() {
    // there is no transaction that could be rolled back
  }

  @Override
  public Outcome end(List<Delivery> delivered) {
    if (thrown != null) {
      broker.failed(lane, delivered, Failure.of(thrown), redelivery);
      return Outcome.FAILED;
    }
    try {
      if (lagging) {
        broker
            .submit(Work.consuming(lane, delivered))
            .whenComplete(
                (nothing, failure) -> {
                  if (failure instanceof OutcomeUnknownException) {
                    broker.workers().execute(() -> broker.inDoubt(lane, delivered));
                  } else if (failure != null) {
                    broker.workers().execute(() -> abandon(delivered));
                  }
                });
      } else {
        broker.write(Work.consuming(lane, delivered));
      }
      return Outcome.SUCCEEDED;
    } catch (OutcomeUnknownException e) {
      broker.inDoubt(lane, delivered);
      return Outcome.UNKNOWN;
    } catch (StoreException | BrokerException e) {
      abandon(delivered);
      return Outcome.UNKNOWN;
    }
  }

  /** The acknowledgement could not be stored: the message comes again, and nobody is to blame. */
  private void abandon(List<Delivery> deliveries) {
    broker.failed(lane, deliveries, Failure.ABANDONED, redelivery);
  }
}
