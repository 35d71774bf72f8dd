package org.rowmq.it.inbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.rowmq.it.app.inbound.Notes;
import org.rowmq.it.harness.Archives;
import org.rowmq.it.harness.Artifacts;
import org.rowmq.it.harness.MicroServer;
import org.rowmq.it.harness.Ports;

/** One server on a PostgreSQL that the test stops and starts. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class InboundIT {
  /** How long the database stays away; {@code -Drowmq.away=300} for five minutes. */
  private static final Duration AWAY = Duration.ofSeconds(Integer.getInteger("rowmq.away", 5));

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** Two seconds for the transactions of the bean that takes longer. */
  private static final String TIMEOUT =
      "<glassfish-ejb-jar><enterprise-beans><ejb><ejb-name>SlowBean</ejb-name>"
          + "<cmt-timeout-in-seconds>2</cmt-timeout-in-seconds></ejb></enterprise-beans></glassfish-ejb-jar>";

  /** What a bean's annotation leaves open, and one thing that there is not. */
  private static final String DESCRIPTOR =
      """
      <ejb-jar xmlns="https://jakarta.ee/xml/ns/jakartaee" version="4.0"><enterprise-beans>
        <message-driven>
          <ejb-name>OpenMqBean</ejb-name>
          <activation-config><activation-config-property>
            <activation-config-property-name>fetchSize</activation-config-property-name>
            <activation-config-property-value>3</activation-config-property-value>
          </activation-config-property></activation-config>
        </message-driven>
      </enterprise-beans></ejb-jar>
      """;

  private static Path directory;
  private static int port;
  private static EmbeddedPostgres database;
  private static MicroServer server;
  private static Path archive;

  @BeforeAll
  static void start() throws IOException {
    directory = Artifacts.workDirectory("inbound");
    port = Ports.free();
    startDatabase();
    archive =
        Archives.export(
            Archives.war("inbound")
                .addPackage(Notes.class.getPackage())
                .addAsWebInfResource(new StringAsset(TIMEOUT), "glassfish-ejb-jar.xml")
                .addAsWebInfResource(new StringAsset(DESCRIPTOR), "ejb-jar.xml"),
            directory);
    server =
        MicroServer.at(directory)
            .withPostgreSql(
                "jdbc/rowmq",
                "jdbc:postgresql://localhost:"
                    + port
                    + "/postgres?user=postgres&password=postgres&connectTimeout=5&socketTimeout=20")
            .with("rowmq.dataSourceLookup", "jdbc/rowmq")
            .with("rowmq.startTimeout", "3000")
            .deploying(Artifacts.resourceAdapter())
            .start();
    server.deploy(archive, "inbound");
  }

  private static void startDatabase() throws IOException {
    database =
        EmbeddedPostgres.builder()
            .setDataDirectory(directory.resolve("postgresql").toFile())
            .setCleanDataDirectory(false)
            .setServerConfig("max_connections", "200")
            .setPort(port)
            .start();
  }

  @AfterAll
  static void stop() throws IOException {
    if (server != null) {
      server.close();
    }
    if (database != null) {
      database.close();
    }
  }

  @Test
  @Order(1)
  void beansOfOtherProvidersDeployUnchangedAndTheirSettingsAreUnderstood() {
    send("queue=it.artemis", "hello");
    send("queue=it.activemq", "bad");
    send("queue=it.openmq", "bad");

    awaitNotes("artemis", "artemis hello 1");
    awaitNotes("activemq", "activemq bad 1", "activemq bad 2", "activemq bad 3");
    awaitNotes("openmq", "openmq bad 1", "openmq bad 2");
    assertThat(server.log().lines())
        .anyMatch(line -> line.contains("maxSesion") && line.contains("did you mean maxSession?"))
        .anyMatch(line -> line.contains("fetchSize") && line.contains("read ahead once for all"))
        .anyMatch(line -> line.contains("rebalanceConnections, setupAttempts, singleConnection"));
  }

  @Test
  @Order(2)
  void aTransactionThatTimesOutIsAFailedDelivery() {
    send("queue=it.slow", "bad", "good");

    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(notes("slow"))
                    .contains("slow good 1", "slow bad 1", "slow bad 2")
                    .doesNotContain("slow bad 3"));
    await().atMost(PATIENCE).until(() -> server.log().contains("goes to queue DLQ.it.slow"));
  }

  @Test
  @Order(3)
  void aMessageIsNoPartOfABeansOwnTransactionAndFailsWhenTheBeanThrows() {
    send("queue=it.bmt", "good", "bad");
    send("queue=it.notx", "good", "bad");

    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              assertThat(notes("bmt"))
                  .containsExactlyInAnyOrder("bmt good 1", "bmt bad 1", "bmt bad 2");
              assertThat(notes("notx"))
                  .containsExactlyInAnyOrder("notx good 1", "notx bad 1", "notx bad 2");
            });
  }

  @Test
  @Order(4)
  void aBatchIsOneTransactionAndOnlyThePoisonMessageIsBlamed() {
    send("queue=it.batch", "b1", "b2", "bad", "b3", "b4", "b5", "b6", "b7", "b8");

    await().atMost(PATIENCE).until(() -> server.log().contains("goes to queue DLQ.it.batch"));
    await()
        .atMost(PATIENCE)
        .until(() -> notes("batch").stream().anyMatch(line -> line.contains(" b8 ")));
    long transactions = notes("batch").stream().map(line -> line.split(" ")[0]).distinct().count();
    assertThat((long) notes("batch").size()).isGreaterThan(transactions);
  }

  @Test
  @Order(4)
  void eachActivationHasTheTransactionModeThatItSays() {
    for (String mode : List.of("container", "xa", "none")) {
      send("queue=it.mode." + mode, "bad", "good");
    }
    awaitNotesInAnyOrder("mode.container", "bad 1", "bad 2", "good 1");
    awaitNotesInAnyOrder("mode.xa", "bad 1", "bad 2", "good 1");
    awaitNotesInAnyOrder("mode.none", "bad 1", "good 1");
    for (String mode : List.of("container", "xa", "none")) {
      assertThat(server.log().lines())
          .anyMatch(
              line ->
                  line.contains(
                      "active on queue://it.mode." + mode + ", " + mode.toUpperCase(Locale.ROOT)));
    }
  }

  private static void awaitNotesInAnyOrder(String bean, String... expected) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(notes(bean))
                    .containsExactlyInAnyOrder(
                        Arrays.stream(expected).map(it -> bean + " " + it).toArray(String[]::new)));
  }

  @Test
  @Order(5)
  void aDurableSubscriptionWithoutANameOutlivesADeployment() {
    send("topic=it.news", "first");
    awaitNotes("topic", "topic first 1");
    server.undeploy("inbound");
    server.deploy(archive, "inbound");
    assertThat(server.log()).contains("TopicBean@it.news");
    send("topic=it.news", "second");
    awaitNotes("topic", "topic second 1");
  }

  @Test
  @Order(6)
  @Timeout(value = 30, unit = TimeUnit.MINUTES)
  void endpointsSurviveWhileTheDatabaseIsAway() throws Exception {
    send("queue=it.artemis", "before");
    awaitNotes("artemis", "artemis before 1");
    database.close();
    await().atMost(PATIENCE).until(() -> isRefused("queue=it.artemis"));
    stayAway();
    startDatabase();

    await().atMost(PATIENCE).ignoreExceptions().until(() -> sends("queue=it.artemis", "after"));
    await().atMost(PATIENCE).until(() -> notes("artemis").contains("artemis after 1"));
    assertThat(notes("artemis")).contains("artemis before 1");
  }

  @Test
  @Order(7)
  @Timeout(value = 30, unit = TimeUnit.MINUTES)
  void whileTheDatabaseIsAwayAdapterAndApplicationsCanBeDeployed() throws Exception {
    server.undeploy("inbound");
    server.undeploy("rowmq");
    database.close();
    server.deploy(Artifacts.resourceAdapter(), "rowmq");
    server.deploy(archive, "inbound");
    assertThat(isRefused("queue=it.artemis")).isTrue();
    stayAway();
    startDatabase();

    await().atMost(PATIENCE).ignoreExceptions().until(() -> sends("queue=it.artemis", "late"));
    await().atMost(PATIENCE).until(() -> notes("artemis").contains("artemis late 1"));
    send("queue=it.openmq", "afterwards");
    await().atMost(PATIENCE).until(() -> notes("openmq").contains("openmq afterwards 1"));
  }

  private static void stayAway() {
    await().pollDelay(AWAY).atMost(AWAY.plusMinutes(1)).until(() -> true);
  }

  private static boolean isRefused(String to) {
    try {
      send(to, "refused");
      return false;
    } catch (IllegalStateException e) {
      return true;
    }
  }

  private static boolean sends(String to, String line) {
    send(to, line);
    return true;
  }

  private static void send(String to, String... lines) {
    server.post("/inbound/inbound?" + to, String.join("\n", lines));
  }

  private static void awaitNotes(String bean, String... expected) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> assertThat(notes(bean)).containsExactlyElementsOf(Arrays.asList(expected)));
  }

  private static List<String> notes(String bean) {
    return server.get("/inbound/inbound").lines().filter(line -> line.startsWith(bean)).toList();
  }
}
