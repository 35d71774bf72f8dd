package org.rowmq.management.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.rowmq.DestinationKind.QUEUE;
import static org.rowmq.management.service.ManagedNode.ADMIN;
import static org.rowmq.management.service.ManagedNode.OPERATOR;
import static org.rowmq.management.service.ManagedNode.VIEWER;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.rowmq.management.SlowCallView;

/** Two nodes whose database lets a call wait, because somebody else has locked a row. */
class SlowNodeTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final Duration HELD = Duration.ofMillis(300);

  @RegisterExtension static final TwoNodes NODES = new TwoNodes(Map.of("slowCallThreshold", "250"));

  private static List<SlowCallView> pausing(String node) {
    return NODES.console().node(VIEWER, node).slowCalls().stream()
        .filter(call -> call.what().equals("pausing a destination"))
        .toList();
  }

  private static void pauseWhileItsRowIsLocked(Management management, String queue)
      throws Exception {
    try (Connection other = DriverManager.getConnection(NODES.url(), "sa", "");
        PreparedStatement lock =
            other.prepareStatement("update rowmq_destination set name = name where name = ?")) {
      other.setAutoCommit(false);
      lock.setString(1, queue);
      assertThat(lock.executeUpdate()).isEqualTo(1);
      CompletableFuture<?> pausing =
          CompletableFuture.runAsync(() -> management.pause(OPERATOR, QUEUE, queue, true, false));
      await().during(HELD).atMost(PATIENCE).until(() -> !pausing.isDone());
      other.rollback();
      assertThat(pausing).succeedsWithin(PATIENCE);
    }
  }

  @Test
  void aCallThatTookLongIsSeenWithItsNodeOnThisOneAndOnOthers() throws Exception {
    NODES.console().createDestination(ADMIN, QUEUE, "slow.here");
    NODES.console().createDestination(ADMIN, QUEUE, "slow.there");
    await()
        .atMost(PATIENCE)
        .until(() -> NODES.there().broker().find(QUEUE, "slow.there").isPresent());
    assertThat(pausing("here")).isEmpty();

    pauseWhileItsRowIsLocked(NODES.console(), "slow.here");
    assertThat(pausing("here"))
        .singleElement()
        .satisfies(
            call -> {
              assertThat(call.millis()).isGreaterThanOrEqualTo(250);
              assertThat(call.failed()).isFalse();
              assertThat(call.rows()).isEqualTo(-1);
            });

    pauseWhileItsRowIsLocked(NODES.other(), "slow.there");
    await().atMost(PATIENCE).until(() -> pausing("there").size() == 1);
    assertThat(pausing("here")).as("each node has its own").hasSize(1);
  }
}
