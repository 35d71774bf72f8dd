package org.rowmq.store.jpa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rowmq.store.jpa.Fixture.message;
import static org.rowmq.store.jpa.Fixture.send;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.rowmq.DestinationKind;
import org.rowmq.store.AdministrationStore.AuditRow;
import org.rowmq.store.Store;
import org.rowmq.store.StoreConfig;

/** A queue whose messages cannot be deleted when it is, because somebody has one locked. */
@Timeout(120)
class DeletionCutShortTest {
  @Test
  void a_deleted_queue_is_deleted_and_told_of_as_such_and_its_messages_go_with_the_next_sweep(
      @TempDir Path directory) throws Exception {
    StoreConfig.Jdbc file = TestDatabases.h2(directory);
    StoreConfig.Jdbc database =
        new StoreConfig.Jdbc(file.url() + ";LOCK_TIMEOUT=100", "sa", "", file.maxConnections());
    try (Store store = JpaStore.open(Fixture.config(database, "first"));
        Connection other = TestDatabases.connect(database);
        Statement statement = other.createStatement()) {
      long queue = store.catalog().createDestination(DestinationKind.QUEUE, "q", 0).id();
      long message = send(store, queue, message(1)).get(0).id();
      AuditRow told = StoreContract.audit(store.nextId(), 60);
      other.setAutoCommit(false);
      statement.executeQuery("select id from rowmq_message where id = " + message + " for update");

      assertThat(store.catalog().deleteDestination(queue, told)).isTrue();

      assertThat(store.catalog().destinations()).isEmpty();
      assertThat(store.administration().audited(Long.MAX_VALUE, 10)).containsExactly(told);
      assertThat(store.messages().find(message)).isPresent();

      other.rollback();
      store.messages().sweepBodies(10);
      assertThat(store.messages().find(message)).isEmpty();
    }
  }
}
