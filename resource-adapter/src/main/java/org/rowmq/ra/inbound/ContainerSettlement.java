package org.rowmq.ra.inbound;

import jakarta.transaction.Status;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.logging.Logger;
import javax.transaction.xa.XAResource;
import org.rowmq.broker.Broker;
import org.rowmq.broker.Delivery;
import org.rowmq.broker.Failure;
import org.rowmq.broker.RedeliveryOverrides;
import org.rowmq.broker.Work;
import org.rowmq.ra.node.AdapterNode;
import org.rowmq.transaction.ContainerTransaction;

/**
 * In the container's own transaction: the acknowledgement is written through the application's data
 * source before the commit. The outcome comes from a Synchronization, because {@code afterDelivery}
 * does not tell of a failed commit.
 */
final class ContainerSettlement implements Settlement {
  private static final Logger LOG = Logger.getLogger("org.rowmq.ra");

  /**
   * With a delay the row is looked at before the message is offered again, so one that is gone
   * stays gone.
   */
  private static final Duration DOUBT_DELAY = Duration.ofSeconds(1);

  private final AdapterNode node;
  private final ContainerTransaction container;
  private final Broker broker;
  private final RedeliveryOverrides redelivery;
  private Work work;
  private Throwable thrown;
  private boolean stopping;

  /** The end of the transaction may be told on another thread. */
  private volatile boolean ended;

  private volatile Failure outcome;

  ContainerSettlement(AdapterNode node, RedeliveryOverrides redelivery) {
    this.node = node;
    this.container = node.container();
    this.broker = node.broker();
    this.redelivery = redelivery;
  }

  @Override
  public XAResource resource() {
    return null;
  }

  @Override
  public boolean transacted() {
    return true;
  }

  @Override
  public boolean join(Delivery delivery, boolean first) {
    if (node.registry().getTransactionStatus() != Status.STATUS_ACTIVE) {
      return false;
    }
    if (first) {
      thrown = null;
      stopping = false;
      ended = false;
      outcome = null;
      work = container.current();
      container.whenEnded(
          failure -> {
            outcome = failure;
            ended = true;
          });
    }
    work.consume(delivery);
    return true;
  }

  @Override
  public void thrown(Throwable problem) {
    thrown = problem;
  }

  @Override
  public void stopping() {
    stopping = true;
  }

  @Override
  public Outcome end(List<Delivery> delivered) {
    Failure failure = outcome;
    if (ended && failure == null) {
      return Outcome.SUCCEEDED;
    }
    List<Delivery> others = new ArrayList<>(work.consumed());
    others.removeAll(delivered);
    if (ended) {
      broker.failed(work.lane(), delivered, blame(delivered, failure), redelivery);
    } else {
      LOG.warning(
          "The container did not say how the transaction of a delivery ended; if the message is"
              + " still there, it is delivered again");
      broker.failed(
          work.lane(),
          delivered,
          Failure.rolledBack("transaction with unknown outcome"),
          redelivery.withRedeliveryDelay(DOUBT_DELAY));
    }
    // what the listener itself received in the transaction
    broker.failed(
        work.lane(),
        others,
        Failure.rolledBack("transaction rolled back"),
        RedeliveryOverrides.NONE);
    return ended ? Outcome.FAILED : Outcome.UNKNOWN;
  }

  private Failure blame(List<Delivery> delivered, Failure failure) {
    if (delivered.size() > 1) {
      return Failure.NOT_ALONE;
    }
    if (thrown != null) {
      return Failure.of(thrown);
    }
    return stopping ? Failure.ABANDONED : failure;
  }
}
