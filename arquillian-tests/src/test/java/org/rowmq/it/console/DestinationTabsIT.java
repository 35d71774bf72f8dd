package org.rowmq.it.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;

/** The parts of the page of a queue or topic, each with an address of its own. */
class DestinationTabsIT extends ConsoleTestBase {
  @Deployment(testable = false)
  static WebArchive application() {
    return ConsoleSite.queues("console-tabs");
  }

  private static void open(Page page, String tab) {
    page.locator("nav.tabs").getByText(tab, new Locator.GetByTextOptions().setExact(true)).click();
    page.waitForCondition(
        () -> page.locator("nav.tabs [aria-current=page]").textContent().equals(tab));
  }

  private static Locator rows(Page page, String section) {
    return page.locator("section[aria-labelledby=" + section + "] tbody tr");
  }

  @Test
  void whoSendsToAQueueIsSeenOnItsPage() {
    site.createQueue("it.tabs.sent");
    Page page = site.signedIn();
    page.navigate(site.destination("it.tabs.sent"));
    open(page, "Consumers and producers");
    assertThat(page.locator("main")).containsText("No client has sent to it");
    assertThat(page.locator("main")).containsText("Nobody consumes from it now");

    site.send(application, "it.tabs.sent", 3, "m");
    page.reload();
    Locator producer = rows(page, "producers");
    assertThat(producer).hasCount(1);
    assertThat(producer.locator("th")).containsText("closed session");
    assertThat(producer.locator("[data-label=Sent]")).hasText("3");
    assertThat(producer.locator("[data-label=Node]")).hasText(site.node());
    assertThat(ConsoleSite.barriers(page)).isEmpty();
    assertThat(site.complaints).isEmpty();
  }

  @Test
  void whatWasDoneToAQueueIsOnItsPageForOperatorsTheirOwnAndForViewersNothing() {
    site.createQueue("it.tabs.audited");
    site.createQueue("it.tabs.audited.not");
    site.api("PUT", "users/tab-olga", "{\"role\":\"operator\",\"password\":\"looks after it 1\"}");
    site.api("PUT", "users/tab-vera", "{\"role\":\"viewer\",\"password\":\"looks after it 2\"}");
    site.api(
        "tab-olga",
        "looks after it 1",
        "POST",
        "destinations/queue/it.tabs.audited/pause",
        "{\"consumption\":true}");
    Page page = site.signedIn();
    page.navigate(site.destination("it.tabs.audited"));
    open(page, "Audit");
    assertThat(rows(page, "audited").locator("[data-label=Action]"))
        .hasText(new String[] {"pause", "create"});
    assertThat(ConsoleSite.barriers(page)).isEmpty();

    String address = page.url();
    Page hers = site.fresh();
    hers.navigate(site.url(""));
    site.signIn(hers, "tab-olga", "looks after it 1");
    hers.waitForURL("**/index.xhtml");
    hers.navigate(address);
    assertThat(rows(hers, "audited").locator("[data-label=Action]"))
        .hasText(new String[] {"pause"});
    assertThat(site.complaints).isEmpty();

    Page looks = site.fresh();
    looks.navigate(site.url(""));
    site.signIn(looks, "tab-vera", "looks after it 2");
    looks.waitForURL("**/index.xhtml");
    looks.navigate(site.destination("it.tabs.audited"));
    assertThat(looks.locator("nav.tabs")).not().containsText("Audit");
    assertThat(looks.navigate(address).status()).isEqualTo(403);
    assertThat(looks.getByRole(AriaRole.MAIN)).not().containsText("pause");
  }
}
