package org.rowmq.it.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.rowmq.it.app.console.QueueServlet;
import org.rowmq.it.harness.Archives;

/** What the page of one message offers besides showing it. */
class MessagePageIT extends ConsoleTestBase {
  private static final Pattern ID = Pattern.compile("\"id\":\"(\\d+)\"");
  private static final String SECRET = "s3cr3t-v4lue";

  @Deployment(testable = false)
  static WebArchive application() {
    return Archives.war("console-message", QueueServlet.class);
  }

  private List<String> ids(String queue, String query) {
    String list =
        site.api("GET", "destinations/queue/" + queue + "/messages?limit=500" + query, null).body();
    return ID.matcher(list).results().map(match -> match.group(1)).toList();
  }

  private void post(String queue, String json) {
    HttpResponse<String> sent = site.api("POST", "destinations/queue/" + queue + "/messages", json);
    assertThat(sent.statusCode()).as(sent.body()).isEqualTo(201);
  }

  private static Locator link(Page page, String name) {
    return page.getByRole(AriaRole.LINK, new Page.GetByRoleOptions().setName(name).setExact(true));
  }

  @Test
  void nextAndPreviousStayInTheListOneCameFrom() {
    site.send(application, "it.steps", 60, "m"); // number is 0 to 59
    List<String> matching = ids("it.steps", "&selector=" + ConsoleSite.encode("number >= 57"));
    assertThat(matching).hasSize(3);
    Page page = site.signedIn();
    page.navigate(site.destination("it.steps") + "&selector=" + ConsoleSite.encode("number >= 57"));
    page.locator("tbody th a").first().click();
    page.waitForURL("**/message.xhtml?id=" + matching.get(0) + "*");

    link(page, "Previous").click();
    assertThat(page.locator(".notice")).hasText("This is the first of the list.");
    for (String id : matching.subList(1, 3)) {
      link(page, "Next").click();
      page.waitForURL("**/message.xhtml?id=" + id + "&*");
    }
    link(page, "Next").click();
    assertThat(page.locator(".notice")).hasText("This is the last of the list.");
    link(page, "Previous").press("Enter");
    page.waitForURL("**/message.xhtml?id=" + matching.get(1) + "&*");
    link(page, "Back to what matched").click();
    assertThat(page.getByLabel("Selector")).hasValue("number >= 57");
    assertThat(page.locator("tbody tr:has(input[name=pick])")).hasCount(3);

    // what is consumed while one reads is passed over, and all others are where they were
    List<String> all = ids("it.steps", "");
    page.navigate(site.url("message.xhtml?id=" + all.get(10)));
    site.createQueue("it.steps.moved");
    HttpResponse<String> moved =
        site.api(
            "POST",
            "destinations/queue/it.steps/messages:move",
            "{\"ids\":[\""
                + all.get(10)
                + "\",\""
                + all.get(9)
                + "\"],\"target\":\"queue://it.steps.moved\"}");
    assertThat(moved.body()).contains("\"done\":2");
    link(page, "Previous").click();
    page.waitForURL("**/message.xhtml?id=" + all.get(8));
    assertThat(site.complaints).isEmpty();
  }

  @Test
  void theCommandOfAMessageSendsItAgain() throws IOException, InterruptedException {
    site.createQueue("it.curl");
    String text = "it's $(id) `id` \\\"quoted\\\" \\u20ac <img src=x onerror=alert(1)>";
    post(
        "it.curl",
        "{\"text\":\""
            + text
            + "\",\"correlationId\":\"c'1\",\"properties\":{\"attempt\":{\"type\":\"int\",\"value\":3},"
            + "\"api_token\":\""
            + SECRET
            + "\"}}");
    Page page = site.signedIn();
    page.context().grantPermissions(List.of("clipboard-read", "clipboard-write"));
    page.navigate(site.url("message.xhtml?id=" + ids("it.curl", "").get(0)));

    String command = page.locator("#curl").textContent();
    assertThat(command)
        .startsWith("curl --user YOUR-NAME ")
        .contains(site.url("api/v1/destinations/queue/it.curl/messages"))
        .doesNotContain(SECRET)
        .doesNotContain("***");
    button(page, "Copy").press("Enter");
    assertThat(page.locator("#copied")).hasText("Copied.");
    assertThat(page.evaluate("navigator.clipboard.readText()")).isEqualTo(command);

    assertThat(site.api("POST", "destinations/queue/it.curl/messages", data(command)).statusCode())
        .isEqualTo(201);
    List<String> both = ids("it.curl", "&selector=attempt%3D3&correlationId=c%271");
    assertThat(both).hasSize(2);
    assertThat(site.api("GET", "messages/" + both.get(1) + "/body", null).body())
        .isEqualTo(site.api("GET", "messages/" + both.get(0) + "/body", null).body())
        .contains("it's $(id)");
    assertThat(site.complaints).isEmpty();
  }

  /** What a shell hands to curl behind --data. */
  private static String data(String command) throws IOException, InterruptedException {
    Process shell = new ProcessBuilder("sh", "-s").redirectErrorStream(true).start();
    try (var in = shell.getOutputStream()) {
      in.write(("curl() { printf %s \"$6\"; }\n" + command + "\n").getBytes(UTF_8));
    }
    String data = new String(shell.getInputStream().readAllBytes(), UTF_8);
    assertThat(shell.waitFor(20, TimeUnit.SECONDS)).isTrue();
    return data;
  }

  @Test
  void aMaskedValueIsShownWhenAnOperatorAsksForItAndTheAuditTrailSaysWhoDid() {
    site.createQueue("it.masked");
    post("it.masked", "{\"text\":\"x\",\"properties\":{\"api_token\":\"" + SECRET + "\"}}");
    String id = ids("it.masked", "").get(0);
    Page page = site.signedIn();
    page.navigate(site.url("message.xhtml?id=" + id));
    assertThat(page.content()).doesNotContain(SECRET);
    assertThat(page.locator("main")).containsText("***");

    button(page, "Reveal api_token").press("Enter");

    assertThat(page.locator("main")).containsText(SECRET);
    assertThat(page.locator("#revealed")).containsText("written to the audit trail");
    page.reload();
    assertThat(page.content()).doesNotContain(SECRET);
    String audited = site.api("GET", "audit?action=reveal&target=" + id, null).body();
    assertThat(audited)
        .contains("\"action\":\"reveal\"")
        .contains("message://" + id)
        .contains("api_token")
        .doesNotContain(SECRET);

    link(page, "Send again, edited").click();
    assertThat(page.locator("main")).containsText("Left out, because they are masked: api_token");
    assertThat(page.getByLabel("Properties")).not().hasValue(Pattern.compile("api_token"));
    assertThat(ConsoleSite.barriers(page)).isEmpty();
    page.navigate(site.url("message.xhtml?id=" + id));
    assertThat(ConsoleSite.barriers(page)).isEmpty();
    assertThat(site.complaints).isEmpty();

    String password = "viewers have long ones too";
    site.api(
        "PUT",
        "users/it-peeper",
        "{\"role\":\"viewer\",\"password\":\"" + password + "\",\"enabled\":true}");
    HttpResponse<String> refused =
        site.api(
            "it-peeper",
            password,
            "POST",
            "messages/" + id + ":reveal",
            "{\"property\":\"api_token\"}");
    assertThat(refused.statusCode()).isEqualTo(403);
    assertThat(refused.body()).doesNotContain(SECRET);
    Matcher row =
        Pattern.compile("\"action\":\"reveal\"[^}]*REFUSED")
            .matcher(site.api("GET", "audit?action=reveal&user=it-peeper", null).body());
    assertThat(row.find()).isTrue();
  }
}
