package org.rowmq.it.console;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.deque.html.axecore.playwright.AxeBuilder;
import com.deque.html.axecore.results.Rule;
import com.microsoft.playwright.Browser;
import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Download;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.assertions.PlaywrightAssertions;
import com.microsoft.playwright.options.ColorScheme;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URL;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.rowmq.it.app.console.QueueServlet;
import org.rowmq.it.harness.Archives;
import org.rowmq.it.harness.Http;
import org.rowmq.it.harness.MicroServer;

/** The console of the tests' server, in a browser and over its API. */
final class ConsoleSite implements AutoCloseable {
  private static final Path CHROMIUM = Path.of("/usr/bin/chromium");

  /** How long a page may take to show something, where no shorter time is promised. */
  private static final double PATIENCE_MILLIS = 15_000;

  private final URI root;

  /** Each with cookies and storage of its own, as browsers of different people. */
  private final List<BrowserContext> contexts = new ArrayList<>();

  /** What went wrong in the pages opened so far: script errors, failed requests, dialogs. */
  final List<String> complaints = new ArrayList<>();

  ConsoleSite(URL application) {
    this(URI.create(application.toString()).resolve("/console/"));
  }

  /** A console at this address, which ends with a slash. */
  ConsoleSite(URI root) {
    this.root = root;
  }

  /**
   * The browser of this JVM's tests, which run one after the other on one thread. It is started
   * when a page is first asked for: tests of the API alone need none.
   */
  private static final class SharedBrowser {
    static final Playwright PLAYWRIGHT =
        Playwright.create(
            new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    static final Browser BROWSER =
        PLAYWRIGHT
            .chromium()
            .launch(
                new BrowserType.LaunchOptions()
                    .setExecutablePath(CHROMIUM)
                    .setArgs(
                        List.of(
                            "--no-sandbox",
                            "--disable-gpu",
                            "--disable-quic",
                            "--no-first-run",
                            "--disable-background-networking",
                            "--disable-component-update",
                            "--disable-sync")));

    static {
      PlaywrightAssertions.setDefaultAssertionTimeout(PATIENCE_MILLIS);
      Runtime.getRuntime().addShutdownHook(new Thread(PLAYWRIGHT::close, "close the browser"));
    }
  }

  /** The application that these tests deploy beside the console. */
  static WebArchive queues(String name) {
    return Archives.war(name, QueueServlet.class);
  }

  /** A page of a browser that has never been here. */
  Page fresh(int width, ColorScheme colours) {
    BrowserContext context =
        SharedBrowser.BROWSER.newContext(
            new Browser.NewContextOptions().setViewportSize(width, 800).setColorScheme(colours));
    contexts.add(context);
    Page page = context.newPage();
    page.onConsoleMessage(
        message -> {
          if (message.type().equals("error")) {
            // where it comes from: of a resource that failed to load, its address
            complaints.add(page.url() + " " + message.text() + " at " + message.location());
          }
        });
    page.onPageError(error -> complaints.add(page.url() + " " + error));
    page.onDialog(
        dialog -> {
          complaints.add(page.url() + " dialog " + dialog.message());
          dialog.dismiss();
        });
    page.onRequestFailed(
        request -> {
          // leaving a page ends what its script was just asking
          if (!request.failure().contains("ERR_ABORTED")) {
            complaints.add(request.url() + " " + request.failure());
          }
        });
    return page;
  }

  Page fresh() {
    return fresh(1300, ColorScheme.LIGHT);
  }

  /** A page whose user has signed in and is at the overview. */
  Page signedIn(int width, ColorScheme colours) {
    Page page = fresh(width, colours);
    page.navigate(url(""));
    signIn(page, MicroServer.ADMIN_PASSWORD);
    page.waitForURL("**/index.xhtml");
    return page;
  }

  Page signedIn() {
    return signedIn(1300, ColorScheme.LIGHT);
  }

  void signIn(Page page, String password) {
    signIn(page, "admin", password);
  }

  void signIn(Page page, String user, String password) {
    page.getByLabel("User name").fill(user);
    page.getByLabel("Password").fill(password);
    page.getByLabel("Password").press("Enter");
  }

  String url(String path) {
    return root + path;
  }

  String destination(String queue) {
    return url("destination.xhtml?type=queue&name=" + encode(queue));
  }

  static String encode(String text) {
    return URLEncoder.encode(text, UTF_8).replace("+", "%20");
  }

  /** Sends by JMS from the application; correlation id and a property carry the text as well. */
  void send(URL application, String queue, int count, String text) {
    Http.post(application, "queue?count=" + count + "&name=" + encode(queue), text);
  }

  /** Receives all by JMS. */
  List<String> receive(URL application, String queue) {
    return Http.get(application, "queue?name=" + encode(queue)).lines().toList();
  }

  /** A call of the API by the administrator. */
  HttpResponse<String> api(String method, String path, String json) {
    return api("admin", MicroServer.ADMIN_PASSWORD, method, path, json);
  }

  HttpResponse<String> api(String user, String password, String method, String path, String json) {
    return Http.exchange(
        as(user, password, path)
            .header("Content-Type", "application/json")
            .method(
                method,
                json == null
                    ? HttpRequest.BodyPublishers.noBody()
                    : HttpRequest.BodyPublishers.ofString(json))
            .build());
  }

  HttpRequest.Builder as(String user, String password, String path) {
    String pair = Base64.getEncoder().encodeToString((user + ":" + password).getBytes(UTF_8));
    return api(path).header("Authorization", "Basic " + pair);
  }

  HttpRequest.Builder api(String path) {
    return HttpRequest.newBuilder(URI.create(url("api/v1/" + path)));
  }

  /** The name of the node that is asked. */
  String node() {
    Matcher name =
        Pattern.compile("\"name\":\"([^\"]+)\"").matcher(api("GET", "nodes", null).body());
    assertThat(name.find()).isTrue();
    return name.group(1);
  }

  void createQueue(String name) {
    HttpResponse<String> made =
        api("POST", "destinations", "{\"type\":\"queue\",\"name\":\"" + name + "\"}");
    assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
  }

  /** What axe calls serious or critical on the page as it is. */
  static List<String> barriers(Page page) {
    return new AxeBuilder(page)
        .analyze().getViolations().stream()
            .filter(rule -> List.of("serious", "critical").contains(rule.getImpact()))
            .map(ConsoleSite::describe)
            .toList();
  }

  private static String describe(Rule rule) {
    return rule.getImpact() + " " + rule.getId() + " " + rule.getNodes().get(0).getHtml();
  }

  /** What a download brought. */
  static byte[] downloaded(Download download) {
    try (InputStream stream = download.createReadStream()) {
      return stream.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    contexts.forEach(BrowserContext::close);
  }
}
