package org.rowmq.it;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.net.URI;
import java.net.URL;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Base64;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.rowmq.it.app.messaging.Deliveries;
import org.rowmq.it.app.messaging.MessagingServlet;
import org.rowmq.it.app.messaging.Resources;
import org.rowmq.it.app.messaging.Sender;
import org.rowmq.it.harness.Archives;
import org.rowmq.it.harness.Http;
import org.rowmq.it.harness.MicroServer;

@ExtendWith(ArquillianExtension.class)
class ConsoleIT {

  @ArquillianResource private URL application;

  @Deployment(testable = false)
  static WebArchive application() {
    return Archives.war(
        "unconsumed", Resources.class, Sender.class, Deliveries.class, MessagingServlet.class);
  }

  @Test
  void theConsoleListsAQueueWithItsDepthToWhoSignsIn() {
    for (int i = 0; i < 3; i++) {
      Http.post(application, "messages?queue=it.unconsumed", "message " + i);
    }

    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () -> {
              HttpResponse<String> list = destinations(MicroServer.ADMIN_PASSWORD);
              assertThat(list.statusCode()).as(list.body()).isEqualTo(200);
              assertThat(list.body())
                  .containsPattern("\"name\":\"it.unconsumed\"[^}]*\"messages\":3[,}]");
            });
  }

  @Test
  void theConsoleListsNothingToWhoDoesNot() {
    assertThat(Http.exchange(request().build()).statusCode()).isEqualTo(401);
    HttpResponse<String> refused = destinations("wrong");
    assertThat(refused.statusCode()).isEqualTo(401);
    assertThat(refused.body()).doesNotContain("it.messages");
  }

  private HttpResponse<String> destinations(String password) {
    String pair = Base64.getEncoder().encodeToString(("admin:" + password).getBytes(UTF_8));
    return Http.exchange(request().header("Authorization", "Basic " + pair).build());
  }

  private HttpRequest.Builder request() {
    return HttpRequest.newBuilder(
        URI.create(application.toString()).resolve("/console/api/v1/destinations"));
  }
}
