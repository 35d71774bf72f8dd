package org.rowmq.it.harness;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.rowmq.it.app.RowsServlet;

class MicroServerIT {

  @Test
  void rowsOutliveAKilledServer() {
    Path directory = Artifacts.workDirectory("micro-server");
    Path war = Archives.export(Archives.war("rows", RowsServlet.class), directory);
    try (MicroServer server =
        MicroServer.at(directory)
            .withDataSource(
                "jdbc/rows", "jdbc:h2:file:" + directory.resolve("rows") + ";WRITE_DELAY=0")
            .start()) {
      server.deploy(war, "rows");
      assertThat(server.get("/rows/add")).isEqualTo("1");
      server.undeploy("rows");
      server.deploy(war, "rows");
      assertThat(server.get("/rows/add")).isEqualTo("2");

      server.kill();
      assertThat(server.isRunning()).isFalse();

      server.deploying(war).restart();
      assertThat(server.get("/rows/add")).isEqualTo("3");
    }
  }
}
