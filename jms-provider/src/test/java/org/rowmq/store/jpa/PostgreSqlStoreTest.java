package org.rowmq.store.jpa;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
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
    List<String> warnings = new CopyOnWriteArrayList<>();
    Logger logger = Logger.getLogger(DatabaseOpener.class.getName());
    Handler handler =
        new Handler() {
          @Override
          public void publish(LogRecord record) {
            warnings.add(String.valueOf(record.getParameters()[1]));
          }

          @Override
          public void flush() {}

          @Override
          public void close() {}
        };
    logger.addHandler(handler);
    try {
      JpaStore.open(Fixture.config(database, "warned")).close();
    } finally {
      logger.removeHandler(handler);
    }

    assertThat(warnings).containsExactly("fsync is off");
  }
}
