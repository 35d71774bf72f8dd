package org.rowmq.it.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import com.microsoft.playwright.options.ColorScheme;
import java.util.List;
import java.util.regex.Pattern;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.rowmq.it.app.console.QueueServlet;
import org.rowmq.it.harness.Archives;

/** Which columns a list has is chosen, and stays chosen. */
class ColumnsIT extends ConsoleTestBase {

  @Deployment(testable = false)
  static WebArchive application() {
    return Archives.war("console-columns", QueueServlet.class);
  }

  /** By its text: what sorts it adds something to its name. */
  private static Locator header(Page page, String name) {
    return page.locator("thead th")
        .filter(new Locator.FilterOptions().setHasText(Pattern.compile("^\\s*" + name)));
  }

  private static Locator box(Page page, String column) {
    return page.getByRole(
        AriaRole.CHECKBOX, new Page.GetByRoleOptions().setName(column).setExact(true));
  }

  private static long overflow(Page page) {
    return ((Number)
            page.evaluate(
                "document.documentElement.scrollWidth - document.documentElement.clientWidth"))
        .longValue();
  }

  @Test
  void aColumnIsHiddenByKeyboardAndStaysHiddenWhateverTheListDoes() {
    site.createQueue("it.columns");
    Page page = site.signedIn();
    page.navigate(site.url("queues.xhtml"));
    assertThat(header(page, "Dead")).hasCount(1);

    button(page, "Columns…").press("Enter");
    assertThat(page.getByRole(AriaRole.DIALOG)).isVisible();
    assertThat(ConsoleSite.barriers(page)).isEmpty();
    page.keyboard().press("Escape");
    assertThat(button(page, "Columns…")).isFocused();
    button(page, "Columns…").press("Enter");
    box(page, "Dead").press("Space");
    box(page, "Oldest").press("Space");
    button(page, "Show these").press("Enter");

    assertThat(header(page, "Dead")).hasCount(0);
    assertThat(header(page, "Oldest")).hasCount(0);
    assertThat(header(page, "Messages")).hasCount(1);
    header(page, "Messages").click(); // the table comes again by itself
    assertThat(header(page, "Messages")).hasAttribute("aria-sort", "ascending");
    assertThat(header(page, "Dead")).hasCount(0);
    assertThat(page.getByRole(AriaRole.DIALOG)).isHidden();
    page.navigate(site.url("topics.xhtml"));
    page.navigate(site.url("queues.xhtml"));
    assertThat(header(page, "Dead")).hasCount(0);

    button(page, "Columns…").click();
    box(page, "Dead").check();
    button(page, "Show these").click();
    assertThat(header(page, "Dead")).hasCount(1);
    assertThat(header(page, "Oldest")).hasCount(0);
    assertThat(site.complaints).isEmpty();
  }

  @Test
  void theQueuesFitWideAndNarrowScreensAndHaveColumnsForStatesThatAreChosen() {
    site.createQueue("it.columns.of-a-queue-with-an-ordinary-name");
    for (int width : List.of(1300, 360)) {
      Page page = site.signedIn(width, ColorScheme.LIGHT);
      page.navigate(site.url("queues.xhtml"));
      for (String state : List.of("Messages", "Ready", "Dead")) {
        assertThat(header(page, state)).hasCount(1);
      }
      assertThat(header(page, "Delivering")).hasCount(0);
      assertThat(overflow(page)).isLessThanOrEqualTo(0);
      assertThat(hiddenPart(page)).isLessThanOrEqualTo(0);

      button(page, "Columns…").click();
      box(page, "Delivering").check();
      box(page, "Scheduled").check();
      button(page, "Show these").click();
      assertThat(header(page, "Delivering")).hasCount(1);
      page.navigate(site.url("queues.xhtml"));
      assertThat(header(page, "Delivering")).hasCount(1);
      assertThat(header(page, "Scheduled")).hasCount(1);
      assertThat(overflow(page)).isLessThanOrEqualTo(0);
      assertThat(ConsoleSite.barriers(page)).isEmpty();
    }
    assertThat(site.complaints).isEmpty();
  }

  /** Pixels of the list that only scrolling would show. */
  private static long hiddenPart(Page page) {
    return ((Number)
            page.evaluate(
                "(() => { const list = document.querySelector('.ui-datatable');"
                    + " return list.scrollWidth - list.clientWidth; })()"))
        .longValue();
  }

  @Test
  void propertiesBecomeColumnsOfTheMessages() {
    site.createQueue("it.properties");
    site.api(
        "POST",
        "destinations/queue/it.properties/messages",
        "{\"text\":\"x\",\"properties\":{\"tenant\":\"<b>eu</b>\",\"api_token\":\"s3cr3t\"}}");
    for (int width : List.of(1300, 360)) {
      Page page = site.signedIn(width, ColorScheme.LIGHT);
      page.navigate(site.destination("it.properties"));
      button(page, "Columns…").click();
      page.getByLabel("Properties").fill("tenant, api_token,none");
      box(page, "Correlation id").uncheck();
      page.getByLabel("Properties").press("Enter");

      Locator row = page.locator("tbody tr:has(input[name=pick])");
      assertThat(row.locator("td[data-label=tenant]")).hasText("<b>eu</b>");
      assertThat(row.locator("td[data-label=api_token]")).hasText("***");
      assertThat(row.locator("td[data-label='Correlation id']")).hasCount(0);
      assertThat(overflow(page)).isLessThanOrEqualTo(0);
      assertThat(ConsoleSite.barriers(page)).isEmpty();
      button(page, "Columns…").click();
      assertThat(page.getByLabel("Properties")).hasValue("tenant, api_token, none");
      assertThat(overflow(page)).isLessThanOrEqualTo(0);
    }
    assertThat(site.complaints).isEmpty();
  }
}
