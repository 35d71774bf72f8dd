package org.rowmq.it.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.rowmq.it.harness.MicroServer;

class CommandsIT extends ConsoleTestBase {
  private static final Pattern TOKEN = Pattern.compile("\"token\":\"([^\"]+)\"");
  private static final Pattern NEXT = Pattern.compile("\"next\":\"([^\"]+)\"");

  @Deployment(testable = false)
  static WebArchive application() {
    return ConsoleSite.queues("console-commands");
  }

  private static Locator depth(Page page) {
    return page.locator("dd[data-live=messages]");
  }

  /** Check 11; the focus stays where it is. */
  @Test
  void whatIsSentByJmsIsSeenWithinThreeSecondsWithoutLosingTheFocus() {
    site.createQueue("live.depth");
    Page page = site.signedIn();
    page.navigate(site.url("queues.xhtml?q=live.depth"));
    Locator cell = page.locator("[data-live=messages]");
    assertThat(cell).hasText("0");
    page.getByLabel("Filter by name").fill("typed");

    site.send(application, "live.depth", 5, "m");

    assertThat(cell).hasText("5", new LocatorAssertions.HasTextOptions().setTimeout(3_000));
    assertThat(page.getByLabel("Filter by name")).hasValue("typed");
    assertThat(page.getByLabel("Filter by name")).isFocused();
  }

  @Test
  void aListAsksOnlyForTheRowsItShowsAndSaysWhenThereAreOthers() {
    site.createQueue("shown.one");
    site.createQueue("shown.two");
    Page page = site.signedIn();
    List<String> asked = new ArrayList<>();
    page.onRequest(
        request -> {
          if (request.url().contains("/destinations?")) {
            asked.add(request.url());
          }
        });
    page.navigate(site.url("queues.xhtml?q=shown."));
    page.waitForCondition(() -> !asked.isEmpty());
    assertThat(asked.get(0)).endsWith("&q=shown.&name=shown.one&name=shown.two");
    assertThat(site.api("GET", "destinations?q=shown.&name=shown.two&name=gone", null).body())
        .contains("\"name\":\"shown.two\"")
        .doesNotContain("shown.one")
        .contains("\"total\":2");
    assertThat(page.getByText("Destinations were added or removed.")).isHidden();

    site.createQueue("shown.three");
    assertThat(page.getByText("Destinations were added or removed.")).isVisible();
    page.navigate(site.url("index.xhtml"));
    int before = asked.size();
    assertThat(page.locator("#live")).hasText("Live");
    assertThat(asked).hasSize(before); // the overview has no rows
  }

  /** Presses Tab until an element has the focus whose text, value or label is this. */
  private static void tabTo(Page page, String name) {
    for (int i = 0; i < 80; i++) {
      page.keyboard().press("Tab");
      String focused =
          (String)
              page.evaluate(
                  "(() => { const e = document.activeElement; return e.ariaLabel || (e.labels &&"
                      + " e.labels.length ? e.labels[0].innerText : e.value || e.innerText || '');"
                      + " })()");
      if (focused.strip().equals(name)) {
        return;
      }
    }
    throw new AssertionError("No Tab leads to " + name);
  }

  /** Check 8: no pointer, and no script that sets a field. */
  @Test
  void fromSignInToAPurgeEverythingIsDoneByKeyboard() {
    site.createQueue("keyed.queue");
    Page page = site.fresh();
    page.navigate(site.url(""));
    tabTo(page, "User name");
    page.keyboard().type("admin");
    tabTo(page, "Password");
    page.keyboard().type(MicroServer.ADMIN_PASSWORD);
    page.keyboard().press("Enter");
    page.waitForURL("**/index.xhtml");
    page.keyboard().press("g");
    page.keyboard().press("q");
    page.waitForURL("**/queues.xhtml");
    page.keyboard().press("/");
    page.keyboard().type("keyed");
    page.keyboard().press("Enter");
    page.waitForURL("**/queues.xhtml?q=keyed");
    tabTo(page, "keyed.queue");
    page.keyboard().press("Enter");
    page.waitForURL("**/destination.xhtml*");
    tabTo(page, "Send a message");
    page.keyboard().press("Enter");
    page.waitForURL("**/send.xhtml*");
    tabTo(page, "Body");
    page.keyboard().type("hello");
    tabTo(page, "Send message");
    page.keyboard().press("Enter");
    assertThat(page.locator(".notice")).containsText("Sent ID:");
    assertThat(depth(page)).hasText("1");

    tabTo(page, "Purge…");
    page.keyboard().press("Enter");
    assertThat(button(page, "Cancel")).isFocused();
    page.keyboard().press("Escape");
    assertThat(button(page, "Purge…")).isFocused();
    page.keyboard().press("Enter");
    assertThat(button(page, "Cancel")).isFocused();
    tabTo(page, "Purge 1 message");
    page.keyboard().press("Enter");
    assertThat(page.locator(".notice")).hasText("Purged 1 message from keyed.queue.");
    assertThat(site.complaints).isEmpty();
  }

  /** Check 15. */
  @Test
  void browsingAThousandMessagesLeavesThemAsTheyAre() {
    site.send(application, "browsed", 1_000, "m");

    String cursor = "";
    int parts = 0;
    do {
      HttpResponse<String> part =
          site.api("GET", "destinations/queue/browsed/messages?limit=100" + cursor, null);
      assertThat(part.statusCode()).isEqualTo(200);
      Matcher next = NEXT.matcher(part.body());
      cursor = next.find() ? "&cursor=" + next.group(1) : null;
      parts++;
    } while (cursor != null);
    Page page = site.signedIn();
    page.navigate(site.destination("browsed"));
    assertThat(depth(page)).hasText("1,000");
    page.getByText("Next page").click();
    page.locator("tbody th a").first().click();
    page.waitForURL("**/message.xhtml*");
    assertThat(page.locator("pre.body")).hasText("m50");

    assertThat(parts).isEqualTo(10);
    List<String> expected = IntStream.range(0, 1_000).mapToObj(i -> "m" + i + " 1 false").toList();
    assertThat(site.receive(application, "browsed")).isEqualTo(expected);
  }

  /** Check 20. */
  @Test
  void aPurgeAsksWithNameAndNumberAndCancelHasTheFocus() {
    site.send(application, "purged", 42, "m");
    Page page = site.signedIn();
    page.navigate(site.destination("purged"));

    button(page, "Purge…").click();
    assertThat(page.getByRole(AriaRole.DIALOG)).containsText("Purge purged?");
    assertThat(page.getByRole(AriaRole.DIALOG)).containsText("42 messages will be gone");
    assertThat(button(page, "Cancel")).isFocused();
    page.keyboard().press("Escape");
    assertThat(page.getByRole(AriaRole.DIALOG)).isHidden();
    assertThat(button(page, "Purge…")).isFocused();
    assertThat(depth(page)).hasText("42");

    page.keyboard().press("Enter");
    button(page, "Purge 42 messages").click();
    assertThat(page.locator(".notice")).hasText("Purged 42 messages from purged.");
    assertThat(depth(page)).hasText("0");
    assertThat(site.api("GET", "audit?limit=20", null).body())
        .containsPattern(
            "\"action\":\"purge\",\"target\":\"queue://purged\",\"count\":42,\"outcome\":\"OK\"");
  }

  /** Check 21. */
  @Test
  void whatHasGrownMeanwhileIsAskedAgain() {
    site.send(application, "grown", 42, "m");
    Page page = site.signedIn();
    page.navigate(site.destination("grown"));
    button(page, "Purge…").click();
    assertThat(button(page, "Purge 42 messages")).isVisible();

    site.send(application, "grown", 10, "late");
    button(page, "Purge 42 messages").click();

    assertThat(page.getByRole(AriaRole.DIALOG)).containsText("There are 52 messages now, not 42");
    button(page, "Purge 52 messages").click();
    assertThat(page.locator(".notice")).hasText("Purged 52 messages from grown.");
  }

  /** Check 22. */
  @Test
  void aDestructiveRequestNeedsAFreshTokenAndIsNeverAGet() {
    site.send(application, "guarded", 3, "m");
    String purge = "destinations/queue/guarded/purge";

    assertThat(site.api("POST", purge, "{}").statusCode()).isEqualTo(409);
    assertThat(site.api("POST", purge, "{\"token\":\"made-up\"}").statusCode()).isEqualTo(409);
    assertThat(site.api("GET", purge, null).statusCode()).isEqualTo(405);
    assertThat(site.api("DELETE", "destinations/queue/guarded", null).statusCode()).isEqualTo(409);
    Matcher token = TOKEN.matcher(site.api("POST", purge + "?dryRun=true", null).body());
    assertThat(token.find()).isTrue();
    String body = "{\"token\":\"" + token.group(1) + "\"}";
    assertThat(site.api("POST", purge, body).body()).isEqualTo("{\"deleted\":3}");
    assertThat(site.api("POST", purge, body).statusCode()).isEqualTo(409);
  }

  /** Check 23. */
  @Test
  void withoutScriptNothingIsDeleted() {
    site.send(application, "unscripted", 2, "m");
    Page page = site.signedIn();
    page.context().route("**/*.js.xhtml*", route -> route.abort());
    page.navigate(site.destination("unscripted"));

    button(page, "Purge…").click();
    page.waitForLoadState();

    assertThat(site.api("GET", "destinations/queue/unscripted", null).body())
        .contains("\"messages\":2");
  }

  /** Check 24, as far as consumers go. */
  @Test
  void deletingWithMessagesTakesTheTypedName() {
    site.send(application, "deleted", 2, "m");
    Page page = site.signedIn();
    page.navigate(site.destination("deleted"));

    button(page, "Delete queue…").click();
    page.getByLabel("Type deleted to go on").fill("delete");
    button(page, "Delete queue and 2 messages").click();
    assertThat(page.getByRole(AriaRole.DIALOG)).containsText("The name typed is not deleted.");
    page.getByLabel("Type deleted to go on").fill("deleted");
    button(page, "Delete queue and 2 messages").click();

    assertThat(page.locator(".notice")).hasText("Deleted the queue deleted with 2 messages.");
    assertThat(site.api("GET", "destinations/queue/deleted", null).statusCode()).isEqualTo(404);
  }

  /** Check 25. */
  @Test
  void whatDoesNotExistIsNotFoundAndNotMade() {
    Page page = site.signedIn();

    assertThat(page.navigate(site.destination("it.never")).status()).isEqualTo(404);
    assertThat(page.locator("h1")).hasText("Not found");
    assertThat(site.api("GET", "destinations/queue/it.never", null).statusCode()).isEqualTo(404);
    assertThat(site.api("GET", "destinations?q=it.never", null).body()).contains("\"items\":[]");
  }

  /** Check 13, and 21 for several queues. */
  @Test
  void onlyTheTickedQueuesThatAreShownAreNamedAndPurged() {
    site.send(application, "bulk.one", 3, "m");
    site.send(application, "bulk.two", 4, "m");
    site.createQueue("bulk.two.large");
    String many = "{\"text\":\"m\",\"count\":1000}";
    site.api("POST", "destinations/queue/bulk.two.large/messages", many);
    site.send(application, "bulk.two.large", 1, "m");
    Page page = site.signedIn();
    page.navigate(site.url("queues.xhtml?q=bulk."));
    page.getByLabel("Select bulk.one").check();
    page.getByLabel("Filter by name").fill("bulk.two");
    page.getByLabel("Filter by name").press("Enter");
    page.waitForURL("**/queues.xhtml?q=bulk.two");
    button(page, "Purge the selected…").click();
    Locator dialog = page.getByRole(AriaRole.DIALOG);
    assertThat(dialog).containsText("Select queues in the list first.");
    button(page, "Cancel").click();
    page.getByLabel("Select bulk.two", new Page.GetByLabelOptions().setExact(true)).check();
    page.getByLabel("Select bulk.two.large").check();
    button(page, "Purge the selected…").click();
    assertThat(dialog).containsText("Purge 1 queue?");
    assertThat(dialog).not().containsText("bulk.one");
    assertThat(dialog).containsText("1,001 messages: stays");
    assertThat(button(page, "Cancel")).isFocused();
    assertThat(ConsoleSite.barriers(page)).isEmpty();

    site.send(application, "bulk.two", 2, "more");
    button(page, "Purge 4 messages").click();
    assertThat(dialog).containsText("The number of messages has changed");
    button(page, "Purge 6 messages").click();
    assertThat(page.locator(".notice")).hasText("Purged 6 messages from 1 queue.");
    assertThat(page).hasURL(Pattern.compile(".*q=bulk\\.two"));

    assertThat(site.receive(application, "bulk.one")).hasSize(3);
    assertThat(site.receive(application, "bulk.two")).isEmpty();
    assertThat(site.receive(application, "bulk.two.large")).hasSize(1_001);
    assertThat(site.complaints).isEmpty();
  }

  @Test
  void aQueueIsCreatedAndAMessageSentByKeyboard() {
    Page page = site.signedIn();
    page.navigate(site.url("create.xhtml?type=queue"));
    assertThat(page.locator("main input:focus")).hasCount(1);
    page.keyboard().type("typed/näme %2F");
    page.keyboard().press("Enter");
    assertThat(page.locator("h1")).hasText("typed/näme %2F");

    page.getByText("Send a message").focus();
    page.keyboard().press("Enter");
    page.waitForURL("**/send.xhtml*");
    page.getByLabel("Body").fill("hello");
    page.getByLabel("Properties").fill("int attempt = x");
    button(page, "Send message").click();
    assertThat(page.getByText("Line 1: x is not a value of type int.")).isVisible();
    assertThat(page.getByLabel("Body")).hasValue("hello");
    page.getByLabel("Properties").fill("int attempt = 3");
    button(page, "Send message").focus();
    page.keyboard().press("Enter");

    assertThat(page.locator(".notice")).containsText("Sent ID:");
    assertThat(depth(page)).hasText("1");
    assertThat(site.complaints).isEmpty();
  }
}
