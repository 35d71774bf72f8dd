package org.rowmq.it.inbound;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.rowmq.it.app.inbound.Notes;
import org.rowmq.it.harness.Archives;
import org.rowmq.it.harness.Artifacts;
import org.rowmq.it.harness.MicroServer;

/**
 * The application and the adapter go and come many times; neither threads nor the lock of the data
 * directory nor classes stay behind. {@code -Drowmq.redeployments=20} for the long form.
 */
class RedeploymentIT {
  private static final int ROUNDS = Integer.getInteger("rowmq.redeployments", 3);

  @Test
  @Timeout(value = 30, unit = TimeUnit.MINUTES)
  void noThreadNoLockAndNoClassLoaderOfAnUndeployedAdapterStaysBehind() throws Exception {
    Path directory = Artifacts.workDirectory("redeployment");
    Path archive =
        Archives.export(Archives.war("inbound").addPackage(Notes.class.getPackage()), directory);
    try (MicroServer server =
        MicroServer.at(directory)
            .with("rowmq.dataDirectory", directory.resolve("data").toString())
            // what is only softly reachable goes with the first collection
            .withJvmOption("-XX:SoftRefLRUPolicyMSPerMB=0")
            .start()) {
      for (int round = 0; round < ROUNDS; round++) {
        String text = "round " + round;
        server.deploy(Artifacts.resourceAdapter(), "rowmq");
        server.deploy(archive, "inbound");
        server.post("/inbound/default?queue=it.artemis", text);
        await()
            .atMost(Duration.ofSeconds(90))
            .until(() -> server.get("/inbound/inbound").contains(text));
        server.undeploy("inbound");
        server.undeploy("rowmq");
      }
      assertThat(jcmd(server, "Thread.print")).doesNotContain("\"rowmq-");
      assertThat(server.log()).doesNotContain("in use by");
      await()
          .atMost(Duration.ofSeconds(60))
          .pollInterval(Duration.ofSeconds(1))
          .untilAsserted(() -> assertThat(classLoadersLeft(server)).isEmpty());
    }
  }

  /** The lines of a histogram of what is alive after a collection that speak of loaders of ours. */
  private static String classLoadersLeft(MicroServer server) {
    return jcmd(server, "GC.class_histogram")
        .lines()
        .filter(line -> line.matches(".* org\\.rowmq\\.ra\\.PrivateClassLoader\\b[^$]*"))
        .collect(Collectors.joining("\n"));
  }

  private static String jcmd(MicroServer server, String command) {
    try {
      Process process =
          new ProcessBuilder(
                  Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                  Long.toString(server.pid()),
                  command)
              .redirectErrorStream(true)
              .start();
      String output = new String(process.getInputStream().readAllBytes(), UTF_8);
      assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
      return output;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
