package org.rowmq.management.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rowmq.management.service.ManagedNode.VIEWER;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.rowmq.management.StorageView;

class StorageTest {
  @RegisterExtension static final ManagedNode NODE = new ManagedNode();

  private static StorageView storage() {
    return NODE.management().node(VIEWER, NODE.management().nodeName()).storage();
  }

  private static long messages(StorageView storage) {
    return storage.tables().stream()
        .filter(table -> table.name().equalsIgnoreCase("rowmq_message"))
        .findFirst()
        .orElseThrow()
        .rows();
  }

  @Test
  void theDatabaseIsAskedForSizesOnceInAMinute() {
    NODE.queue("storage", 3);
    StorageView first = storage();
    assertThat(first.databaseBytes()).isPositive();
    assertThat(messages(first)).isEqualTo(3);

    NODE.send("storage", "one more");
    NODE.clock.forward(Duration.ofSeconds(59));
    assertThat(storage()).isSameAs(first);

    NODE.clock.forward(Duration.ofSeconds(1));
    assertThat(messages(storage())).isEqualTo(4);
  }
}
