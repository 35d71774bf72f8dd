package org.rowmq.it.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.BiFunction;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.Timeout;
import org.rowmq.it.app.smoke.SmokeBean;
import org.rowmq.it.harness.Archives;
import org.rowmq.it.harness.Artifacts;

/** What an adapter must do on every server; one subclass for each. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
abstract class SmokeTests {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  /** How GlassFish and Payara are told a bean's adapter where the bean does not say. */
  private static final String GLASSFISH_EJB_JAR =
      """
      <glassfish-ejb-jar><enterprise-beans><ejb><ejb-name>SmokeBean</ejb-name>
        <mdb-resource-adapter><resource-adapter-mid>rowmq</resource-adapter-mid></mdb-resource-adapter>
      </ejb></enterprise-beans></glassfish-ejb-jar>
      """;

  /** How WildFly is told. */
  private static final String JBOSS_EJB3 =
      """
      <jboss:ejb-jar xmlns:jboss="urn:jboss:jakartaee:1.0" xmlns="https://jakarta.ee/xml/ns/jakartaee"
          xmlns:r="urn:resource-adapter-binding:2.0" version="4.0"><assembly-descriptor>
        <r:resource-adapter-binding><ejb-name>SmokeBean</ejb-name>
          <r:resource-adapter-name>rowmq.rar</r:resource-adapter-name></r:resource-adapter-binding>
      </assembly-descriptor></jboss:ejb-jar>
      """;

  /** A transaction manager may look every two minutes only. */
  private static final Duration RECOVERY = Duration.ofSeconds(180);

  private final ServerProcess server;

  /**
   * On a server.
   *
   * @param distribution directory under {@code target/servers}
   */
  SmokeTests(String distribution, BiFunction<Path, Path, ServerProcess> type) {
    Path home = Artifacts.project().resolve("arquillian-tests/target/servers/" + distribution);
    server = type.apply(home, Artifacts.workDirectory(distribution));
  }

  @BeforeAll
  @Timeout(300)
  void start() throws Exception {
    server.createAccounts();
    Path application =
        Archives.export(
            Archives.war("smoke")
                .addPackage(SmokeBean.class.getPackage())
                .addAsWebInfResource(new StringAsset(GLASSFISH_EJB_JAR), "glassfish-ejb-jar.xml")
                .addAsWebInfResource(new StringAsset(JBOSS_EJB3), "jboss-ejb3.xml"),
            server.directory());
    server.start(Artifacts.resourceAdapter(), application);
  }

  @AfterAll
  void stop() {
    server.close();
  }

  @Test
  void theNodeIsSeenInJmx() {
    assertThat(mbeans()).contains("org.rowmq:type=Node,node=\"smoke\"");
  }

  @Test
  void aBeanConsumesWhatATransactionSent() {
    send("hello", "");
    awaitSeen("hello 1");
  }

  @Test
  void thePlatformsDefaultFactoryIsTheAdaptersWhereTheServerLetsIt() {
    assumeThat(server.publishesDefaultFactory()).isTrue();
    server.post("/smoke/messages?factory=java:comp/DefaultJMSConnectionFactory", "default");
    awaitSeen("default 1");
  }

  @Test
  void whatATransactionTookBackIsNeverSeen() {
    send("never", "&rollback=1");
    send("after", "");
    awaitSeen("after 1");
    assertThat(seen()).noneMatch(line -> line.startsWith("never"));
  }

  @Test
  void aRollbackRedeliversWithItsCount() {
    send("rollback", "");
    awaitSeen("rollback 1", "rollback 2");
  }

  /**
   * The adapter on its own database and a PostgreSQL with PostgreSQL's own XA in one transaction.
   * The process ends when everything is prepared and the decision is on record, and once more when
   * everything is prepared and nothing decided; after its restart the server ends what was left.
   */
  @Test
  @Order(Integer.MAX_VALUE)
  @Timeout(value = 10, unit = TimeUnit.MINUTES)
  void whatACrashLeftPreparedIsEndedAfterTheRestart() throws Exception {
    transfer("one", "");
    awaitSeen("one 1");

    dieAt("commit", "two", "");
    assertThat(branchesLeft()).isEqualTo(1);
    assertThat(preparedAccounts()).isEqualTo(1);
    server.restart();
    awaitTransfers("one\ntwo\n");
    awaitSeen("two 1");
    assertThat(mbeans()).contains("org.rowmq:type=Node,node=\"smoke\"");

    dieAt("prepare", "three", server.preparesInOrder() ? "&messageFirst=1" : "");
    assertThat(branchesLeft()).isEqualTo(1);
    assertThat(preparedAccounts()).isEqualTo(1);
    server.restart();
    awaitTransfers("one\ntwo\n");
    transfer("four", "");
    awaitSeen("four 1");
    assertThat(seen()).containsExactly("four 1");
    server.stop();
    assertThat(branchesLeft()).isZero();
  }

  private void transfer(String text, String more) {
    server.post(
        "/smoke/transfers?factory=" + server.factory() + "&accounts=" + server.accounts() + more,
        text);
  }

  private void dieAt(String phase, String text, String more) throws Exception {
    ProcessHandle process = server.process();
    Files.writeString(server.halt(), phase);
    assertThatThrownBy(() -> transfer(text, more)).isInstanceOf(UncheckedIOException.class);
    process.onExit().get(60, TimeUnit.SECONDS);
  }

  /** Until nothing is prepared any more, and these are the rows. */
  private void awaitTransfers(String rows) {
    await()
        .atMost(RECOVERY)
        .pollInterval(Duration.ofSeconds(1))
        .ignoreExceptions()
        .untilAsserted(
            () -> {
              assertThat(branchesLeft()).isZero();
              assertThat(preparedAccounts()).isZero();
              assertThat(server.get("/smoke/transfers?accounts=" + server.accounts()))
                  .isEqualTo(rows);
            });
  }

  /** In the adapter's database, of which a copy is looked at. */
  private int branchesLeft() throws Exception {
    // another name each time: H2 keeps open what it is told not to close
    Path copy = Files.createTempDirectory(server.directory(), "looked-at-");
    Files.copy(server.directory().resolve("data/rowmq.mv.db"), copy.resolve("rowmq.mv.db"));
    try (Connection connection =
            DriverManager.getConnection(
                "jdbc:h2:file:" + copy.resolve("rowmq") + ";DB_CLOSE_DELAY=0", "sa", "");
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery("select count(*) from rowmq_branch")) {
      result.next();
      return result.getInt(1);
    }
  }

  /** In the other resource. */
  private int preparedAccounts() throws SQLException {
    try (Connection connection = DriverManager.getConnection(server.accountsUrl());
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery("select count(*) from pg_prepared_xacts")) {
      result.next();
      return result.getInt(1);
    }
  }

  private List<String> mbeans() {
    return server.get("/smoke/mbeans").lines().toList();
  }

  private void send(String text, String more) {
    server.post("/smoke/messages?factory=" + server.factory() + more, text);
  }

  private void awaitSeen(String... lines) {
    await().atMost(PATIENCE).untilAsserted(() -> assertThat(seen()).contains(lines));
  }

  private List<String> seen() {
    return server.get("/smoke/messages").lines().toList();
  }
}
