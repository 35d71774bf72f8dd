package org.rowmq.management.service;

import static org.rowmq.management.service.ManagedNode.OPERATOR;

import jakarta.jms.JMSException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.rowmq.DestinationKind;
import org.rowmq.client.ClientConnection;
import org.rowmq.client.ClientNode.Authenticator;
import org.rowmq.client.Domain;
import org.rowmq.management.NewMessage;
import org.rowmq.management.service.ManagedNode.MovableClock;
import org.rowmq.runtime.RowmqConfig;
import org.rowmq.runtime.RowmqRuntime;
import org.rowmq.testing.Directories;

/**
 * Nodes "here" and "there" on one database, their consoles asked through the first's management,
 * whose clock the test moves: that makes what others told stale.
 */
final class TwoNodes implements BeforeAllCallback, AfterAllCallback {
  final MovableClock clock = new MovableClock();
  final List<ManagedEndpoint> beansThere = new CopyOnWriteArrayList<>();
  private final Map<String, String> settings;
  private Path directory;
  private RowmqRuntime here;
  private RowmqRuntime there;
  private Management console;
  private Management other;

  TwoNodes() {
    this(Map.of());
  }

  /** With settings of both. */
  TwoNodes(Map<String, String> settings) {
    this.settings = settings;
  }

  @Override
  public void beforeAll(ExtensionContext context) {
    directory = Directories.fresh(context.getRequiredTestClass().getSimpleName());
    here = start("here");
    there = start("there");
    console = manage(here, List::of);
    other = manage(there, () -> List.copyOf(beansThere));
    other.publish();
  }

  @Override
  public void afterAll(ExtensionContext context) {
    there.close();
    here.close();
    Directories.delete(directory);
  }

  /** A node more; whoever starts it closes it. */
  RowmqRuntime start(String name) {
    Map<String, String> all = new HashMap<>(settings);
    all.putAll(
        Map.of(
            "jdbcUrl",
            url(),
            "user",
            "sa",
            "password",
            "",
            "nodeName",
            name,
            "heartbeatInterval",
            "100"));
    return RowmqRuntime.start(RowmqConfig.of(all), Authenticator.TRUST);
  }

  /** Of their database; the user is sa, and has no password. */
  String url() {
    return "jdbc:h2:file:"
        + directory.toAbsolutePath().resolve("shared")
        + ";DB_CLOSE_ON_EXIT=FALSE";
  }

  Management manage(RowmqRuntime node, Supplier<List<? extends ManagedEndpoint>> endpoints) {
    return new Management(node.broker(), "test", endpoints, clock);
  }

  RowmqRuntime here() {
    return here;
  }

  RowmqRuntime there() {
    return there;
  }

  /** That of the node "here". */
  Management console() {
    return console;
  }

  /** That of the node "there". */
  Management other() {
    return other;
  }

  static ClientConnection connect(RowmqRuntime node) throws JMSException {
    ClientConnection connection = node.clientNode().connect(null, null, null, Domain.COMMON, null);
    connection.start();
    return connection;
  }

  void send(RowmqRuntime node, String queue, int count) {
    manage(node, List::of)
        .messages()
        .send(
            OPERATOR,
            DestinationKind.QUEUE,
            queue,
            new NewMessage("x", null, null, null, 4, true, 0, 0, Map.of(), count),
            null);
  }

  /** Lets one point of the finest chart pass. */
  void tick() {
    clock.forward(History.TICK);
    console.history().tick();
  }
}
