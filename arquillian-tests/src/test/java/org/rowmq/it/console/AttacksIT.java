package org.rowmq.it.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.Cookie;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.rowmq.it.app.console.FailingListener;
import org.rowmq.it.app.console.NastyListener;
import org.rowmq.it.app.console.QueueServlet;
import org.rowmq.it.harness.Archives;
import org.rowmq.it.harness.Http;
import org.yaml.snakeyaml.Yaml;

/** What somebody tries who may do less, or nothing, or only send messages. */
class AttacksIT extends ConsoleTestBase {
  private static final String PASSWORD = "attackers have long ones";
  private static final String NASTY = NastyListener.TEXT;

  /** A body that commands about messages, dead letters and settings understand. */
  private static final String ALL =
      "{\"all\":true,\"queue\":\"it.guarded\",\"target\":\"it.guarded\",\"values\":{}}";

  private static final Pattern NEEDED = Pattern.compile("Needs the role (viewer|operator|admin)");
  private static final Pattern ID = Pattern.compile("\"id\":\"(\\d+)\"");

  @Deployment(testable = false)
  static WebArchive application() {
    return Archives.war(
        "console-attacks", QueueServlet.class, FailingListener.class, NastyListener.class);
  }

  private void user(String name, String role, boolean enabled) {
    HttpResponse<String> saved =
        site.api(
            "PUT",
            "users/" + name,
            "{\"role\":\"%s\",\"password\":\"%s\",\"enabled\":%s}"
                .formatted(role, PASSWORD, enabled));
    assertThat(saved.statusCode()).as(saved.body()).isEqualTo(200);
  }

  private Page signedIn(String user) {
    Page page = site.fresh(1300, ColorScheme.LIGHT);
    page.navigate(site.url(""));
    page.getByLabel("User name").fill(user);
    page.getByLabel("Password").fill(PASSWORD);
    page.getByLabel("Password").press("Enter");
    page.waitForURL("**/index.xhtml");
    return page;
  }

  /** Checks 9 and 10, for every operation that the API's document names. */
  @Test
  void whatARoleMayNotDoIsRefusedByEveryOperationAndAudited() {
    user("it-viewer", "viewer", true);
    user("it-operator", "operator", true);
    site.createQueue("it.guarded");
    site.api("POST", "destinations/queue/it.guarded/messages", "{\"text\":\"x\"}");
    String message = first(site.api("GET", "destinations/queue/it.guarded/messages", null).body());
    site.api("POST", "destinations", "{\"type\":\"topic\",\"name\":\"it.guarded.topic\"}");
    String subscription =
        first(
            site.api(
                    "POST",
                    "subscriptions",
                    "{\"topic\":\"it.guarded.topic\",\"name\":\"all\",\"shared\":true}")
                .body());
    List<String> let = new ArrayList<>();
    int[] attempted = new int[1];
    ApiSchema.map(
            ApiSchema.map(new Yaml().load(site.api("GET", "openapi", null).body())).get("paths"))
        .forEach(
            (path, operations) ->
                ApiSchema.map(operations)
                    .forEach(
                        (method, operation) -> {
                          String called = method + " " + path;
                          String id = path.startsWith("/messages") ? message : subscription;
                          int stranger = attempt(null, method, path, id);
                          if (stranger != (called.equals("get /status") ? 200 : 401)) {
                            let.add("without signing in " + called + " " + stranger);
                          }
                          Matcher needed =
                              NEEDED.matcher(
                                  String.valueOf(ApiSchema.map(operation).get("description")));
                          String role = needed.find() ? needed.group(1) : "none";
                          switch (role) {
                            case "admin" -> refused(let, "it-operator", called, id);
                            case "operator" -> refused(let, "it-viewer", called, id);
                            case "viewer" -> allowed(let, called, id);
                            default -> {
                              if (!called.equals("get /status")) {
                                let.add(called + " says no role");
                              }
                            }
                          }
                          attempted[0]++;
                        }));

    assertThat(let).isEmpty();
    assertThat(attempted[0]).isGreaterThan(60);
    assertThat(site.api("GET", "audit?limit=500&user=it-viewer&outcome=REFUSED", null).body())
        .contains("\"action\":\"purge\"")
        .contains("\"action\":\"move\"")
        .contains("\"action\":\"send\"")
        .contains("needs the role operator");
    assertThat(site.api("GET", "audit?limit=500&user=it-operator&outcome=REFUSED", null).body())
        .contains("\"action\":\"create\"")
        .contains("needs the role admin");
  }

  private void refused(List<String> let, String user, String called, String id) {
    String[] operation = called.split(" ");
    int status = attempt(user, operation[0], operation[1], id);
    if (status != 403) {
      let.add(user + " " + called + " " + status);
    }
  }

  /** A viewer may look, and finds it or not. */
  private void allowed(List<String> let, String called, String id) {
    String[] operation = called.split(" ");
    int status = attempt("it-viewer", operation[0], operation[1], id);
    if (!operation[0].equals("get") || !List.of(200, 404).contains(status)) {
      let.add("it-viewer " + called + " " + status);
    }
  }

  private static String first(String json) {
    Matcher id = ID.matcher(json);
    assertThat(id.find()).as(json).isTrue();
    return id.group(1);
  }

  /** The status of the answer to this user, or to nobody in particular. */
  private int attempt(String user, String method, String path, String id) {
    String address =
        path.substring(1)
            .replace("{clientId}", "-")
            .replace("{type}", "queue")
            .replace("{name}", "it.guarded")
            .replace("{xid}", "1-00-00")
            .replace("{pattern}", "it.*")
            .replace("{node}", "nobody")
            .replace("{id}", id);
    boolean body = !method.equals("get") && !method.equals("delete");
    // a merge patch knows no field that it does not change
    String json = method.equals("patch") ? "{}" : ALL;
    String verb = method.toUpperCase(Locale.ROOT);
    if (user == null) {
      return Http.exchange(
              site.api(address)
                  .header("Content-Type", "application/json")
                  .method(
                      verb,
                      body
                          ? HttpRequest.BodyPublishers.ofString(json)
                          : HttpRequest.BodyPublishers.noBody())
                  .build())
          .statusCode();
    }
    return site.api(user, PASSWORD, verb, address, body ? json : null).statusCode();
  }

  /** Check 9: what a viewer sees of messages, and what a viewer's pages can do. */
  @Test
  void aViewerSeesNeitherBodiesNorValuesNorButtons() {
    user("it-onlooker", "viewer", true);
    site.createQueue("it.private");
    site.api(
        "POST",
        "destinations/queue/it.private/messages",
        "{\"text\":\"the secret body\",\"properties\":{\"salary\":\"4711\"}}");
    String list =
        site.api("it-onlooker", PASSWORD, "GET", "destinations/queue/it.private/messages", null)
            .body();
    Matcher id = ID.matcher(list);
    assertThat(id.find()).isTrue();

    String detail =
        site.api("it-onlooker", PASSWORD, "GET", "messages/" + id.group(1), null).body();
    assertThat(detail)
        .contains("\"bodyVisible\":false")
        .contains("salary")
        .doesNotContain("secret body")
        .doesNotContain("4711");
    assertThat(
            site.api(
                    "it-onlooker",
                    PASSWORD,
                    "GET",
                    "destinations/queue/it.private/messages?text=secret",
                    null)
                .statusCode())
        .isEqualTo(403);

    Page page = signedIn("it-onlooker");
    page.navigate(site.url("message.xhtml?id=" + id.group(1)));
    assertThat(page.locator("main")).not().containsText("secret body");
    assertThat(page.locator("main")).not().containsText("4711");
    page.navigate(site.destination("it.private"));
    assertThat(page.locator("h1")).hasText("it.private");
    assertThat(page.locator("main form:not([method=get])")).hasCount(0);
    assertThat(page.locator("main").getByText("Purge")).hasCount(0);
    for (String path : List.of("audit.xhtml", "access.xhtml", "job.xhtml")) {
      assertThat(page.navigate(site.url(path)).status()).as(path).isEqualTo(403);
    }
  }

  @Test
  void whoLosesARoleLosesItInTheOpenSessionAndWhoIsLockedOutIsOutAtOnce() {
    user("it-former", "operator", true);
    Page page = signedIn("it-former");
    page.navigate(site.url("audit.xhtml"));
    assertThat(page.locator("h1")).hasText("Audit");

    user("it-former", "viewer", true);
    await()
        .atMost(Duration.ofSeconds(10))
        .untilAsserted(
            () -> assertThat(page.navigate(site.url("audit.xhtml")).status()).isEqualTo(403));

    user("it-former", "viewer", false);
    page.navigate(site.url("queues.xhtml"));
    assertThat(page.url()).contains("/login.xhtml");
    assertThat(site.api("it-former", PASSWORD, "GET", "overview", null).statusCode())
        .isEqualTo(401);
  }

  @Test
  void theLastWhoMayAppointOthersCannotLockHimselfOut() {
    for (String json : List.of("{\"role\":\"viewer\"}", "{\"role\":\"admin\",\"enabled\":false}")) {
      HttpResponse<String> refused = site.api("PUT", "users/admin", json);
      assertThat(refused.statusCode()).isEqualTo(400);
      assertThat(refused.body()).contains("lock yourself out");
    }
    assertThat(site.api("DELETE", "users/admin", null).statusCode()).isEqualTo(400);
  }

  /** Check 17, for every text that somebody else has chosen. */
  @Test
  void noTextOfSomebodyElseBecomesMarkup() {
    String json = NASTY.replace("\"", "\\\"");
    site.api("POST", "destinations", "{\"type\":\"topic\",\"name\":\"it.nasty.topic\"}");
    site.api(
        "POST",
        "subscriptions",
        "{\"topic\":\"it.nasty.topic\",\"name\":\"%s\",\"clientId\":\"%s\",\"selector\":\"a = '%s'\"}"
            .formatted(json, json, json));
    site.createQueue("it.nasty");
    HttpResponse<String> sent =
        site.api(
            "POST",
            "destinations/queue/it.nasty/messages",
            ("{\"text\":\"%s\",\"type\":\"%s\",\"correlationId\":\"%s\",\"replyTo\":\"queue://%s\","
                    + "\"properties\":{\"p\":\"%s\",\"JMSXGroupID\":\"%s\"}}")
                .formatted(json, json, json, json, json, json));
    assertThat(sent.statusCode()).as(sent.body()).isLessThan(300);
    user("it-viewer", "viewer", true);
    site.api("PUT", "users/" + ConsoleSite.encode(NASTY), "{\"password\":\"" + PASSWORD + "\"}");
    site.api(
        "PUT",
        "permissions",
        "{\"user\":\"%s\",\"destination\":\"%s\",\"rights\":[\"send\"]}".formatted(json, json));
    site.send(
        application, "it.failing", 1, "state-" + NASTY); // comes back in the exception's message
    await()
        .atMost(Duration.ofSeconds(30))
        .until(() -> site.api("GET", "dead-letters", null).body().contains("queue://it.failing"));

    Page page = site.signedIn();
    Matcher id = ID.matcher(site.api("GET", "destinations/queue/it.nasty/messages", null).body());
    assertThat(id.find()).isTrue();
    for (String path :
        List.of(
            "subscriptions.xhtml",
            "destination.xhtml?type=topic&name=it.nasty.topic",
            "destination.xhtml?type=queue&name=it.nasty",
            "destination.xhtml?type=queue&name=it.nasty&selector=" + ConsoleSite.encode(NASTY),
            "message.xhtml?id=" + id.group(1),
            "send.xhtml?type=queue&name=it.nasty&from=" + id.group(1),
            "access.xhtml",
            "audit.xhtml?target=" + ConsoleSite.encode(NASTY),
            "dead.xhtml",
            "dead.xhtml?queue=DLQ.it.failing&reason=MAX_DELIVERIES"
                + "&origin=queue%3A%2F%2Fit.failing&exceptionClass=java.lang.IllegalStateException",
            "queues.xhtml?q=" + ConsoleSite.encode(NASTY),
            "clients.xhtml",
            "index.xhtml?all=true",
            "destination.xhtml?type=topic&name=" + ConsoleSite.encode(NASTY),
            "send.xhtml?type=topic&name=" + ConsoleSite.encode(NASTY),
            "settings.xhtml?type=topic&name=" + ConsoleSite.encode(NASTY),
            "topics.xhtml?q=" + ConsoleSite.encode(NASTY),
            "destination.xhtml?type=queue&name=it.nasty&correlationId=" + ConsoleSite.encode(NASTY),
            "audit.xhtml?user=" + ConsoleSite.encode(NASTY))) {
      page.navigate(site.url(path));
      assertThat(page.locator("main").innerText()).as(path).isNotEmpty();
      assertThat(page.locator("img[src=x]").count()).as(path).isZero();
    }
    assertThat(page.locator("img[onerror]").count()).isZero();
    page.navigate(site.url("clients.xhtml"));
    assertThat(page.locator("main")).containsText(NASTY);
    assertThat(site.complaints).isEmpty();
    // what is not found, or wrong, is named as well; the browser complains of the status
    for (String path :
        List.of(
            "destination.xhtml?type=queue&name=none" + ConsoleSite.encode(NASTY),
            "destination.xhtml?type=" + ConsoleSite.encode(NASTY) + "&name=x",
            "message.xhtml?id=" + ConsoleSite.encode(NASTY),
            "node.xhtml?name=" + ConsoleSite.encode(NASTY),
            "job.xhtml?id=" + ConsoleSite.encode(NASTY),
            "error.xhtml?status=404&id=" + ConsoleSite.encode(NASTY),
            ConsoleSite.encode(NASTY) + ".xhtml")) {
      page.navigate(site.url(path));
      assertThat(page.locator("main").innerText()).as(path).isNotEmpty();
      assertThat(page.locator("img[src=x]").count()).as(path).isZero();
    }
    assertThat(site.complaints).noneMatch(complaint -> complaint.contains(" dialog "));
  }

  @Test
  void noParameterBecomesAHeader() {
    String line = ConsoleSite.encode("x\r\nSet-Cookie: planted=1");
    Page page = site.signedIn();
    Cookie session = page.context().cookies().get(0);
    for (String path :
        List.of(
            "login.xhtml?to=" + line,
            "destination.xhtml?type=queue&name=" + line,
            "queues.xhtml?q=" + line,
            "audit.xhtml?user=" + line,
            "api/v1/audit/export?user=" + line,
            "api/v1/destinations/queue/" + line,
            "api/v1/messages/" + line + "/body")) {
      HttpResponse<String> answer =
          Http.exchange(
              HttpRequest.newBuilder(URI.create(site.url(path)))
                  .header("Cookie", session.name + "=" + session.value)
                  .build());
      assertThat(answer.headers().allValues("Set-Cookie"))
          .as(path)
          .noneMatch(cookie -> cookie.startsWith("planted"));
    }
    HttpResponse<String> made =
        site.api("POST", "destinations", "{\"name\":\"x\\r\\nSet-Cookie: planted=1\"}");
    assertThat(made.headers().allValues("Set-Cookie")).isEmpty();
  }

  @Test
  void aNameDoesNotBecomeAFormulaInTheExportedAuditTrail() {
    site.createQueue("=HYPERLINK(1)");
    site.api("PUT", "users/=cmd", "{\"password\":\"" + PASSWORD + "\"}");
    site.api("=cmd", PASSWORD, "POST", "destinations/queue/=HYPERLINK(1)/purge?dryRun=true", null);

    HttpResponse<String> file = site.api("GET", "audit/export?user=%3Dcmd", null);

    assertThat(file.headers().firstValue("Content-Disposition"))
        .hasValue("attachment; filename=\"audit.csv\"");
    assertThat(file.body())
        .startsWith("at,user,role,")
        .contains(",\"'=cmd\",\"viewer\",")
        .contains("\"queue://=HYPERLINK(1)\"")
        .doesNotContain(",\"=cmd");
  }

  /** Check 35, second half: a form that somebody else has made up. */
  @Test
  void aFormWithoutItsViewStateDoesNothing() {
    site.send(application, "it.forged", 2, "m");
    Page page = site.signedIn();
    page.navigate(site.destination("it.forged"));
    Cookie session = page.context().cookies().get(0);
    for (String state : List.of("", "&jakarta.faces.ViewState=-1%3A-1")) {
      HttpRequest forged =
          HttpRequest.newBuilder(URI.create(site.destination("it.forged")))
              .header("Cookie", session.name + "=" + session.value)
              .header("Content-Type", "application/x-www-form-urlencoded")
              .POST(
                  HttpRequest.BodyPublishers.ofString(
                      "commands=commands&commands%3Atype=queue&commands%3Aname=it.forged"
                          + "&commands%3Adelivery=false&commands%3Asending=false"
                          + "&commands%3ApauseDelivery=x"
                          + state))
              .build();
      Http.exchange(forged);
    }

    assertThat(site.api("GET", "destinations/queue/it.forged", null).body())
        .contains("\"consumptionPaused\":false")
        .contains("\"messages\":2");
  }
}
