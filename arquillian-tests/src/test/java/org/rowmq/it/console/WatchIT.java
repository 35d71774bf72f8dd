package org.rowmq.it.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Route;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.AriaRole;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.rowmq.it.app.console.FailingListener;
import org.rowmq.it.app.console.HoldServlet;
import org.rowmq.it.app.console.HoldingListener;
import org.rowmq.it.app.console.QueueServlet;
import org.rowmq.it.harness.Archives;
import org.rowmq.it.harness.Http;

/** Watching what goes on, and finding one's way by keyboard. */
class WatchIT extends ConsoleTestBase {
  private static final LocatorAssertions.ContainsTextOptions SOON =
      new LocatorAssertions.ContainsTextOptions().setTimeout(30_000);

  private static final LocatorAssertions.HasCountOptions LATER =
      new LocatorAssertions.HasCountOptions().setTimeout(40_000);

  @Deployment(testable = false)
  static WebArchive application() {
    return Archives.war(
        "console-watch",
        QueueServlet.class,
        FailingListener.class,
        HoldingListener.class,
        HoldServlet.class);
  }

  /** Check 30, but for the restart. */
  @Test
  void aPausedQueueGivesNothingToConsumersUntilItIsResumed() {
    site.send(application, "it.paused", 2, "m");
    Page page = site.signedIn();
    page.navigate(site.destination("it.paused"));

    button(page, "Pause delivery").click();
    assertThat(page.locator("h1 + .badge")).hasText("Delivery paused");
    assertThat(site.receive(application, "it.paused")).isEmpty();
    button(page, "Resume delivery").click();
    assertThat(page.locator("h1 + .badge")).hasText("Running");

    assertThat(site.receive(application, "it.paused")).hasSize(2);
    assertThat(site.complaints).isEmpty();
  }

  @Test
  void theChartsAndTheirTableShowWhatHasArrived() {
    site.send(application, "it.charted", 30, "m");
    Page page = site.signedIn();
    page.navigate(site.destination("it.charted"));

    assertThat(page.locator("#chart-depth")).containsText("30 kept", SOON);
    assertThat(page.locator("#chart-depth svg path.line")).hasCount(1);
    assertThat(page.locator("#chart-rates svg path.line")).hasCount(2);
    assertThat(page.locator("#chart-waits svg path.line")).hasCount(2);
    page.getByText("The numbers as a table").click();
    assertThat(page.locator("[data-charts] tbody tr").first()).containsText("30");
    button(page, "1 hour").click();
    assertThat(button(page, "1 hour")).hasAttribute("aria-pressed", "true");
    Download file = page.waitForDownload(() -> page.getByText("Download these as CSV").click());
    assertThat(file.suggestedFilename()).isEqualTo("queue-it.charted-1h.csv");
    button(page, "7 days").click();
    assertThat(button(page, "7 days")).hasAttribute("aria-pressed", "true");
    assertThat(ConsoleSite.barriers(page)).isEmpty();
    assertThat(site.complaints).isEmpty();
  }

  @Test
  void deadLettersAndCallsToTheDatabaseAreCharts() {
    site.send(application, "it.failing", 2, "state-1");
    Page page = site.signedIn();
    page.navigate(site.url("index.xhtml"));
    page.getByText("With dead letters and calls to the database").click();
    page.waitForURL("**/metrics.xhtml");

    assertThat(page.locator("#chart-dead svg path.line")).hasCount(1, LATER);
    assertThat(page.locator("#chart-calls svg path.line")).hasCount(3);
    for (String chart : List.of("#chart-write", "#chart-call")) {
      assertThat(page.locator(chart + " svg path.line")).hasCount(2);
    }
    // heartbeats never end, while nothing may have been written in the last ten seconds
    assertThat(page.locator("#chart-call [data-value=p99]")).containsText("ms");
    assertThat(page.locator("#chart-dead")).containsText("given up");
    page.getByText("The numbers as a table").click();
    Locator dead = page.locator("[data-charts] tbody td:nth-child(7)");
    page.waitForCondition(
        () -> dead.allTextContents().stream().anyMatch(text -> text.matches("[1-9]\\d*")),
        new Page.WaitForConditionOptions().setTimeout(30_000));
    assertThat(page.locator("[data-charts] thead")).containsText("Dead letters");
    Download file = page.waitForDownload(() -> page.getByText("Download these as CSV").click());
    assertThat(file.suggestedFilename()).isEqualTo("all-15m.csv");
    assertThat(site.api("GET", "history/export?range=15m", null).body())
        .contains("dead_letters,write_calls,write_median_ms");
    button(page, "7 days").click();
    assertThat(button(page, "7 days")).hasAttribute("aria-pressed", "true");
    assertThat(ConsoleSite.barriers(page)).isEmpty();

    page.navigate(site.destination("it.failing") + "&tab=dead");
    assertThat(page.locator("#chart-dead svg path.line")).hasCount(1, LATER);
    page.navigate(site.url("node.xhtml?name=" + ConsoleSite.encode(site.node())));
    assertThat(page.locator("#chart-write svg path.line")).hasCount(2, LATER);
    assertThat(site.complaints).isEmpty();
  }

  @Test
  void aQueueThatGrowsWithoutAConsumerIsSaidOnTheOverview() {
    site.send(application, "it.growing", 3, "m");
    Page page = site.signedIn();
    Locator row =
        page.locator("section[aria-labelledby=attention] tbody tr").filter(with("it.growing"));
    await()
        .atMost(Duration.ofSeconds(60))
        .untilAsserted(
            () -> {
              page.navigate(site.url("index.xhtml?all=true"));
              assertThat(row.locator(".badge.bad").allTextContents())
                  .containsExactly("No consumers, and growing");
            });
    assertThat(row.locator("th")).containsText("grew by 3");
    assertThat(row.locator("[data-label=Since] time")).hasCount(1);
    assertThat(ConsoleSite.barriers(page)).isEmpty();
    assertThat(site.complaints).isEmpty();
  }

  @Test
  void whatIsNotKnownOfATimeIsAGapInTheChartAndADashInTheTable() {
    String known =
        "\"arrived\":1,\"left\":0,\"waited\":0,\"waitMedianMillis\":0,\"waitHighMillis\":0,\"dead\":%s,\"store\":%s}";
    String store = "{\"write\":{\"calls\":4,\"medianMillis\":0.25,\"highMillis\":1.5}}";
    List<String> points = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      String at = "{\"at\":\"2026-01-01T00:0" + i + ":00Z\",\"messages\":5,";
      boolean earlier = i == 2 || i == 3;
      points.add(at + known.formatted(earlier ? "null" : "3", earlier ? "{}" : store));
    }
    Page page = site.signedIn();
    page.route(
        url -> url.contains("/api/v1/history?"),
        route ->
            route.fulfill(
                new Route.FulfillOptions()
                    .setContentType("application/json")
                    .setBody("{\"intervalSeconds\":60,\"points\":" + points + "}")));
    page.navigate(site.url("metrics.xhtml"));

    for (String chart : List.of("#chart-dead", "#chart-write")) {
      assertThat(page.locator(chart + " svg path.line").first())
          .hasAttribute("d", Pattern.compile("M[^M]+M[^M]+"));
    }
    assertThat(page.locator("#chart-depth svg path.line"))
        .hasAttribute("d", Pattern.compile("M[^M]+"));
    assertThat(page.locator("#chart-dead [data-value=failed]")).hasText("3 in 1 min");
    assertThat(page.locator("#chart-write [data-value=p50]")).hasText("0.25 ms");
    assertThat(page.locator("#chart-force")).containsText("Nothing was forced to disk");
    page.getByText("The numbers as a table").click();
    assertThat(page.locator("[data-charts] tbody td:nth-child(7)"))
        .hasText(new String[] {"3", "3", "–", "–", "3", "3"});
    assertThat(ConsoleSite.barriers(page)).isEmpty();
    assertThat(site.complaints).isEmpty();
  }

  @Test
  void whatIsReadyDeliveringAndScheduledIsInTheListAndOnTheOverview() {
    site.createQueue("it.states");
    Page page = site.signedIn();
    page.navigate(site.url("queues.xhtml?q=it.states"));
    button(page, "Columns…").click();
    page.getByLabel("Delivering").check();
    page.getByLabel("Scheduled").check();
    button(page, "Show these").click();
    Locator row = page.locator("tbody tr").filter(with("it.states"));
    assertThat(row.locator("[data-live=ready]")).hasText("0");

    String messages = "destinations/queue/it.states/messages";
    String scheduled = "{\"text\":\"x\",\"count\":3,\"delayMillis\":3600000}";
    site.api("POST", messages, "{\"text\":\"x\",\"count\":2}");
    site.api("POST", messages, scheduled);
    assertThat(row.locator("[data-live=ready]")).containsText("2", SOON);
    assertThat(row.locator("[data-live=scheduled]")).containsText("3", SOON);
    assertThat(row.locator("[data-live=messages]")).containsText("5", SOON);

    page.navigate(site.url("index.xhtml"));
    Locator all = page.locator("[data-total=scheduled]");
    // added up once in a second at most
    await()
        .untilAsserted(
            () -> assertThat(Integer.parseInt(all.textContent())).isGreaterThanOrEqualTo(3));
    int before = Integer.parseInt(all.textContent());
    site.api("POST", messages, scheduled);
    assertThat(all).containsText(Integer.toString(before + 3), SOON);
    assertThat(ConsoleSite.barriers(page)).isEmpty();

    site.send(application, "it.held", 1, "m");
    try {
      assertThat(page.locator("[data-total=delivering]")).containsText("1", SOON);
      page.navigate(site.url("queues.xhtml?q=it.held"));
      Locator held = page.locator("tbody tr").filter(with("it.held"));
      assertThat(held.locator("[data-live=delivering]")).containsText("1", SOON);
    } finally {
      Http.post(application, "hold", "");
    }
    assertThat(site.complaints).isEmpty();
  }

  /** Check 31, first half; SubscriptionCommandsTest has the other. */
  @Test
  void aSubscriptionWithoutConsumerShowsItsBacklogAndThatItIsOffline() {
    site.api("POST", "destinations", "{\"type\":\"topic\",\"name\":\"it.news\"}");
    site.api(
        "POST",
        "subscriptions",
        "{\"topic\":\"it.news\",\"name\":\"it.reader\",\"clientId\":\"it.press\"}");
    site.api("POST", "destinations/topic/it.news/messages", "{\"text\":\"n\",\"count\":13}");
    Page page = site.signedIn();
    page.navigate(site.url("subscriptions.xhtml"));
    Locator row = page.locator("tbody tr").filter(with("it.press"));
    assertThat(row.locator("[data-label=Backlog]")).hasText("13");
    assertThat(row.locator(".badge")).hasText("offline");
    assertThat(row.locator("[data-label='Inactive since'] time"))
        .hasAttribute("datetime", Pattern.compile("\\d{4}-.*Z"));
    assertThat(row.locator("[data-label='Inactive since'] time"))
        .hasText(Pattern.compile("now|ago"));
    page.navigate(site.url("topics.xhtml?q=it.news"));
    Locator topic = page.locator("tbody tr").filter(with("it.news"));
    assertThat(topic).containsText("1 durable");
    assertThat(topic).containsText("1 offline");
    assertThat(topic.locator("td").filter(with("Largest backlog"))).containsText("13");
    assertThat(ConsoleSite.barriers(page)).isEmpty();
    assertThat(site.complaints).isEmpty();
  }

  /** Check 32. */
  @Test
  void beansAndConsumersAreListedAndABeanIsPausedAndResumed() {
    Page page = site.signedIn();
    page.navigate(site.url("clients.xhtml"));
    Locator bean = page.locator("#bean tbody tr").filter(with("it.failing"));
    assertThat(bean).hasCount(1);
    assertThat(bean).containsText("Open");
    assertThat(
            page.locator("section[aria-labelledby=consumers] tbody tr").filter(with("it.failing")))
        .not()
        .hasCount(0);
    assertThat(ConsoleSite.barriers(page)).isEmpty();

    bean.getByText("Pause").click();
    assertThat(page.locator(".notice")).containsText("Paused");
    bean = page.locator("#bean tbody tr").filter(with("it.failing"));
    assertThat(bean).containsText("Paused");
    bean.getByText("Resume").click();
    assertThat(page.locator(".notice")).containsText("Resumed");
    assertThat(site.complaints).isEmpty();
  }

  @Test
  void whoHoldsAMessageSinceWhenIsSeenAtTheConsumerAndInTheMessagesTimeline() {
    Page page = site.signedIn();
    site.send(application, "it.held", 1, "m");
    Locator holder =
        page.locator("section[aria-labelledby=consumers] tbody tr").filter(with("1 message"));
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () -> {
              page.navigate(site.url("clients.xhtml?q=it.held"));
              assertThat(holder.count()).isEqualTo(1);
            });
    try {
      assertThat(holder).containsText("HoldingListener");
      assertThat(holder.locator("[data-label='Last message']")).containsText("ID:");
      assertThat(holder.locator("[data-label='Read ahead']")).hasText("0");
      assertThat(holder).containsText(site.node());
      holder.locator("summary").click();
      assertThat(holder.locator("details li time")).hasText(Pattern.compile(".*(ago|now).*"));
      holder.locator("details li a").click();
      page.waitForURL("**/message.xhtml*");
      Locator held = page.locator(".timeline li").filter(with("Held"));
      assertThat(held).containsText("by the bean ");
      assertThat(held).containsText("HoldingListener on " + site.node());
      assertThat(held.locator("time")).hasCount(1);
      assertThat(page.locator(".timeline li").first()).containsText("Sent");
    } finally {
      Http.post(application, "hold", "");
    }
    await()
        .atMost(Duration.ofSeconds(30))
        .until(
            () ->
                site.api("GET", "destinations/queue/it.held", null)
                    .body()
                    .contains("\"messages\":0"));
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(() -> assertThat(page.reload().status()).isEqualTo(404));
    site.complaints.removeIf(each -> each.contains("404"));
    assertThat(site.complaints).isEmpty();
  }

  private static Locator.FilterOptions with(String text) {
    return new Locator.FilterOptions().setHasText(text);
  }

  @Test
  void theListOfQueuesHasALineOfHowEachHasDeveloped() {
    site.send(application, "it.trend", 4, "m");
    Page page = site.signedIn();
    Locator line = page.locator("tr:has-text('it.trend') svg.trend");
    await()
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofSeconds(2))
        .untilAsserted(
            () -> {
              page.navigate(site.url("queues.xhtml?q=it.trend"));
              assertThat(line.locator("polyline").count()).isEqualTo(1);
              assertThat(line.locator("title").textContent()).endsWith("at most 4");
            });
    assertThat(line.locator("polyline")).hasAttribute("points", Pattern.compile(".*90,1"));
    assertThat(ConsoleSite.barriers(page)).isEmpty();
    assertThat(site.complaints).isEmpty();
  }

  @Test
  void theListOfTopicsHasALineOfHowEachHasDeveloped() {
    site.api("POST", "destinations", "{\"type\":\"topic\",\"name\":\"it.trend.topic\"}");
    for (String name : List.of("it.trend.a", "it.trend.b")) {
      site.api(
          "POST",
          "subscriptions",
          "{\"topic\":\"it.trend.topic\",\"name\":\"%s\",\"shared\":true}".formatted(name));
    }
    site.api("POST", "destinations/topic/it.trend.topic/messages", "{\"text\":\"n\",\"count\":3}");
    Page page = site.signedIn();
    Locator line = page.locator("tr:has-text('it.trend.topic') svg.trend");
    await()
        .atMost(Duration.ofSeconds(60))
        .pollInterval(Duration.ofSeconds(2))
        .untilAsserted(
            () -> {
              page.navigate(site.url("topics.xhtml?q=it.trend"));
              assertThat(line.locator("polyline").count()).isEqualTo(1);
              assertThat(line.locator("title").textContent()).endsWith("at most 6");
            });
    assertThat(line.locator("polyline")).hasAttribute("points", Pattern.compile(".*90,1"));
    assertThat(ConsoleSite.barriers(page)).isEmpty();
    assertThat(site.complaints).isEmpty();
  }

  /** Check 34, second half, with what a stopped server looks like from a page. */
  @Test
  void aPageWhoseServerIsGoneSaysSinceWhenAndGoesOnByItself() {
    Page page = site.signedIn();
    assertThat(page.locator("#live")).hasText("Live");
    page.route("**/api/v1/**", route -> route.abort());
    assertThat(page.locator("#live")).hasText(Pattern.compile("Disconnected since \\d\\d:.*"));
    page.unroute("**/api/v1/**");
    assertThat(page.locator("#live")).hasText("Live");
  }

  /** Check 12. */
  @Test
  void aTickAndATypedFilterSurviveTheRefreshesAroundThem() {
    site.send(application, "it.ticked", 3, "m");
    Page page = site.signedIn();
    page.navigate(site.destination("it.ticked"));
    page.locator("input[name=pick]").nth(1).check();
    page.locator("#correlationId").fill("half a wo");
    for (int depth = 4; depth <= 8; depth++) {
      site.send(application, "it.ticked", 1, "more");
      assertThat(page.locator("dd[data-live=messages]")).hasText(Integer.toString(depth));
    }

    assertThat(page.locator("input[name=pick]").nth(1)).isChecked();
    assertThat(page.locator("#correlationId")).hasValue("half a wo");
    assertThat(page.locator("#correlationId")).isFocused();
  }

  /** Check 24, second half. */
  @Test
  void deletingAQueueSaysHowManyConsumersItHas() {
    Page page = site.signedIn();
    page.navigate(site.destination("it.failing"));
    button(page, "Delete queue…").click();
    assertThat(page.getByRole(AriaRole.DIALOG))
        .containsText(Pattern.compile("\\d+ consumers? (is|are) connected"));
    button(page, "Cancel").click();
    assertThat(page.getByRole(AriaRole.DIALOG)).isHidden();
  }

  @Test
  void keysLeadToPagesToTheSearchAndToADestination() {
    site.createQueue("it.jumped-to");
    Page page = site.signedIn();
    page.keyboard().press("g");
    page.keyboard().press("q");
    page.waitForURL("**/queues.xhtml");
    page.keyboard().press("/");
    assertThat(page.getByLabel("Filter by name")).isFocused();
    page.locator("h1").click(); // a key typed into a field is text
    page.keyboard().press("?");
    assertThat(page.getByRole(AriaRole.DIALOG)).containsText("jump to a destination");
    assertThat(ConsoleSite.barriers(page)).isEmpty();
    page.keyboard().press("Escape");
    page.keyboard().press("Control+k");
    page.keyboard().type("jumped");
    assertThat(page.locator("#jump-results a")).hasCount(1);
    assertThat(page.locator("#jump-results a")).hasText("it.jumped-to");
    assertThat(ConsoleSite.barriers(page)).isEmpty();
    page.keyboard().press("Enter");

    page.waitForURL("**/destination.xhtml?type=queue&name=it.jumped-to");
    assertThat(site.complaints).isEmpty();
  }

  @Test
  void enterGoesToWhatWasTypedHoweverLateTheListIs() {
    site.createQueue("it.early");
    site.createQueue("it.early.and-longer");
    site.createQueue("an.it.early");
    Page page = site.signedIn();
    page.keyboard().press("Control+k");
    assertThat(page.locator("#jump-results a")).not().hasCount(0);
    List<Route> late = new ArrayList<>();
    page.route("**/api/v1/destinations?*", late::add);
    page.keyboard().type("it.early");
    page.keyboard().press("Enter");
    page.waitForCondition(() -> late.size() == "it.early".length());
    assertThat(page).hasURL(Pattern.compile(".*/index\\.xhtml"));
    late.forEach(Route::resume);

    page.waitForURL("**/destination.xhtml?type=queue&name=it.early");
    assertThat(site.complaints).isEmpty();
  }

  @Test
  void exactTimesAreInUtcWhereThatIsChosenAndStayThat() {
    site.createQueue("it.timed");
    Page page = site.signedIn();
    page.navigate(site.destination("it.timed"));
    Locator created = page.locator(".facts time").last();
    page.locator("details.menu summary").click();
    page.getByLabel("Exact times").selectOption("utc");
    assertThat(created).hasAttribute("title", Pattern.compile("\\d{4}-\\d\\d-\\d\\d .* UTC"));
    page.reload();
    assertThat(page.locator(".facts time").last()).hasAttribute("title", Pattern.compile(".* UTC"));
    page.locator("details.menu summary").click();
    page.getByLabel("Exact times").selectOption("local");
    assertThat(page.locator(".facts time").last())
        .hasAttribute("title", Pattern.compile(".* [+-]\\d\\d:\\d\\d"));
  }
}
