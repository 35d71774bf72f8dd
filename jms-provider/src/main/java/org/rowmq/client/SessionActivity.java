package org.rowmq.client;

import java.util.concurrent.atomic.LongAdder;
import org.rowmq.broker.Broker;
import org.rowmq.broker.Connections;

/** What a session has done, for whoever manages the node; an addition for each message. */
final class SessionActivity implements Connections.Session {
  private final Broker broker;
  private final int lane;
  private final AcknowledgeMode mode;
  private final long openedAt;
  private final LongAdder sent = new LongAdder();
  private final LongAdder received = new LongAdder();
  private volatile long lastSentAt;
  private volatile long lastReceivedAt;

  SessionActivity(Broker broker, int lane, AcknowledgeMode mode) {
    this.broker = broker;
    this.lane = lane;
    this.mode = mode;
    this.openedAt = broker.now();
  }

  void hasSent() {
    sent.increment();
    lastSentAt = broker.now();
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
    return sent.sum();
  }

  @Override
  public long received() {
    return received.sum();
  }

  @Override
  public long lastSentAt() {
    return lastSentAt;
  }

  @Override
  public long lastReceivedAt() {
    return lastReceivedAt;
  }
}
