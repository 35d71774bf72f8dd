package org.rowmq.it.servers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.BiFunction;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.rowmq.it.app.smoke.SmokeBean;
import org.rowmq.it.harness.Archives;
import org.rowmq.it.harness.Artifacts;

/** What an adapter must do on every server; one subclass for each. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
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
  void start() {
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
  void aBeanConsumesWhatATransactionSent() {
    send("hello", "");
    awaitSeen("hello 1");
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
