package org.rowmq.it.isolation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.nio.file.Path;
import java.util.List;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.rowmq.it.harness.Archives;
import org.rowmq.it.harness.Artifacts;
import org.rowmq.it.harness.MicroServer;
import org.rowmq.it.harness.RowmqContainer;
import org.rowmq.it.isolation.app.Note;
import org.rowmq.it.isolation.app.ProviderServlet;
import org.rowmq.it.isolation.app.SeenServlet;

/** The same applications on a server with the adapter and on one without. */
@ExtendWith(ArquillianExtension.class)
class IsolationIT {
  private static final String PERSISTENCE_WITHOUT_PROVIDER =
      """
      <persistence xmlns="https://jakarta.ee/xml/ns/persistence" version="3.0">
        <persistence-unit name="notes">
          <jta-data-source>jdbc/__default</jta-data-source>
          <exclude-unlisted-classes>false</exclude-unlisted-classes>
          <properties>
            <property name="jakarta.persistence.schema-generation.database.action" value="create"/>
          </properties>
        </persistence-unit>
      </persistence>
      """;

  private static MicroServer without;

  @Deployment(name = "own-libraries", testable = false)
  static WebArchive ownLibraries() {
    File[] libraries =
        Artifacts.project().resolve("arquillian-tests/target/other-libraries").toFile().listFiles();
    return Archives.war("own-libraries", SeenServlet.class).addAsLibraries(libraries);
  }

  @Deployment(name = "no-libraries", testable = false)
  static WebArchive noLibraries() {
    return Archives.war("no-libraries", SeenServlet.class);
  }

  @Deployment(name = "no-provider", testable = false)
  static WebArchive noProvider() {
    return Archives.war("no-provider", ProviderServlet.class, Note.class)
        .addAsResource(new StringAsset(PERSISTENCE_WITHOUT_PROVIDER), "META-INF/persistence.xml");
  }

  @BeforeAll
  static void startServerWithoutAdapter() {
    Path directory = Artifacts.workDirectory("isolation");
    without = MicroServer.at(directory);
    for (WebArchive archive : List.of(ownLibraries(), noLibraries(), noProvider())) {
      without.deploying(Archives.export(archive, directory));
    }
    without.start();
  }

  @AfterAll
  static void stopServerWithoutAdapter() {
    without.close();
  }

  @Test
  void anApplicationThatBringsLibrariesOfOursInOtherVersionsGetsItsOwn() {
    String seen = seen(RowmqContainer.server(), "own-libraries");
    assertThat(seen)
        .contains("class org.hibernate.Session from hibernate-core-6.5")
        .contains("class net.bytebuddy.ByteBuddy from byte-buddy-1.15")
        .contains("class org.antlr.v4.runtime.Lexer from antlr4-runtime-4.13.1")
        .contains("class com.zaxxer.hikari.HikariConfig from HikariCP-5.1")
        .isEqualTo(seen(without, "own-libraries"));
  }

  @Test
  void anApplicationWithoutLibrariesSeesNoneOfOurs() {
    String seen = seen(RowmqContainer.server(), "no-libraries");
    assertThat(seen)
        .contains("class org.hibernate.Session from nowhere")
        .contains("class org.rowmq.store.Store from nowhere")
        .contains("class org.rowmq.ra.engine.RowmqEngine from nowhere")
        .isEqualTo(seen(without, "no-libraries"));
  }

  @Test
  void aPersistenceUnitWithoutProviderIsTheServersEclipseLink() {
    String provider = RowmqContainer.server().get("/no-provider/provider");
    assertThat(provider)
        .startsWith("org.eclipse.persistence.")
        .isEqualTo(without.get("/no-provider/provider"));
  }

  private static String seen(MicroServer server, String application) {
    return server.get("/" + application + "/seen");
  }
}
