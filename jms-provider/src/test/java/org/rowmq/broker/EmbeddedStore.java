package org.rowmq.broker;

import java.nio.file.Path;
import org.rowmq.store.Durability;
import org.rowmq.store.Store;
import org.rowmq.store.StoreConfig;
import org.rowmq.store.jpa.JpaStore;
import org.rowmq.store.jpa.TestConfig;

/** A real store of one node, for tests of what is built upon it. */
final class EmbeddedStore {
  private EmbeddedStore() {}

  static Store open(Path directory) {
    return JpaStore.open(
        TestConfig.of(new StoreConfig.Embedded(directory), "node")
            .durability(Durability.PROCESS_CRASH)
            .build());
  }
}
