package org.rowmq.it.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
import org.jboss.shrinkwrap.api.asset.FileAsset;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.rowmq.it.app.book.BookServlet;
import org.rowmq.it.app.inbound.Notes;
import org.rowmq.it.app.many.ManyServlet;
import org.rowmq.it.harness.Archives;
import org.rowmq.it.harness.Artifacts;
import org.rowmq.it.harness.MicroServer;

/**
 * Applications that were written for no server in particular, on a Payara Micro as it comes, with
 * the adapter on its default data source.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class ByTheBookIT {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final int CLASSES = 200;

  private static MicroServer server;

  @BeforeAll
  static void start() {
    server =
        MicroServer.at(Artifacts.workDirectory("book"))
            .with("rowmq.dataSourceLookup", "jdbc/__default")
            .deploying(Artifacts.resourceAdapter())
            .start();
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @Test
  void anApplicationThatNamesNoResourceAdapterWorksUnchanged() {
    server.deploy(book(), "book");
    server.post("/book/book", "rollback");
    server.post("/book/book", "commit");
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(server.get("/book/book").lines())
                    .containsExactlyInAnyOrder(
                        "orders commit-injected 1",
                        "orders commit-defined 1",
                        "orders commit-unnamed 1",
                        "orders commit-named 1",
                        "news commit-news 1"));
    server.undeploy("book");
  }

  private static Path book() {
    return Archives.export(
        Archives.war("book").addPackage(BookServlet.class.getPackage()).addClass(Notes.class),
        server.directory());
  }

  /** The last one: it deploys the adapter anew. */
  @Test
  @Order(Integer.MAX_VALUE)
  void withDefaultProviderOffNothingOfTheServerIsTouched() {
    server.undeploy("rowmq");
    server.setProperty("rowmq.defaultProvider", "off");
    server.deploy(Artifacts.resourceAdapter(), "rowmq");

    assertThatThrownBy(() -> server.deploy(book(), "book")).hasMessageContaining("jmsra");

    server.undeploy("rowmq");
    server.setProperty("rowmq.defaultProvider", "auto");
    server.deploy(Artifacts.resourceAdapter(), "rowmq");
    server.deploy(book(), "book");
  }

  @Test
  void hundredsOfBeanClassesShareAPoolOfEightConnections() {
    WebArchive application = Archives.war("many").addPackage(ManyServlet.class.getPackage());
    String directory = "WEB-INF/classes/" + GeneratedBeans.PACKAGE.replace('.', '/') + "/";
    for (Path file : GeneratedBeans.compile(CLASSES, server.directory().resolve("generated"))) {
      application.add(new FileAsset(file.toFile()), directory + file.getFileName());
    }
    server.deploy(Archives.export(application, server.directory()), "many");
    server.post("/many/many", "");
    assertThat(server.get("/many/many")).isEqualTo(Integer.toString(CLASSES));
    server.undeploy("many");
  }

  @Test
  void theDefaultDataSourceIsMadeDurableAndItsUrlIsSaidOnce() {
    server.awaitLog(
        log ->
            assertThat(log.lines())
                .filteredOn(line -> line.contains("wrote its commits 500 ms late"))
                .singleElement()
                .asString()
                .containsPattern("jdbc:h2:.*embedded_default.*;WRITE_DELAY=0"));
  }
}
