package org.rowmq.management.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rowmq.DestinationKind.QUEUE;
import static org.rowmq.management.service.ManagedNode.ADMIN;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.rowmq.client.ClientNode.Authenticator;
import org.rowmq.management.AuditFilter;
import org.rowmq.management.HistoryView.Range;
import org.rowmq.management.MessageFilter;
import org.rowmq.management.MessageSource;
import org.rowmq.management.NewMessage;
import org.rowmq.management.SettingScope;
import org.rowmq.management.service.ManagedNode.MovableClock;
import org.rowmq.runtime.RowmqConfig;
import org.rowmq.runtime.RowmqRuntime;
import org.rowmq.testing.Directories;

class KeptCountersTest {
  /** As the database itself writes down what it was asked. */
  @Test
  void nothingThatIsShownIsGotByCountingMessages() throws Exception {
    Path directory = Directories.fresh("kept-counters");
    String url =
        "jdbc:h2:file:" + directory.toAbsolutePath().resolve("kept") + ";DB_CLOSE_ON_EXIT=FALSE";
    Map<String, String> settings = Map.of("jdbcUrl", url, "user", "sa", "password", "");
    try (RowmqRuntime runtime = RowmqRuntime.start(RowmqConfig.of(settings), Authenticator.TRUST)) {
      MovableClock clock = new MovableClock();
      Management management = new Management(runtime.broker(), "test", List::of, clock);
      management.createDestination(ADMIN, QUEUE, "kept");
      management
          .messages()
          .send(
              ADMIN,
              QUEUE,
              "kept",
              new NewMessage("x", null, null, null, 4, true, 0, 0, Map.of(), 50),
              null);
      try (Connection connection = DriverManager.getConnection(url, "sa", "");
          Statement statement = connection.createStatement()) {
        statement.execute("set query_statistics_max_entries 10000");
        statement.execute("set query_statistics true");
        lookAtEverything(management);
        management.history().tick();

        List<String> asked = statements(statement);
        assertThat(asked).anyMatch(sql -> sql.contains("rowmq_message"));
        assertThat(asked)
            .filteredOn(sql -> sql.contains("rowmq_message "))
            .filteredOn(sql -> sql.matches("(?s).*\\b(count|sum)\\s*\\(.*"))
            // what repairs the counters, in the background, after a start
            .filteredOn(sql -> !sql.contains("mailbox_id, state, count(*)"))
            // notes of dead letters, the newest 10,000 at most; and what transactions prepared
            .filteredOn(sql -> !sql.contains("rowmq_dead_letter") && !sql.contains("rowmq_branch"))
            .isEmpty();
      }
    } finally {
      Directories.delete(directory);
    }
  }

  private static void lookAtEverything(Management management) {
    assertThat(management.totals(ADMIN).messages()).isEqualTo(50);
    assertThat(management.destination(ADMIN, QUEUE, "kept").messages()).isEqualTo(50);
    assertThat(management.attention(ADMIN)).isNotEmpty();
    assertThat(management.destinations(ADMIN, null)).isNotEmpty();
    assertThat(management.nodes(ADMIN)).hasSize(1);
    assertThat(management.node(ADMIN, management.nodeName()).gauges()).isNotEmpty();
    management.oldestMessage(ADMIN, QUEUE, "kept");
    management.history(ADMIN, Range.MINUTES_15);
    management.history(ADMIN, QUEUE, "kept", Range.MINUTES_15);
    management.subscriptions(ADMIN);
    management.preparedTransactions(ADMIN);
    management.clients().consumers(ADMIN);
    management.clients().connections(ADMIN);
    management.clients().sessions(ADMIN);
    management.runtimeSettings().settings(ADMIN, SettingScope.ALL);
    management.runtimeSettings().patterns(ADMIN);
    management.audit(ADMIN, AuditFilter.ALL, null, 100);
    management.metrics(ADMIN);
    management.health();
    management.confirmPurge(ADMIN, QUEUE, "kept");
    management.confirmDelete(ADMIN, QUEUE, "kept");
    MessageSource kept = MessageSource.queue("kept");
    assertThat(management.messages().count(ADMIN, kept, MessageFilter.ALL).count()).isEqualTo(50);
    MessageFilter some = MessageFilter.selecting("JMSPriority = 4");
    assertThat(management.messages().count(ADMIN, kept, some).count()).isEqualTo(50);
    management.countAudit(ADMIN, AuditFilter.ALL);
    assertThat(
            management
                .messages()
                .browse(ADMIN, MessageSource.queue("kept"), MessageFilter.ALL, null, 20)
                .items())
        .hasSize(20);
  }

  private static List<String> statements(Statement statement) throws SQLException {
    List<String> statements = new ArrayList<>();
    try (ResultSet rows =
        statement.executeQuery("select sql_statement from information_schema.query_statistics")) {
      while (rows.next()) {
        statements.add(rows.getString(1).toLowerCase(Locale.ROOT));
      }
    }
    return statements;
  }
}
