package org.rowmq.store.jpa;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.rowmq.broker.Broker;
import org.rowmq.broker.BrokerConfig;
import org.rowmq.broker.RedeliveryPolicy;
import org.rowmq.store.Store;
import org.rowmq.store.StoreConfig;
import org.rowmq.store.jpa.StatementsPerMessageTest.Shared;

/** A node on an empty shared database whose calls and commits a test watches and holds up. */
final class BrokerOnCounting implements AutoCloseable {
  final ExecutorService workers = Executors.newCachedThreadPool(Fixture::thread);
  final CountingDataSource counting;
  final Store store;
  final Broker broker;

  private final ScheduledExecutorService timer =
      Executors.newScheduledThreadPool(1, Fixture::thread);
  private final Connection keepsH2Open;

  /**
   * Starts it.
   *
   * @param early whether consumers get messages while these are being stored
   * @param waitTimeout how long it looks whether a commit whose answer was lost has happened
   */
  BrokerOnCounting(Shared shared, Path directory, boolean early, Duration waitTimeout)
      throws SQLException {
    StoreConfig.Jdbc jdbc = shared.empty(directory);
    DriverConnections connections =
        new DriverConnections(
            Dialect.ofUrl(jdbc.url()).driver(), jdbc.url(), jdbc.user(), jdbc.password());
    keepsH2Open = connections.getConnection();
    counting = new CountingDataSource(connections);
    store =
        JpaStore.open(
            TestConfig.of(new StoreConfig.Shared(counting.dataSource(), "the test's"), "first")
                .waitTimeout(waitTimeout)
                .build());
    broker =
        new Broker(
            store,
            new BrokerConfig(
                true,
                RedeliveryPolicy.DEFAULT,
                Duration.ofMinutes(5),
                Duration.ofMinutes(5),
                workers,
                timer,
                false,
                early));
  }

  @Override
  public void close() throws SQLException {
    broker.close();
    store.close();
    workers.shutdown();
    timer.shutdown();
    keepsH2Open.close();
  }
}
