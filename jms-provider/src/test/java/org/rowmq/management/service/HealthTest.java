package org.rowmq.management.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.rowmq.client.ClientNode.Authenticator;
import org.rowmq.management.HealthView;
import org.rowmq.management.HealthView.Check;
import org.rowmq.runtime.RowmqConfig;
import org.rowmq.runtime.RowmqRuntime;
import org.rowmq.store.StoreConfig;
import org.rowmq.store.jpa.TestDatabases;

/** When a node is said to live and to be ready, on PostgreSQL, where reading can be held up. */
@Timeout(180)
class HealthTest {
  private final StoreConfig.Jdbc database = TestDatabases.postgreSql();

  private RowmqRuntime start() {
    return RowmqRuntime.start(
        RowmqConfig.of(
            Map.of(
                "jdbcUrl", database.url(),
                "user", database.user(),
                "password", database.password(),
                "nodeName", "healthy")),
        Authenticator.TRUST);
  }

  private static HealthView after(RowmqRuntime node, Duration silence) {
    long seen = node.broker().lastBeat() + silence.toNanos();
    return new Health(node.broker(), "7.8.9", () -> seen).read();
  }

  @Test
  void aNodeLivesWhileItsPeriodicWorkHasEndedWithinThirtySeconds() {
    try (RowmqRuntime node = start()) {
      // the work goes on, so that the last may be some milliseconds later than it was asked
      assertThat(after(node, Duration.ofSeconds(29)).live()).isTrue();
      HealthView silent = after(node, Duration.ofSeconds(33));

      assertThat(silent.live()).isFalse();
      assertThat(silent.ready()).as("its database answers").isTrue();
      assertThat(silent.node()).isEqualTo("healthy");
      assertThat(silent.version()).isEqualTo("7.8.9");
    }
  }

  @Test
  void aNodeIsReadyWhileItsDatabaseAnswersWithinTwoSecondsAndTellsTheSchemaItHas()
      throws Exception {
    try (RowmqRuntime node = start();
        Connection other =
            DriverManager.getConnection(database.url(), database.user(), database.password());
        Statement statement = other.createStatement()) {
      Health health = new Health(node.broker(), "7.8.9");
      assertThat(health.read().ready()).isTrue();
      String schema = "schema " + node.store().info().schemaVersion();
      assertThat(health.read().checks())
          .filteredOn(check -> check.name().equals("store"))
          .singleElement()
          .satisfies(check -> assertThat(check.detail()).endsWith(schema));

      other.setAutoCommit(false);
      statement.execute("lock table rowmq_node in access exclusive mode");
      long began = System.nanoTime();
      HealthView held = health.read();
      Duration took = Duration.ofNanos(System.nanoTime() - began);
      other.rollback();

      assertThat(held.ready()).isFalse();
      assertThat(held.live()).isTrue();
      assertThat(held.checks()).contains(new Check("store", false, "no answer within 2000 ms"));
      assertThat(took).isBetween(Duration.ofMillis(1_900), Duration.ofSeconds(10));
    }
  }
}
