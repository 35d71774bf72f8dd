package org.rowmq.it.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.rowmq.it.app.console.QueueServlet;
import org.rowmq.it.harness.Archives;

/** What is sent by hand is seen before. */
class SendIT extends ConsoleTestBase {

  @Deployment(testable = false)
  static WebArchive application() {
    return Archives.war("console-send", QueueServlet.class);
  }

  private static Locator body(Page page) {
    return page.getByLabel("Body", new Page.GetByLabelOptions().setExact(true));
  }

  private String messages() {
    return site.api("GET", "destinations/queue/it.preview/messages", null).body();
  }

  @Test
  void aMessageIsPreviewedAndNothingIsSentBeforeItIsSaidSo() {
    site.createQueue("it.preview");
    Page page = site.signedIn(360, ColorScheme.DARK);
    page.navigate(site.url("send.xhtml?type=queue&name=it.preview"));
    body(page).fill("{\"a\": \"<img src=x onerror=alert(1)>\"}");
    page.getByLabel("Properties").fill("tenant = eu\nint attempt = three");
    button(page, "Preview").press("Enter");
    assertThat(page.locator("#properties-error")).containsText("three is not a value of type int");
    assertThat(page.getByText("This will be sent")).hasCount(0);
    page.getByLabel("Properties").fill("tenant = eu\nint attempt = 3");
    page.getByLabel("Priority").fill("7");
    page.getByLabel("Delay in seconds").fill("3600");
    page.getByLabel("How many").fill("2");
    button(page, "Preview").press("Enter");

    assertThat(button(page, "Send messages")).isFocused();
    assertThat(page.locator(".preview .headers")).containsText("queue://it.preview");
    assertThat(page.locator(".preview .headers")).containsText("2 messages");
    assertThat(page.locator(".preview .headers")).containsText("3,600 seconds from sending");
    assertThat(page.locator(".preview pre")).hasText("{\"a\": \"<img src=x onerror=alert(1)>\"}");
    assertThat(page.locator(".preview h3").last()).containsText("Text, 37 B");
    assertThat(page.locator("#preview-properties tbody tr").last()).containsText("Integer");
    assertThat(ConsoleSite.barriers(page)).isEmpty();
    assertThat(messages()).doesNotContain("messageId");

    button(page, "Back").press("Enter");
    assertThat(page.getByLabel("Priority")).hasValue("7");
    assertThat(page.getByLabel("Properties")).hasValue("tenant = eu\nint attempt = 3");
    body(page).fill("changed");
    button(page, "Preview").click();
    assertThat(page.locator(".preview pre")).hasText("changed");
    button(page, "Send messages").press("Enter");
    assertThat(page.locator(".notice")).containsText("Sent 2 messages");
    assertThat(messages()).containsPattern("\"state\":\"SCHEDULED\",\"priority\":7");
    assertThat(
            site.api(
                    "GET",
                    "destinations/queue/it.preview/messages?text=changed&selector=attempt%3D3",
                    null)
                .body())
        .contains("messageId");
    assertThat(site.complaints).isEmpty();
  }
}
