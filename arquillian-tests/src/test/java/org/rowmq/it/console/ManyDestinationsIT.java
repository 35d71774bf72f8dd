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
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.zip.Deflater;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.rowmq.it.harness.Http;
import org.rowmq.it.harness.MicroServer;
import org.yaml.snakeyaml.Yaml;

/**
 * Checks 14 and 41, and how long every page takes. With 10,000 destinations and 5 million messages
 * that is found out by hand, because making them takes a while: {@code -Drowmq.many=10000
 * -Drowmq.many.messages=5000000}.
 */
@ExtendWith(ArquillianExtension.class)
class ManyDestinationsIT {
  private static final int MANY = Integer.getInteger("rowmq.many", 250);
  private static final int MESSAGES = Integer.getInteger("rowmq.many.messages", 2_000);
  private static final int PART = 20_000;
  private static final String DEEP = "many.messages";
  private static final Duration SEARCH_LIMIT = Duration.ofSeconds(3);
  private static final Pattern ID = Pattern.compile("\"id\":\"(\\d+)\"");
  private static final Pattern SEARCHED = Pattern.compile("\"searched\":(\\d+)");
  private static final Pattern NEXT = Pattern.compile("\"next\":\"([^\"]+)\"");
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
    // there is no change of settings here to set back, which is known when all has been looked at
    assertThat(answer.statusCode()).as(url).isEqualTo(url.endsWith(":undo") ? 409 : 200);
    return took;
  }

  /**
   * Every page, and every GET of the API; the slowest of three requests each, after one that also
   * compiles the page.
   */
  @Test
  @Timeout(value = 2, unit = TimeUnit.HOURS)
  void everyPageAndListAnswersWithinASecondHoweverManyDestinationsAndMessagesThereAre() {
    try (ConsoleSite site = new ConsoleSite(application)) {
      fill("many.", MANY, Math.max(MANY, MESSAGES / 5));
      fill(DEEP, 1, MESSAGES - MESSAGES / 5);
      String messages = "destinations/queue/" + DEEP + "/messages";
      String id = number(ID, site.api("GET", messages + "?limit=1", null).body());
      Page page = site.signedIn();
      Cookie session = page.context().cookies().get(0);
      Map<String, Duration> took = new LinkedHashMap<>();
      List<String> paths = new ArrayList<>(pages(site, id));
      paths.addAll(reads(site, id));
      for (String path : paths) {
        timeOf(site.url(path), session);
        for (int i = 0; i < 3; i++) {
          Duration once = timeOf(site.url(path), session);
          took.merge(path, once, ManyDestinationsIT::longer);
          if (once.compareTo(HALF_A_SECOND) > 0) {
            System.out.println(once.toMillis() + " ms at " + Instant.now() + "  " + path);
          }
        }
      }
      System.out.println("With " + MANY + " queues, " + MESSAGES + " messages:");
      took.forEach((path, time) -> System.out.println(time.toMillis() + " ms  " + path));
      searches(site, messages, session);
      assertThat(took).allSatisfy((path, time) -> assertThat(time).as(path).isLessThan(LIMIT));
    }
  }

  /**
   * What many messages match is there within the second; what few or none match takes as long as a
   * search may look, and then says that there was more, and goes on from there.
   */
  private static void searches(ConsoleSite site, String messages, Cookie session) {
    for (String filter : List.of("correlationId=m", "text=m", "selector=number%3E0")) {
      String path = "api/v1/" + messages + "?" + filter;
      timeOf(site.url(path), session);
      assertThat(printed(path, timeOf(site.url(path), session))).as(path).isLessThan(LIMIT);
    }
    for (String filter : List.of("correlationId=none", "text=none", "selector=number%3C0")) {
      String page = "destination.xhtml?type=queue&name=" + DEEP + "&" + filter;
      assertThat(printed(page, timeOf(site.url(page), session))).isLessThan(SEARCH_LIMIT);
      String path = "api/v1/" + messages + "?" + filter;
      assertThat(printed(path, timeOf(site.url(path), session))).isLessThan(SEARCH_LIMIT);
      String first = site.api("GET", messages + "?" + filter, null).body();
      System.out.println("  looked at " + number(SEARCHED, first));
      assertThat(first.contains("\"partial\":true")).as(first).isEqualTo(MESSAGES >= 1_000_000);
      if (MESSAGES >= 1_000_000) {
        String next = "&cursor=" + ConsoleSite.encode(number(NEXT, first));
        String second = site.api("GET", messages + "?" + filter + next, null).body();
        assertThat(number(NEXT, second)).isNotEqualTo(number(NEXT, first));
      }
    }
  }

  private static Duration printed(String path, Duration took) {
    System.out.println(took.toMillis() + " ms  " + path);
    return took;
  }

  private static String number(Pattern field, String json) {
    Matcher found = field.matcher(json);
    assertThat(found.find()).as(json).isTrue();
    return found.group(1);
  }

  /** One makes the queues, then four at a time fill them, so that millions take minutes. */
  private void fill(String name, int spread, int messages) {
    int part = Math.max(spread, PART / spread * spread);
    String rest = "&spread=" + spread + "&name=" + name;
    Http.post(application, "queue?bulk=" + Math.min(part, messages) + rest, "m");
    ExecutorService four = Executors.newFixedThreadPool(4);
    try {
      IntStream.range(1, (messages + part - 1) / part)
          .map(i -> Math.min(part, messages - i * part))
          .mapToObj(bulk -> "queue?bulk=" + bulk + rest)
          .map(path -> CompletableFuture.runAsync(() -> Http.post(application, path, "m"), four))
          .toList()
          .forEach(CompletableFuture::join);
    } finally {
      four.shutdownNow();
    }
  }

  private static Duration longer(Duration a, Duration b) {
    return a.compareTo(b) > 0 ? a : b;
  }

  private static List<String> pages(ConsoleSite site, String message) {
    String deep = "type=queue&name=" + DEEP;
    return List.of(
        "index.xhtml",
        "index.xhtml?all=true",
        "queues.xhtml",
        "queues.xhtml?q=many.24",
        "topics.xhtml",
        "subscriptions.xhtml",
        "clients.xhtml",
        "dead.xhtml",
        "transactions.xhtml",
        "job.xhtml",
        "audit.xhtml",
        "access.xhtml",
        "settings.xhtml",
        "settings.xhtml?" + deep,
        "node.xhtml?name=" + ConsoleSite.encode(site.node()),
        "create.xhtml?type=queue",
        "password.xhtml",
        "send.xhtml?" + deep,
        "destination.xhtml?type=queue&name=many.1",
        "destination.xhtml?" + deep,
        "destination.xhtml?" + deep + "&correlationId=m",
        "destination.xhtml?" + deep + "&id=ID:nowhere",
        "destination.xhtml?" + deep + "&id=" + message,
        "message.xhtml?id=" + message,
        "send.xhtml?" + deep + "&from=" + message);
  }

  /** All that the API's document names, but for exports, which are as long as what they export. */
  private static List<String> reads(ConsoleSite site, String message) {
    List<String> reads = new ArrayList<>();
    ApiSchema.map(
            ApiSchema.map(new Yaml().load(site.api("GET", "openapi", null).body())).get("paths"))
        .forEach(
            (path, methods) -> {
              boolean one = path.contains("topic/") || path.contains("/subscriptions/");
              boolean job = path.startsWith("/jobs/");
              if (ApiSchema.map(methods).containsKey("get") && !one && !job) {
                reads.add("api/v1" + path);
              }
            });
    reads.removeIf(path -> path.endsWith("/export"));
    reads.replaceAll(
        path ->
            path.replace("{type}", "queue")
                .replace("{name}", DEEP)
                .replace("{id}", message)
                .replace("{pattern}", "many.*")
                .replace("{node}", ConsoleSite.encode(site.node())));
    reads.add("api/v1/destinations?type=queue&limit=1000");
    reads.add("api/v1/destinations/queue/" + DEEP + "/messages?limit=500");
    reads.add("api/v1/history?range=7d");
    return reads;
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
      Set<String> loaded = new TreeSet<>();
      page.onResponse(
          response -> {
            if (response.status() == 200 && !response.url().contains("/api/")) {
              loaded.add(response.url());
            }
          });
      page.navigate(site.url(""));
      site.signIn(page, MicroServer.ADMIN_PASSWORD);
      page.waitForURL("**/index.xhtml");
      page.waitForLoadState(LoadState.LOAD); // live numbers never end

      // a browser forgets what a page had when it goes to the next
      Map<String, Long> sizes = new TreeMap<>();
      for (String url : List.copyOf(loaded)) {
        sizes.put(url, compressed(page.context().request().get(url).body()));
      }
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
