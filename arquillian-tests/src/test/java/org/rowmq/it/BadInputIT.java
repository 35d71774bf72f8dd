package org.rowmq.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.assertj.core.api.Condition;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.rowmq.it.app.selector.WrongSelectorListener;
import org.rowmq.it.harness.Archives;
import org.rowmq.it.harness.Artifacts;
import org.rowmq.it.harness.MicroServer;

/**
 * What is wrong is said, with the setting and the remedy, and the server serves who is not
 * concerned. The second server is started on the data directory of the first.
 */
class BadInputIT {
  private static final Path DIRECTORY = Artifacts.workDirectory("bad-input");
  private static final String DATA = DIRECTORY.resolve("data").toString();

  private static MicroServer first;
  private static MicroServer second;

  @BeforeAll
  static void start() {
    first = server("first").with("rowmq.dataDirectory", DATA).start();
    second =
        server("second")
            .with("rowmq.dataDirectory", DATA)
            .with("rowmq.startTimeout", "3000")
            .start();
  }

  private static MicroServer server(String name) {
    Path bystander =
        Archives.export(
            Archives.war("bystander").addAsWebResource(new StringAsset("served"), "page.txt"),
            DIRECTORY);
    return MicroServer.at(DIRECTORY.resolve(name))
        .deploying(Artifacts.resourceAdapter())
        .deploying(bystander);
  }

  @AfterAll
  static void stop() {
    for (MicroServer server : new MicroServer[] {second, first}) {
      if (server != null) {
        server.close();
      }
    }
  }

  @Test
  void anUnknownPropertyIsNamedWithTheOneThatWasMeant() {
    deployAgain("rowmq.jdbcUlr", "jdbc:h2:mem:x");
    assertSays(second, "rowmq.jdbcUlr", "did you mean rowmq.jdbcUrl?", "correct or remove");
    assertServes(second);
  }

  @Test
  void aWrongSelectorIsNamed() {
    Path wrong = Archives.export(Archives.war("selector", WrongSelectorListener.class), DIRECTORY);
    assertThatThrownBy(() -> first.deploy(wrong, "selector"))
        .isInstanceOf(IllegalStateException.class);
    assertSays(first, "messageSelector", "delay >> 60");
    assertServes(first);
  }

  @Test
  void aDataDirectoryInUseIsNamed() {
    assertSays(second, "dataDirectory", DATA, "in use");
    assertServes(second);
  }

  @Test
  void anUnwritableDataDirectoryIsNamed() throws IOException {
    Path file = Files.writeString(DIRECTORY.resolve("a-file"), "");
    String below = file.resolve("data").toString();
    deployAgain("rowmq.dataDirectory", below);
    assertSays(second, "dataDirectory", below, "writ");
    assertServes(second);
  }

  @Test
  void anUnreachableDatabaseIsNamed() {
    String nobody = "jdbc:postgresql://127.0.0.1:1/none";
    deployAgain("rowmq.jdbcUrl", nobody);
    assertSays(second, "jdbcUrl", nobody);
    assertServes(second);
  }

  /** The adapter on the second server, with this in the place of other settings. */
  private static void deployAgain(String setting, String value) {
    second.undeploy("rowmq");
    for (String other : List.of("rowmq.dataDirectory", "rowmq.jdbcUrl", "rowmq.jdbcUlr")) {
      second.setProperty(other, other.equals(setting) ? value : "");
    }
    second.deploy(Artifacts.resourceAdapter(), "rowmq");
  }

  /** All in one line of the log. */
  private static void assertSays(MicroServer server, String... parts) {
    Condition<String> saysAll =
        new Condition<>(line -> List.of(parts).stream().allMatch(line::contains), "all parts");
    server.awaitLog(
        log ->
            assertThat(log.lines().toList())
                .as("one line with %s in the log of %s", List.of(parts), server.directory())
                .haveAtLeastOne(saysAll));
  }

  private static void assertServes(MicroServer server) {
    assertThat(server.get("/bystander/page.txt")).isEqualTo("served");
  }
}
