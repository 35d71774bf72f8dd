package org.rowmq.it.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.rowmq.it.app.console.FailingListener;
import org.rowmq.it.app.console.QueueServlet;
import org.rowmq.it.harness.Archives;
import org.rowmq.it.harness.Http;

class MessagesIT extends ConsoleTestBase {
  private static final Pattern ID = Pattern.compile("\"id\":\"(\\d+)\"");
  private static final Pattern MESSAGE_ID = Pattern.compile("\"messageId\":\"([^\"]+)\"");
  private static final Pattern TOKEN = Pattern.compile("\"token\":\"([^\"]+)\"");
  private static final Pattern DEPTH = Pattern.compile("\"messages\":(\\d+)");
  private static final Pattern JOB = Pattern.compile("\"id\":\"([0-9a-f]{16})\"");

  @Deployment(testable = false)
  static WebArchive application() {
    return Archives.war("console-messages", QueueServlet.class, FailingListener.class);
  }

  private List<String> found(Pattern what, String queue, String query) {
    HttpResponse<String> list =
        site.api(
            "GET",
            "destinations/queue/" + ConsoleSite.encode(queue) + "/messages?limit=500" + query,
            null);
    assertThat(list.statusCode()).as(list.body()).isEqualTo(200);
    return what.matcher(list.body()).results().map(match -> match.group(1)).toList();
  }

  private HttpResponse<String> post(String path, String json) {
    return site.api("POST", path, json);
  }

  private static String token(HttpResponse<String> dryRun) {
    Matcher token = TOKEN.matcher(dryRun.body());
    assertThat(token.find()).as(dryRun.body()).isTrue();
    return token.group(1);
  }

  /** Check 26, in the browser. */
  @Test
  void threeOfTenTickedMessagesAreMovedWithTheirIdsAndCopiesGetNewOnes() {
    site.send(application, "it.source", 10, "m");
    site.createQueue("it.target");
    List<String> before = found(MESSAGE_ID, "it.source", "");
    Page page = site.signedIn();
    page.navigate(site.destination("it.source"));
    for (int row : List.of(1, 3, 5)) {
      page.locator("input[name=pick]").nth(row).check();
    }

    button(page, "Move…").click();
    assertThat(button(page, "Cancel")).isFocused();
    page.getByLabel("To the queue").fill("it.nowhere");
    button(page, "Continue").click();
    assertThat(page.getByRole(AriaRole.DIALOG)).containsText("There is no queue it.nowhere.");
    page.getByLabel("To the queue").fill("it.target");
    button(page, "Continue").click();
    button(page, "Move 3 messages").click();

    assertThat(page.locator(".notice")).containsText("3 messages to queue://it.target");
    assertThat(found(MESSAGE_ID, "it.target", ""))
        .containsExactly(before.get(1), before.get(3), before.get(5));
    assertThat(found(ID, "it.source", "")).hasSize(7);
    String ids =
        found(ID, "it.target", "").stream().collect(Collectors.joining("\",\"", "\"", "\""));
    HttpResponse<String> copied =
        post(
            "destinations/queue/it.target/messages:copy",
            "{\"ids\":[" + ids + "],\"target\":\"queue://it.source\"}");
    assertThat(copied.body()).contains("\"done\":3");
    assertThat(found(MESSAGE_ID, "it.source", "")).hasSize(10).doesNotContain(before.get(1));
    assertThat(site.complaints).isEmpty();
  }

  /** Check 16. */
  @Test
  void aSelectorFindsExactlyItsMessagesAndAWrongOneIsSaidAtItsField() {
    site.send(application, "it.selected", 10, "m");
    Page page = site.signedIn();
    page.navigate(site.destination("it.selected"));

    page.getByLabel("Selector").fill("number > 6 AND text = 'm'");
    button(page, "Search").click();
    assertThat(page.locator("tbody tr:has(input[name=pick])")).hasCount(3);
    assertThat(page.getByLabel("Selector")).hasValue("number > 6 AND text = 'm'");
    page.getByLabel("Selector").fill("number > > 6");
    button(page, "Search").click();
    assertThat(page.locator("#selector-error")).not().isEmpty();
    assertThat(page.locator("tbody tr:has(input[name=pick])")).hasCount(10);

    assertThat(found(ID, "it.selected", "&text=M9")).hasSize(1);
    assertThat(found(ID, "it.selected", "&state=scheduled")).isEmpty();
    HttpResponse<String> wrong =
        site.api("GET", "destinations/queue/it.selected/messages?selector=a%20%3D", null);
    assertThat(wrong.statusCode()).isEqualTo(400);
    assertThat(wrong.body()).contains("\"field\":\"selector\"");
    assertThat(site.complaints).isEmpty();
  }

  /** Check 27. */
  @Test
  void allOfManyMessagesAreDeletedAsAJobThatSaysHowFarItIs() {
    site.send(application, "it.many", 3_000, "m");
    String delete = "destinations/queue/it.many/messages:delete";
    HttpResponse<String> asked = post(delete + "?dryRun=true", "{\"all\":true}");
    assertThat(asked.body()).contains("\"count\":3000").contains("\"nameRequired\":true");
    assertThat(post(delete, "{\"all\":true}").statusCode()).isEqualTo(409);

    HttpResponse<String> begun =
        post(delete, "{\"all\":true,\"typedName\":\"it.many\",\"token\":\"" + token(asked) + "\"}");

    assertThat(begun.statusCode()).as(begun.body()).isEqualTo(202);
    Matcher job = JOB.matcher(begun.body());
    assertThat(job.find()).isTrue();
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(
            () ->
                assertThat(site.api("GET", "jobs/" + job.group(1), null).body())
                    .contains("\"state\":\"DONE\"")
                    .contains("\"done\":3000"));
    assertThat(found(ID, "it.many", "")).isEmpty();
    Page page = site.signedIn();
    page.navigate(site.url("job.xhtml?id=" + job.group(1)));
    assertThat(page.locator("#job-done")).hasText("3,000");
    assertThat(page.locator("#job-state")).hasText("Done");
    assertThat(site.api("GET", "audit?limit=10", null).body())
        .containsPattern(
            "\"action\":\"delete\",\"target\":\"queue://it.many\",\"count\":3000,\"outcome\":\"OK\"");
  }

  /** What a browser has begun does not end with its session. */
  @Test
  void aJobOutlivesTheSessionItWasBegunInAndIsCancelledFromAnother() {
    int many = 20_000;
    Http.post(application, "queue?spread=1&name=it.jobs&bulk=" + many, "m");
    site.createQueue("it.jobs.moved");
    Page page = site.signedIn();
    moveAll(page, "it.jobs", "it.jobs.moved");
    button(page, "Cancel the rest").click();
    assertThat(page.locator("#job-state"))
        .hasText("Cancelled", new LocatorAssertions.HasTextOptions().setTimeout(30_000));
    long moved = depth("it.jobs.moved");
    assertThat(moved).isPositive().isLessThan(many);
    assertThat(depth("it.jobs")).isEqualTo(many - moved);

    moveAll(page, "it.jobs", "it.jobs.moved");
    String address = page.url();
    page.locator("details.menu summary").click();
    page.getByText("Sign out").click();
    page.getByText("You are signed out.").waitFor();
    Page another = site.signedIn();
    another.navigate(address);
    assertThat(another.locator("#job-state"))
        .hasText("Done", new LocatorAssertions.HasTextOptions().setTimeout(60_000));
    assertThat(depth("it.jobs.moved")).isEqualTo(many);
    assertThat(site.complaints).isEmpty();
  }

  private static void moveAll(Page page, String from, String to) {
    String address = page.url();
    page.navigate(
        address.substring(0, address.lastIndexOf('/'))
            + "/destination.xhtml?type=queue&name="
            + from);
    page.getByLabel("Which messages").selectOption("all");
    button(page, "Move…").click();
    page.getByLabel("To the queue").fill(to);
    button(page, "Continue").click();
    Locator typed = page.locator("#acting\\:typed");
    typed.waitFor();
    typed.fill(from);
    page.locator("#acting\\:do").click();
    page.waitForURL("**/job.xhtml?id=*");
  }

  private long depth(String queue) {
    Matcher depth = DEPTH.matcher(site.api("GET", "destinations/queue/" + queue, null).body());
    assertThat(depth.find()).isTrue();
    return Long.parseLong(depth.group(1));
  }

  /** A queue that is there, without what another test on this server has left in it. */
  private void empty(String queue) {
    post("destinations", "{\"type\":\"queue\",\"name\":\"" + queue + "\"}");
    String purge = "destinations/queue/" + queue + "/purge";
    String token = token(post(purge + "?dryRun=true", "{}"));
    assertThat(post(purge, "{\"token\":\"" + token + "\"}").statusCode()).isEqualTo(200);
  }

  /** Checks 28 and 29. */
  @Test
  void aDeadLetterShowsItsExceptionAndAGroupIsRetriedByItself() {
    empty("DLQ.it.failing");
    for (String text : List.of("state-", "argument-", "state-again-")) {
      site.send(application, "it.failing", 1, text);
    }
    await().atMost(Duration.ofSeconds(30)).until(() -> found(ID, "DLQ.it.failing", "").size() == 3);
    Page page = site.signedIn();
    page.navigate(site.url("queues.xhtml?q=DLQ.it.failing"));
    assertThat(page.locator("td.name .badge")).hasText("dead letters");
    assertThat(page.getByText("No consumers")).hasCount(0);
    page.navigate(site.url("dead.xhtml"));
    assertThat(page.locator("tbody tr").filter(from("it.failing"))).hasCount(2);
    page.getByText("Max deliveries: IllegalStateException").click();
    page.waitForURL("**/dead.xhtml?*");
    assertThat(page.locator("tbody tr")).hasCount(2);
    assertThat(page.locator("main")).containsText("no stock for state-");
    page.locator("tbody th a").first().click();
    page.waitForURL("**/message.xhtml*");
    assertThat(page.locator("main")).containsText("java.lang.IllegalStateException");
    page.getByText("Stack trace", new Page.GetByTextOptions().setExact(true)).click();
    assertThat(page.locator("pre[aria-label='Stack trace']")).containsText("FailingListener");
    assertThat(page.locator(".timeline")).containsText("Died");

    page.getByText("Edit and retry").click();
    page.waitForURL("**/send.xhtml*");
    assertThat(page.getByLabel("Body", new Page.GetByLabelOptions().setExact(true)))
        .hasValue(Pattern.compile("state-.*"));
    page.getByLabel("Body", new Page.GetByLabelOptions().setExact(true)).fill("mended");
    button(page, "Send message").click();
    assertThat(page.locator(".notice")).containsText("in the place of the dead letter");
    await()
        .atMost(Duration.ofSeconds(20))
        .until(
            () ->
                found(ID, "it.failing", "").isEmpty()
                    && found(ID, "DLQ.it.failing", "").size() == 2);

    // the other group goes back to its origin, fails again and is here again
    String group =
        "{\"queue\":\"DLQ.it.failing\",\"origin\":\"queue://it.failing\",\"reason\":\"MAX_DELIVERIES\","
            + "\"exceptionClass\":\"java.lang.IllegalArgumentException\"";
    String token = token(post("dead-letters:retry?dryRun=true", group + "}"));
    HttpResponse<String> retried =
        post("dead-letters:retry", group + ",\"token\":\"" + token + "\"}");
    assertThat(retried.body()).contains("\"done\":1");
    assertThat(site.complaints).isEmpty();
  }

  private static Locator.FilterOptions from(String queue) {
    return new Locator.FilterOptions().setHasText("queue://" + queue);
  }

  /** Check 18, for what can be sent by hand; 2 MiB come back as they were. */
  @Test
  void eachKindOfBodyIsShownAsWhatItIsAndALargeOneIsDownloadedWhole() {
    site.createQueue("it.kinds");
    String messages = "destinations/queue/it.kinds/messages";
    post(messages, "{\"text\":\"{\\\"b\\\":[1,2]}\"}");
    post(messages, "{\"text\":\"<a><b>1</b></a>\"}");
    post(messages, "{\"map\":{\"n\":{\"type\":\"int\",\"value\":7}}}");
    String bytes = Base64.getEncoder().encodeToString("binary".getBytes(UTF_8));
    post(messages, "{\"bytes\":\"" + bytes + "\",\"priority\":4,\"count\":1}");
    String large = "x".repeat(2 << 20);
    post(messages, "{\"text\":\"" + large + "\"}");
    List<String> ids = found(ID, "it.kinds", "");
    List<String> kinds = List.of("JSON", "XML", "Map", "Bytes, hexadecimal", "Plain text");
    List<String> bodies = List.of("\n", "\n", "n (Integer) = 7", "62 69 6e", "xxx");
    Page page = site.signedIn();
    for (int i = 0; i < ids.size(); i++) {
      page.navigate(site.url("message.xhtml?id=" + ids.get(i)));
      assertThat(page.locator("#body")).containsText(kinds.get(i));
      assertThat(page.locator("pre.body").innerText()).contains(bodies.get(i));
    }
    assertThat(page.locator("main")).containsText("Only the first part of the body is shown.");
    assertThat(site.api("GET", "messages/" + ids.get(4) + "/body", null).body()).isEqualTo(large);
    assertThat(site.complaints).isEmpty();
  }

  @Test
  void anXmlBodyCannotMakeTheServerReadAFile() {
    site.createQueue("it.xxe");
    post(
        "destinations/queue/it.xxe/messages",
        "{\"text\":\"<!DOCTYPE a [<!ENTITY f SYSTEM 'file:///etc/passwd'>]><a>&f;</a>\"}");
    Page page = site.signedIn();
    page.navigate(site.url("message.xhtml?id=" + found(ID, "it.xxe", "").get(0)));

    assertThat(page.locator("pre.body")).containsText("&f;");
    assertThat(page.locator("pre.body")).not().containsText("root:");
  }

  @Test
  void whatMatchesIsExportedALineForEachAndStays() {
    site.send(application, "it.exported", 250, "m");
    String all = site.destination("it.exported");
    Page page = site.signedIn();
    page.navigate(all + "&selector=" + ConsoleSite.encode("number >= 100"));
    Download file = page.waitForDownload(() -> page.locator("#export").click());
    assertThat(file.suggestedFilename()).isEqualTo("messages.ndjson");

    HttpResponse<String> lines =
        site.api(
            "GET",
            "destinations/queue/it.exported/messages/export?selector="
                + ConsoleSite.encode("number >= 100"),
            null);
    assertThat(lines.body().lines())
        .hasSize(150)
        .allMatch(line -> line.contains("\"body\":\"m1") || line.contains("\"body\":\"m2"));
    assertThat(found(ID, "it.exported", "")).hasSize(250);
    assertThat(site.api("GET", "audit?action=export&target=it.exported", null).body())
        .contains("\"action\":\"export\"");
  }

  /** A message that is sent again is a new one, with what was edited. */
  @Test
  void aMessageIsSentAgainEdited() {
    site.createQueue("it.again");
    post(
        "destinations/queue/it.again/messages",
        "{\"text\":\"first\",\"correlationId\":\"c-1\",\"replyTo\":\"queue://it.kinds\","
            + "\"properties\":{\"attempt\":{\"type\":\"int\",\"value\":3},\"tenant\":\"eu\"}}");
    Page page = site.signedIn();
    page.navigate(site.url("message.xhtml?id=" + found(ID, "it.again", "").get(0)));
    page.getByText("Send again, edited").click();
    page.waitForURL("**/send.xhtml*");
    assertThat(page.getByLabel("Correlation id")).hasValue("c-1");
    assertThat(page.getByLabel("Reply to")).hasValue("queue://it.kinds");
    assertThat(page.getByLabel("Properties")).hasValue(Pattern.compile("int attempt = 3"));
    page.getByLabel("Body", new Page.GetByLabelOptions().setExact(true)).fill("second");
    page.getByLabel("How many").fill("2");
    button(page, "Send message").click();

    assertThat(page.locator(".notice")).containsText("Sent 2 messages");
    assertThat(found(ID, "it.again", "&selector=attempt%3D3&correlationId=c-1")).hasSize(3);
    assertThat(found(ID, "it.again", "&text=second")).hasSize(2);
    assertThat(site.complaints).isEmpty();
  }
}
