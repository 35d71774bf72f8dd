package org.rowmq.it.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.util.ArrayList;
import java.util.List;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;

class PagesIT extends ConsoleTestBase {
  private static final String LIGHT_GROUND = "rgb(245, 246, 248)";
  private static final String DARK_GROUND = "rgb(17, 22, 28)";

  private static final String NASTY = "<img src=x onerror=alert(1)>";

  @Deployment(testable = false)
  static WebArchive application() {
    return ConsoleSite.queues("console-pages");
  }

  private void visit(Page page, PageCheck check) {
    site.send(application, "pages.queue", 2, "text");
    for (String path :
        List.of(
            "index.xhtml",
            "queues.xhtml",
            "queues.xhtml?q=nothing-has-this-name",
            "topics.xhtml",
            "metrics.xhtml",
            "subscriptions.xhtml",
            "destination.xhtml?type=queue&name=pages.queue",
            "destination.xhtml?type=queue&name=pages.queue&tab=clients",
            "destination.xhtml?type=queue&name=pages.queue&tab=dead",
            "destination.xhtml?type=queue&name=pages.queue&tab=audit",
            "send.xhtml?type=queue&name=pages.queue",
            "create.xhtml?type=topic",
            "password.xhtml",
            "audit.xhtml",
            "audit.xhtml?user=nobody-has-this-name",
            "access.xhtml",
            "clients.xhtml",
            "settings.xhtml",
            "import.xhtml",
            "node.xhtml?name=" + ConsoleSite.encode(site.node()),
            "settings.xhtml?type=queue&name=pages.queue",
            "settings.xhtml?type=queue&pattern=pages.*",
            "dead.xhtml",
            "job.xhtml",
            "transactions.xhtml",
            "destination.xhtml?type=queue&name=pages.queue&text=nothing-like-it",
            "destination.xhtml?type=queue&name=pages.queue&selector=a%20%3D",
            "error.xhtml",
            "unavailable.xhtml")) {
      page.navigate(site.url(path));
      if (!path.equals("unavailable.xhtml")) { // which leads on by itself: there is a node
        check.on(page, path);
      }
    }
    page.navigate(site.destination("pages.queue"));
    page.locator("tbody th a").first().click();
    page.waitForURL("**/message.xhtml*");
    check.on(page, "message.xhtml");
  }

  private interface PageCheck {
    void on(Page page, String path);
  }

  /** Checks 5 and 6, light. */
  @Test
  void noPageComplainsOrHasABarrier() {
    findNothing(site.signedIn(1300, ColorScheme.LIGHT));
  }

  /** Checks 5 and 6, dark. */
  @Test
  void neitherInTheDark() {
    findNothing(site.signedIn(1300, ColorScheme.DARK));
  }

  private void findNothing(Page page) {
    List<String> found = new ArrayList<>();
    visit(
        page,
        (at, path) -> {
          ConsoleSite.barriers(at).forEach(barrier -> found.add(path + ": " + barrier));
          if (isWide(at)) {
            found.add(path + ": is wider than the window");
          }
        });
    assertThat(found).isEmpty();
    assertThat(site.complaints).isEmpty();
  }

  @Test
  void theSignInPageHasNoBarrier() {
    for (ColorScheme colours : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
      Page page = site.fresh(1300, colours);
      page.navigate(site.url("login.xhtml"));
      assertThat(ConsoleSite.barriers(page)).isEmpty();
    }
    assertThat(site.complaints).isEmpty();
  }

  /** Check 7. */
  @Test
  void noPageIsWiderThanANarrowScreen() {
    List<String> wide = new ArrayList<>();
    visit(
        site.signedIn(360, ColorScheme.LIGHT),
        (at, path) -> {
          if (isWide(at)) {
            wide.add(path);
          }
        });
    assertThat(wide).isEmpty();
  }

  private static boolean isWide(Page page) {
    return (boolean)
        page.evaluate(
            "document.documentElement.scrollWidth > document.documentElement.clientWidth");
  }

  /** Check 7: the name, in full, within the window. */
  @Test
  void theNameOfAQueueIsReadableInAListOfAnyWidth() {
    String name = "pages.with-a-name.that-is.rather.long-and-has.to-be-read.to.its.end";
    site.createQueue(name);
    for (int width : List.of(360, 1300)) {
      Page page = site.signedIn(width, ColorScheme.LIGHT);
      page.navigate(site.url("queues.xhtml?q=rather.long"));
      Locator link = page.locator("td.name a");
      assertThat(link).hasText(name);
      assertThat(
              (boolean)
                  link.evaluate(
                      "e => Array.from(e.getClientRects()).every(r => r.left >= 0 && r.right <="
                          + " document.documentElement.clientWidth) && e.closest('td').scrollWidth"
                          + " <= e.closest('td').clientWidth"))
          .as("at a width of " + width)
          .isTrue();
    }
  }

  /** Check 17, for queue name, body, property and correlation id. */
  @Test
  void whatAnybodySentIsShownAsText() {
    site.send(application, NASTY, 1, NASTY);
    Page page = site.signedIn();
    page.navigate(site.url("queues.xhtml?q=" + ConsoleSite.encode(NASTY)));
    assertThat(page.locator("td.name").innerText()).contains(NASTY);
    page.navigate(site.destination(NASTY));
    assertThat(page.locator("h1").innerText()).isEqualTo(NASTY);
    page.locator("tbody th a").first().click();
    page.waitForURL("**/message.xhtml*");
    assertThat(page.locator("pre.body").innerText()).isEqualTo(NASTY + "0");
    assertThat(page.locator("main").innerText()).contains("text").contains(NASTY);
    page.navigate(site.url("send.xhtml?type=queue&name=" + ConsoleSite.encode(NASTY)));
    page.navigate(site.url("audit.xhtml"));

    assertThat(page.locator("img[src=x]").count()).isZero();
    assertThat(site.complaints).isEmpty();
  }

  /** Check 14, in small. */
  @Test
  void aFilteredListIsSortedByDepthAndStaysFiltered() {
    for (String name : List.of("sorted.a", "sorted.b", "sorted.c")) {
      site.createQueue(name);
    }
    site.send(application, "sorted.b", 2, "m");
    site.send(application, "sorted.c", 1, "m");
    Page page = site.signedIn();
    page.navigate(site.url("queues.xhtml?q=sorted."));
    Locator names = page.locator("td.name a");
    Locator depth = page.locator("th").filter(new Locator.FilterOptions().setHasText("Messages"));

    depth.click();
    assertThat(names).hasText(new String[] {"sorted.a", "sorted.c", "sorted.b"});
    assertThat(depth).hasAttribute("aria-sort", "ascending");
    depth.click();
    assertThat(names).hasText(new String[] {"sorted.b", "sorted.c", "sorted.a"});
    assertThat(site.complaints).isEmpty();
  }

  /** Check 37, within a session. */
  @Test
  void theChosenAppearanceStays() {
    Page page = site.signedIn();
    assertThat(page.locator("html").getAttribute("data-theme")).isEqualTo("system");
    page.locator("details.menu summary").click();
    assertThat(ground(page)).isEqualTo(LIGHT_GROUND);
    page.getByLabel("Appearance").selectOption("dark");
    assertThat(ground(page)).isEqualTo(DARK_GROUND);
    page.navigate(site.url("topics.xhtml"));
    assertThat(ground(page)).isEqualTo(DARK_GROUND);
    assertThat(page.locator("html").getAttribute("data-theme")).isEqualTo("dark");
    page.locator("details.menu summary").click();
    page.getByText("Sign out").click();
    page.waitForURL("**/login.xhtml*");
    assertThat(page.locator("html").getAttribute("data-theme")).isEqualTo("dark");
    assertThat(ground(page)).isEqualTo(DARK_GROUND);
  }

  private static Object ground(Page page) {
    return page.evaluate("getComputedStyle(document.body).backgroundColor");
  }
}
