package org.rowmq.it.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.rowmq.it.app.console.FailingListener;
import org.rowmq.it.app.console.QueueServlet;
import org.rowmq.it.harness.Archives;
import org.rowmq.it.harness.Http;

/** How many match a filter is said under the search, after the list is there. */
class MatchCountIT extends ConsoleTestBase {
  @Deployment(testable = false)
  static WebArchive application() {
    return Archives.war("console-counts", QueueServlet.class, FailingListener.class);
  }

  private static Locator matching(Page page) {
    return page.locator(".matching");
  }

  @Test
  void theListIsThereBeforeTheNumberOfAllThatMatch() {
    site.send(application, "it.counted", 70, "m");
    Page page = site.signedIn();
    page.navigate(site.destination("it.counted"));
    assertThat(matching(page)).hasText("70 messages");

    List<Route> waiting = new ArrayList<>();
    page.route("**/messages/count*", waiting::add);
    page.getByLabel("Selector").fill("number >= 5");
    button(page, "Search").click();
    assertThat(page.locator("tbody tr:has(input[name=pick])")).hasCount(50);
    assertThat(matching(page)).hasText("Counting what matches…");
    page.waitForCondition(() -> !waiting.isEmpty());
    waiting.get(0).resume();
    assertThat(matching(page)).hasText("65 match");
    assertThat(ConsoleSite.barriers(page)).isEmpty();

    page.getByLabel("Selector").fill("number > > 5");
    button(page, "Search").click();
    assertThat(page.locator("#selector-error")).not().isEmpty();
    assertThat(matching(page)).hasText("70 messages");
    assertThat(site.complaints).isEmpty();
  }

  @Test
  void itIsNotCountedFurtherThanTenThousand() {
    Http.post(application, "queue?spread=1&name=it.counted.many&bulk=10100", "m");
    Page page = site.signedIn();
    page.navigate(site.destination("it.counted.many"));
    assertThat(matching(page)).hasText("10,100 messages");
    page.navigate(site.destination("it.counted.many") + "&selector=JMSPriority%20%3D%204");
    assertThat(matching(page)).hasText("10,000+ match");
    assertThat(
            site.api("GET", "destinations/queue/it.counted.many/messages/count?text=zzz", null)
                .body())
        .contains("\"more\":false");
    assertThat(site.complaints).isEmpty();
  }

  @Test
  void whatCouldNotBeLookedAtIsSaidAndWhatIsNotKnownToo() {
    site.send(application, "it.counted.slow", 1, "m");
    Page page = site.signedIn();
    page.route(
        "**/messages/count*",
        route ->
            route.fulfill(
                new Route.FulfillOptions()
                    .setContentType("application/json")
                    .setBody("{\"count\":1234,\"more\":false,\"partial\":true}")));
    page.navigate(site.destination("it.counted.slow") + "&state=AVAILABLE");
    assertThat(matching(page)).hasText("At least 1,234 match; not all could be looked at");
    page.unroute("**/messages/count*");
    page.route(
        "**/messages/count*",
        route ->
            route.fulfill(
                new Route.FulfillOptions().setContentType("application/json").setBody("none")));
    page.reload();
    assertThat(matching(page)).hasText("How many match is not known now.");
    assertThat(site.complaints).isEmpty();
  }

  @Test
  void aGroupOfDeadLettersAndAFilteredAuditTrailAreCounted() {
    site.send(application, "it.failing", 2, "state-1");
    Page page = site.signedIn();
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () ->
                assertThat(site.api("GET", "destinations/queue/it.failing", null).body())
                    .contains("\"messages\":0"));
    page.navigate(site.url("dead.xhtml"));
    page.locator("tbody tr:has-text('it.failing') th a").first().click();
    page.waitForURL("**/dead.xhtml?*reason=*");
    int shown = page.locator("tbody tr").count(); // other tests may have some there as well
    assertThat(shown).isGreaterThanOrEqualTo(2);
    assertThat(matching(page)).hasText(shown + " match");
    assertThat(ConsoleSite.barriers(page)).isEmpty();

    site.createQueue("it.counted.audited");
    page.navigate(site.url("audit.xhtml?target=it.counted.audited"));
    assertThat(matching(page)).hasText("1 matches");
    page.navigate(site.url("audit.xhtml"));
    assertThat(matching(page)).hasCount(0);
    assertThat(site.complaints).isEmpty();
  }
}
