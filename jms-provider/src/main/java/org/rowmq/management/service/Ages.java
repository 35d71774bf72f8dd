package org.rowmq.management.service;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.rowmq.broker.Broker;

/** The ages of the oldest messages, each looked up once in five seconds at most. Thread-safe. */
final class Ages {
  private static final Duration FRESH = Duration.ofSeconds(5);
  private static final int MANY = 10_000;

  private final Broker broker;
  private final Clock clock;
  private final Map<Long, Known> known = new ConcurrentHashMap<>();

  private record Known(long readAt, long oldest) {}

  Ages(Broker broker, Clock clock) {
    this.broker = broker;
    this.clock = clock;
  }

  /** Over all these mailboxes; 0 when nothing waits. */
  long oldest(List<Long> mailboxes) {
    return mailboxes.stream().mapToLong(this::oldest).filter(time -> time > 0).min().orElse(0);
  }

  /** 0 when nothing waits. */
  long oldest(long mailboxId) {
    if (broker.depth(mailboxId) == 0) {
      return 0;
    }
    long now = clock.millis();
    Known last = known.get(mailboxId);
    if (last == null || now - last.readAt() >= FRESH.toMillis()) {
      if (known.size() > MANY) {
        known.clear();
      }
      last = new Known(now, broker.store().messages().oldest(mailboxId).orElse(0L));
      known.put(mailboxId, last);
    }
    return last.oldest();
  }
}
