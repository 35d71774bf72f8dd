package org.rowmq.it.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URL;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.yaml.snakeyaml.Yaml;

/** Check 39. OpenApiTest compares the operations themselves. */
@ExtendWith(ArquillianExtension.class)
class OpenApiIT {
  /** What its operations are about, as the test has made it. */
  private static final String QUEUE = "it.described";

  /** These need what the test does not have, and are tested for what they do elsewhere. */
  private static final Set<String> ELSEWHERE =
      Set.of(
          "post /transactions/prepared/{xid}/commit",
          "post /transactions/prepared/{xid}/rollback",
          "patch /destinations/{type}/{name}",
          "put /settings",
          "put /destinations/{type}/{name}/settings",
          "put /settings/patterns/{type}/{pattern}",
          "get /settings:undo",
          "get /settings/patterns/{type}/{pattern}:undo",
          "get /destinations/{type}/{name}/settings:undo",
          "post /endpoints/pause",
          "post /endpoints/resume",
          "get /jobs/{id}",
          "delete /connections/{id}",
          "delete /jobs/{id}",
          "post /destinations/queue/{name}/messages:retry",
          "post /subscriptions/{id}/messages:retry",
          "post /dead-letters:retry");

  @ArquillianResource private URL application;

  @Deployment(testable = false)
  static WebArchive application() {
    return ConsoleSite.queues("console-openapi");
  }

  private Object json(HttpResponse<String> answer) {
    return new Yaml().load(answer.body()); // JSON is YAML
  }

  private String id(HttpResponse<String> answer, String list) {
    Object all = json(answer);
    List<?> items = (List<?>) (list == null ? all : ApiSchema.map(all).get(list));
    return String.valueOf(ApiSchema.map(items.get(0)).get("id"));
  }

  @Test
  void eachOperationAnswersAsItsSchemaSays() {
    try (ConsoleSite site = new ConsoleSite(application)) {
      site.api("POST", "destinations", "{\"type\":\"topic\",\"name\":\"it.described.topic\"}");
      site.api("POST", "destinations", "{\"type\":\"queue\",\"name\":\"it.described.target\"}");
      site.api("POST", "destinations", "{\"type\":\"queue\",\"name\":\"" + QUEUE + "\"}");
      site.api(
          "POST",
          "destinations/queue/" + QUEUE + "/messages",
          "{\"text\":\"x\",\"count\":3,\"properties\":{\"api_token\":\"abc\"}}");
      site.api(
          "POST",
          "subscriptions",
          "{\"topic\":\"it.described.topic\",\"name\":\"described\",\"shared\":true}");
      site.api("POST", "destinations/topic/it.described.topic/messages", "{\"text\":\"y\"}");
      String message =
          id(site.api("GET", "destinations/queue/" + QUEUE + "/messages", null), "items");
      String subscription =
          id(site.api("GET", "destinations/topic/it.described.topic/subscriptions", null), null);

      String node = site.node();
      Map<String, Object> document = ApiSchema.map(json(site.api("GET", "openapi", null)));
      ApiSchema schemas = new ApiSchema(document);
      List<String> wrong = new ArrayList<>();
      ApiSchema.map(document.get("paths"))
          .forEach(
              (path, methods) ->
                  ApiSchema.map(methods)
                      .forEach(
                          (method, operation) -> {
                            String called = method + " " + path;
                            if (!ELSEWHERE.contains(called)) {
                              HttpResponse<String> answer =
                                  site.api(
                                      method.toUpperCase(Locale.ROOT),
                                      address(path, method, message, subscription, node),
                                      body(path, method, message));
                              check(called, ApiSchema.map(operation), answer, schemas, wrong);
                            }
                          }));
      assertThat(wrong).isEmpty();
    }
  }

  /** With values for its parameters; what would delete is only asked. */
  private static String address(
      String path, String method, String message, String subscription, String node) {
    boolean changes = method.equals("delete") || path.endsWith("purge");
    String type = path.startsWith("/destinations/topic") ? "it.described.topic" : QUEUE;
    String id = path.startsWith("/subscriptions") ? subscription : message;
    return path.replace("{clientId}/{name}", "-/described")
            .substring(1)
            .replace("{type}", "queue")
            .replace("{name}", type)
            .replace("{id}", id)
            .replace("{node}", node)
            .replace("{pattern}", "it.described.*")
        + (changes
                || path.contains("messages:")
                || path.endsWith(":import")
                || path.endsWith(":selector")
                || path.endsWith(":delete")
            ? "?dryRun=true"
            : "");
  }

  private static String body(String path, String method, String message) {
    if (method.equals("put") && path.equals("/permissions")) {
      return "{\"user\":\"it\",\"destination\":\"it.described.*\",\"rights\":[\"browse\"]}";
    }
    if (method.equals("put")) {
      return "{\"password\":\"long enough for this\"}";
    }
    if (!method.equals("post")) {
      return null;
    }
    if (path.equals("/settings:import")) {
      return "{\"format\":\"rowmq-settings/1\",\"all\":{\"maxTimeToLive\":60000},"
          + "\"patterns\":[],\"destinations\":[]}";
    }
    if (path.startsWith("/settings") || path.endsWith("settings:compare")) {
      return "{\"values\":{\"maxTimeToLive\":60000}}";
    }
    if (path.equals("/destinations:delete")) {
      return "{\"names\":[\"" + QUEUE + "\",\"it.described.never\"]}";
    }
    if (path.equals("/destinations")) {
      return "{\"name\":\"it.described.new\"}";
    }
    if (path.equals("/subscriptions")) {
      return "{\"topic\":\"it.described.topic\",\"name\":\"another\",\"clientId\":\"c\"}";
    }
    if (path.endsWith(":selector")) {
      return "{\"selector\":\"colour = 'red'\"}";
    }
    if (path.endsWith(":reveal")) {
      return "{\"property\":\"api_token\"}";
    }
    if (path.contains("messages:")) {
      return "{\"all\":true,\"target\":\"it.described.target\"}";
    }
    return "{\"queue\":\"it.described.target\",\"text\":\"in the place of " + message + "\"}";
  }

  private void check(
      String called,
      Map<String, Object> operation,
      HttpResponse<String> answer,
      ApiSchema schemas,
      List<String> wrong) {
    Map<String, Object> responses = ApiSchema.map(operation.get("responses"));
    Object response = responses.get(Integer.toString(answer.statusCode()));
    if (response == null) {
      wrong.add(called + " answers " + answer.statusCode() + ": " + answer.body());
      return;
    }
    Object content = ApiSchema.map(response).get("content");
    if (content != null && ApiSchema.map(content).get("application/json") != null) {
      Map<String, Object> json = ApiSchema.map(ApiSchema.map(content).get("application/json"));
      schemas
          .differences(ApiSchema.map(json.get("schema")), json(answer))
          .forEach(difference -> wrong.add(called + ": " + difference));
    }
  }
}
