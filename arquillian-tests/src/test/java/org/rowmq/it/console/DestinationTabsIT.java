package org.rowmq.it.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Download;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.time.Duration;
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

/** The parts of the page of a queue or topic, each with an address of its own. */
class DestinationTabsIT extends ConsoleTestBase {
  @Deployment(testable = false)
  static WebArchive application() {
    return Archives.war(
        "console-tabs",
        QueueServlet.class,
        FailingListener.class,
        HoldingListener.class,
        HoldServlet.class);
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
        .hasText(new String[] {"pause delivery", "create"});
    assertThat(ConsoleSite.barriers(page)).isEmpty();

    String address = page.url();
    Page hers = site.fresh();
    hers.navigate(site.url(""));
    site.signIn(hers, "tab-olga", "looks after it 1");
    hers.waitForURL("**/index.xhtml");
    hers.navigate(address);
    assertThat(rows(hers, "audited").locator("[data-label=Action]"))
        .hasText(new String[] {"pause delivery"});
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

  @Test
  void theDeadLettersOfAQueueAreOnItsPageWhereverTheyAreKept() {
    site.send(application, "it.failing", 1, "state-1");
    site.send(application, "it.tabs.other", 1, "m");
    Page page = site.signedIn();
    await()
        .atMost(Duration.ofSeconds(30))
        .untilAsserted(
            () -> {
              page.navigate(site.destination("it.failing") + "&tab=dead");
              assertThat(rows(page, "graves").count()).isEqualTo(1);
            });
    assertThat(rows(page, "graves").locator("[data-label='Kept in']")).hasText("DLQ.it.failing");
    assertThat(ConsoleSite.barriers(page)).isEmpty();
    page.navigate(site.destination("DLQ.it.failing") + "&tab=dead");
    assertThat(rows(page, "graves")).hasCount(1);
    page.navigate(site.destination("it.tabs.other"));
    open(page, "Dead letters");
    assertThat(page.locator("main")).containsText("No dead letters.");
    assertThat(site.complaints).isEmpty();
  }

  @Test
  void theListOfMessagesSaysWhoHasOneThatIsBeingDelivered() {
    Page page = site.signedIn();
    site.send(application, "it.held", 1, "m");
    Locator state = page.locator("section ~ .scroll td[data-label=State], td[data-label=State]");
    try {
      await()
          .atMost(Duration.ofSeconds(30))
          .untilAsserted(
              () -> {
                page.navigate(site.destination("it.held"));
                assertThat(state.first().textContent()).contains("HoldingListener");
              });
    } finally {
      Http.post(application, "hold", "");
    }
    assertThat(site.complaints).isEmpty();
  }

  @Test
  void theTickedQueuesArePausedAndResumedTogetherAndNamed() {
    for (String name : List.of("it.tabs.bulk.a", "it.tabs.bulk.b", "it.tabs.bulk.c")) {
      site.createQueue(name);
    }
    Page page = site.signedIn();
    page.navigate(site.url("queues.xhtml?q=it.tabs.bulk"));
    page.getByLabel("Select it.tabs.bulk.a").check();
    page.getByLabel("Select it.tabs.bulk.c").check();
    button(page, "Pause delivery").click();
    assertThat(page.locator(".notice"))
        .hasText("Paused delivery of it.tabs.bulk.a, it.tabs.bulk.c.");
    assertThat(page.locator("tbody [data-live=state]"))
        .hasText(new String[] {"Delivery paused", "Running", "Delivery paused"});
    button(page, "Resume delivery").click();
    assertThat(page.locator(".notice")).hasText("Select queues in the list first.");
    page.getByLabel("Select it.tabs.bulk.a").check();
    button(page, "Resume delivery").click();
    assertThat(page.locator("tbody [data-live=state]"))
        .hasText(new String[] {"Running", "Running", "Delivery paused"});
    assertThat(page).hasURL(Pattern.compile(".*q=it\\.tabs\\.bulk"));

    Download file = page.waitForDownload(() -> page.getByText("Export as CSV").click());
    assertThat(file.suggestedFilename()).isEqualTo("queues.csv");
    assertThat(new String(ConsoleSite.downloaded(file), UTF_8).lines())
        .hasSize(4)
        .anyMatch(line -> line.startsWith("queue,\"it.tabs.bulk.c\",true,false,0,"));
    assertThat(ConsoleSite.barriers(page)).isEmpty();
    assertThat(site.complaints).isEmpty();
  }

  @Test
  void theTickedQueuesAreDeletedTogetherOnceTheirNumberWasTyped() {
    for (String name : List.of("it.tabs.del.a", "it.tabs.del.b", "it.tabs.del.c")) {
      site.createQueue(name);
    }
    site.send(application, "it.tabs.del.a", 20, "m");
    site.send(application, "it.tabs.del.b", 1, "m");
    Page page = site.signedIn();
    page.navigate(site.url("queues.xhtml?q=it.tabs.del"));
    button(page, "Delete the selected…").click();
    Locator dialog = page.getByRole(AriaRole.DIALOG);
    assertThat(dialog.getByRole(AriaRole.ALERT)).hasText("Select queues in the list first.");
    button(page, "Cancel").click();
    page.getByLabel("Select it.tabs.del.a").check();
    page.getByLabel("Select it.tabs.del.b").check();
    button(page, "Delete the selected…").click();
    assertThat(dialog).containsText("Delete 2 queues?");
    assertThat(dialog.locator("li"))
        .hasText(new String[] {"it.tabs.del.a20 messages", "it.tabs.del.b1 message"});
    assertThat(dialog).containsText("21 messages will be gone for good.");
    assertThat(button(page, "Cancel")).isFocused();
    assertThat(ConsoleSite.barriers(page)).isEmpty();

    button(page, "Delete 2 queues and 21 messages").click();
    assertThat(dialog.getByRole(AriaRole.ALERT)).hasText("What was typed is not delete 2 queues.");
    site.send(application, "it.tabs.del.a", 5, "late");
    page.getByLabel("Type delete 2 queues to go on").fill("delete 2 queues");
    button(page, "Delete 2 queues and 21 messages").click();
    assertThat(dialog.getByRole(AriaRole.ALERT))
        .containsText("Deleted 1 queue with 1 message. Not deleted: it.tabs.del.a: There are 25");
    assertThat(dialog.locator("li")).hasText(new String[] {"it.tabs.del.a25 messages"});
    page.getByLabel("Type it.tabs.del.a to go on").fill("it.tabs.del.a");
    button(page, "Delete 1 queue and 25 messages").click();
    assertThat(page.locator(".notice")).hasText("Deleted 1 queue with 25 messages.");
    assertThat(page).hasURL(Pattern.compile(".*q=it\\.tabs\\.del"));
    assertThat(page.locator("tbody .name")).containsText("it.tabs.del.c");
    assertThat(site.complaints).isEmpty();

    site.api("PUT", "users/tab-otto", "{\"role\":\"operator\",\"password\":\"looks after it 3\"}");
    Page his = site.fresh();
    his.navigate(site.url(""));
    site.signIn(his, "tab-otto", "looks after it 3");
    his.waitForURL("**/index.xhtml");
    his.navigate(site.url("queues.xhtml?q=it.tabs.del"));
    assertThat(button(his, "Purge the selected…")).isVisible();
    assertThat(button(his, "Delete the selected…")).hasCount(0);
  }

  @Test
  void theTickedTopicsAreDeletedTogether() {
    for (String name : List.of("it.tabs.top.a", "it.tabs.top.b")) {
      site.api("POST", "destinations", "{\"type\":\"topic\",\"name\":\"" + name + "\"}");
    }
    Page page = site.signedIn();
    page.navigate(site.url("topics.xhtml?q=it.tabs.top"));
    page.getByLabel("Select it.tabs.top.a").check();
    page.getByLabel("Select it.tabs.top.b").check();
    button(page, "Delete the selected…").click();
    assertThat(page.getByRole(AriaRole.DIALOG)).containsText("it.tabs.top.b0 messages");
    assertThat(page.getByRole(AriaRole.DIALOG).locator("input:visible")).hasCount(0);
    assertThat(ConsoleSite.barriers(page)).isEmpty();
    button(page, "Delete 2 topics").click();
    assertThat(page.locator(".notice")).hasText("Deleted 2 topics with 0 messages.");
    assertThat(page.locator("main")).containsText("No topic has “it.tabs.top” in its name.");
    assertThat(site.complaints).isEmpty();
  }

  @Test
  void theSelectorOfASubscriptionIsChangedByMakingItAnewWhichIsSaidBefore() {
    site.api("POST", "destinations", "{\"type\":\"topic\",\"name\":\"it.tabs.news\"}");
    site.api(
        "POST",
        "subscriptions",
        "{\"topic\":\"it.tabs.news\",\"name\":\"it.reader\",\"clientId\":\"it.c\"}");
    site.api("POST", "destinations/topic/it.tabs.news/messages", "{\"text\":\"n\",\"count\":2}");
    Page page = site.signedIn();
    page.navigate(site.url("destination.xhtml?type=topic&name=it.tabs.news"));
    page.getByText("it.reader").click();
    page.waitForURL("**&subscription=*");
    page.getByLabel("Messages it takes").fill("colour =");
    button(page, "Change the selector…").click();
    Locator dialog = page.getByRole(AriaRole.DIALOG);
    assertThat(dialog.getByRole(AriaRole.ALERT)).isVisible();
    assertThat(button(page, "Make it anew")).hasCount(0);
    button(page, "Cancel").click();
    page.getByLabel("Messages it takes").fill("colour = 'red'");
    button(page, "Change the selector…").click();
    assertThat(dialog).containsText("2 messages will be gone for good");
    assertThat(dialog).containsText("deleted and made anew with the selector colour = 'red'");
    assertThat(button(page, "Cancel")).isFocused();
    assertThat(ConsoleSite.barriers(page)).isEmpty();
    page.getByLabel("Type it.reader to go on").fill("it.reader");
    button(page, "Make it anew and delete 2 messages").click();
    assertThat(page.locator(".notice")).containsText("Made it.reader anew");
    assertThat(page.locator("[data-label=Selector]")).hasText("colour = 'red'");
    assertThat(page.getByLabel("Messages it takes")).hasValue("colour = 'red'");
    assertThat(site.complaints).isEmpty();
  }
}
