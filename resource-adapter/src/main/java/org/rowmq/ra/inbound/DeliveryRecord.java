package org.rowmq.ra.inbound;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.rowmq.broker.Delivery;

/**
 * What became of the deliveries of one endpoint: counters, which messages failed in a row, and
 * which are suspected of having made a batch fail. Thread-safe.
 */
final class DeliveryRecord {
  private static final int MOST_SUSPECTS = 100_000;

  private final int pauseAfterFailures;
  private final Set<Long> failedInARow = new HashSet<>();
  private final Set<Long> suspects = new HashSet<>();
  private long delivered;
  private long failed;
  private String lastFailure;

  DeliveryRecord(int pauseAfterFailures) {
    this.pauseAfterFailures = pauseAfterFailures;
  }

  synchronized void succeeded(List<Delivery> deliveries) {
    delivered += deliveries.size();
    failedInARow.clear();
    deliveries.forEach(delivery -> suspects.remove(delivery.id()));
  }

  /**
   * A transaction failed. A message that was alone in it is to blame; of several, each is tried
   * alone next time.
   *
   * @return whether so many different messages have failed in a row that the fault must be
   *     elsewhere
   */
  synchronized boolean failed(List<Delivery> deliveries, String what) {
    failed++;
    lastFailure = what;
    if (deliveries.size() > 1) {
      if (suspects.size() > MOST_SUSPECTS) {
        suspects.clear();
      }
      deliveries.forEach(delivery -> suspects.add(delivery.id()));
      return false;
    }
    deliveries.forEach(delivery -> failedInARow.add(delivery.id()));
    return pauseAfterFailures > 0 && failedInARow.size() >= pauseAfterFailures;
  }

  /** Whether the message has to be delivered alone. */
  synchronized boolean isSuspect(Delivery delivery) {
    return suspects.contains(delivery.id());
  }

  /** Somebody has looked at it: counting begins anew. */
  synchronized void resumed() {
    failedInARow.clear();
  }

  synchronized long delivered() {
    return delivered;
  }

  synchronized long failures() {
    return failed;
  }

  /** What was last seen going wrong, or null. */
  synchronized String lastFailure() {
    return lastFailure;
  }
}
