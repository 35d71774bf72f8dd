package org.rowmq.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.rowmq.it.app.RowsServlet;
import org.rowmq.it.app.messaging.Deliveries;
import org.rowmq.it.app.messaging.Listener;
import org.rowmq.it.app.messaging.MessagingServlet;
import org.rowmq.it.app.messaging.Resources;
import org.rowmq.it.app.messaging.Sender;
import org.rowmq.it.harness.Archives;
import org.rowmq.it.harness.Artifacts;
import org.rowmq.it.harness.MicroServer;
import org.rowmq.it.harness.PostgreSql;

class KillIT {

  private static final int MESSAGES = 50;

  @Test
  void rowsAndMessagesOutliveAKilledServer() {
    Path directory = Artifacts.workDirectory("kill");
    Path rows = Archives.export(Archives.war("rows", RowsServlet.class), directory);
    Path sending =
        Archives.export(
            Archives.war(
                "sending", Resources.class, Sender.class, Deliveries.class, MessagingServlet.class),
            directory);
    Path receiving =
        Archives.export(
            Archives.war("receiving").addPackage(Listener.class.getPackage()), directory);
    List<String> sent = IntStream.range(0, MESSAGES).mapToObj(i -> "message-" + i).toList();

    try (MicroServer server =
        MicroServer.withRowmq(directory)
            // not an H2 file: that may forget what it had confirmed when its process is killed
            .withPostgreSql("jdbc/rows", PostgreSql.newDatabase())
            .start()) {
      server.deploy(rows, "rows");
      assertThat(server.get("/rows/add")).isEqualTo("1");
      server.undeploy("rows");
      server.deploy(rows, "rows");
      assertThat(server.get("/rows/add")).isEqualTo("2");
      server.deploy(sending, "sending");
      sent.forEach(text -> server.post("/sending/messages", text));
      server.kill();
      assertThat(server.isRunning()).isFalse();

      server.deploying(rows).restart().deploy(receiving, "receiving");
      assertThat(server.get("/rows/add")).isEqualTo("3");
      List<String> expected = sent.stream().map(text -> text + " 1 false").toList();
      await()
          .atMost(Duration.ofSeconds(90))
          .untilAsserted(
              () ->
                  assertThat(server.get("/receiving/messages").lines())
                      .containsExactlyInAnyOrderElementsOf(expected));
    }
  }
}
