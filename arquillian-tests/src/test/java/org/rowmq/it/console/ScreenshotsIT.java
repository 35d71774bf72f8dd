package org.rowmq.it.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.net.URL;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.arquillian.junit5.ArquillianExtension;
import org.jboss.arquillian.test.api.ArquillianResource;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.extension.ExtendWith;
import org.rowmq.it.app.console.FailingListener;
import org.rowmq.it.app.console.QueueServlet;
import org.rowmq.it.harness.Archives;

/**
 * Takes pictures of the pages, for people to look at; run by hand with a directory: the six of
 * {@code docs/console.md}, or with {@code rowmq.screenshots.all} every page light, dark and narrow.
 * The charts show as many minutes as {@code rowmq.screenshots.minutes} says.
 */
@ExtendWith(ArquillianExtension.class)
@EnabledIfSystemProperty(named = "rowmq.screenshots", matches = ".+")
class ScreenshotsIT {
  private static final Path DIRECTORY = Path.of(System.getProperty("rowmq.screenshots", "."));
  private static final boolean ALL = Boolean.getBoolean("rowmq.screenshots.all");
  private static final int MINUTES = Integer.getInteger("rowmq.screenshots.minutes", 2);
  private static final Set<String> DOCUMENTED =
      Set.of(
          "overview-light",
          "queue-light",
          "dead-message-light",
          "queues-dark",
          "message-dark",
          "overview-narrow");

  @ArquillianResource private URL application;

  @Deployment(testable = false)
  static WebArchive application() {
    return Archives.war("console-screenshots", QueueServlet.class, FailingListener.class);
  }

  private static void fill(ConsoleSite site, URL application) {
    site.send(application, "orders", 42, "order ");
    site.send(application, "invoices", 7, "invoice ");
    site.send(application, "shipping.europe", 204, "parcel ");
    site.createQueue("archive");
    for (String text : new String[] {"state-17", "argument-4711", "state-18", "argument-4712"}) {
      site.send(application, "it.failing", 1, text);
    }
    site.api("POST", "destinations", "{\"type\":\"topic\",\"name\":\"prices\"}");
    site.api(
        "POST",
        "subscriptions",
        "{\"topic\":\"prices\",\"name\":\"dashboard\",\"clientId\":\"web\",\"selector\":\"region = 'eu'\"}");
    site.api(
        "POST", "subscriptions", "{\"topic\":\"prices\",\"name\":\"archive\",\"shared\":true}");
    site.api(
        "POST",
        "destinations/topic/prices/messages",
        "{\"text\":\"{\\\"article\\\":4711,\\\"price\\\":12.5,\\\"currency\\\":\\\"EUR\\\"}\","
            + "\"properties\":{\"region\":\"eu\"},\"count\":13}");
    site.api(
        "POST",
        "destinations/queue/orders/messages",
        "{\"text\":\"{\\\"order\\\":815,\\\"lines\\\":[{\\\"article\\\":4711,\\\"quantity\\\":2}],\\\"paid\\\":true}\","
            + "\"type\":\"order\",\"priority\":9,\"correlationId\":\"shop-815\",\"replyTo\":\"queue://invoices\","
            + "\"properties\":{\"tenant\":\"eu\",\"attempt\":{\"type\":\"int\",\"value\":1}}}");
    await()
        .atMost(Duration.ofSeconds(60))
        .until(
            () ->
                site.api("GET", "destinations/queue/DLQ.it.failing", null)
                    .body()
                    .contains("\"messages\":4"));
  }

  /** A second's traffic, so that charts have something to show. */
  private static void second(ConsoleSite site, URL application, int round) {
    site.send(application, "orders", 1 + round % 3, "order ");
    site.send(application, "shipments", 4 + round * 7 % 11, "shipment ");
    if (round % 25 == 0) {
      site.receive(application, "shipments");
    }
  }

  private static void settle(ConsoleSite site) {
    await()
        .pollInterval(Duration.ofSeconds(5))
        .atMost(Duration.ofMinutes(MINUTES + 2))
        .until(() -> site.api("GET", "history", null).body().split("\"at\"").length > 6 * MINUTES);
    site.api("PUT", "users/ines", "{\"role\":\"operator\",\"password\":\"screenshots only 1\"}");
    site.api("PUT", "users/otto", "{\"role\":\"viewer\",\"password\":\"screenshots only 2\"}");
    site.api(
        "PUT",
        "permissions",
        "{\"user\":\"shop\",\"destination\":\"orders*\",\"rights\":[\"send\",\"browse\"]}");
  }

  private static String first(ConsoleSite site, String queue) {
    String body = site.api("GET", "destinations/queue/" + queue + "/messages?limit=1", null).body();
    return body.replaceFirst("(?s).*?\"id\":\"(\\d+)\".*", "$1");
  }

  private static String subscription(ConsoleSite site) {
    String body = site.api("GET", "destinations/topic/prices/subscriptions", null).body();
    return "destination.xhtml?type=topic&name=prices&subscription="
        + body.replaceFirst("(?s).*?\"id\":\"(\\d+)\".*", "$1");
  }

  @Test
  @Timeout(value = 30, unit = TimeUnit.MINUTES)
  void pagesArePhotographedLightDarkAndNarrow() {
    ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor();
    try (ConsoleSite site = new ConsoleSite(application)) {
      fill(site, application);
      AtomicInteger round = new AtomicInteger();
      Future<?> traffic =
          clock.scheduleWithFixedDelay(
              () -> second(site, application, round.incrementAndGet()), 0, 1, TimeUnit.SECONDS);
      settle(site);
      Map<String, String> pages = new LinkedHashMap<>();
      pages.put("overview", "index.xhtml");
      pages.put("metrics", "metrics.xhtml");
      pages.put("queues", "queues.xhtml");
      pages.put("queue", "destination.xhtml?type=queue&name=shipments");
      pages.put("queue-clients", "destination.xhtml?type=queue&name=shipments&tab=clients");
      pages.put("queue-dead", "destination.xhtml?type=queue&name=it.failing&tab=dead");
      pages.put("queue-audit", "destination.xhtml?type=queue&name=archive&tab=audit");
      pages.put("subscription", subscription(site));
      pages.put("message", "message.xhtml?id=" + first(site, "orders"));
      pages.put("dead-letters", "dead.xhtml");
      pages.put(
          "dead-group",
          "dead.xhtml?queue=DLQ.it.failing&reason=MAX_DELIVERIES&origin=queue%3A%2F%2Fit.failing"
              + "&exceptionClass=java.lang.IllegalStateException");
      pages.put("dead-message", "message.xhtml?id=" + first(site, "DLQ.it.failing"));
      pages.put("subscriptions", "subscriptions.xhtml");
      pages.put("transactions", "transactions.xhtml");
      pages.put("jobs", "job.xhtml");
      pages.put("send", "send.xhtml?type=queue&name=orders&from=" + first(site, "orders"));
      pages.put("audit", "audit.xhtml");
      pages.put("clients", "clients.xhtml");
      pages.put("access", "access.xhtml");
      pages.put("settings", "settings.xhtml");
      pages.put("import", "import.xhtml");
      pages.put("queue-settings", "settings.xhtml?type=queue&name=orders");
      pages.put("node", "node.xhtml?name=" + ConsoleSite.encode(site.node()));
      pages.put("topic", "destination.xhtml?type=topic&name=prices");
      pages.put("topics", "topics.xhtml");
      pages.put("pattern-settings", "settings.xhtml?type=queue&pattern=orders*");
      pages.put("empty-queue", "destination.xhtml?type=queue&name=archive");
      pages.put("nothing-found", "queues.xhtml?q=nothing-has-this-name");
      pages.put("create", "create.xhtml?type=queue");
      pages.put("password", "password.xhtml");
      pages.put("not-found", "destination.xhtml?type=queue&name=no-such-queue");
      photograph(site.signedIn(1300, ColorScheme.LIGHT), site, pages, "light");
      photograph(site.signedIn(1300, ColorScheme.DARK), site, pages, "dark");
      photograph(site.signedIn(360, ColorScheme.LIGHT), site, pages, "narrow");
      Map<String, String> signIn = Map.of("sign-in", "login.xhtml");
      photograph(site.fresh(1300, ColorScheme.LIGHT), site, signIn, "light");
      photograph(site.fresh(1300, ColorScheme.DARK), site, signIn, "dark");
      photograph(site.fresh(360, ColorScheme.LIGHT), site, signIn, "narrow");
      assertThat(traffic).isNotDone();
      // of the page that is not there, the browser says so
      assertThat(site.complaints).allMatch(complaint -> complaint.contains("no-such-queue"));
    } finally {
      clock.shutdownNow();
    }
  }

  private static void photograph(
      Page page, ConsoleSite site, Map<String, String> pages, String how) {
    pages.forEach(
        (name, address) -> {
          String picture = name + "-" + how;
          if (!ALL && !DOCUMENTED.contains(picture)) {
            return;
          }
          page.navigate(site.url(address));
          if (page.locator("[data-charts]").count() > 0) {
            page.locator("[data-charts] svg").first().waitFor();
          }
          if (page.locator("#live").count() > 0) {
            page.getByText("Live", new Page.GetByTextOptions().setExact(true)).waitFor();
          }
          page.screenshot(
              new Page.ScreenshotOptions()
                  .setFullPage(how.equals("narrow"))
                  .setPath(DIRECTORY.resolve(picture + ".png")));
        });
  }
}
