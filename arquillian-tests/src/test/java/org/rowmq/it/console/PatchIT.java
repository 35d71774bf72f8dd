package org.rowmq.it.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URL;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Map;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.rowmq.it.harness.Http;
import org.rowmq.it.harness.MicroServer;
import org.yaml.snakeyaml.Yaml;

/** A destination is changed by a merge patch, as RFC 7396 has it. */
@ExtendWith(ArquillianExtension.class)
class PatchIT {
  private static final String PATH = "destinations/queue/it%2Fpatched";

  @ArquillianResource private URL application;

  @Deployment(testable = false)
  static WebArchive application() {
    return ConsoleSite.queues("console-patch");
  }

  private static HttpResponse<String> patch(
      ConsoleSite site, String type, String version, String json) {
    HttpRequest.Builder request =
        site.as("admin", MicroServer.ADMIN_PASSWORD, PATH)
            .header("Content-Type", type)
            .method("PATCH", HttpRequest.BodyPublishers.ofString(json));
    if (version != null) {
      request.header("If-Match", version);
    }
    return Http.exchange(request.build());
  }

  private static HttpResponse<String> patch(ConsoleSite site, String version, String json) {
    return patch(site, "application/merge-patch+json", version, json);
  }

  private static String version(HttpResponse<String> answer) {
    return answer.headers().firstValue("ETag").orElseThrow();
  }

  private static Map<String, Object> json(HttpResponse<String> answer) {
    return ApiSchema.map(new Yaml().load(answer.body())); // JSON is YAML
  }

  @Test
  void whatThePatchNamesIsChangedAndWhatIsWrongInItChangesNothing() {
    try (ConsoleSite site = new ConsoleSite(application)) {
      site.api("POST", "destinations", "{\"name\":\"it/patched\"}");
      HttpResponse<String> before = site.api("GET", PATH, null);
      assertThat(json(before)).containsEntry("settings", Map.of());
      String seen = version(before);

      HttpResponse<String> changed =
          patch(
              site,
              seen,
              "{\"consumptionPaused\":true,\"settings\":{\"maxDeliveryAttempts\":5,"
                  + "\"deadLetterDestination\":\"graves\",\"maxTimeToLive\":60000,"
                  + "\"deadLetterRetention\":30}}");
      assertThat(changed.statusCode()).isEqualTo(200);
      Map<String, String> own =
          Map.of(
              "maxDeliveryAttempts", "5",
              "deadLetterDestination", "graves",
              "maxTimeToLive", "60000",
              "deadLetterRetention", "30");
      assertThat(json(changed))
          .containsEntry("consumptionPaused", true)
          .containsEntry("productionPaused", false)
          .containsEntry("settings", own);

      for (List<String> wrong :
          List.of(
              List.of("{\"messages\":0}", "messages", "messages is 0", "productionPaused"),
              List.of("{\"productionPaused\":\"no\"}", "productionPaused", "\"no\"", "true or"),
              List.of("{\"productionPaused\":null}", "productionPaused", "null", "true or false"),
              List.of("{\"settings\":7}", "settings", "settings is 7", "an object"),
              List.of("{\"settings\":{\"maxMessages\":[1]}}", "maxMessages", "[1]", "a number"),
              List.of("{\"settings\":{\"maxMessages\":-1}}", "maxMessages", "-1", "from 0 to"),
              List.of(
                  "{\"settings\":{\"deadLetterRetention\":0.5}}",
                  "deadLetterRetention",
                  "0.5",
                  "a whole number from 0 to 36500"),
              List.of("{\"settings\":{\"size\":1}}", "size", "\"1\"", "maxMessages"))) {
        HttpResponse<String> refused = patch(site, version(changed), wrong.get(0));
        assertThat(refused.statusCode()).as(wrong.get(0)).isEqualTo(400);
        assertThat(refused.headers().firstValue("Content-Type").orElseThrow())
            .startsWith("application/problem+json");
        assertThat(json(refused)).containsEntry("field", wrong.get(1));
        assertThat(json(refused).get("detail").toString()).contains(wrong.get(2), wrong.get(3));
      }
      assertThat(patch(site, version(changed), "[]").statusCode()).isEqualTo(400);
      assertThat(patch(site, version(changed), "").statusCode()).isEqualTo(400);
      assertThat(patch(site, seen, "{\"productionPaused\":true}").statusCode()).isEqualTo(409);
      assertThat(patch(site, null, "{\"productionPaused\":true}").statusCode()).isEqualTo(400);
      assertThat(patch(site, "text/plain", version(changed), "{}").statusCode()).isEqualTo(415);
      HttpResponse<String> now = site.api("GET", PATH, null);
      assertThat(version(now)).isEqualTo(version(changed));
      assertThat(json(now)).containsEntry("settings", own).containsEntry("messages", 0);

      HttpResponse<String> less =
          patch(
              site,
              version(now),
              "{\"settings\":{\"deadLetterDestination\":null,\"maxTimeToLive\":null,"
                  + "\"deadLetterRetention\":null}}");
      assertThat(json(less)).containsEntry("settings", Map.of("maxDeliveryAttempts", "5"));
      HttpResponse<String> none =
          patch(site, version(less), "{\"settings\":null,\"consumptionPaused\":false}");
      assertThat(version(none)).isEqualTo(seen);
      assertThat(site.api("GET", "audit?action=change&limit=200", null).body())
          .contains("queue://it/patched", "consumptionPaused");
    }
  }
}
