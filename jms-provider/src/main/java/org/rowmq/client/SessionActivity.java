package org.rowmq.client;

import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.rowmq.broker.Broker;
import org.rowmq.broker.Connections;
import org.rowmq.store.CatalogStore.DestinationRow;

/**
 * What a session has done, for whoever manages the node; an addition for each message. Sends are
 * counted by destination, of the latest only: who answers requests sends to a temporary queue for
 * each.
 */
final class SessionActivity implements Connections.Session {
  static final int MOST_DESTINATIONS = 16;

  private final Broker broker;
  private final int lane;
  private final AcknowledgeMode mode;
  private final long openedAt;
  private final LongAdder received = new LongAdder();

  /** Guarded by itself. */
  private final Map<Long, Counted> counted = new HashMap<>();

  /** What was sent to destinations that are no longer among the latest; guarded by the map. */
  private long sentElsewhere;

  private volatile Counted latest;
  private volatile long lastReceivedAt;

  SessionActivity(Broker broker, int lane, AcknowledgeMode mode) {
    this.broker = broker;
    this.lane = lane;
    this.mode = mode;
    this.openedAt = broker.now();
  }

  private static final class Counted {
    private final DestinationRow destination;
    private final LongAdder count = new LongAdder();
    private volatile long lastAt;

    Counted(DestinationRow destination) {
      this.destination = destination;
    }
  }

  void hasSent(DestinationRow to) {
    Counted counter = latest;
    if (counter == null || counter.destination.id() != to.id()) {
      counter = counter(to);
    }
    counter.count.increment();
    counter.lastAt = broker.now();
  }

  private Counted counter(DestinationRow to) {
    synchronized (counted) {
      Counted counter = counted.get(to.id());
      if (counter == null) {
        if (counted.size() == MOST_DESTINATIONS) {
          Counted gone =
              counted.values().stream()
                  .min(Comparator.comparingLong(each -> each.lastAt))
                  .orElseThrow();
          counted.remove(gone.destination.id());
          sentElsewhere += gone.count.sum();
        }
        counter = new Counted(to);
        counted.put(to.id(), counter);
      }
      latest = counter;
      return counter;
    }
  }

  void hasReceived() {
    received.increment();
    lastReceivedAt = broker.now();
  }

  @Override
  public long id() {
    return lane;
  }

  @Override
  public String mode() {
    return mode.name();
  }

  @Override
  public long openedAt() {
    return openedAt;
  }

  @Override
  public long sent() {
    synchronized (counted) {
      return sentElsewhere + counted.values().stream().mapToLong(each -> each.count.sum()).sum();
    }
  }

  @Override
  public long received() {
    return received.sum();
  }

  @Override
  public long lastSentAt() {
    Counted counter = latest;
    return counter == null ? 0 : counter.lastAt;
  }

  @Override
  public long lastReceivedAt() {
    return lastReceivedAt;
  }

  @Override
  public List<Connections.Sent> sentTo() {
    synchronized (counted) {
      return counted.values().stream()
          .map(each -> new Connections.Sent(each.destination, each.count.sum(), each.lastAt))
          .toList();
    }
  }
}
