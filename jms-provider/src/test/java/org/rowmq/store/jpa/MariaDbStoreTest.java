package org.rowmq.store.jpa;

import java.nio.file.Path;
import org.rowmq.store.StoreConfig;

/** The contract on MariaDB. */
class MariaDbStoreTest extends SharedStoreContract {
  @Override
  StoreConfig.Database create(Path directory) {
    return TestDatabases.mariaDb();
  }
}
