package org.rowmq.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.rowmq.DestinationKind.QUEUE;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.rowmq.client.ClientNode.Authenticator;
import org.rowmq.runtime.RowmqConfig;
import org.rowmq.runtime.RowmqRuntime;
import org.rowmq.selector.Selector;
import org.rowmq.store.AdministrationStore.AuditRow;
import org.rowmq.store.CatalogStore.DestinationRow;
import org.rowmq.store.DeadLetterStore.Group;
import org.rowmq.store.Envelope;
import org.rowmq.store.MessageState;
import org.rowmq.store.MessageStore.BrowsedMessage;
import org.rowmq.store.NodeStore.MailboxDepth;
import org.rowmq.store.SettingStore.SettingChange;
import org.rowmq.store.StoreConfig;
import org.rowmq.store.jpa.TestDatabases;
import org.rowmq.testing.Directories;

/** Dead letters that have grown too old, on each database; time passes as the test says. */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class DeadLetterRetentionTest {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final List<Node> NODES = new ArrayList<>();
  private static Path directory;

  /**
   * A node.
   *
   * @param jdbc null where nobody else can have the database open
   */
  private record Node(String name, RowmqRuntime runtime, StoreConfig.Jdbc jdbc) {
    Broker broker() {
      return runtime.broker();
    }

    DestinationRow queue(String name) {
      return broker().resolve(QUEUE, name);
    }

    void set(String queue, String setting, String value) {
      set(queue(queue).id(), setting, value);
    }

    void set(long id, String setting, String value) {
      String before =
          broker().policies().present().stream()
              .filter(row -> row.destinationId() == id && row.name().equals(setting))
              .findFirst()
              .map(row -> row.value())
              .orElse(null);
      AuditRow audit =
          new AuditRow(
              broker().store().nextId(),
              1,
              "t",
              "ADMIN",
              "a",
              "s",
              "t",
              "t",
              0,
              "{}",
              "OK",
              null,
              "r");
      broker()
          .policies()
          .change(
              Map.of(id, List.of(new SettingChange(setting, before, value))), "t", List.of(audit));
    }

    void send(String queue, int count) {
      List<Envelope> envelopes = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        long id = broker().store().nextId();
        envelopes.add(
            new Envelope(id, 4, true, 1, 0, 0, null, null, (byte) 0, new byte[] {1}, new byte[9]));
      }
      broker().send(queue(queue), envelopes, null);
    }

    /** Sends some that are given up at once. */
    void fail(String queue, int count) throws InterruptedException {
      set(queue, "maxDeliveryAttempts", "1");
      send(queue, count);
      Consumer consumer = broker().consume(Mailbox.of(queue(queue)), Selector.NONE, null);
      for (int i = 0; i < count; i++) {
        Delivery taken = consumer.take(PATIENCE.toNanos());
        broker()
            .failed(
                0,
                List.of(taken),
                Failure.of(new IllegalStateException("no")),
                RedeliveryOverrides.NONE);
      }
      consumer.close();
      await().atMost(PATIENCE).until(() -> graves("queue://" + queue) == count);
    }

    private long graves(String origin) {
      return broker().store().deadLetters().groups(10_000).groups().stream()
          .filter(group -> origin.equals(group.origin()))
          .mapToLong(Group::messages)
          .sum();
    }

    List<BrowsedMessage> rows(String queue) {
      return broker()
          .store()
          .messages()
          .browse(queue(queue).id(), EnumSet.allOf(MessageState.class), null, 1_000, 1L << 30);
    }

    /** What is done after so much time. */
    void sweepAfter(Duration time) {
      long then = broker().now() + time.toMillis();
      new DeadLetterRetention(broker(), () -> then).sweep();
    }

    void agreesWithTheRows(String queue) {
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () ->
                  assertThat(broker().store().nodes().checkDepths(broker().workers()).join())
                      .extracting(MailboxDepth::mailboxId)
                      .doesNotContain(queue(queue).id()));
    }

    @Override
    public String toString() {
      return name;
    }
  }

  @BeforeAll
  @Timeout(value = 5, unit = TimeUnit.MINUTES)
  static void startNodes() {
    directory = Directories.fresh("dead-letter-retention");
    start("H2, embedded", Map.of("dataDirectory", directory.toString()), null);
    start("PostgreSQL", TestDatabases.postgreSql());
    start("MariaDB", TestDatabases.mariaDb());
  }

  private static void start(String name, StoreConfig.Jdbc jdbc) {
    start(
        name,
        Map.of("jdbcUrl", jdbc.url(), "user", jdbc.user(), "password", jdbc.password()),
        jdbc);
  }

  private static void start(String name, Map<String, String> where, StoreConfig.Jdbc jdbc) {
    Map<String, String> settings = new LinkedHashMap<>(where);
    settings.put("nodeName", "keeping");
    settings.put("heartbeatInterval", "100");
    NODES.add(
        new Node(name, RowmqRuntime.start(RowmqConfig.of(settings), Authenticator.TRUST), jdbc));
  }

  @AfterAll
  static void stopNodes() {
    NODES.forEach(node -> node.runtime().close());
    Directories.delete(directory);
  }

  static Stream<Node> nodes() {
    return NODES.stream();
  }

  /** Those whose database somebody else can have open as well. */
  static Stream<Node> nodesWhoseTimeCanBeChanged() {
    return NODES.stream().filter(node -> node.jdbc() != null);
  }

  @ParameterizedTest
  @MethodSource("nodes")
  void what_was_given_up_too_long_ago_is_removed_from_its_dead_letter_queue(Node node)
      throws InterruptedException {
    node.fail("old", 5);
    node.set("DLQ.old", "deadLetterRetention", "2");

    node.sweepAfter(Duration.ofDays(1));
    assertThat(node.rows("DLQ.old")).hasSize(5);
    node.sweepAfter(Duration.ofDays(3));

    assertThat(node.rows("DLQ.old")).isEmpty();
    assertThat(node.broker().depth(node.queue("DLQ.old").id())).isZero();
    assertThat(node.broker().traffic().destinations())
        .filteredOn(each -> each.name().equals("DLQ.old"))
        .singleElement()
        .satisfies(each -> assertThat(each.forgotten()).isEqualTo(5));
    node.agreesWithTheRows("DLQ.old");
  }

  @ParameterizedTest
  @MethodSource("nodes")
  void what_stayed_where_it_was_marked_dead_is_removed_there(Node node)
      throws InterruptedException {
    node.set("stays", "deadLetterDestination", "");
    node.fail("stays", 2);
    node.send("stays", 3);
    node.set("stays", "deadLetterRetention", "2");
    long mailbox = node.queue("stays").id();
    await().atMost(PATIENCE).until(() -> node.broker().states(mailbox).dead() == 2);

    node.sweepAfter(Duration.ofDays(3));

    assertThat(node.rows("stays")).hasSize(3);
    assertThat(node.broker().states(mailbox)).isEqualTo(new MailboxDepth(mailbox, 3));
    node.agreesWithTheRows("stays");
  }

  @ParameterizedTest
  @MethodSource("nodes")
  void all_else_stays(Node node) throws InterruptedException {
    node.fail("mixed", 4);
    node.send("DLQ.mixed", 1);
    List<BrowsedMessage> all = node.rows("DLQ.mixed");
    long sent = all.get(all.size() - 1).message().id();
    node.fail("kept", 2);
    node.set(0, "deadLetterRetention", "2");
    node.set("DLQ.kept", "deadLetterRetention", "0");
    Mailbox from = Mailbox.of(node.queue("DLQ.mixed"));
    Mailbox elsewhere = Mailbox.of(node.queue("elsewhere"));
    BrowsedMessage moved = all.get(0);
    assertThat(node.broker().repair().move(from, List.of(moved), elsewhere, false, null))
        .isEqualTo(1);
    Consumer consumer = node.broker().consume(from, Selector.NONE, null);
    Delivery held = consumer.take(PATIENCE.toNanos());

    node.sweepAfter(Duration.ofDays(3));

    // the one that was sent there, and the one that a consumer has
    assertThat(node.rows("DLQ.mixed")).hasSize(2).anyMatch(row -> row.message().id() == held.id());
    assertThat(node.rows("DLQ.kept")).hasSize(2);
    assertThat(node.rows("elsewhere")).hasSize(1);
    node.broker().write(Work.consuming(0, List.of(held)));
    consumer.close();
    // a row is not seen while it goes back from this node's to anybody's
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(node.rows("DLQ.mixed"))
                    .singleElement()
                    .satisfies(row -> assertThat(row.message().id()).isEqualTo(sent)));
    node.set(0, "deadLetterRetention", null);
    node.agreesWithTheRows("DLQ.mixed");
  }

  @ParameterizedTest
  @MethodSource("nodes")
  void many_are_removed_piece_by_piece_each_once(Node node) throws InterruptedException {
    node.fail("many", 2_100);
    node.set("DLQ.many", "deadLetterRetention", "1");
    long then = node.broker().now() + Duration.ofDays(2).toMillis();
    DeadLetterRetention retention = new DeadLetterRetention(node.broker(), () -> then);

    retention.sweep();
    int after = node.rows("DLQ.many").size();
    retention.sweep();

    assertThat(after).isBetween(100, 999);
    assertThat(node.rows("DLQ.many")).isEmpty();
    assertThat(node.broker().depth(node.queue("DLQ.many").id())).isZero();
  }

  @ParameterizedTest
  @MethodSource("nodesWhoseTimeCanBeChanged")
  void a_node_does_so_by_itself(Node node) throws Exception {
    node.fail("self", 3);
    node.set("DLQ.self", "deadLetterRetention", "7");
    try (Connection connection =
            DriverManager.getConnection(
                node.jdbc().url(), node.jdbc().user(), node.jdbc().password());
        PreparedStatement statement =
            connection.prepareStatement(
                "update rowmq_dead_letter set died_at = died_at - ? where origin = ?")) {
      statement.setLong(1, Duration.ofDays(8).toMillis());
      statement.setString(2, "queue://self");
      assertThat(statement.executeUpdate()).isEqualTo(3);
    }

    await().atMost(PATIENCE).until(() -> node.rows("DLQ.self").isEmpty());
    node.agreesWithTheRows("DLQ.self");
  }
}
