package org.rowmq.store.jpa;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.rowmq.store.StoreConfig;

/** The contract on MariaDB. */
class MariaDbStoreTest extends SharedStoreContract {
  @Override
  StoreConfig.Database create(Path directory) {
    return TestDatabases.mariaDb();
  }

  @Test
  void what_a_server_lacks_to_keep_commits_is_said() {
    assertThat(Fixture.doubtsOf(database))
        .containsExactlyInAnyOrder(
            "innodb_flush_log_at_trx_commit is not 1", "log_bin is on and sync_binlog is not 1");
  }
}
