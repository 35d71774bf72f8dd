package org.rowmq.it.observability;

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
import org.jboss.shrinkwrap.api.asset.StringAsset;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.rowmq.it.app.tracing.TracedServlet;
import org.rowmq.it.harness.Archives;
import org.rowmq.it.harness.Http;
import org.rowmq.it.harness.MicroServer;

/** An application with MicroProfile Telemetry beside adapter and console, on Payara Micro. */
@ExtendWith(ArquillianExtension.class)
class ObservabilityIT {
  private static final Duration LIMIT = Duration.ofSeconds(30);

  @ArquillianResource private URL application;

  @Deployment(testable = false)
  static WebArchive application() {
    return Archives.war("traced")
        .addPackage(TracedServlet.class.getPackage())
        .addAsResource(
            new StringAsset("otel.sdk.disabled=false\notel.traces.exporter=none\n"),
            "META-INF/microprofile-config.properties");
  }

  private HttpRequest.Builder request(String path) {
    return HttpRequest.newBuilder(URI.create(application.toString()).resolve(path));
  }

  private HttpResponse<String> api(String path) {
    String pair = "admin:" + MicroServer.ADMIN_PASSWORD;
    return Http.exchange(
        request("/console/api/v1/" + path)
            .header(
                "Authorization",
                "Basic " + Base64.getEncoder().encodeToString(pair.getBytes(UTF_8)))
            .build());
  }

  private void aMessageGoesThrough() {
    String trace = Http.post(application, "trace", "");
    await().atMost(LIMIT).until(() -> Http.get(application, "trace").contains(trace));
  }

  @Test
  void theTraceOfTheSenderGoesOnInTheBean() {
    String trace = Http.post(application, "trace", "");

    await().atMost(LIMIT).until(() -> Http.get(application, "trace").contains(trace));

    assertThat(Http.get(application, "trace").lines()).anyMatch(l -> l.startsWith(trace));
    String line =
        Http.get(application, "trace").lines().filter(l -> l.startsWith(trace)).findFirst().get();
    String[] seen = line.split(" ");
    assertThat(trace).hasSize(32).doesNotMatch("0+");
    assertThat(seen[3]).as(line).isEqualTo("00-" + trace + "-" + seen[1] + "-01");
    assertThat(seen[2]).as(line).isNotEqualTo(seen[1]);
  }

  @Test
  void theGuardedMetricsNameTheQueue() {
    aMessageGoesThrough();

    HttpResponse<String> metrics = api("metrics");

    assertThat(metrics.statusCode()).isEqualTo(200);
    assertThat(metrics.headers().firstValue("Content-Type"))
        .hasValueSatisfying(
            type ->
                assertThat(type)
                    .startsWith("application/openmetrics-text")
                    .contains("version=1.0.0"));
    assertThat(metrics.body())
        .containsPattern(
            "messaging_client_sent_messages_total\\{messaging_destination_name=\"traced\","
                + "messaging_destination_kind=\"queue\"} [1-9]")
        .containsPattern("messaging_process_duration_seconds_count\\{.*\"traced\".*} [1-9]")
        .containsPattern("messaging_endpoint_up\\{.*\"traced\"} 1")
        .endsWith("# EOF\n");
    assertThat(Http.exchange(request("/console/api/v1/metrics").build()).statusCode())
        .isEqualTo(401);
  }

  @Test
  void theServersOpenMetricsHaveTheTotalsWithoutNames() {
    aMessageGoesThrough();

    await()
        .atMost(LIMIT)
        .untilAsserted(
            () ->
                assertThat(Http.exchange(request("/metrics").build()).body())
                    .containsPattern("(?m)^messaging_client_sent_messages_total\\{[^}]*} [1-9]")
                    .containsPattern("(?m)^messaging_store_up\\{[^}]*} 1"));
    assertThat(Http.exchange(request("/metrics").build()).body().lines())
        .filteredOn(line -> line.startsWith("messaging_"))
        .noneMatch(line -> line.contains("traced"));
  }

  @Test
  void theMBeansOfTheNodeAreSeenByAllInTheServer() {
    aMessageGoesThrough();

    assertThat(Http.get(application, "mbeans").lines())
        .anyMatch(l -> l.matches("traced [1-9]\\d*"));
  }

  @Test
  void theServersHealthKnowsTheNode() {
    await()
        .atMost(LIMIT)
        .untilAsserted(
            () -> {
              HttpResponse<String> ready = Http.exchange(request("/health/ready").build());
              assertThat(ready.body())
                  .contains("rowmq-ready")
                  .containsPattern("ok: (H2|PostgreSQL) ");
              assertThat(ready.statusCode()).isEqualTo(200);
            });
    HttpResponse<String> live = Http.exchange(request("/health/live").build());
    assertThat(live.body()).contains("rowmq-live");
    assertThat(live.statusCode()).isEqualTo(200);
    HttpResponse<String> all = Http.exchange(request("/health").build());
    assertThat(all.body()).contains("\"node\"", "\"version\"").doesNotContain("traced");
    HttpResponse<String> started = Http.exchange(request("/health/started").build());
    assertThat(started.body()).contains("rowmq-started", "schema");
    assertThat(started.statusCode()).isEqualTo(200);
    assertThat(api("health").body()).contains("\"ready\":true", "\"name\":\"membership\"");
  }
}
