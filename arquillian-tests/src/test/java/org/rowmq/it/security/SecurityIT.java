package org.rowmq.it.security;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.time.Duration;
import java.util.Base64;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.rowmq.it.app.security.GuardedBean;
import org.rowmq.it.harness.Archives;
import org.rowmq.it.harness.Artifacts;
import org.rowmq.it.harness.Http;
import org.rowmq.it.harness.MicroServer;

/**
 * A server that checks users. The passwords of the database, the administrator, a bean and a
 * connection factory are in none of the settings.
 */
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class SecurityIT {
  private static final Duration PATIENCE = Duration.ofSeconds(90);
  private static final String DATABASE = "of-the-database-1";
  private static final String ADMINISTRATOR = "of-the-console-01";
  private static final String CLERK = "of-the-clerk-0001";
  private static final String SELLER = "of-the-seller-001";

  private static MicroServer server;
  private static String url;

  @BeforeAll
  static void start() throws Exception {
    Path directory = Artifacts.workDirectory("security");
    url = "jdbc:h2:file:" + directory.resolve("data/rowmq");
    server =
        MicroServer.at(directory)
            .withPasswordAlias("database", DATABASE)
            .withPasswordAlias("administrator", ADMINISTRATOR)
            .withPasswordAlias("clerk", CLERK)
            .withEnvironment("IT_SELLER_PASSWORD", SELLER)
            .with("rowmq.jdbcUrl", url)
            .with("rowmq.user", "rowmq")
            .with("rowmq.password", "${ALIAS=database}")
            .with("rowmq.adminPassword", "${ALIAS=administrator}")
            .with("rowmq.security", "users")
            .with("rowmq.setUserId", "true")
            .deploying(Artifacts.resourceAdapter())
            .deploying(Artifacts.console())
            .start();
    server.deploy(
        Archives.export(
            Archives.war("guarded").addPackage(GuardedBean.class.getPackage()), directory),
        "guarded");
  }

  @AfterAll
  static void stop() {
    if (server != null) {
      server.close();
    }
  }

  @Test
  @Order(1)
  void nobodyConnectsWithoutAUserThatIsKnown() {
    for (String by : new String[] {"connection", "context"}) {
      String refusal =
          by.equals("connection") ? "JMSSecurityException: " : "JMSSecurityRuntimeException: ";
      assertThat(send(by, "")).startsWith(refusal);
      assertThat(send(by, "user=seller&password=" + SELLER)).startsWith(refusal);
      assertThat(send(by, "factory=seller")).startsWith(refusal);
    }
  }

  @Test
  @Order(2)
  void aKnownUserNeedsTheRightPasswordAndAPermission() {
    saveUser("seller", SELLER);

    assertThat(send("connection", "user=seller&password=wrong"))
        .startsWith("JMSSecurityException: ");
    assertThat(send("connection", "user=seller&password=" + SELLER))
        .startsWith("JMSSecurityException: ")
        .contains("seller may not send to");
    assertThat(send("context", "user=seller&password=" + SELLER))
        .startsWith("JMSSecurityRuntimeException: ")
        .contains("seller may not send to");

    permit("seller", "SEND");

    assertThat(send("connection", "user=seller&password=" + SELLER + "&text=connection"))
        .isEqualTo("ok");
    assertThat(send("context", "factory=seller&text=factory")).isEqualTo("ok");
    assertThat(send("context", "factory=seller&user=seller&password=wrong"))
        .startsWith("JMSSecurityRuntimeException: ");
    assertThat(send("connection", "user=seller&password=wrong"))
        .startsWith("JMSSecurityException: ");
  }

  @Test
  @Order(3)
  void browsingAndManagingNeedRightsOfTheirOwn() {
    String asSeller = "user=seller&password=" + SELLER;
    assertThat(send("browse", asSeller))
        .startsWith("JMSSecurityException: ")
        .contains("seller may not browse");
    permit("seller", "SEND", "BROWSE");
    assertThat(send("browse", asSeller)).isEqualTo("2");

    put("users/seller", "{\"role\":\"operator\",\"password\":\"%s\"}".formatted(SELLER));
    assertThat(asSeller("pause")).isEqualTo(403);
    permit("seller", "SEND", "BROWSE", "MANAGE");
    assertThat(asSeller("pause")).isEqualTo(200);
    assertThat(asSeller("resume")).isEqualTo(200);
  }

  private static int asSeller(String command) {
    return api("seller", SELLER, "POST", "destinations/queue/it.guarded/" + command, "")
        .statusCode();
  }

  @Test
  @Order(4)
  void aBeanWhoseUserIsRefusedBeginsWhenItIsPermitted() {
    server.awaitLog(log -> assertThat(log).contains("GuardedBean: it cannot be opened"));
    saveUser("clerk", CLERK);
    server.awaitLog(log -> assertThat(log).contains("clerk may not consume"));
    assertThat(server.get("/guarded/seen")).isEmpty();

    permit("clerk", "CONSUME");

    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () ->
                assertThat(server.get("/guarded/seen").lines())
                    .containsExactlyInAnyOrder("connection from seller", "factory from seller"));
  }

  @Test
  @Order(5)
  void thePasswordOfTheDatabaseIsTheOneBehindItsAlias() throws Exception {
    assertThat(server.log()).doesNotContain(DATABASE, ADMINISTRATOR, CLERK, SELLER);
    server.close();
    try (Connection connection = DriverManager.getConnection(url, "rowmq", DATABASE)) {
      assertThat(connection.isValid(5)).isTrue();
    }
  }

  private static String send(String by, String how) {
    return server.post("/guarded/" + by + "?" + how, "");
  }

  private static void saveUser(String name, String password) {
    put("client-users/" + name, "{\"password\":\"" + password + "\"}");
  }

  private static void permit(String user, String... rights) {
    put(
        "permissions",
        "{\"user\":\"%s\",\"destination\":\"it.*\",\"rights\":[\"%s\"]}"
            .formatted(user, String.join("\",\"", rights)));
  }

  /** As an administrator whose password the server keeps. */
  private static void put(String path, String json) {
    HttpResponse<String> answer = api("admin", ADMINISTRATOR, "PUT", path, json);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
  }

  private static HttpResponse<String> api(
      String user, String password, String method, String path, String json) {
    String credentials =
        Base64.getEncoder().encodeToString((user + ":" + password).getBytes(UTF_8));
    return Http.exchange(
        HttpRequest.newBuilder(server.uri("/console/api/v1/" + path))
            .header("Authorization", "Basic " + credentials)
            .header("Content-Type", "application/json")
            .method(method, HttpRequest.BodyPublishers.ofString(json))
            .build());
  }
}
