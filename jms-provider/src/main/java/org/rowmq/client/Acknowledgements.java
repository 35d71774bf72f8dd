package org.rowmq.client;

import jakarta.jms.JMSException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import org.rowmq.broker.Broker;
import org.rowmq.broker.BrokerException;
import org.rowmq.broker.Delivery;
import org.rowmq.broker.Failure;
import org.rowmq.broker.Work;
import org.rowmq.store.ClaimLostException;
import org.rowmq.store.OutcomeUnknownException;
import org.rowmq.store.StoreException;

/**
 * The deliveries of a session outside any transaction, and how they end. An automatic
 * acknowledgement is written with the next group, and the session's next delivery waits for it: at
 * most one message is ever in doubt (specification 6.2.11). Used by the session's thread or its
 * listener's, one at a time.
 */
final class Acknowledgements {
  private final Broker broker;
  private final AcknowledgeMode mode;
  private final int lane;
  private final ClientConnection connection;

  /** Delivered and not acknowledged; guarded by itself. */
  private final List<Delivery> unsettled = new ArrayList<>();

  private volatile CompletableFuture<Void> pending = CompletableFuture.completedFuture(null);

  Acknowledgements(Broker broker, AcknowledgeMode mode, int lane, ClientConnection connection) {
    this.broker = broker;
    this.mode = mode;
    this.lane = lane;
    this.connection = connection;
  }

  /** A listener is about to get this message. */
  void toListener(Delivery delivery) {
    synchronized (unsettled) {
      unsettled.add(delivery);
    }
  }

  /** The listener has returned, or thrown what is given. */
  void fromListener(Delivery delivery, Throwable thrown) {
    if (mode == AcknowledgeMode.CLIENT) {
      return;
    }
    synchronized (unsettled) {
      if (!unsettled.remove(delivery)) {
        // recovered meanwhile: it is on its way to be delivered again
        return;
      }
    }
    if (thrown == null) {
      acknowledge(delivery);
    } else {
      broker.failed(lane, List.of(delivery), Failure.of(thrown), connection.redelivery());
    }
  }

  /** A receive is about to return this message. */
  void toReceiver(Delivery delivery) {
    if (mode == AcknowledgeMode.CLIENT) {
      synchronized (unsettled) {
        unsettled.add(delivery);
      }
    } else {
      acknowledge(delivery);
    }
  }

  private void acknowledge(Delivery delivery) {
    List<Delivery> one = List.of(delivery);
    delivery.acknowledging(true);
    CompletableFuture<Void> written;
    try {
      written = broker.submit(Work.consuming(lane, one));
    } catch (StoreException | BrokerException e) {
      written = CompletableFuture.failedFuture(e);
    }
    pending =
        written.whenComplete(
            (nothing, thrown) -> {
              if (thrown != null) {
                delivery.acknowledging(false);
                broker.workers().execute(() -> notAcknowledged(one, thrown));
              }
            });
  }

  /** Waits until the last automatic acknowledgement is durable, where that matters. */
  void await() throws JMSException {
    if (mode != AcknowledgeMode.DUPS_OK || pending.isCompletedExceptionally()) {
      drain();
    }
  }

  private void notAcknowledged(List<Delivery> deliveries, Throwable thrown) {
    Throwable cause = thrown instanceof CompletionException ? thrown.getCause() : thrown;
    if (cause instanceof OutcomeUnknownException) {
      broker.inDoubt(lane, deliveries);
    } else {
      broker.failed(lane, deliveries, Failure.ABANDONED, connection.redelivery());
    }
  }

  /** Waits until the last automatic acknowledgement is durable. */
  void drain() throws JMSException {
    CompletableFuture<Void> waitingFor = pending;
    try {
      waitingFor.join();
    } catch (CompletionException e) {
      pending = CompletableFuture.completedFuture(null);
      JMSException failure =
          new JMSException(
              "The acknowledgement of the previous message could not be stored, so it is delivered again"
                  + " if it is still there: "
                  + e.getCause().getMessage(),
              "ACKNOWLEDGE");
      failure.initCause(e.getCause());
      throw failure;
    }
  }

  /** Waits until the last automatic acknowledgement has been written, or could not be. */
  void awaitWritten() {
    pending.handle((nothing, thrown) -> thrown).join();
  }

  /** As {@link #await}, telling the connection's listener instead of the caller. */
  void awaitForListener() {
    try {
      await();
    } catch (JMSException e) {
      connection.report(e);
    }
  }

  void acknowledgeAll() throws JMSException {
    List<Delivery> all;
    synchronized (unsettled) {
      all = List.copyOf(unsettled);
    }
    if (all.isEmpty()) {
      return;
    }
    try {
      broker.write(Work.consuming(lane, all));
    } catch (OutcomeUnknownException | ClaimLostException e) {
      synchronized (unsettled) {
        unsettled.removeAll(all);
      }
      broker.inDoubt(lane, all);
      throw JmsErrors.of(e);
    } catch (StoreException | BrokerException e) {
      throw JmsErrors.of(e);
    }
    synchronized (unsettled) {
      unsettled.removeAll(all);
    }
  }

  /** Gives back what is not acknowledged, to be delivered again (specification 6.2.10). */
  void recover() {
    List<Delivery> all = unsettled();
    broker.failed(lane, all, Failure.rolledBack("session recovered"), connection.redelivery());
  }

  /** Takes out all that is not acknowledged. */
  List<Delivery> unsettled() {
    synchronized (unsettled) {
      List<Delivery> all = new ArrayList<>(unsettled);
      unsettled.clear();
      return all;
    }
  }

  /** The session ends without acknowledging these. */
  void abandon(List<Delivery> deliveries) {
    broker.failed(lane, deliveries, Failure.ABANDONED, connection.redelivery());
  }
}
