package org.rowmq.it.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.Cookie;
import com.microsoft.playwright.options.LoadState;
import java.net.URI;
import java.net.URL;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import java.util.zip.Deflater;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.ExtendWith;
import org.rowmq.it.harness.Http;
import org.rowmq.it.harness.MicroServer;

/**
 * Checks 14 and 41. How long pages take with as many destinations as {@code rowmq.many} says is
 * found out by hand, because making 10,000 takes a while.
 */
@ExtendWith(ArquillianExtension.class)
class ManyDestinationsIT {
  private static final int MANY = Integer.getInteger("rowmq.many", 250);
  private static final int MESSAGES = Integer.getInteger("rowmq.many.messages", 2_000);
  private static final long FIRST_LOAD = 500 * 1024;
  private static final Duration HALF_A_SECOND = Duration.ofMillis(500);
  private static final Duration LIMIT = Duration.ofSeconds(1);

  @ArquillianResource private URL application;

  @Deployment(testable = false)
  static WebArchive application() {
    return ConsoleSite.queues("console-many");
  }

  private static Duration timeOf(String url, Cookie session) {
    HttpRequest request =
        HttpRequest.newBuilder(URI.create(url))
            .header("Cookie", session.name + "=" + session.value)
            .header("X-Requested-By", "it")
            .build();
    long began = System.nanoTime();
    HttpResponse<String> answer = Http.exchange(request);
    Duration took = Duration.ofNanos(System.nanoTime() - began);
    assertThat(answer.statusCode()).as(url).isEqualTo(200);
    return took;
  }

  @Test
  @EnabledIfSystemProperty(named = "rowmq.many", matches = "\\d+")
  void everyPageAnswersWithinASecondHoweverManyDestinationsThereAre() {
    try (ConsoleSite site = new ConsoleSite(application)) {
      Http.post(application, "queue?queues=" + MANY + "&name=many.", "x");
      site.send(application, "many.messages", MESSAGES, "m");
      Page page = site.signedIn();
      Cookie session = page.context().cookies().get(0);
      Map<String, Duration> took = new LinkedHashMap<>();
      for (String path :
          List.of(
              "index.xhtml",
              "queues.xhtml",
              "queues.xhtml?q=many.24",
              "topics.xhtml",
              "subscriptions.xhtml",
              "clients.xhtml",
              "dead.xhtml",
              "transactions.xhtml",
              "audit.xhtml",
              "destination.xhtml?type=queue&name=many.messages",
              "destination.xhtml?type=queue&name=many.messages&correlationId=m",
              "api/v1/overview",
              "api/v1/destinations?type=queue&limit=1000",
              "api/v1/destinations/queue/many.messages/history",
              "api/v1/history")) {
        timeOf(site.url(path), session); // the first one also compiles the page
        took.put(path, timeOf(site.url(path), session));
      }
      System.out.println("Pages with " + MANY + " queues, " + MESSAGES + " messages: " + took);
      assertThat(took).allSatisfy((path, time) -> assertThat(time).as(path).isLessThan(LIMIT));
    }
  }

  /** Check 14. */
  @Test
  void aListOf250QueuesIsPagedFilteredAndSortedAcrossItsPages() {
    try (ConsoleSite site = new ConsoleSite(application)) {
      Http.post(application, "queue?queues=250&name=c250.", "x");
      site.send(application, "c250.111", 5, "m");
      Page page = site.signedIn();
      Locator names = page.locator("td.name a");
      page.navigate(site.url("queues.xhtml?q=c250."));
      assertThat(names).hasCount(25);
      List<String> first = names.allInnerTexts();
      site.send(application, "c250.1", 3, "arrives meanwhile");
      page.locator(".ui-paginator-next").click();
      assertThat(names.first()).not().hasText(first.get(0));
      assertThat(names.allInnerTexts()).hasSize(25).doesNotContainAnyElementsOf(first);

      Locator depth = page.locator("th").filter(new Locator.FilterOptions().setHasText("Messages"));
      depth.click();
      assertThat(depth).hasAttribute("aria-sort", "ascending");
      depth.click();
      assertThat(names.first()).hasText("c250.111");

      page.navigate(site.url("queues.xhtml?q=c250.24"));
      assertThat(names.allInnerTexts())
          .containsExactlyInAnyOrderElementsOf(
              IntStream.range(0, 250)
                  .mapToObj(Integer::toString)
                  .filter(number -> number.startsWith("24"))
                  .map(number -> "c250." + number)
                  .toList());
      Cookie session = page.context().cookies().get(0);
      assertThat(timeOf(site.url("queues.xhtml?q=c250."), session)).isLessThan(HALF_A_SECOND);
      assertThat(site.complaints).isEmpty();
    }
  }

  @Test
  void theFirstLoadIsSmallWhenItIsCompressed() {
    try (ConsoleSite site = new ConsoleSite(application)) {
      Page page = site.fresh();
      Map<String, Long> sizes = new TreeMap<>();
      page.onResponse(
          response -> {
            if (response.status() == 200 && !response.url().contains("/api/")) {
              sizes.put(response.url(), compressed(response.body()));
            }
          });
      page.navigate(site.url(""));
      site.signIn(page, MicroServer.ADMIN_PASSWORD);
      page.waitForURL("**/index.xhtml");
      page.waitForLoadState(LoadState.LOAD); // live numbers never end

      assertThat(sizes.values().stream().mapToLong(Long::longValue).sum())
          .as(sizes.toString())
          .isPositive()
          .isLessThan(FIRST_LOAD);
    }
  }

  /** As a server or proxy with gzip sends it. */
  private static long compressed(byte[] body) {
    Deflater gzip = new Deflater();
    gzip.setInput(body);
    gzip.finish();
    byte[] part = new byte[8192];
    while (!gzip.finished()) {
      gzip.deflate(part);
    }
    long size = gzip.getBytesWritten();
    gzip.end();
    return size;
  }
}
