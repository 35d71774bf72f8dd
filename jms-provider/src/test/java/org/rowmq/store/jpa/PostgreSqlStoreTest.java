package org.rowmq.store.jpa;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
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

  @Test
  void commits_are_synchronous_although_the_server_has_that_off_and_what_it_lacks_is_said() {
    assertThat(Fixture.doubtsOf(database))
        .containsExactlyInAnyOrder("fsync is off", "full_page_writes is off");
  }
}
