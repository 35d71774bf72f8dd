package org.rowmq.it.inbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
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
import org.rowmq.it.harness.Gate;
import org.rowmq.it.harness.MicroServer;
import org.rowmq.it.harness.Ports;

/** One server on a PostgreSQL that the test stops and starts. */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class InboundIT {
  /** How long the database stays away; {@code -Drowmq.away=300} for five minutes. */
  private static final Duration AWAY = Duration.ofSeconds(Integer.getInteger("rowmq.away", 5));

  private static final Duration PATIENCE = Duration.ofSeconds(90);

  /** How long a bean that does not finish holds up an undeployment. */
  private static final Duration DRAIN = Duration.ofSeconds(2);

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
  private static Gate gate;

  @BeforeAll
  static void start() throws IOException {
    directory = Artifacts.workDirectory("inbound");
    port = Ports.free();
    gate = new Gate();
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
            .withPostgreSql("jdbc/rowmq", url() + "&connectTimeout=5&socketTimeout=20")
            .with("rowmq.dataSourceLookup", "jdbc/rowmq")
            .with("rowmq.startTimeout", "3000")
            .with("rowmq.drainTimeout", Long.toString(DRAIN.toMillis()))
            .with("rowmq.nodeName", "it-inbound")
            .with("it.gate", gate.url())
            .deploying(Artifacts.resourceAdapter())
            .start();
    server.deploy(archive, "inbound");
  }

  private static String url() {
    return "jdbc:postgresql://localhost:" + port + "/postgres?user=postgres&password=postgres";
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
    gate.close();
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
    server.awaitLog(
        log ->
            assertThat(log.lines())
                .anyMatch(
                    line -> line.contains("maxSesion") && line.contains("did you mean maxSession?"))
                .anyMatch(
                    line -> line.contains("fetchSize") && line.contains("read ahead once for all"))
                .anyMatch(
                    line ->
                        line.contains("rebalanceConnections, setupAttempts, singleConnection")));
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
    server.awaitLog(log -> assertThat(log).contains("goes to queue DLQ.it.slow"));
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
    send("queue=it.batch&together=true", "b1", "b2", "bad", "b3", "b4", "b5", "b6", "b7", "b8");

    server.awaitLog(log -> assertThat(log).contains("goes to queue DLQ.it.batch"));
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
    server.awaitLog(
        log ->
            assertThat(log.lines())
                .filteredOn(line -> line.contains("chosen by auto"))
                .singleElement()
                .asString()
                .contains(
                    "transactionMode is container", "because dataSourceLookup is jdbc/rowmq"));
    for (String mode : List.of("container", "xa", "none")) {
      server.awaitLog(
          log ->
              assertThat(log)
                  .contains(
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
  @Order(4)
  void aDeadLetterSaysWhereItWasWhyAndWhatEachAttemptCameTo() throws SQLException {
    send("queue=it.poison", "order 7");
    String ours = "from rowmq_dead_letter where origin = 'queue://it.poison'";
    await().atMost(PATIENCE).until(() -> select("count(*)", ours).equals("1"));

    try (Connection connection = DriverManager.getConnection(url());
        Statement statement = connection.createStatement();
        ResultSet letter = statement.executeQuery("select * " + ours)) {
      assertThat(letter.next()).isTrue();
      assertThat(letter.getString("reason")).isEqualTo("MAX_DELIVERIES");
      assertThat(letter.getString("exception_class")).isEqualTo("java.lang.IllegalStateException");
      assertThat(letter.getString("exception_message"))
          .isEqualTo("order 7 does not exist, attempt 3");
      assertThat(letter.getString("stack_trace"))
          .contains("IllegalStateException: order 7", "PoisonBean.onMessage(PoisonBean.java:");
      assertThat(letter.getLong("died_at"))
          .isCloseTo(System.currentTimeMillis(), Offset.offset(PATIENCE.toMillis()));
      List<String> attempts = letter.getString("history").lines().toList();
      assertThat(attempts).hasSize(3);
      for (int attempt = 1; attempt <= attempts.size(); attempt++) {
        assertThat(attempts.get(attempt - 1))
            .containsPattern("^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d")
            .contains("it-inbound", "order 7 does not exist, attempt " + attempt);
      }
      assertThat(letter.next()).isFalse();
    }
  }

  private static String select(String what, String from) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url());
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery("select " + what + " " + from)) {
      result.next();
      return result.getString(1);
    }
  }

  @Test
  @Order(4)
  void anEndpointWorksWithAsManySessionsAsTheServersPoolGrants() {
    gate.close("crowded");
    send("queue=it.crowded", "1", "2", "3", "4", "5", "6", "7", "8");
    server.awaitLog(log -> assertThat(log).contains("the container granted 3 of 8 sessions"));
    await().atMost(PATIENCE).until(() -> gate.waiting("crowded") == 3);
    assertThat(endpoint("CrowdedBean")).endsWith("OPEN 3 of 8");

    gate.open("crowded");
    awaitNotesInAnyOrder("crowded", "1 1", "2 1", "3 1", "4 1", "5 1", "6 1", "7 1", "8 1");
    assertThat(server.log()).containsOnlyOnce("the container granted");
  }

  @Test
  @Order(4)
  void anEndpointIsPausedAndResumedWhileItRunsAndOthersGoOn() throws SQLException {
    gate.close("work");
    send("queue=it.work", "p1", "p2");
    await().atMost(PATIENCE).until(() -> gate.waiting("work") == 1);
    server.post("/inbound/endpoints?do=pauseEndpoint&bean=WorkBean", "");
    assertThat(endpoint("WorkBean")).contains(" PAUSED ");

    gate.open("work");
    String waiting =
        "from rowmq_message where mailbox_id ="
            + " (select id from rowmq_destination where name = 'it.work')";
    await().atMost(PATIENCE).until(() -> select("count(*)", waiting).equals("1"));
    send("queue=it.work", "p3");
    send("queue=it.artemis", "meanwhile");
    await().atMost(PATIENCE).until(() -> notes("artemis").contains("artemis meanwhile 1"));
    await()
        .atMost(PATIENCE)
        .during(Duration.ofSeconds(1))
        .until(() -> notes("work").equals(List.of("work p1 1")));

    server.post("/inbound/endpoints?do=resumeEndpoint&bean=WorkBean", "");
    awaitNotes("work", "work p1 1", "work p2 1", "work p3 1");
    assertThat(endpoint("WorkBean")).contains(" OPEN ");
  }

  /** The third message that fails in a row, each may be tried twice. */
  @Test
  @Order(4)
  void anEndpointWhoseMessagesAllFailPausesItselfAndTheLogSaysHowToResumeIt() {
    send("queue=it.failing", "bad 1", "bad 2", "bad 3", "good");
    await().atMost(PATIENCE).until(() -> endpoint("FailingBean").contains(" PAUSED "));
    server.awaitLog(
        log ->
            assertThat(log.lines())
                .anyMatch(
                    line ->
                        line.contains("FailingBean")
                            && line.contains("is paused because")
                            && line.contains("resume")));
    assertThat(notes("failing")).noneMatch(line -> line.contains("good"));

    server.post("/inbound/endpoints?do=resumeEndpoint&bean=FailingBean", "");
    await().atMost(PATIENCE).until(() -> notes("failing").contains("failing good 1"));
  }

  private static String endpoint(String bean) {
    return server
        .get("/inbound/endpoints")
        .lines()
        .filter(line -> line.contains(bean))
        .findAny()
        .orElseThrow();
  }

  /** As when a node commits and ends before it can say so: nobody is woken. */
  @Test
  @Order(4)
  void aMessageOfWhichNobodyWasToldIsFound() throws SQLException {
    send("queue=it.nobody", "found");
    send("queue=it.artemis", "first");
    await().atMost(PATIENCE).until(() -> notes("artemis").contains("artemis first 1"));

    try (Connection connection = DriverManager.getConnection(url());
        Statement statement = connection.createStatement()) {
      assertThat(
              statement.executeUpdate(
                  "update rowmq_message set mailbox_id ="
                      + " (select id from rowmq_destination where name = 'it.artemis')"
                      + " where mailbox_id ="
                      + " (select id from rowmq_destination where name = 'it.nobody')"))
          .isEqualTo(1);
    }
    await().atMost(PATIENCE).until(() -> notes("artemis").contains("artemis found 1"));
  }

  /**
   * Payara rolls back the transactions of an application that is being undeployed; that is no
   * failure of the message, which would be given up otherwise.
   */
  @Test
  @Order(5)
  void whatABeanIsWorkingOnIsFinishedWhenItIsUndeployedAndNothingIsBlamed() {
    String[] texts =
        IntStream.rangeClosed(1, 20).mapToObj(Integer::toString).toArray(String[]::new);
    gate.close("work");
    gate.close("finish");
    send("queue=it.work", texts);
    send("queue=it.finish", texts);
    await().atMost(PATIENCE).until(() -> gate.waiting("work") + gate.waiting("finish") == 2);
    CompletableFuture<Void> undeployed =
        CompletableFuture.runAsync(() -> server.undeploy("inbound"));
    // one after the other, in the server's order
    Map<String, String> atWork =
        new HashMap<>(Map.of("WorkBean", "work", "FinishingBean", "finish"));
    while (!atWork.isEmpty()) {
      String bean =
          await()
              .atMost(PATIENCE)
              .until(
                  () -> atWork.keySet().stream().filter(InboundIT::isBeingStopped).findAny(),
                  Optional::isPresent)
              .orElseThrow();
      gate.open(atWork.remove(bean));
    }
    undeployed.join();
    server.deploy(archive, "inbound");
    await()
        .atMost(PATIENCE)
        .until(
            () -> notes("work").contains("work 20 1") && notes("finish").contains("finish 20 1"));
    assertThat(notes("work").get(0)).endsWith(" 2");
    assertThat(notes("work").stream().skip(1)).allMatch(line -> line.endsWith(" 1"));
    assertThat(notes("finish")).allMatch(line -> line.endsWith(" 1"));
    assertThat(server.log()).doesNotContain("were still being processed", "DLQ.it.work");
  }

  private static boolean isBeingStopped(String bean) {
    return server
        .log()
        .lines()
        .anyMatch(line -> line.contains(bean + " is being stopped, and waits"));
  }

  @Test
  @Order(6)
  void aBeanThatDoesNotFinishHoldsUpNothingForLongerThanDrainTimeout() {
    gate.close("work");
    send("queue=it.work", "stuck", "c");
    await().atMost(PATIENCE).until(() -> gate.waiting("work") == 1);
    long begin = System.nanoTime();
    server.undeploy("inbound");
    // the rest is the server's, which is slow on a busy machine; the bean would never end
    assertThat(Duration.ofNanos(System.nanoTime() - begin)).isBetween(DRAIN, PATIENCE);
    server.awaitLog(
        log ->
            assertThat(log)
                .contains("1 messages were still being processed after 2000 ms (drainTimeout)"));
    gate.open("work");
    server.deploy(archive, "inbound");
    await().atMost(PATIENCE).until(() -> notes("work").contains("work c 1"));
  }

  @Test
  @Order(5)
  void aDurableSubscriptionWithoutANameOutlivesADeployment() {
    send("topic=it.news", "first");
    awaitNotes("topic", "topic first 1");
    server.undeploy("inbound");
    server.deploy(archive, "inbound");
    server.awaitLog(log -> assertThat(log).contains("TopicBean@it.news"));
    send("topic=it.news", "second");
    awaitNotes("topic", "topic second 1");
  }

  @Test
  @Order(7)
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
  @Order(8)
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
