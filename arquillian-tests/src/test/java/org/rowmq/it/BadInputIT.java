package org.rowmq.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.assertj.core.api.Condition;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.junit.jupiter.api.Test;
import org.rowmq.it.app.selector.WrongSelectorListener;
import org.rowmq.it.harness.Archives;
import org.rowmq.it.harness.Artifacts;
import org.rowmq.it.harness.MicroServer;

/**
 * What is wrong is said, with the setting and the remedy, and the server serves who is not
 * concerned.
 */
class BadInputIT {

  private static final Duration PATIENCE = Duration.ofSeconds(45);

  private static final Path DIRECTORY = Artifacts.workDirectory("bad-input");
  private static final Path BYSTANDER =
      Archives.export(
          Archives.war("bystander").addAsWebResource(new StringAsset("served"), "page.txt"),
          DIRECTORY);

  @Test
  void anUnknownPropertyIsNamedWithTheOneThatWasMeant() {
    try (MicroServer server = server("unknown").with("rowmq.jdbcUlr", "jdbc:h2:mem:x").start()) {
      assertSays(server, "rowmq.jdbcUlr", "did you mean rowmq.jdbcUrl?", "correct or remove");
      assertServes(server);
    }
  }

  @Test
  void anUnwritableDataDirectoryIsNamed() throws IOException {
    Path file = Files.writeString(DIRECTORY.resolve("a-file"), "");
    try (MicroServer server =
        server("unwritable").with("rowmq.dataDirectory", file.resolve("data").toString()).start()) {
      assertSays(server, "dataDirectory", file.resolve("data").toString(), "writ");
      assertServes(server);
    }
  }

  @Test
  void anUnreachableDatabaseIsNamed() {
    try (MicroServer server =
        server("unreachable")
            .with("rowmq.jdbcUrl", "jdbc:postgresql://127.0.0.1:1/none")
            .with("rowmq.startTimeout", "3000")
            .start()) {
      assertSays(server, "jdbcUrl", "jdbc:postgresql://127.0.0.1:1/none");
      assertServes(server);
    }
  }

  @Test
  void aWrongSelectorAndADataDirectoryInUseAreNamed() {
    String data = DIRECTORY.resolve("data").toString();
    Path wrong = Archives.export(Archives.war("selector", WrongSelectorListener.class), DIRECTORY);
    try (MicroServer server = server("selector").with("rowmq.dataDirectory", data).start();
        MicroServer second =
            server("in-use").with("rowmq.dataDirectory", data).with("rowmq.startTimeout", "3000")) {
      assertThatThrownBy(() -> server.deploy(wrong, "selector"))
          .isInstanceOf(IllegalStateException.class);
      assertSays(server, "messageSelector", "delay >> 60");
      assertServes(server);

      second.start();
      assertSays(second, "dataDirectory", data, "in use");
      assertServes(second);
    }
  }

  private MicroServer server(String name) {
    return MicroServer.at(DIRECTORY.resolve(name))
        .deploying(Artifacts.resourceAdapter())
        .deploying(BYSTANDER);
  }

  /** All in one line of the log. */
  private static void assertSays(MicroServer server, String... parts) {
    Condition<String> saysAll =
        new Condition<>(line -> List.of(parts).stream().allMatch(line::contains), "all parts");
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(server.log().lines().toList())
                    .as("one line with %s in the log of %s", List.of(parts), server.directory())
                    .haveAtLeastOne(saysAll));
  }

  private static void assertServes(MicroServer server) {
    assertThat(server.get("/bystander/page.txt")).isEqualTo("served");
  }
}
