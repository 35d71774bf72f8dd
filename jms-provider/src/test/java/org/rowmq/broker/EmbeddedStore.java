package org.rowmq.broker;

import java.nio.file.Path;
import java.time.Duration;
import org.rowmq.store.Durability;
import org.rowmq.store.Store;
import org.rowmq.store.StoreConfig;
import org.rowmq.store.jpa.JpaStore;

/** A real store of one node, for tests of what is built upon it. */
final class EmbeddedStore {
  private EmbeddedStore() {}

  static Store open(Path directory) {
    return JpaStore.open(
        new StoreConfig(
            new StoreConfig.Embedded(directory),
            "node",
            null,
            "rowmq_",
            Durability.PROCESS_CRASH,
            Duration.ofSeconds(30),
            500,
            8L << 20,
            64L << 20,
            Duration.ofSeconds(10),
            Duration.ofSeconds(1),
            () -> false,
            work -> {
              Thread thread = new Thread(work, "store");
              thread.setDaemon(true);
              return thread;
            }));
  }
}
