package org.rowmq.store.jpa;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import javax.sql.DataSource;
import org.rowmq.metrics.Histogram;
import org.rowmq.store.StoreStatistics;
import org.rowmq.store.StoreStatistics.Pool;

/** What the parts of a store measure. Thread-safe. */
final class StoreMeters {
  final Histogram groupUnits = Histogram.ofCounts();
  final Histogram writes = Histogram.ofCalls();
  final Histogram forces = Histogram.ofCalls();
  final Histogram calls = Histogram.ofCalls();
  final SlowCalls slowCalls;

  StoreMeters(SlowCalls slowCalls) {
    this.slowCalls = slowCalls;
  }

  StoreStatistics read(Budget budget, DataSource connections) {
    return new StoreStatistics(
        groupUnits.snapshot(),
        writes.snapshot(),
        forces.snapshot(),
        calls.snapshot(),
        budget.used(),
        budget.most(),
        budget.waiters(),
        pool(connections));
  }

  private static Pool pool(DataSource connections) {
    if (!(connections instanceof HikariDataSource hikari)) {
      return null;
    }
    HikariPoolMXBean pool = hikari.getHikariPoolMXBean();
    return pool == null
        ? null
        : new Pool(
            pool.getActiveConnections(),
            pool.getIdleConnections(),
            hikari.getMaximumPoolSize(),
            pool.getThreadsAwaitingConnection());
  }
}
