package org.rowmq.it.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.Cookie;
import com.microsoft.playwright.options.SameSiteAttribute;
import java.net.URI;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.rowmq.it.harness.Http;
import org.rowmq.it.harness.MicroServer;
import org.rowmq.it.harness.RowmqContainer;

class SignInIT extends ConsoleTestBase {
  /** Refused because of the password; a throttled try does not count as a failure. */
  private static final Pattern REFUSED =
      Pattern.compile("\"at\":\"([^\"]+)\"[^}]*\"action\":\"sign-in\"[^}]*\"outcome\":\"REFUSED\"");

  @Deployment(testable = false)
  static WebArchive application() {
    return ConsoleSite.queues("console-signin");
  }

  /** Check 1. */
  @Test
  void whoIsNotSignedInIsLedToSignInAndTheApiSaysSoInJson() {
    Page page = site.fresh();
    page.navigate(site.url(""));
    assertThat(page.url()).endsWith("/console/login.xhtml");

    HttpResponse<String> refused = Http.exchange(site.api("overview").build());
    assertThat(refused.statusCode()).isEqualTo(401);
    assertThat(refused.headers().firstValue("Content-Type").orElse(""))
        .startsWith("application/problem+json");
    assertThat(refused.body()).startsWith("{").contains("\"status\":401");
  }

  /** Check 2; and after a while it is as if nothing had been. */
  @Test
  void aWrongPasswordIsRefusedAndTheSixthTrySoonAfterWhateverItIs() {
    awaitNoRecentFailure();
    Page page = site.fresh();
    page.navigate(site.url("login.xhtml"));
    site.signIn(page, "wrong");
    page.getByText("Wrong user name or password.").waitFor();
    assertThat(page.getByLabel("User name").inputValue()).isEqualTo("admin");
    assertThat(page.getByLabel("Password").inputValue()).isEmpty();
    for (int i = 0; i < 4; i++) { // by the API, so that all five are within the time they count
      assertThat(statusOfWrong(i)).isEqualTo(401);
    }
    // on a slow machine the first may be too long ago, and this is the fifth
    assertThat(statusOfWrong(4)).isIn(401, 429);
    site.signIn(page, MicroServer.ADMIN_PASSWORD);
    page.getByText("Too many failed attempts.").waitFor();

    await()
        .ignoreExceptions()
        .pollInterval(Duration.ofSeconds(1))
        .atMost(MicroServer.SIGN_IN_PENALTY.plusSeconds(15))
        .untilAsserted(
            () -> {
              site.signIn(page, MicroServer.ADMIN_PASSWORD);
              page.waitForURL("**/index.xhtml", new Page.WaitForURLOptions().setTimeout(2_000));
            });
  }

  private int statusOfWrong(int attempt) {
    return Http.exchange(site.as("admin", "wrong " + attempt, "overview").build()).statusCode();
  }

  /**
   * All tests come from one address, whose failures count whatever the name: those of others must
   * not count here, nor ours there.
   */
  private void awaitNoRecentFailure() {
    await()
        .pollInterval(Duration.ofMillis(500))
        .atMost(MicroServer.SIGN_IN_PENALTY.plusSeconds(10))
        .untilAsserted(
            () -> {
              HttpResponse<String> trail = site.api("GET", "audit?limit=500", null);
              assertThat(trail.statusCode()).isEqualTo(200);
              Instant longAgo = Instant.now().minus(MicroServer.SIGN_IN_PENALTY).minusSeconds(1);
              assertThat(REFUSED.matcher(trail.body()).results())
                  .extracting(refused -> Instant.parse(refused.group(1)))
                  .allMatch(at -> at.isBefore(longAgo));
            });
  }

  /** Check 3. */
  @Test
  void aSessionThatSomebodyPlantedIsWorthNothingAfterSignIn() {
    Page page = site.fresh();
    page.navigate(site.url("login.xhtml"));
    Cookie before = page.context().cookies().get(0);

    site.signIn(page, MicroServer.ADMIN_PASSWORD);
    page.waitForURL("**/index.xhtml");

    Cookie after = page.context().cookies().get(0);
    assertThat(after.value).isNotEqualTo(before.value);
    assertThat(after.httpOnly).isTrue();
    assertThat(after.sameSite).isEqualTo(SameSiteAttribute.STRICT);
  }

  /** Check 4. */
  @Test
  void everyResponseCarriesTheHeadersThatProtectIt() {
    Page page = site.fresh();
    for (String path : new String[] {"", "login.xhtml", "error.xhtml"}) {
      protectedBy(page.navigate(site.url(path))::headerValue, path);
    }
    HttpHeaders refused = Http.exchange(site.api("overview").build()).headers();
    protectedBy(name -> refused.firstValue(name).orElse(""), "api");
    page.navigate(site.url("login.xhtml"));
    site.signIn(page, MicroServer.ADMIN_PASSWORD);
    page.waitForURL("**/index.xhtml");
    for (String path : new String[] {"index.xhtml", "queues.xhtml", "nothing.xhtml"}) {
      protectedBy(page.navigate(site.url(path))::headerValue, path);
    }
  }

  private static void protectedBy(UnaryOperator<String> header, String path) {
    String policy = header.apply("content-security-policy");
    assertThat(policy).as(path).contains("frame-ancestors 'none'");
    String scripts = policy.substring(policy.indexOf("script-src"));
    assertThat(scripts).as(path).doesNotContain("unsafe");
    assertThat(header.apply("x-content-type-options")).as(path).isEqualTo("nosniff");
    assertThat(header.apply("cache-control")).as(path).contains("no-store");
  }

  @Test
  void afterSignInOneIsWhereOneWantedToGoAndNeverOnAnotherSite() {
    Page page = site.fresh();
    page.navigate(site.url("queues.xhtml?q=orders"));
    site.signIn(page, MicroServer.ADMIN_PASSWORD);
    page.waitForURL("**/queues.xhtml?q=orders");

    Page other = site.fresh();
    other.navigate(site.url("login.xhtml?to=https%3A%2F%2Fexample.org%2Fa.xhtml"));
    site.signIn(other, MicroServer.ADMIN_PASSWORD);
    other.waitForURL("**/console/index.xhtml");
  }

  @Test
  void afterSigningOutTheSessionIsGone() {
    Page page = site.signedIn();
    Cookie session = page.context().cookies().get(0);
    assertThat(overview(session).statusCode()).isEqualTo(200);
    page.locator("details.menu summary").click();
    page.getByText("Sign out").click();
    page.getByText("You are signed out.").waitFor();

    page.navigate(site.url("queues.xhtml"));
    assertThat(page.url()).contains("/login.xhtml");
    assertThat(overview(session).statusCode()).as("with the cookie of before").isEqualTo(401);
    assertThat(site.api("GET", "audit?action=sign-out&limit=1", null).body())
        .contains("\"user\":\"admin\"", "\"outcome\":\"OK\"");
  }

  private HttpResponse<String> overview(Cookie session) {
    return Http.exchange(
        site.api("overview").header("Cookie", session.name + "=" + session.value).build());
  }

  @Test
  void nothingIsSeenWithoutSigningInHoweverItsPathIsWritten() {
    site.createQueue("it.hidden.name");
    for (String path :
        List.of(
            "api/v1/destinations",
            "%61pi/v1/destinations",
            "api;x=1/v1/destinations",
            "api/v1;x=1/destinations",
            "api//v1/destinations",
            "/api/v1/destinations",
            "login.xhtml/../api/v1/destinations",
            "jakarta.faces.resource/..%2Fapi/v1/destinations",
            "jakarta.faces.resource/../queues.xhtml",
            "jakarta.faces.resource/queues.xhtml",
            "jakarta.faces.resource/queues.xhtml.xhtml?ln=..",
            "queues.xhtml;login.xhtml",
            "queues.xhtml/login.xhtml",
            "%71ueues.xhtml",
            "QUEUES.XHTML",
            "queues.xhtml?jakarta.faces.resource",
            "WEB-INF/web.xml",
            "WEB-INF/layout.xhtml",
            "%57EB-INF/layout.xhtml",
            "META-INF/MANIFEST.MF")) {
      for (String method : List.of("GET", "HEAD", "POST", "OPTIONS", "TRACE", "PROPFIND")) {
        HttpResponse<String> answer =
            Http.exchange(
                HttpRequest.newBuilder(URI.create(site.url(path)))
                    .method(method, HttpRequest.BodyPublishers.noBody())
                    .build());
        assertThat(answer.body())
            .as(method + " " + path + " " + answer.statusCode())
            .doesNotContain("it.hidden.name", "<web-app", "ui:composition", "Manifest-Version");
        boolean refused = answer.statusCode() >= 300;
        boolean harmless = method.equals("OPTIONS") && answer.body().isEmpty();
        assertThat(refused || harmless)
            .as(method + " " + path + " " + answer.statusCode() + " " + answer.body())
            .isTrue();
      }
    }
  }

  /** A browser that was asked for name and password by Basic adds them to whatever asks for it. */
  @Test
  void aPasswordThatABrowserRemembersDoesNotHelpAnotherSite() {
    site.createQueue("it.other.site");
    for (String from : List.of("cross-site", "same-site")) {
      HttpResponse<String> answer =
          Http.exchange(
              site.as(
                      "admin",
                      MicroServer.ADMIN_PASSWORD,
                      "destinations/queue/it.other.site/messages")
                  .header("Sec-Fetch-Site", from)
                  .header("Content-Type", "text/plain")
                  .POST(HttpRequest.BodyPublishers.ofString("{\"text\":\"x\"}"))
                  .build());
      assertThat(answer.statusCode()).as(from).isEqualTo(403);
    }
    assertThat(site.api("GET", "destinations/queue/it.other.site", null).body())
        .contains("\"messages\":0");
  }

  /** Check 34, first half. */
  @Test
  void aClickAfterTheSessionWasLostLeadsToSignIn() {
    site.createQueue("session.lost");
    Page page = site.signedIn();
    // else the live numbers may find out first, which is the next test
    page.route("**/api/v1/**", route -> route.abort());
    page.navigate(site.destination("session.lost"));
    page.context().clearCookies();

    page.getByText("Purge…").click();

    page.waitForURL("**/login.xhtml?expired=1");
    page.getByText("Your session has ended.").waitFor();
  }

  @Test
  void aPageThatIsOnlyWatchedNoticesByItselfThatTheSessionWasLost() {
    Page page = site.signedIn();
    page.context().clearCookies();

    page.waitForURL("**/login.xhtml?expired=1");
    page.getByText("Your session has ended.").waitFor();
  }

  /** Check 35. */
  @Test
  void aChangeBySessionNeedsTheHeaderThatOtherSitesCannotSend() {
    site.createQueue("forged");
    Page page = site.signedIn();
    Cookie session = page.context().cookies().get(0);
    HttpRequest.Builder forged =
        site.api("destinations/queue/forged/purge?dryRun=true")
            .header("Cookie", session.name + "=" + session.value)
            .POST(HttpRequest.BodyPublishers.noBody());

    assertThat(Http.exchange(forged.build()).statusCode()).isEqualTo(403);
    assertThat(Http.exchange(forged.header("X-Requested-By", "it").build()).statusCode())
        .isEqualTo(200);
  }

  /** Nor is that of the database: AnotherServerIT. */
  @Test
  void noPasswordIsInTheServersLogWhateverIsDoneWithIt() {
    awaitNoRecentFailure();
    String given = "given-to-lena-4711";
    String wrong = "guessed-by-somebody-5813";
    String chosen = "chosen-by-lena-9931";
    String ofAClient = "of-a-client-2718";
    String tooShort = "short-77";
    assertThat(put("users/lena", "{\"role\":\"viewer\",\"password\":\"" + given + "\"}"))
        .isEqualTo(200);
    assertThat(put("client-users/carl", "{\"password\":\"" + ofAClient + "\"}")).isEqualTo(200);
    assertThat(put("users/max", "{\"role\":\"viewer\",\"password\":\"" + tooShort + "\"}"))
        .isEqualTo(400);
    assertThat(Http.exchange(site.as("lena", wrong, "overview").build()).statusCode())
        .isEqualTo(401);
    Page page = site.fresh();
    page.navigate(site.url("login.xhtml"));
    for (String each : List.of(wrong, given)) {
      page.getByLabel("User name").fill("lena");
      page.getByLabel("Password").fill(each);
      page.getByLabel("Password").press("Enter");
      if (each.equals(wrong)) {
        page.getByText("Wrong user name or password.").waitFor();
      }
    }
    page.waitForURL("**/index.xhtml");
    page.navigate(site.url("password.xhtml"));
    page.getByLabel("Present password").fill(given);
    page.getByLabel("New password", new Page.GetByLabelOptions().setExact(true)).fill(chosen);
    page.getByLabel("New password, once more").fill(chosen);
    page.getByLabel("New password, once more").press("Enter");
    page.waitForURL("**/index.xhtml");

    String log = RowmqContainer.server().log();
    assertThat(log).contains("RowMQ's adapter is ready");
    for (String password :
        List.of(MicroServer.ADMIN_PASSWORD, given, wrong, chosen, ofAClient, tooShort)) {
      assertThat(log.contains(password)).as(password + " in the log").isFalse();
    }
    assertThat(site.api("DELETE", "users/lena", null).statusCode()).isBetween(200, 204);
    assertThat(site.api("DELETE", "client-users/carl", null).statusCode()).isBetween(200, 204);
  }

  private int put(String path, String json) {
    return site.api("PUT", path, json).statusCode();
  }
}
