package org.rowmq.store.jpa;

import java.nio.file.Path;
import org.rowmq.store.StoreConfig;

/** The contract on PostgreSQL. */
class PostgreSqlStoreTest extends SharedStoreContract {
  @Override
  StoreConfig.Database create(Path directory) {
    return TestDatabases.postgreSql();
  }

  /** A text of any length is welcome, but not one with a NUL. */
  @Override
  org.rowmq.store.Envelope unacceptable() {
    return new org.rowmq.store.Envelope(
        1, 4, true, 0, 0, 0, null, "\u0000", (byte) 0, new byte[0], null);
  }
}
