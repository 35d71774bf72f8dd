package org.rowmq.store.jpa;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.rowmq.broker.Broker;
import org.rowmq.broker.BrokerConfig;
import org.rowmq.broker.RedeliveryPolicy;
import org.rowmq.store.Store;
import org.rowmq.store.StoreConfig;

/** A node on an empty embedded database. Nothing that it does from time to time disturbs a test. */
final class BrokerOnEmbedded implements AutoCloseable {
  final Store store;
  final Broker broker;

  private final ExecutorService workers = Executors.newCachedThreadPool(Fixture::thread);
  private final ScheduledExecutorService timer =
      Executors.newScheduledThreadPool(1, Fixture::thread);

  BrokerOnEmbedded(Path directory) {
    store = JpaStore.open(Fixture.config(new StoreConfig.Embedded(directory), "node"));
    broker =
        new Broker(
            store,
            new BrokerConfig(
                true,
                RedeliveryPolicy.DEFAULT,
                Duration.ofMinutes(5),
                Duration.ofMinutes(5),
                workers,
                timer));
  }

  @Override
  public void close() {
    broker.close();
    store.close();
    workers.shutdown();
    timer.shutdown();
  }
}
