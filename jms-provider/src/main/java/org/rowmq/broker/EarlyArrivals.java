package org.rowmq.broker;

import java.util.List;
import org.rowmq.store.StoredMessage;

/**
 * What arrives at one mailbox before it is stored: a message that waits to be written is given to a
 * consumer that waits for one, or to the next one that comes (decision 062). Its senders may wait a
 * moment for such consumers.
 */
final class EarlyArrivals {
  /** Senders wait for no consumers that are more messages behind. */
  private static final int MOST_TO_CATCH_UP = 5_000;

  private final Dispatcher dispatcher;
  private final Broker broker;
  private final Object lock;
  private final Holdings holdings;
  private final Readers readers;

  /**
   * The early arrivals of one mailbox.
   *
   * @param lock the dispatcher's, which guards {@code holdings} and {@code readers}
   */
  EarlyArrivals(
      Dispatcher dispatcher, Broker broker, Object lock, Holdings holdings, Readers readers) {
    this.dispatcher = dispatcher;
    this.broker = broker;
    this.lock = lock;
    this.holdings = holdings;
    this.readers = readers;
  }

  /**
   * Gives a message that waits to be written to a consumer that waits for one, or to the next one
   * that comes; null when other messages go before, or no consumer will come soon. Its sender has
   * no other message on the way: what it sent before is in the table, or was here already.
   */
  Delivery offer(StoredMessage row, Handover handover) {
    synchronized (lock) {
      for (Reader reader : readers) {
        if (mayGet(reader, row)) {
          Delivery delivery = Delivery.early(dispatcher, row, handover);
          holdings.hold(delivery);
          if (reader.waiting.isEmpty()) {
            delivery.unplaced(true);
            reader.early.addLast(delivery);
          } else {
            delivery.given();
            reader.waiting.pollFirst().hand(delivery);
          }
          return delivery;
        }
      }
      return null;
    }
  }

  /** Whether {@link #offer} would find somebody now. */
  boolean wouldOffer(StoredMessage row) {
    synchronized (lock) {
      return readers.any(reader -> mayGet(reader, row));
    }
  }

  private boolean mayGet(Reader reader, StoredMessage row) {
    return dispatcher.nothingGoesBefore(reader) && reader.mayGetEarly() && reader.wants(row);
  }

  /** What has become of an early message is known. */
  void ended(Delivery delivery, Runnable change) {
    boolean leftover = false;
    synchronized (lock) {
      change.run();
      if (delivery.isUnplaced()) {
        delivery.unplaced(false);
        readers.forEach(reader -> reader.early.remove(delivery));
        leftover = !dispatcher.placeReturning(delivery);
      }
    }
    if (leftover) {
      broker.workers().execute(() -> dispatcher.giveUp(List.of(delivery)));
    }
  }

  /**
   * Makes a sender wait a moment for quick consumers that are a little behind; false when there are
   * none.
   */
  boolean letCatchUp() {
    ConsumerPace pace = dispatcher.pace();
    boolean behind =
        pace.isBehind()
            && broker.depth(dispatcher.mailboxId()) <= MOST_TO_CATCH_UP
            && allAcknowledgeAtOnce()
            && !someWaitForTheNext();
    if (behind) {
      pace.letCatchUp(this::someWaitForTheNext);
    }
    return behind;
  }

  /** Whether consumers wait, and for nothing that is stored. */
  private boolean someWaitForTheNext() {
    synchronized (lock) {
      return readers.any(
          reader -> !reader.waiting.isEmpty() && dispatcher.nothingGoesBefore(reader));
    }
  }

  private boolean allAcknowledgeAtOnce() {
    synchronized (lock) {
      return !dispatcher.isPaused() && readers.all(Reader::allAcknowledgeAtOnce);
    }
  }
}
