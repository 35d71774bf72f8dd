package org.rowmq.management.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.rowmq.client.ClientNode.Authenticator;
import org.rowmq.runtime.RowmqConfig;
import org.rowmq.runtime.RowmqRuntime;
import org.rowmq.store.AdministrationStore;
import org.rowmq.store.AdministrationStore.AuditRow;

/** How long the audit trail is kept where nothing is set. */
@Timeout(120)
class AuditRetentionTest {
  private static RowmqRuntime start(Path directory) {
    return RowmqRuntime.start(
        RowmqConfig.of(Map.of("dataDirectory", directory.toString(), "nodeName", "keeper")),
        Authenticator.TRUST);
  }

  private static void told(RowmqRuntime node, String action, int daysAgo) {
    node.store()
        .administration()
        .audit(
            new AuditRow(
                node.store().nextId(),
                node.broker().now() - Duration.ofDays(daysAgo).toMillis(),
                "ada",
                "admin",
                "::1",
                action,
                "queue",
                "q",
                0,
                null,
                AuditTrail.OK,
                null,
                null));
  }

  private static List<String> kept(RowmqRuntime node) {
    AdministrationStore administration = node.store().administration();
    return administration.audited(Long.MAX_VALUE, 10).stream().map(AuditRow::action).toList();
  }

  @Test
  void entriesOlderThan180DaysAreRemovedAndNoOthers(@TempDir Path directory) {
    try (RowmqRuntime node = start(directory)) {
      told(node, "too old", 181);
      told(node, "old", 179);
      told(node, "new", 0);
    }

    try (RowmqRuntime node = start(directory)) {
      await()
          .atMost(Duration.ofSeconds(30))
          .untilAsserted(() -> assertThat(kept(node)).containsExactly("new", "old"));
    }
  }
}
