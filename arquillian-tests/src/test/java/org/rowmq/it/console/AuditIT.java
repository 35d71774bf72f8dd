package org.rowmq.it.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.rowmq.it.harness.Http;
import org.yaml.snakeyaml.Yaml;

/** Whatever is changed over HTTP is in the audit trail, once. */
class AuditIT extends ConsoleTestBase {
  private static final String USER = "it-audited";
  private static final String PASSWORD = "long enough for an audit";
  private static final Pattern ID = Pattern.compile("\"id\":\"(\\d+)\"");
  private static final Pattern TOKEN = Pattern.compile("\"token\":\"([^\"]+)\"");
  private static final Pattern VERSION = Pattern.compile("\"version\":\"([^\"]+)\"");

  private static final String QUEUE = "destinations/queue/it.told";
  private static final String TOPIC = "destinations/topic/it.told.topic";

  /** These only say what would change. */
  private static final Set<String> CHANGE_NOTHING =
      Set.of(
          "post /settings:compare",
          "post /settings/patterns/{type}/{pattern}:compare",
          "post /destinations/{type}/{name}/settings:compare");

  private final Set<String> called = new TreeSet<>();
  private final List<String> wrong = new ArrayList<>();

  @Deployment(testable = false)
  static WebArchive application() {
    return ConsoleSite.queues("console-audit");
  }

  private HttpResponse<String> call(String method, String path, String json, String version) {
    HttpRequest.Builder request =
        site.as(USER, PASSWORD, path)
            .header(
                "Content-Type",
                method.equals("PATCH") ? "application/merge-patch+json" : "application/json")
            .method(
                method,
                json == null
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(json));
    if (version != null) {
      request.header("If-Match", version);
    }
    return Http.exchange(request.build());
  }

  /** What the audit trail has of the user, the last first. */
  private List<Map<String, Object>> trail() {
    Object page = new Yaml().load(call("GET", "audit?limit=50&user=" + USER, null, null).body());
    return ((List<?>) ApiSchema.map(page).get("items")).stream().map(ApiSchema::map).toList();
  }

  /** Calls, and compares the entries that there are then with the one that is expected. */
  private HttpResponse<String> told(
      String operation, String path, String json, String version, String... expected) {
    called.add(operation);
    List<Map<String, Object>> before = trail();
    Instant begun = Instant.now().minusSeconds(2);
    String method = operation.substring(0, operation.indexOf(' ')).toUpperCase(Locale.ROOT);
    HttpResponse<String> answer = call(method, path, json, version);
    List<Map<String, Object>> entries =
        trail().stream()
            .takeWhile(
                entry -> before.isEmpty() || !entry.get("id").equals(before.get(0).get("id")))
            .toList();
    List<String> found =
        entries.stream()
            .map(
                entry ->
                    entry.get("action") + " " + entry.get("target") + " " + entry.get("outcome"))
            .sorted()
            .toList();
    if (!found.equals(List.of(expected))) {
      wrong.add(
          operation + " left " + found + " and answered " + answer.statusCode() + answer.body());
    }
    for (Map<String, Object> entry : entries) {
      boolean whole =
          USER.equals(entry.get("user"))
              && "admin".equals(entry.get("role"))
              && !String.valueOf(entry.get("address")).isBlank()
              && !String.valueOf(entry.get("requestId")).isBlank()
              && !Instant.parse(String.valueOf(entry.get("at"))).isBefore(begun)
              && !Instant.parse(String.valueOf(entry.get("at")))
                  .isAfter(Instant.now().plusSeconds(2))
              && "REFUSED".equals(entry.get("outcome")) == (entry.get("error") != null);
      if (!whole) {
        wrong.add(operation + " is told of as " + entry);
      }
    }
    return answer;
  }

  /** The first step gives a token, which the second takes; only that is told of. */
  private HttpResponse<String> confirmed(
      String operation, String path, String fields, String... expected) {
    boolean delete = operation.startsWith("delete");
    List<Map<String, Object>> before = trail();
    HttpResponse<String> asked =
        call(
            delete ? "DELETE" : "POST",
            path + "?dryRun=true",
            delete ? null : "{" + fields + "}",
            null);
    if (!trail().equals(before)) {
      wrong.add(operation + " is told of before it is confirmed");
    }
    String token = first(TOKEN, asked);
    return delete
        ? told(operation, path + "?token=" + token + fields, null, null, expected)
        : told(
            operation,
            path,
            "{" + fields + (fields.isEmpty() ? "" : ",") + "\"token\":\"" + token + "\"}",
            null,
            expected);
  }

  private static String first(Pattern pattern, HttpResponse<String> answer) {
    Matcher matcher = pattern.matcher(answer.body());
    assertThat(matcher.find()).as(answer.statusCode() + answer.body()).isTrue();
    return matcher.group(1);
  }

  private String version(String path) {
    return call("GET", path, null, null).headers().firstValue("ETag").orElseThrow();
  }

  private String message(String source) {
    return first(ID, call("GET", source + "/messages", null, null));
  }

  /** CONSOLE-SPEC 3.6, for each operation of the API's document that changes something. */
  @Test
  void eachOperationThatChangesSomethingLeavesOneEntryWithWhoWhenWhatAndWhatCameOfIt() {
    site.api(
        "PUT",
        "users/" + USER,
        "{\"role\":\"admin\",\"password\":\"" + PASSWORD + "\",\"enabled\":true}");
    call("GET", "overview", null, null); // signing in is told of as well, once

    destinations();
    messages();
    deadLetters();
    subscriptions();
    settings();
    users();
    others();
    deletions();

    assertThat(wrong).isEmpty();
    Set<String> changing = new TreeSet<>();
    ApiSchema.map(
            ApiSchema.map(new Yaml().load(call("GET", "openapi", null, null).body())).get("paths"))
        .forEach(
            (path, operations) ->
                ApiSchema.map(operations).keySet().stream()
                    .filter(method -> !method.equals("get"))
                    .forEach(method -> changing.add(method + " " + path)));
    changing.removeAll(CHANGE_NOTHING);
    assertThat(called).isEqualTo(changing);
  }

  private void destinations() {
    for (String name : List.of("it.told", "it.told.other", "it.told.more")) {
      told(
          "post /destinations",
          "destinations",
          "{\"name\":\"" + name + "\"}",
          null,
          "create queue://" + name + " OK");
    }
    told(
        "post /destinations",
        "destinations",
        "{\"type\":\"topic\",\"name\":\"it.told.topic\"}",
        null,
        "create topic://it.told.topic OK");
    told(
        "post /destinations",
        "destinations",
        "{\"name\":\"it.told\"}",
        null,
        "create queue://it.told REFUSED");
    told(
        "post /destinations/{type}/{name}/pause",
        QUEUE + "/pause",
        "{}",
        null,
        "pause delivery sending queue://it.told OK");
    told(
        "post /destinations/{type}/{name}/resume",
        QUEUE + "/resume",
        null,
        null,
        "resume queue://it.told OK");
    told(
        "patch /destinations/{type}/{name}",
        QUEUE,
        "{\"settings\":{\"maxDeliveryAttempts\":7}}",
        version(QUEUE),
        "change queue://it.told OK");
  }

  private void messages() {
    String send = QUEUE + "/messages";
    told(
        "post /destinations/{type}/{name}/messages",
        send,
        "{\"text\":\"x\",\"count\":8,\"properties\":{\"api_token\":\"abc\"}}",
        null,
        "send queue://it.told OK");
    told(
        "post /messages/{id}:reveal",
        "messages/" + message(QUEUE) + ":reveal",
        "{\"property\":\"api_token\"}",
        null,
        "reveal message://" + message(QUEUE) + " OK");
    String one = "\"ids\":[\"" + message(QUEUE) + "\"]";
    told(
        "post /destinations/queue/{name}/messages:copy",
        send + ":copy",
        "{" + one + ",\"target\":\"queue://it.told.other\"}",
        null,
        "copy queue://it.told OK");
    told(
        "post /destinations/queue/{name}/messages:move",
        send + ":move",
        "{" + one + ",\"target\":\"queue://it.told.other\"}",
        null,
        "move queue://it.told OK");
    confirmed(
        "post /destinations/queue/{name}/messages:delete",
        send + ":delete",
        "\"ids\":[\"" + message(QUEUE) + "\"]",
        "delete queue://it.told OK");
    confirmed(
        "delete /messages/{id}", "messages/" + message(QUEUE), "", "delete queue://it.told OK");
    confirmed(
        "post /destinations/{type}/{name}/purge",
        QUEUE + "/purge",
        "",
        "purge queue://it.told OK",
        "purge queue://it.told STARTED");
  }

  /** Of messages that are none: what there is to do with real ones is seen in MessagesIT. */
  private void deadLetters() {
    String other = "destinations/queue/it.told.other";
    String id = message(other);
    told(
        "post /destinations/queue/{name}/messages:retry",
        other + "/messages:retry",
        "{\"ids\":[\"" + id + "\"]}",
        null,
        "retry queue://it.told.other REFUSED");
    told(
        "post /messages/{id}:replace",
        "messages/" + id + ":replace",
        "{\"queue\":\"it.told.more\",\"text\":\"y\"}",
        null,
        "replace queue://it.told.more OK");
    confirmed(
        "post /dead-letters:retry",
        "dead-letters:retry",
        "\"queue\":\"it.told.other\",\"reason\":\"none\"",
        "retry queue://it.told.other OK");
  }

  private void subscriptions() {
    String id =
        first(
            ID,
            told(
                "post /subscriptions",
                "subscriptions",
                "{\"topic\":\"it.told.topic\",\"name\":\"it.told.all\",\"shared\":true}",
                null,
                "subscribe topic://it.told.topic/it.told.all OK"));
    call("POST", TOPIC + "/messages", "{\"text\":\"x\",\"count\":3}", null);
    String source = "subscriptions/" + id;
    String target = " topic://it.told.topic/it.told.all ";
    String one = "\"ids\":[\"" + message(source) + "\"]";
    for (String action : List.of("copy", "move")) {
      told(
          "post /subscriptions/{id}/messages:" + action,
          source + "/messages:" + action,
          "{" + one + ",\"target\":\"queue://it.told.other\"}",
          null,
          action + target + "OK");
    }
    confirmed(
        "post /subscriptions/{id}/messages:delete",
        source + "/messages:delete",
        "\"ids\":[\"" + message(source) + "\"]",
        "delete" + target + "OK");
    told(
        "post /subscriptions/{id}/messages:retry",
        source + "/messages:retry",
        "{\"ids\":[\"" + message(source) + "\"]}",
        null,
        "retry subscription://" + id + " REFUSED");
    confirmed(
        "post /subscriptions/{id}:selector",
        source + ":selector",
        "\"selector\":\"a = 1\",\"typedName\":\"it.told.all\"",
        "change-selector subscription://it.told.all (" + id + ") OK");
    told(
        "delete /subscriptions/{id}",
        source,
        null,
        null,
        "delete-subscription subscription://" + id + " REFUSED");
    String anew = first(ID, call("GET", "subscriptions/-/it.told.all", null, null));
    confirmed(
        "delete /subscriptions/{clientId}/{name}",
        "subscriptions/-/it.told.all",
        "",
        "delete-subscription subscription://it.told.all (" + anew + ") OK");
  }

  private void settings() {
    String document =
        "{\"format\":\"rowmq-settings/1\",\"all\":{},\"patterns\":[],\"destinations\":[]}";
    call("POST", "settings:import", document, seen(document)); // what other tests have left
    for (String[] each :
        new String[][] {
          {"put /settings", "settings", "*"},
          {
            "put /settings/patterns/{type}/{pattern}",
            "settings/patterns/queue/it.told.*",
            "queue://it.told.*"
          },
          {"put /destinations/{type}/{name}/settings", QUEUE + "/settings", "queue://it.told"}
        }) {
      told(
          each[0],
          each[1],
          "{\"values\":{\"redeliveryDelay\":4711}}",
          version(each[1]),
          "change setting://" + each[2] + " OK");
    }
    told(
        "post /settings:import",
        "settings:import",
        document,
        seen(document),
        "change setting://* OK",
        "change setting://queue://it.told OK",
        "change setting://queue://it.told.* OK",
        "import setting://* OK");
  }

  private String seen(String document) {
    return "\""
        + first(VERSION, call("POST", "settings:import?dryRun=true", document, null))
        + "\"";
  }

  private void users() {
    told(
        "put /users/{name}",
        "users/it-told",
        "{\"role\":\"viewer\",\"password\":\"long enough for this\"}",
        null,
        "save user://it-told OK");
    told("delete /users/{name}", "users/it-told", null, null, "delete user://it-told OK");
    told(
        "put /client-users/{name}",
        "client-users/it-told",
        "{\"password\":\"long enough for this\"}",
        null,
        "save client-user://it-told OK");
    told(
        "put /permissions",
        "permissions",
        "{\"user\":\"it-told\",\"destination\":\"it.told.*\",\"rights\":[\"browse\"]}",
        null,
        "permit [BROWSE] permission://it-told it.told.* OK");
    told(
        "delete /client-users/{name}",
        "client-users/it-told",
        null,
        null,
        "delete client-user://it-told OK");
  }

  /** Of what the test does not have; that it is refused is told of. */
  private void others() {
    told(
        "delete /connections/{id}",
        "connections/4711",
        null,
        null,
        "close connection://" + site.node() + "/4711 REFUSED");
    for (String action : List.of("pause", "resume")) {
      told(
          "post /endpoints/" + action,
          "endpoints/" + action + "?name=nobody",
          null,
          null,
          action + " endpoint://nobody REFUSED");
    }
    for (String action : List.of("commit", "rollback")) {
      told(
          "post /transactions/prepared/{xid}/" + action,
          "transactions/prepared/1-00-00/" + action,
          "{\"reason\":\"it is none\"}",
          null,
          action + " transaction://1-00-00 REFUSED");
    }
    told("delete /jobs/{id}", "jobs/4711", null, null, "cancel job://4711 REFUSED");
  }

  private void deletions() {
    confirmed(
        "delete /destinations/{type}/{name}",
        QUEUE,
        "&typedName=it.told",
        "delete queue://it.told OK");
    Object asked =
        new Yaml()
            .load(
                call(
                        "POST",
                        "destinations:delete?dryRun=true",
                        "{\"names\":[\"it.told.other\",\"it.told.more\"]}",
                        null)
                    .body());
    StringBuilder tokens = new StringBuilder();
    for (Object item : (List<?>) ApiSchema.map(asked).get("items")) {
      Map<String, Object> each = ApiSchema.map(item);
      tokens
          .append(tokens.isEmpty() ? "" : ",")
          .append("\"%s\":\"%s\"".formatted(each.get("name"), each.get("token")));
    }
    told(
        "post /destinations:delete",
        "destinations:delete",
        "{\"tokens\":{%s},\"typed\":\"%s\"}".formatted(tokens, ApiSchema.map(asked).get("toType")),
        null,
        "delete queue://it.told.more OK",
        "delete queue://it.told.other OK");
  }
}
