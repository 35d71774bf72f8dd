package org.rowmq.management.service;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.time.Duration;
import org.rowmq.broker.Broker;
import org.rowmq.management.StorageView;
import org.rowmq.store.StoreException;
import org.rowmq.store.TableSizes;

/** How large the tables are: the database is asked once in a minute at most. Thread-safe. */
final class Storage {
  private static final Logger LOG = System.getLogger(Storage.class.getName());
  private static final Duration FRESH = Duration.ofMinutes(1);

  private final Broker broker;
  private final Clock clock;
  private StorageView last;
  private long askedAt;

  Storage(Broker broker, Clock clock) {
    this.broker = broker;
    this.clock = clock;
  }

  synchronized StorageView read() {
    long now = clock.millis();
    if (last == null || now - askedAt >= FRESH.toMillis()) {
      askedAt = now;
      last = ask();
    }
    return last;
  }

  /** Who has no right to ask still sees the rest of the page. */
  private StorageView ask() {
    try {
      TableSizes sizes = broker.store().sizes();
      return new StorageView(
          sizes.databaseBytes(),
          sizes.tables().stream()
              .map(table -> new StorageView.Table(table.name(), table.bytes(), table.rows()))
              .toList());
    } catch (StoreException e) {
      LOG.log(Level.DEBUG, "The database does not say how large it is: {0}", e.getMessage());
      return StorageView.UNKNOWN;
    }
  }
}
