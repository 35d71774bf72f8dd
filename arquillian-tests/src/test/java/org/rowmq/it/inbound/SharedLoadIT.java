package org.rowmq.it.inbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.rowmq.it.app.inbound.Notes;
import org.rowmq.it.harness.Archives;
import org.rowmq.it.harness.Artifacts;
import org.rowmq.it.harness.Gate;
import org.rowmq.it.harness.MicroServer;
import org.rowmq.it.harness.PostgreSql;

/** The same application on two servers that share a PostgreSQL. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SharedLoadIT {
  private static final Duration PATIENCE = Duration.ofSeconds(90);

  /** As few as one server would hold: what its beans do not come to, the other one gets. */
  private static final String[] TEXTS =
      IntStream.rangeClosed(1, 12).mapToObj(Integer::toString).toArray(String[]::new);

  private static Path archive;
  private static Gate gate;
  private static String url;
  private static MicroServer first;
  private static MicroServer second;

  @BeforeAll
  static void start() {
    archive =
        Archives.export(
            Archives.war("inbound").addPackage(Notes.class.getPackage()),
            Artifacts.workDirectory("shared-load"));
    gate = new Gate();
    url = PostgreSql.newDatabase();
    first = server("first");
    second = server("second");
    CompletableFuture.allOf(
            CompletableFuture.runAsync(first::start), CompletableFuture.runAsync(second::start))
        .join();
  }

  private static MicroServer server(String name) {
    return MicroServer.at(Artifacts.workDirectory("shared-load/" + name))
        .withPostgreSql("jdbc/rowmq", url)
        .with("rowmq.dataSourceLookup", "jdbc/rowmq")
        .with("rowmq.nodeName", name)
        .with("rowmq.heartbeatInterval", "500")
        .with("rowmq.nodeTimeout", "3000")
        .with("it.gate", gate.url())
        .deploying(Artifacts.resourceAdapter())
        .deploying(archive);
  }

  @AfterAll
  static void stop() {
    gate.close();
    Stream.of(first, second).forEach(MicroServer::close);
  }

  /** Three sessions on each: so six are at work only if both servers have three of them. */
  @Test
  @Order(1)
  void messagesThatOneServerSendsAreWorkedOnByBoth() {
    gate.close("crowded");
    send(first, "queue=it.crowded", TEXTS);
    await().atMost(PATIENCE).until(() -> gate.waiting("crowded") == 6);
    assertThat(notes(first, "crowded")).hasSize(3);
    assertThat(notes(second, "crowded")).hasSize(3);

    gate.open("crowded");
    assertEachCameOnce("crowded");
  }

  @Test
  @Order(2)
  void aDurableSubscriptionWithoutANameIsTheSameOnBothAndEachMessageComesOnce()
      throws SQLException {
    for (MicroServer server : List.of(first, second)) {
      server.awaitLog(
          log ->
              assertThat(log).contains("subscription org.rowmq.it.app.inbound.TopicBean@it.news"));
    }
    assertThat(select("count(*) from rowmq_subscription where name like '%TopicBean@it.news'"))
        .isEqualTo("1");
    send(first, "topic=it.news", TEXTS);
    assertEachCameOnce("topic");

    first.undeploy("inbound");
    send(second, "topic=it.news", "while the first is away");
    await()
        .atMost(PATIENCE)
        .until(() -> notes(second, "topic").contains("topic while the first is away 1"));
    first.deploy(archive, "inbound");
    second.undeploy("inbound");
    send(first, "topic=it.news", "while the second is away");
    await()
        .atMost(PATIENCE)
        .until(() -> notes(first, "topic").equals(List.of("topic while the second is away 1")));
    second.deploy(archive, "inbound");
  }

  @Test
  @Order(3)
  void whatAKilledServerWasWorkingOnTheOtherOneDoes() {
    gate.close("crowded");
    List<String> before = notes(second, "crowded");
    send(first, "queue=it.crowded", TEXTS);
    await().atMost(PATIENCE).until(() -> gate.waiting("crowded") == 6);
    first.kill();
    gate.open("crowded");

    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(notes(second, "crowded").stream().skip(before.size()))
                    .extracting(line -> line.split(" ")[1])
                    .containsExactlyInAnyOrder(TEXTS));
  }

  private static void assertEachCameOnce(String bean) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(Stream.of(first, second).flatMap(server -> notes(server, bean).stream()))
                    .containsExactlyInAnyOrderElementsOf(
                        Stream.of(TEXTS).map(text -> bean + " " + text + " 1").toList()));
  }

  private static String select(String what) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery("select " + what)) {
      result.next();
      return result.getString(1);
    }
  }

  private static void send(MicroServer server, String to, String... lines) {
    server.post("/inbound/inbound?" + to, String.join("\n", lines));
  }

  private static List<String> notes(MicroServer server, String bean) {
    return server
        .get("/inbound/inbound")
        .lines()
        .filter(line -> line.startsWith(bean + " "))
        .toList();
  }
}
