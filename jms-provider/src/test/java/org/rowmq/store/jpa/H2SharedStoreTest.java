package org.rowmq.store.jpa;

import java.nio.file.Path;
import org.rowmq.store.StoreConfig;

/** The contract on an H2 database that several nodes open. */
class H2SharedStoreTest extends SharedStoreContract {
  @Override
  StoreConfig.Database create(Path directory) {
    return TestDatabases.h2(directory);
  }
}
