package org.rowmq.it.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.rowmq.it.harness.Archives;
import org.rowmq.it.harness.Artifacts;
import org.rowmq.it.harness.Http;
import org.rowmq.it.harness.MicroServer;

/** A console that is not at {@code /console}, on a server that is started a second time. */
class AnotherServerIT {
  private static final String ROOT = "/x/y";
  private static final String QUEUE = "it.paused";

  /** Checks 40 (that is 1, 5 and 11 at another root) and the restart of 30. */
  @Test
  @Timeout(value = 6, unit = TimeUnit.MINUTES)
  void atAnotherRootThePagesWorkAndAPauseHoldsAfterARestart() throws Exception {
    Path directory = Artifacts.workDirectory("console-elsewhere");
    Path queues = Archives.export(ConsoleSite.queues("queues"), directory);
    try (MicroServer server = MicroServer.withRowmq(directory).deploying(queues).start()) {
      server.deploy(Artifacts.console(), "console", ROOT);
      try (ConsoleSite site = new ConsoleSite(server.uri(ROOT + "/"))) {
        whoIsNotSignedInIsLedToTheSignInPage(site);
        Page page = site.signedIn();
        noPageComplains(site, page);
        whatIsSentIsSeenAtOnce(site, page, application(server));
        HttpResponse<String> paused =
            site.api("POST", "destinations/queue/" + QUEUE + "/pause", "{\"consumption\":true}");
        assertThat(paused.statusCode()).as(paused.body()).isEqualTo(200);
      }
      server.stop();

      server.restart();
      server.deploy(Artifacts.console(), "console", ROOT);
      try (ConsoleSite site = new ConsoleSite(server.uri(ROOT + "/"))) {
        aPausedQueueIsStillPaused(site, application(server));
      }
    }
  }

  private static URL application(MicroServer server) throws MalformedURLException {
    return server.uri("/queues/").toURL();
  }

  private static void whoIsNotSignedInIsLedToTheSignInPage(ConsoleSite site) {
    Page page = site.fresh();
    page.navigate(site.url("queues.xhtml"));
    page.waitForURL("**" + ROOT + "/login.xhtml*");
    HttpResponse<String> refused = Http.exchange(site.api("overview").build());
    assertThat(refused.statusCode()).isEqualTo(401);
    assertThat(refused.headers().firstValue("Content-Type"))
        .hasValueSatisfying(type -> assertThat(type).startsWith("application/problem+json"));
  }

  private static void noPageComplains(ConsoleSite site, Page page) {
    site.createQueue(QUEUE);
    for (String path :
        List.of(
            "",
            "queues.xhtml",
            "topics.xhtml",
            "subscriptions.xhtml",
            "clients.xhtml",
            "dead.xhtml",
            "transactions.xhtml",
            "send.xhtml?type=queue&name=" + QUEUE,
            "job.xhtml",
            "audit.xhtml",
            "access.xhtml",
            "settings.xhtml",
            "password.xhtml")) {
      page.navigate(site.url(path));
      assertThat(page.locator("#live")).hasText("Live");
    }
    // what the page's own links say, too
    page.locator("a[href$='/queues.xhtml']").first().click();
    page.locator("td.name a").first().click();
    page.waitForURL("**" + ROOT + "/destination.xhtml?*");
    assertThat(page.locator("h1")).hasText(QUEUE);
    assertThat(site.complaints).isEmpty();
  }

  private static void whatIsSentIsSeenAtOnce(ConsoleSite site, Page page, URL application) {
    site.send(application, QUEUE, 5, "m");
    assertThat(page.locator("dd[data-live=messages]"))
        .hasText("5", new LocatorAssertions.HasTextOptions().setTimeout(3_000));
  }

  private static void aPausedQueueIsStillPaused(ConsoleSite site, URL application) {
    Page page = site.signedIn();
    page.navigate(site.destination(QUEUE));
    assertThat(page.locator("h1 + .badge")).hasText("Delivery paused");
    assertThat(site.receive(application, QUEUE)).isEmpty();
    assertThat(page.locator("dd[data-live=messages]")).hasText("5");
    assertThat(site.api("POST", "destinations/queue/" + QUEUE + "/resume", null).statusCode())
        .isEqualTo(200);
    assertThat(site.receive(application, QUEUE)).hasSize(5);
  }
}
