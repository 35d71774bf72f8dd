package org.rowmq.store.jpa;

import java.nio.file.Path;
import org.rowmq.store.StoreConfig;

/** The contract on an H2 file that one node owns. */
class H2EmbeddedStoreTest extends StoreContract {
  @Override
  StoreConfig.Database create(Path directory) {
    return new StoreConfig.Embedded(directory.resolve("data"));
  }
}
