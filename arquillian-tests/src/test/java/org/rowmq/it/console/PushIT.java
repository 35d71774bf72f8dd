package org.rowmq.it.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.WebSocket;
import com.microsoft.playwright.assertions.LocatorAssertions;
import com.microsoft.playwright.options.Cookie;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocketHandshakeException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jboss.arquillian.container.test.api.Deployment;
import org.jboss.shrinkwrap.api.spec.WebArchive;
import org.junit.jupiter.api.Test;
import org.rowmq.it.app.console.QueueServlet;
import org.rowmq.it.harness.Archives;
import org.rowmq.it.harness.Artifacts;
import org.rowmq.it.harness.MicroServer;

/** Open pages are told that something has changed, and ask then. */
class PushIT extends ConsoleTestBase {

  @Deployment(testable = false)
  static WebArchive application() {
    return Archives.war("console-push", QueueServlet.class);
  }

  /** As behind a proxy that lets no sockets through. */
  private static final String SOCKET_THAT_FAILS =
      "class { constructor() { setTimeout(() => this.onclose({ code: 1006 }), 1); } };";

  /** It is open when the test says so, and tells nothing; nor does the page ask by itself later. */
  private static final String SOCKET_THAT_IS_HELD_BACK =
      "class { constructor() { window.openSocket = () => this.onopen(); } };"
          + "const later = window.setTimeout;"
          + "window.setTimeout = (f, millis) => millis < 2000 ? later(f, millis) : 0;";

  private static final Pattern SOCKETS =
      Pattern.compile(
          " (org\\.rowmq\\.console\\.push\\.[\\w$]+"
              + "|org\\.glassfish\\.tyrus\\.core\\.(TyrusSession|TyrusWebSocketEngine\\$SuccessfulUpgradeInfo))"
              + "( |$)");

  private static final HttpClient CLIENT =
      HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(20)).build();

  /** What a socket was told, and the code with which the server closed it. */
  private static final class Heard implements java.net.http.WebSocket.Listener {
    final CompletableFuture<Integer> closed = new CompletableFuture<>();
    final List<String> frames = new CopyOnWriteArrayList<>();

    @Override
    public CompletionStage<?> onText(
        java.net.http.WebSocket socket, CharSequence data, boolean last) {
      frames.add(data.toString());
      socket.request(1);
      return null;
    }

    @Override
    public CompletionStage<?> onClose(
        java.net.http.WebSocket socket, int statusCode, String reason) {
      closed.complete(statusCode);
      return null;
    }
  }

  private CompletableFuture<java.net.http.WebSocket> connect(
      String query, String cookies, String origin, Heard listener) {
    java.net.http.WebSocket.Builder builder = CLIENT.newWebSocketBuilder();
    if (cookies != null) {
      builder.header("Cookie", cookies);
    }
    if (origin != null) {
      builder.header("Origin", origin);
    }
    URI address = URI.create(site.url("push" + query).replaceFirst("^http", "ws"));
    return builder.buildAsync(address, listener);
  }

  private int refused(String query, String cookies, String origin) {
    Throwable failure = catchThrowable(() -> connect(query, cookies, origin, new Heard()).join());
    assertThat(failure).isInstanceOf(CompletionException.class);
    assertThat(failure.getCause()).isInstanceOf(WebSocketHandshakeException.class);
    return ((WebSocketHandshakeException) failure.getCause()).getResponse().statusCode();
  }

  private static String ticket(Page page) {
    return page.locator("#live").getAttribute("data-push").replaceFirst("^[^?]*", "");
  }

  private static String cookies(Page page) {
    List<Cookie> all = page.context().cookies();
    return all.stream()
        .map(cookie -> cookie.name + "=" + cookie.value)
        .collect(Collectors.joining("; "));
  }

  /** Check 36. */
  @Test
  void aSocketWithoutSessionOrFromAnotherSiteIsRefused() throws Exception {
    Page page = site.signedIn();
    String ticket = ticket(page);
    String cookies = cookies(page);
    String own = site.url("").replaceFirst("/console/$", "");

    assertThat(refused("", null, null)).isEqualTo(401);
    assertThat(refused(ticket, null, own)).isEqualTo(401);
    assertThat(refused(ticket, cookies, "https://evil.example")).isEqualTo(403);
    assertThat(refused(ticket, cookies, "null")).isEqualTo(403);

    for (String wrong : List.of("", "?ticket=", "?ticket=0123456789abcdef0123456789abcdef")) {
      Heard stranger = new Heard();
      connect(wrong, cookies, own, stranger).join();
      assertThat(stranger.closed.get(20, TimeUnit.SECONDS)).isEqualTo(1008);
    }
    Heard talkative = new Heard();
    java.net.http.WebSocket socket = connect(ticket, cookies, own, talkative).join();
    socket.sendText("changed", true).join();
    assertThat(talkative.closed.get(20, TimeUnit.SECONDS)).isEqualTo(1008);
  }

  @Test
  void aSessionHasABoundedNumberOfSockets() {
    Page page = site.fresh();
    page.addInitScript("window.WebSocket = " + SOCKET_THAT_FAILS); // the page's own does not count
    page.navigate(site.url(""));
    site.signIn(page, MicroServer.ADMIN_PASSWORD);
    page.waitForURL("**/index.xhtml");
    String cookies = cookies(page);
    List<Heard> sockets = new ArrayList<>();
    for (int i = 0; i < 21; i++) {
      Heard heard = new Heard();
      connect(ticket(page), cookies, null, heard).join();
      sockets.add(heard);
    }
    // a handshake is answered before the socket is taken in: it need not be the last that is not
    await().until(() -> sockets.stream().filter(heard -> heard.closed.isDone()).count() == 1);
    assertThat(sockets)
        .filteredOn(heard -> heard.closed.isDone())
        .map(heard -> heard.closed.join())
        .containsExactly(1013);

    site.createQueue("it.bounded");
    await().until(() -> sockets.stream().filter(heard -> !heard.frames.isEmpty()).count() == 20);
    assertThat(sockets).filteredOn(heard -> heard.closed.isDone()).hasSize(1);
  }

  @Test
  void socketsAreClosedWhenTheConsoleIsUndeployedAndNothingOfThemStays() throws Exception {
    try (MicroServer server =
            MicroServer.withRowmq(Artifacts.workDirectory("push"))
                // what is only softly reachable goes with the first collection
                .withJvmOption("-XX:SoftRefLRUPolicyMSPerMB=0")
                .start();
        ConsoleSite console = new ConsoleSite(server.uri("/console/"))) {
      server.deploy(Artifacts.console(), "console");
      Page page = console.signedIn();
      String address =
          server
              .uri(page.locator("#live").getAttribute("data-push"))
              .toString()
              .replaceFirst("^http", "ws");
      Heard heard = new Heard();
      CLIENT
          .newWebSocketBuilder()
          .header("Cookie", cookies(page))
          .buildAsync(URI.create(address), heard)
          .get(20, TimeUnit.SECONDS);
      await().untilAsserted(() -> assertThat(alive(server)).hasSizeGreaterThan(1));
      page.navigate("about:blank");

      server.undeploy("console");

      // by whom depends on who comes first: the console, the session's end, or the server itself
      assertThat(heard.closed.get(20, TimeUnit.SECONDS)).isIn(1000, 1001, 1008);
      await()
          .atMost(Duration.ofSeconds(60))
          .pollInterval(Duration.ofSeconds(1))
          .untilAsserted(() -> assertThat(alive(server)).isEmpty());
    }
  }

  /**
   * What is alive of sockets after a collection: ours, and what the server has of them. A lambda
   * without variables is as old as its class.
   */
  private static List<String> alive(MicroServer server) throws IOException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                Long.toString(server.pid()),
                "GC.class_histogram")
            .start();
    return new String(process.getInputStream().readAllBytes(), UTF_8)
        .lines()
        .filter(line -> SOCKETS.matcher(line).find())
        .toList();
  }

  /** Check 11, by a socket that tells nothing but that. */
  @Test
  void aPageIsToldThatSomethingHasChangedAndNothingElse() {
    site.createQueue("it.pushed");
    Page page = site.signedIn();
    page.navigate("about:blank"); // its socket is none of these
    List<String> frames = new CopyOnWriteArrayList<>();
    List<WebSocket> sockets = new CopyOnWriteArrayList<>();
    page.onWebSocket(
        socket -> {
          sockets.add(socket);
          socket.onFrameReceived(frame -> frames.add(frame.text()));
        });
    page.navigate(site.destination("it.pushed"));
    await().pollDelay(Duration.ZERO).until(() -> open(page, sockets) == 1);
    frames.clear();
    long began = System.nanoTime();
    for (int depth = 1; depth <= 5; depth++) {
      site.send(application, "it.pushed", 1, "m");
      assertThat(page.locator("dd[data-live=messages]"))
          .hasText(
              Integer.toString(depth), new LocatorAssertions.HasTextOptions().setTimeout(3_000));
    }
    long seconds = Duration.ofNanos(System.nanoTime() - began).toSeconds();

    assertThat(frames).isNotEmpty().containsOnly("changed");
    assertThat((long) frames.size()).isLessThanOrEqualTo(seconds + 2);
    assertThat(page.locator("#live")).hasText("Live");

    // a page that nobody sees is told nothing
    page.evaluate(
        "Object.defineProperty(document, 'hidden', { value: true, configurable: true });"
            + "document.dispatchEvent(new Event('visibilitychange'))");
    assertThat(page.locator("#live")).hasText("Paused");
    await().pollDelay(Duration.ZERO).until(() -> open(page, sockets) == 0);
    page.evaluate("delete document.hidden; document.dispatchEvent(new Event('visibilitychange'))");
    assertThat(page.locator("#live")).hasText("Live");
    await().pollDelay(Duration.ZERO).until(() -> open(page, sockets) == 1);
    assertThat(site.complaints).isEmpty();
  }

  /** The browser tells its events only while it is asked something. */
  private static long open(Page page, List<WebSocket> sockets) {
    page.evaluate("1");
    return sockets.stream().filter(socket -> !socket.isClosed()).count();
  }

  @Test
  void aSocketEndsWithItsSessionAndThePageGoesToSignIn() throws Exception {
    Page page = site.signedIn();
    String ticket = ticket(page);
    Heard heard = new Heard();
    connect(ticket, cookies(page), null, heard).join();
    page.navigate(site.url("queues.xhtml"));
    assertThat(page.locator("#live")).hasText("Live");
    Page other = page.context().newPage();
    other.navigate(site.url("topics.xhtml"));
    assertThat(heard.closed).isNotDone();
    other.locator("details.menu summary").click();
    other.getByText("Sign out").click();
    other.getByText("You are signed out.").waitFor();

    assertThat(heard.closed.get(20, TimeUnit.SECONDS)).isEqualTo(1008);
    page.waitForURL("**/login.xhtml*", new Page.WaitForURLOptions().setTimeout(8_000));
  }

  @Test
  void whatChangedBeforeTheSocketOfAPageIsOpenIsAskedForWhenItIs() {
    site.createQueue("it.opened-late");
    Page page = site.signedIn();
    page.addInitScript("window.WebSocket = " + SOCKET_THAT_IS_HELD_BACK);
    page.navigate(site.destination("it.opened-late"));
    await().until(() -> "function".equals(page.evaluate("typeof window.openSocket")));
    site.send(application, "it.opened-late", 2, "m");
    Locator messages = page.locator("dd[data-live=messages]");
    assertThat(messages).hasText("0");

    page.evaluate("openSocket()");
    assertThat(messages).hasText("2");
    assertThat(site.complaints).isEmpty();
  }

  @Test
  void aPageWithoutSocketAsksByItself() {
    site.createQueue("it.polled");
    Page page = site.signedIn();
    page.addInitScript("window.WebSocket = " + SOCKET_THAT_FAILS);
    page.navigate(site.destination("it.polled"));
    assertThat(page.locator("#live")).hasText("Live");
    site.send(application, "it.polled", 2, "m");
    assertThat(page.locator("dd[data-live=messages]"))
        .hasText("2", new LocatorAssertions.HasTextOptions().setTimeout(7_000));
    assertThat(page.locator("#live")).hasText("Live");
    assertThat(site.complaints).isEmpty();
  }
}
