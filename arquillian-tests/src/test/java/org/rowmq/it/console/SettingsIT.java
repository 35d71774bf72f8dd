package org.rowmq.it.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.Cookie;
import com.microsoft.playwright.options.FilePayload;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.rowmq.it.app.console.FailingListener;
import org.rowmq.it.app.console.QueueServlet;
import org.rowmq.it.harness.Archives;
import org.rowmq.it.harness.Http;
import org.rowmq.it.harness.MicroServer;

/** Settings are changed in the browser and over HTTP, and obeyed by a bean that was running. */
class SettingsIT extends ConsoleTestBase {
  @Deployment(testable = false)
  static WebArchive application() {
    return Archives.war("console-settings", QueueServlet.class, FailingListener.class);
  }

  private static Locator field(Page page, String setting) {
    return page.locator("input[name='set." + setting + "']");
  }

  private HttpResponse<String> put(String path, String version, String json) {
    HttpRequest.Builder request =
        site.as("admin", MicroServer.ADMIN_PASSWORD, path)
            .header("Content-Type", "application/json")
            .PUT(HttpRequest.BodyPublishers.ofString(json));
    if (version != null) {
      request.header("If-Match", version);
    }
    return Http.exchange(request.build());
  }

  private String version(String path) {
    return site.api("GET", path, null).headers().firstValue("ETag").orElseThrow();
  }

  @Test
  void aBeanThatRunsObeysWhatIsSetForItsQueueInTheBrowser() {
    Page page = site.signedIn();
    page.navigate(site.destination("it.failing"));
    page.getByText("as for all").click();
    assertThat(page.locator("h1")).containsText("Settings of queue it.failing");

    field(page, "maxDeliveryAttempts").fill("0");
    field(page, "deadLetterDestination").fill("it.settings.graves");
    button(page, "Review changes…").click();
    assertThat(page.getByText("but not 0")).isVisible();
    assertThat(field(page, "maxDeliveryAttempts")).hasAttribute("aria-invalid", "true");
    assertThat(field(page, "deadLetterDestination")).hasValue("it.settings.graves");

    field(page, "maxDeliveryAttempts").fill("2");
    button(page, "Review changes…").click();
    Locator change = page.locator(".review tbody tr").first();
    assertThat(change).containsText("maxDeliveryAttempts");
    assertThat(change).containsText("10 deliveries");
    assertThat(change).containsText("2 deliveries");
    assertThat(ConsoleSite.barriers(page)).isEmpty();

    // what was typed after the review is reviewed first
    field(page, "maxDeliveryAttempts").fill("3");
    button(page, "Save 2 changes").click();
    assertThat(change).containsText("3 deliveries");
    button(page, "Save 2 changes").click();
    assertThat(page.locator(".notice")).containsText("Saved.");
    assertThat(field(page, "maxDeliveryAttempts")).hasValue("3");
    assertThat(page.locator("table.settings tbody tr").first()).containsText("set here");

    site.send(application, "it.failing", 1, "state of <img src=x onerror=alert(1)> settings ");
    await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () ->
                assertThat(
                        site.api("GET", "destinations/queue/it.settings.graves/messages", null)
                            .body())
                    .contains("\"deliveryCount\":3"));
    String node = ConsoleSite.encode(site.node());
    page.navigate(site.url("node.xhtml?name=" + node));
    assertThat(page.locator("section[aria-labelledby=warnings] tbody tr").first())
        .containsText("failed 3 times and goes to queue it.settings.graves");
    assertThat(page.locator("section[aria-labelledby=warnings]"))
        .containsText("no stock for state of <img src=x onerror=alert(1)> settings");
    assertThat(page.locator("img[src=x]")).hasCount(0);
    assertThat(ConsoleSite.barriers(page)).isEmpty();
    assertThat(site.api("GET", "nodes/" + node, null).body())
        .contains("\"level\":\"WARNING\",\"logger\":\"org.rowmq");
    String path = "destinations/queue/it.failing/settings";
    assertThat(put(path, version(path), "{\"values\":{}}").statusCode()).isEqualTo(200);
    assertThat(site.complaints).isEmpty();
  }

  @Test
  void theLastChangeIsSetBackThroughTheOrdinaryReview() {
    site.createQueue("it.undone");
    String path = "destinations/queue/it.undone/settings";
    Page page = site.signedIn();
    page.navigate(site.url("settings.xhtml?type=queue&name=it.undone"));
    button(page, "Set back the last change…").click();
    assertThat(page.locator(".errors")).containsText("There is no change to set back");
    put(path, version(path), "{\"values\":{\"maxMessages\":5}}");
    put(path, version(path), "{\"values\":{\"maxMessages\":7,\"maxDeliveryAttempts\":3}}");
    page.reload();
    page.navigate(site.url("settings.xhtml?type=queue&name=it.undone"));
    button(page, "Set back the last change…").click();
    Locator review = page.locator(".review");
    assertThat(review).containsText("Sets back what admin changed just now.");
    assertThat(review.locator("tbody tr")).hasCount(2);
    assertThat(field(page, "maxMessages")).hasValue("5");
    assertThat(field(page, "maxDeliveryAttempts")).hasValue("");
    assertThat(ConsoleSite.barriers(page)).isEmpty();

    put(path, version(path), "{\"values\":{\"maxMessages\":8}}");
    button(page, "Save 2 changes").click();
    assertThat(page.locator(".errors")).containsText("Somebody has changed these settings");
    button(page, "Set back the last change…").click();
    assertThat(field(page, "maxMessages")).hasValue("7");
    button(page, "Save 2 changes").click();
    assertThat(page.locator(".notice")).containsText("Saved.");
    assertThat(field(page, "maxMessages")).hasValue("7");
    assertThat(field(page, "maxDeliveryAttempts")).hasValue("3");
    assertThat(site.api("GET", path + ":undo", null).body())
        .contains("\"by\":\"admin\"")
        .contains("\"values\":{\"maxMessages\":\"8\"}")
        .contains("\"version\":" + version(path));
    assertThat(site.complaints).isEmpty();
  }

  @Test
  void whatIsSetForAPatternInTheBrowserHoldsForTheQueuesThatMatch() {
    Page page = site.signedIn();
    page.navigate(site.url("settings.xhtml"));
    page.getByLabel("Pattern", new Page.GetByLabelOptions().setExact(true)).fill("it.matched.*");
    button(page, "Settings…").click();
    assertThat(page.locator("h1")).hasText("Settings of queues it.matched.*");
    field(page, "maxMessages").fill("1");
    field(page, "deadLetterRetention").fill("half a day");
    button(page, "Review changes…").click();
    assertThat(page.getByText("use a whole number from 0 to 36500")).isVisible();
    field(page, "deadLetterRetention").fill("30");
    button(page, "Review changes…").click();
    assertThat(page.locator(".review")).containsText("30 days");
    button(page, "Save 2 changes").click();
    assertThat(page.locator(".notice")).containsText("Saved.");
    assertThat(ConsoleSite.barriers(page)).isEmpty();

    site.createQueue("it.matched.made-later");
    page.navigate(site.url("settings.xhtml"));
    Locator row = page.locator("section[aria-labelledby=patterns] tbody tr");
    assertThat(row).containsText("maxMessages = 1");
    assertThat(row).containsText("deadLetterRetention = 30");
    assertThat(row.locator("[data-label='Match now']")).hasText("1");
    page.navigate(site.destination("it.matched.made-later"));
    page.getByText("2 by pattern").click();
    assertThat(page.locator("table.settings")).containsText("set for it.matched.*");
    String queue = "destinations/queue/it.matched.made-later/messages";
    assertThat(site.api("POST", queue, "{\"text\":\"x\"}").statusCode()).isBetween(200, 201);
    assertThat(site.api("POST", queue, "{\"text\":\"x\"}").statusCode()).isEqualTo(409);
    await()
        .atMost(Duration.ofSeconds(20))
        .until(() -> site.api("GET", "overview", null).body().contains("QUEUE_FULL"));
    page.navigate(site.url(""));
    assertThat(page.locator("section[aria-labelledby=attention]"))
        .containsText("The queue is full, senders are refused");

    String path = "settings/patterns/queue/it.matched.*";
    assertThat(put(path, version(path), "{\"values\":{}}").statusCode()).isEqualTo(200);
    assertThat(site.api("GET", "settings/patterns", null).body()).isEqualTo("[]");
    assertThat(site.complaints).isEmpty();
  }

  @Test
  void administratorsSayWhichPropertiesAreMaskedAndEverythingThatShowsMessagesObeys() {
    String queue = "destinations/queue/it.masking/messages";
    site.createQueue("it.masking");
    site.api(
        "POST",
        queue,
        "{\"text\":\"x\",\"properties\":{\"customerIban\":\"DE89 3704\",\"api_token\":\"t0ken\"}}");
    Page page = site.signedIn();
    page.navigate(site.url("settings.xhtml"));
    Locator field = field(page, "maskedProperties");
    field.fill("(iban+)+$");
    button(page, "Review changes…").click();
    assertThat(field).hasAttribute("aria-invalid", "true");
    assertThat(page.getByText("it is not a regular expression")).isVisible();
    field.fill("IBAN|pin*code");
    button(page, "Review changes…").click();
    assertThat(page.locator(".review tbody tr")).containsText("password|token|secret");
    assertThat(page.locator(".review tbody tr")).containsText("iban|pin*code");
    assertThat(ConsoleSite.barriers(page)).isEmpty();
    button(page, "Save 1 change").click();
    assertThat(page.locator(".notice")).containsText("Saved.");
    try {
      HttpResponse<String> listed =
          site.api("GET", queue + "?property=customerIban&property=api_token", null);
      assertThat(listed.body()).contains("t0ken", "***").doesNotContain("DE89");
      String id = listed.body().replaceFirst("(?s).*?\"id\":\"(\\d+)\".*", "$1");
      for (String face : List.of("messages/" + id, queue + "/export")) {
        assertThat(site.api("GET", face, null).body()).contains("t0ken").doesNotContain("DE89");
      }
      page.navigate(site.url("message.xhtml?id=" + id));
      assertThat(page.locator("#curl")).containsText("t0ken");
      assertThat(page.content()).doesNotContain("DE89");
      button(page, "Reveal customerIban").click();
      assertThat(page.locator("main")).containsText("DE89 3704");
      page.context()
          .addCookies(List.of(new Cookie("rowmq-properties", "customerIban").setUrl(site.url(""))));
      page.navigate(site.destination("it.masking"));
      assertThat(page.locator("tbody tr:has(input[name=pick])")).containsText("***");
      assertThat(page.content()).doesNotContain("DE89");
      page.navigate(site.url("send.xhtml?type=queue&name=it.masking&from=" + id));
      assertThat(page.content()).doesNotContain("DE89");

      String password = "operators have long ones too";
      site.api(
          "PUT",
          "users/it-masker",
          "{\"role\":\"operator\",\"password\":\"" + password + "\",\"enabled\":true}");
      HttpRequest byOperator =
          site.as("it-masker", password, "settings")
              .header("Content-Type", "application/json")
              .header("If-Match", version("settings"))
              .PUT(HttpRequest.BodyPublishers.ofString("{\"values\":{\"maskedProperties\":\"\"}}"))
              .build();
      assertThat(Http.exchange(byOperator).statusCode()).isEqualTo(403);
      assertThat(site.api("GET", "messages/" + id, null).body()).doesNotContain("DE89");
      assertThat(site.api("GET", "audit?action=change&user=admin", null).body())
          .contains("maskedProperties")
          .contains("iban|pin*code");
      assertThat(site.api("GET", "audit?action=change&user=it-masker", null).body())
          .contains("REFUSED");
    } finally {
      assertThat(put("settings", version("settings"), "{\"values\":{}}").statusCode())
          .isEqualTo(200);
    }
    assertThat(site.complaints).isEmpty();
  }

  @Test
  void aChangeNeedsTheVersionThatWasSeenAndHoldsAtOnce() {
    site.createQueue("it.limited");
    String path = "destinations/queue/it.limited/settings";
    String limit = "{\"values\":{\"maxMessages\":1}}";
    String seen = version(path);
    assertThat(put(path, null, limit).statusCode()).isEqualTo(400);
    HttpResponse<String> changed = put(path, seen, limit);
    assertThat(changed.statusCode()).as(changed.body()).isEqualTo(200);
    assertThat(changed.headers().firstValue("ETag")).isPresent().isNotEqualTo(seen);
    assertThat(put(path, seen, limit).statusCode()).isEqualTo(409);

    String message = "{\"text\":\"x\"}";
    assertThat(site.api("POST", "destinations/queue/it.limited/messages", message).statusCode())
        .isBetween(200, 201);
    HttpResponse<String> refused =
        site.api("POST", "destinations/queue/it.limited/messages", message);
    assertThat(refused.statusCode()).isEqualTo(409);
    assertThat(refused.body()).contains("maxMessages");
    assertThat(site.api("GET", "audit?target=it.limited&action=change", null).body())
        .contains("(not set) -> ");
  }

  @Test
  void allSettingsAreExportedAndImportedInTheBrowserAfterWhatIsWrongWasSaid() {
    site.createQueue("it.carried");
    Page page = site.signedIn();
    page.navigate(site.url("settings.xhtml"));
    String document =
        new String(
            ConsoleSite.downloaded(
                page.waitForDownload(
                    () ->
                        page.getByText("Export", new Page.GetByTextOptions().setExact(true))
                            .click())),
            UTF_8);
    assertThat(document).contains("rowmq-settings/1");
    String carried =
        "{\"type\":\"queue\",\"name\":\"it.carried\",\"values\":{\"maxMessages\":\"%s\"}}";
    boolean none = document.matches("(?s).*\"destinations\" *: *\\[ *\\].*");
    String wrong =
        document.replaceFirst(
            "\"destinations\" *: *\\[",
            "$0" + carried.formatted("<b>many</b>") + (none ? "" : ","));
    page.getByText("Import…").click();
    page.getByLabel("File")
        .setInputFiles(new FilePayload("settings.json", "application/json", wrong.getBytes(UTF_8)));
    assertThat(page.getByLabel("Document")).hasValue(wrong);
    button(page, "Review changes…").click();
    assertThat(page.locator("#problems li"))
        .hasText(
            "queue it.carried: maxMessages is \"<b>many</b>\": use a whole number from 0 to"
                + " 1000000000000.");
    assertThat(ConsoleSite.barriers(page)).isEmpty();

    page.getByLabel("Document").fill(wrong.replace("<b>many</b>", "1234"));
    button(page, "Review changes…").click();
    assertThat(page.locator(".review tbody tr")).hasCount(1);
    assertThat(page.locator(".review tbody tr")).containsText("queue it.carried");
    assertThat(page.locator(".review tbody tr")).containsText("1,234 messages");
    assertThat(ConsoleSite.barriers(page)).isEmpty();
    assertThat(site.api("GET", "settings/export", null).body()).isEqualTo(document);

    // what was typed after the review is reviewed first
    page.getByLabel("Document").fill(wrong.replace("<b>many</b>", "1235"));
    button(page, "Import 1 change").click();
    assertThat(page.locator(".review tbody tr")).containsText("1,235 messages");
    button(page, "Import 1 change").click();
    assertThat(page.locator(".notice")).containsText("Imported: 1 change.");
    assertThat(site.api("GET", "destinations/queue/it.carried/settings", null).body())
        .contains("\"own\":\"1235\"");

    String preview = site.api("POST", "settings:import?dryRun=true", document).body();
    assertThat(preview).contains("\"count\":1", "\"before\":\"1235\",\"after\":null");
    assertThat(site.api("POST", "settings:import", document).statusCode()).isEqualTo(409);
    HttpResponse<String> back =
        Http.exchange(
            site.as("admin", MicroServer.ADMIN_PASSWORD, "settings:import")
                .header("Content-Type", "application/json")
                .header("If-Match", preview.replaceFirst(".*\"version\":(\"\\w+\").*", "$1"))
                .POST(HttpRequest.BodyPublishers.ofString(document))
                .build());
    assertThat(back.statusCode()).as(back.body()).isEqualTo(200);
    assertThat(site.api("GET", "settings/export", null).body()).isEqualTo(document);
    assertThat(site.complaints).isEmpty();
  }
}
