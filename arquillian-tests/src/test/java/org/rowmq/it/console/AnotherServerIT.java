package org.rowmq.it.console;

import static com.microsoft.playwright.assertions.PlaywrightAssertions.assertThat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.assertions.LocatorAssertions;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.rowmq.it.app.console.ObjectServlet;
import org.rowmq.it.app.console.QueueServlet;
import org.rowmq.it.app.xa.Transfers;
import org.rowmq.it.gadget.Gadget;
import org.rowmq.it.harness.Archives;
import org.rowmq.it.harness.Artifacts;
import org.rowmq.it.harness.Http;
import org.rowmq.it.harness.MicroServer;
import org.rowmq.it.harness.StoppablePostgreSql;
import org.rowmq.it.xa.halting.HaltingXaDataSource;

/**
 * A console that is not at {@code /console}, on a server with a PostgreSQL of its own, in its
 * second life: the first one was killed while two transactions were prepared and not yet committed.
 * Nothing but a person will end them, for the server keeps no log of its transactions.
 */
@Timeout(value = 5, unit = TimeUnit.MINUTES)
class AnotherServerIT {
  private static final String ROOT = "/x/y";
  private static final String PAUSED = "it.paused";
  private static final String OBJECTS = "it.objects";
  private static final String BOOKED = "transfers.booked";
  private static final String GADGET = Gadget.class.getName();
  private static final Pattern ID = Pattern.compile("\"id\":\"(\\d+)\"");
  private static final Pattern READY =
      Pattern.compile("\"name\":\"rowmq-ready\",\"status\":\"(\\w+)\"");
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration AT_ONCE = Duration.ofSeconds(3);

  private static final Pattern FIRST_PASSWORD =
      Pattern.compile("First sign-in to the console: user admin, password (\\S+)");

  /** The database trusts whoever comes from this machine, so it may be any. */
  private static final String DATABASE_PASSWORD = "of-the-database-1618";

  private static Path directory;
  private static String firstLog;
  private static StoppablePostgreSql database;
  private static MicroServer server;

  private ConsoleSite site;

  @BeforeAll
  static void killAServerInTheMiddleOfItsWork() throws Exception {
    directory = Artifacts.workDirectory("console-elsewhere");
    database = new StoppablePostgreSql(directory);
    database.start();
    server = server().start();
    server.deploy(Artifacts.console(), "console", ROOT);
    firstLog = server.log();
    whoSignsInWithThePasswordOfTheLogHasToChangeIt();
    try (ConsoleSite site = new ConsoleSite(server.uri(ROOT + "/"))) {
      site.createQueue(PAUSED);
      site.send(application("queues"), PAUSED, 5, "m");
      HttpResponse<String> paused =
          site.api("POST", "destinations/queue/" + PAUSED + "/pause", "{\"consumption\":true}");
      assertThat(paused.statusCode()).as(paused.body()).isEqualTo(200);
    }
    server.post("/queues/object?name=" + OBJECTS, GADGET);
    assertThat(loadedClasses()).contains(GADGET);

    Files.writeString(directory.resolve("halt"), "hold");
    List<CompletableFuture<String>> held =
        Stream.of("first", "second")
            .map(text -> CompletableFuture.supplyAsync(() -> server.post("/xa/transfers", text)))
            .toList();
    await().atMost(PATIENCE).until(() -> preparedBranches() == 2);
    server.kill();
    assertThat(held).allSatisfy(call -> assertThat(call).failsWithin(PATIENCE));

    Files.delete(directory.resolve("halt"));
    server.restart();
    server.deploy(Artifacts.console(), "console", ROOT);
  }

  /** The first sign-in is before all else: there is no other way in. */
  private static void whoSignsInWithThePasswordOfTheLogHasToChangeIt() {
    Matcher said = FIRST_PASSWORD.matcher(firstLog);
    assertThat(said.find()).as("a password in the log").isTrue();
    String madeUp = said.group(1);
    assertThat(said.find()).as("said twice").isFalse();
    try (ConsoleSite site = new ConsoleSite(server.uri(ROOT + "/"))) {
      HttpResponse<String> basic = site.api("admin", madeUp, "GET", "overview", null);
      assertThat(basic.statusCode()).isEqualTo(403);
      assertThat(basic.body()).contains("Choose one of your own");
      Page page = site.fresh();
      page.navigate(site.url(""));
      site.signIn(page, madeUp);
      page.waitForURL("**/password.xhtml?first=true");
      page.navigate(site.url("queues.xhtml"));
      page.waitForURL("**/password.xhtml?first=true");
      assertThat(ConsoleSite.barriers(page)).isEmpty();
      page.getByLabel("Present password").fill(madeUp);
      page.getByLabel("New password", new Page.GetByLabelOptions().setExact(true))
          .fill(MicroServer.ADMIN_PASSWORD);
      page.getByLabel("New password, once more").fill(MicroServer.ADMIN_PASSWORD);
      page.getByLabel("New password, once more").press("Enter");
      page.waitForURL("**/index.xhtml");
      page.navigate(site.url("queues.xhtml"));
      assertThat(page.locator("h1")).hasText("Queues");
      assertThat(site.api("admin", madeUp, "GET", "overview", null).statusCode()).isEqualTo(401);
      assertThat(site.complaints).isEmpty();
    }
  }

  @Test
  void theFirstPasswordIsSaidInTheFirstLifeOnly() {
    assertThat(server.log()).isNotEqualTo(firstLog).doesNotContain("First sign-in");
  }

  private static MicroServer server() throws SQLException {
    return MicroServer.at(directory)
        .withLibrary(
            Archives.driver(
                directory.resolve("library.jar"),
                HaltingXaDataSource.class.getPackage(),
                Gadget.class.getPackage()))
        .withDataSource(
            "jdbc/accounts",
            HaltingXaDataSource.class.getName(),
            "javax.sql.XADataSource",
            database.newDatabase("accounts", "create table transfer (text varchar(100))"),
            ":user=postgres:password=postgres")
        .with(HaltingXaDataSource.HALT, directory.resolve("halt").toString())
        .withJvmOption("-Xlog:class+load:file=" + directory.resolve("classes-%p.log"))
        .with("rowmq.jdbcUrl", database.url().replaceFirst("\\?.*", ""))
        .with("rowmq.user", "postgres")
        .with("rowmq.password", DATABASE_PASSWORD)
        // so that there are some
        .with("rowmq.slowCallThreshold", "1")
        // receivers may load it: else nobody could tell that the console does not
        .with("rowmq.deserializationAllowList", GADGET)
        .deploying(Artifacts.resourceAdapter())
        .deploying(
            Archives.export(
                Archives.war("queues", QueueServlet.class, ObjectServlet.class), directory))
        .deploying(
            Archives.export(
                Archives.war("xa").addPackage(Transfers.class.getPackage()), directory));
  }

  @AfterAll
  static void end() {
    if (server != null) {
      server.close();
    }
    if (database != null) {
      database.close();
    }
  }

  @BeforeEach
  void open() {
    site = new ConsoleSite(server.uri(ROOT + "/"));
  }

  @AfterEach
  void close() {
    site.close();
  }

  private static URL application(String name) throws MalformedURLException {
    return server.uri("/" + name + "/").toURL();
  }

  private static int preparedBranches() throws SQLException {
    try (Connection connection = DriverManager.getConnection(database.url());
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery("select count(*) from rowmq_branch")) {
      result.next();
      return result.getInt(1);
    }
  }

  /** The log of class loading of the process that runs now: a class's name in each line. */
  private static String loadedClasses() throws IOException {
    return Files.readString(directory.resolve("classes-" + server.pid() + ".log"));
  }

  /** Check 40: check 1 at another root. */
  @Test
  void whoIsNotSignedInIsLedToTheSignInPageOfThatRoot() {
    Page page = site.fresh();
    page.navigate(site.url("queues.xhtml"));
    page.waitForURL("**" + ROOT + "/login.xhtml*");
    HttpResponse<String> refused = Http.exchange(site.api("overview").build());
    assertThat(refused.statusCode()).isEqualTo(401);
    assertThat(refused.headers().firstValue("Content-Type"))
        .hasValueSatisfying(type -> assertThat(type).startsWith("application/problem+json"));
  }

  @Test
  void callsThatTookLongAreOnThePageOfTheirNode() {
    site.createQueue("it.slow");
    Page page = site.signedIn();
    page.navigate(site.url("index.xhtml"));
    page.locator("section[aria-labelledby=nodes] tbody th a").first().click();
    page.waitForURL("**/node.xhtml*");

    Locator calls = page.locator("section[aria-labelledby=slow] tbody tr");
    assertThat(calls.first().locator("[data-label=Took]")).containsText("ms");
    assertThat(calls.first().locator("[data-label=What]")).hasText(Pattern.compile("[A-Z].+"));
    assertThat(ConsoleSite.barriers(page)).isEmpty();
    page.setViewportSize(360, 800);
    assertThat(page.evaluate("document.documentElement.scrollWidth <= innerWidth")).isEqualTo(true);
    assertThat(site.complaints).isEmpty();
  }

  /** Check 40: checks 5 and 11 at another root, on PostgreSQL. */
  @Test
  void atAnotherRootNoPageComplainsAndWhatIsSentIsSeenAtOnce() throws Exception {
    String queue = "it.elsewhere";
    site.createQueue(queue);
    Page page = site.signedIn();
    for (String path :
        List.of(
            "",
            "queues.xhtml",
            "topics.xhtml",
            "subscriptions.xhtml",
            "clients.xhtml",
            "dead.xhtml",
            "transactions.xhtml",
            "send.xhtml?type=queue&name=" + queue,
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
    page.locator("td.name a").getByText(queue).click();
    page.waitForURL("**" + ROOT + "/destination.xhtml?*");
    assertThat(page.locator("h1")).hasText(queue);

    site.send(application("queues"), queue, 5, "m");
    assertThat(page.locator("dd[data-live=messages]"))
        .hasText("5", new LocatorAssertions.HasTextOptions().setTimeout(3_000));
    assertThat(site.complaints).isEmpty();
  }

  /** Check 30: what holds after a restart. */
  @Test
  void aQueueThatWasPausedIsStillPaused() throws Exception {
    Page page = site.signedIn();
    page.navigate(site.destination(PAUSED));
    assertThat(page.locator("h1 + .badge")).hasText("Delivery paused");
    assertThat(site.receive(application("queues"), PAUSED)).isEmpty();
    assertThat(page.locator("dd[data-live=messages]")).hasText("5");
    assertThat(site.api("POST", "destinations/queue/" + PAUSED + "/resume", null).statusCode())
        .isEqualTo(200);
    assertThat(site.receive(application("queues"), PAUSED)).hasSize(5);
  }

  /** Check 33, in the browser; and its part of check 42. */
  @Test
  void whatAKilledServerLeftPreparedIsSeenAndEndedByHandWithAReason() throws Exception {
    Page page = site.signedIn();
    page.navigate(site.url("transactions.xhtml"));
    Locator rows = page.locator("tbody tr");
    assertThat(rows).hasCount(2);
    assertThat(rows.first()).containsText("Sent 1 to queue://" + BOOKED);
    assertThat(rows.first().locator("time")).hasText(Pattern.compile(".* ago"));
    assertThat(rows.first()).containsText(site.node());

    rows.first().getByText("Resolve…").click();
    page.locator("#resolve\\:commit").click();
    assertThat(page.locator("#reason-error")).not().isEmpty();
    assertThat(preparedBranches()).isEqualTo(2);
    page.getByLabel("Reason, for the audit trail").fill("the bank has booked it");
    page.locator("#resolve\\:commit").click();
    assertThat(page.locator(".notice")).containsText("Committed ");
    assertThat(rows).hasCount(1);

    rows.first().getByText("Resolve…").click();
    page.getByLabel("Reason, for the audit trail").fill("the bank knows nothing of it");
    page.locator("#resolve\\:rollback").click();
    assertThat(page.locator(".notice")).containsText("Rolled back ");
    assertThat(page.locator(".empty")).containsText("No prepared transactions.");

    assertThat(preparedBranches()).isZero();
    List<String> booked =
        Stream.of(server.get("/xa/transfers?booked"), server.get("/xa/transfers?booked")).toList();
    assertThat(booked).containsOnlyOnce("").containsAnyOf("first", "second");
    assertThat(site.api("GET", "audit?action=commit", null).body())
        .contains("the bank has booked it", "\"user\":\"admin\"", "\"outcome\":\"OK\"");
    assertThat(site.api("GET", "audit?action=rollback", null).body())
        .contains("the bank knows nothing of it");
    assertThat(site.complaints).isEmpty();
  }

  /** Check 19: the log of class loading of this life, in which nobody has received it yet. */
  @Test
  void whateverIsDoneWithAnObjectInTheConsoleItsClassIsNotLoaded() throws Exception {
    String messages = "destinations/queue/" + OBJECTS + "/messages";
    Matcher id = ID.matcher(site.api("GET", messages, null).body());
    assertThat(id.find()).isTrue();
    Page page = site.signedIn();
    page.navigate(site.url("message.xhtml?id=" + id.group(1)));
    assertThat(page.locator("pre.body")).containsText(GADGET + " (not deserialised)");
    page.navigate(site.destination(OBJECTS) + "&text=gadget");
    page.navigate(site.url("send.xhtml?type=queue&name=" + OBJECTS + "&from=" + id.group(1)));
    for (String path :
        List.of(
            "messages/" + id.group(1),
            "messages/" + id.group(1) + "/body",
            messages + "?text=Gadget&limit=10",
            messages + "?selector=" + ConsoleSite.encode("JMSPriority > 0"),
            messages + "/export")) {
      HttpResponse<String> answer = site.api("GET", path, null);
      assertThat(answer.statusCode()).as(path).isEqualTo(200);
      assertThat(answer.body()).as(path).isNotEmpty();
    }
    String ids = "{\"ids\":[\"" + id.group(1) + "\"],\"target\":\"queue://" + OBJECTS + "2\"}";
    site.createQueue(OBJECTS + "2");
    for (String command : List.of(":copy", ":move")) {
      HttpResponse<String> done = site.api("POST", messages + command, ids);
      assertThat(done.body()).as(command).contains("\"done\":1");
    }

    assertThat(loadedClasses())
        .contains("org.rowmq.management.service.BodyText ")
        .doesNotContain(GADGET);
    assertThat(server.get("/queues/object?name=" + OBJECTS + "2")).isEqualTo(GADGET);
    assertThat(loadedClasses()).contains(GADGET);
    assertThat(site.complaints).isEmpty();
  }

  /** Check 38: health, with a database that is really gone. */
  @Test
  void aServerWhoseDatabaseIsStoppedIsNotReadyButLivesAndIsReadyAgainAfterwards() {
    awaitHealth("ready", 200, "UP", "ok: PostgreSQL");
    Page page = site.signedIn();

    database.stop();
    try {
      awaitHealth("ready", 503, "DOWN", "FAILED: ");
      assertThat(health("live").statusCode()).isEqualTo(200);
      await().atMost(PATIENCE).untilAsserted(this::saysAtOnceThatTheDatabaseIsAway);
      long began = System.nanoTime();
      page.navigate(site.url("queues.xhtml"));
      assertThat(page.locator("main")).containsText("The database does not answer.");
      assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(AT_ONCE);
    } finally {
      database.start();
    }

    awaitHealth("ready", 200, "UP", "ok: PostgreSQL");
    await().atMost(PATIENCE).until(() -> site.api("GET", "destinations", null).statusCode() == 200);
    page.navigate(site.url("queues.xhtml"));
    assertThat(page.locator("#live")).hasText("Live");
    page.navigate(site.url("node.xhtml?name=" + ConsoleSite.encode(site.node())));
    assertThat(page.locator("section[aria-labelledby=warnings] tbody tr").first()).isVisible();
    assertThat(page.content()).doesNotContain(DATABASE_PASSWORD);
    server.awaitLog(log -> assertThat(log).contains("RowMQ's adapter is ready"));
    assertThat((firstLog + server.log()).contains(DATABASE_PASSWORD))
        .as("the database's password in the log")
        .isFalse();
  }

  /** Once the node knows it, nobody is kept waiting for it. */
  private void saysAtOnceThatTheDatabaseIsAway() {
    long began = System.nanoTime();
    HttpResponse<String> api = site.api("GET", "destinations", null);
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(AT_ONCE);
    assertThat(api.statusCode()).as(api.body()).isEqualTo(503);
    assertThat(api.headers().firstValue("Content-Type"))
        .hasValueSatisfying(type -> assertThat(type).startsWith("application/problem+json"));
  }

  private static HttpResponse<String> health(String kind) {
    return Http.exchange(HttpRequest.newBuilder(server.uri("/health/" + kind)).build());
  }

  private static void awaitHealth(String kind, int status, String name, String detail) {
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              HttpResponse<String> answer = health(kind);
              assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
              Matcher check = READY.matcher(answer.body());
              assertThat(check.find()).as(answer.body()).isTrue();
              assertThat(check.group(1)).isEqualTo(name);
              assertThat(answer.body()).contains("\"store\":\"" + detail);
            });
  }
}
