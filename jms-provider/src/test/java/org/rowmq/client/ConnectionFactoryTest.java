package org.rowmq.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.jms.Connection;
import jakarta.jms.IllegalStateException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.rowmq.conformance.Section;
import org.rowmq.store.ConfigurationException;
import org.rowmq.testing.Directories;

/** The life and settings of a connection factory. */
@Section("5.3")
class ConnectionFactoryTest {
  private static Path directory;

  /** Keeps the node up between the factories of the tests. */
  private static RowmqConnectionFactory node;

  @BeforeAll
  static void start() {
    directory = Directories.fresh("connection-factory");
    node = factory(Map.of());
    node.createContext().close();
  }

  @AfterAll
  static void stop() {
    node.close();
    Directories.delete(directory);
  }

  private static RowmqConnectionFactory factory(Map<String, String> more) {
    Map<String, String> settings = new HashMap<>(more);
    settings.put("dataDirectory", directory.toString());
    return RowmqConnectionFactory.of(settings);
  }

  @Test
  void aClosedFactoryRefusesAndClosingItTwiceDoesNothing() {
    RowmqConnectionFactory closed = factory(Map.of());
    closed.close();
    closed.close();
    assertThatThrownBy(closed::createConnection).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void itsTextShowsNoPassword() {
    RowmqConnectionFactory factory =
        RowmqConnectionFactory.of(
            Map.of(
                "jdbcUrl", "jdbc:postgresql://db/app?user=u&password=hidden",
                "password", "hidden",
                "users.alice", "hidden"));
    assertThat(factory.toString()).contains("jdbc:postgresql://db/app").doesNotContain("hidden");
  }

  @Test
  void settingsComeFromAFile() throws Exception {
    Path file = directory.resolve("rowmq.properties");
    Files.writeString(file, "dataDirectory=" + directory + "\nclientId=from-file\n");
    try (RowmqConnectionFactory factory = RowmqConnectionFactory.ofProperties(file);
        Connection connection = factory.createConnection()) {
      assertThat(connection.getClientID()).isEqualTo("from-file");
    }
    assertThatThrownBy(() -> RowmqConnectionFactory.ofProperties(directory.resolve("none")))
        .isInstanceOf(ConfigurationException.class)
        .hasMessageContaining("none");
  }
}
