package org.rowmq.it.harness;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import org.postgresql.ds.PGSimpleDataSource;

/** A Payara Micro in a process of its own, on 127.0.0.1 and a free port; see the package. */
public final class MicroServer implements AutoCloseable {

  /** Password of the console's user {@code admin} where RowMQ is set up by {@link #withRowmq}. */
  public static final String ADMIN_PASSWORD = "it-first-password-1";

  /** How long failed sign-ins count there; shorter than usual, because tests wait for it. */
  public static final Duration SIGN_IN_PENALTY = Duration.ofSeconds(10);

  private static final Duration START = Duration.ofSeconds(150);
  private static final Duration COMMAND = Duration.ofSeconds(90);
  private static final Duration LOG = Duration.ofSeconds(90);
  private static final Duration STOP = Duration.ofSeconds(45);
  private static final Pattern COLOUR = Pattern.compile("\u001b\\[[0-9;]*m");

  private final Path directory;
  private final List<Path> deployments = new ArrayList<>();
  private final List<String> commands = new ArrayList<>();
  private final List<String> commandsAfterBoot = new ArrayList<>();
  private final Set<Path> libraries = new LinkedHashSet<>();
  private final List<String> jvmOptions = new ArrayList<>();
  private final Map<String, String> properties = new LinkedHashMap<>();
  private final Map<String, String> environment = new LinkedHashMap<>();
  private final BlockingQueue<String> answers = new LinkedBlockingQueue<>();

  private int starts;
  private int port;
  private Path log;
  private Process process;
  private Writer input;

  private MicroServer(Path directory) {
    this.directory = directory;
  }

  /** A server that keeps its files under the directory; nothing is started yet. */
  public static MicroServer at(Path directory) {
    return new MicroServer(directory);
  }

  /**
   * RowMQ as {@code ./rowmq run} sets it up: {@code rowmq.rar} on the data source {@code
   * jdbc/rowmq}, which is an H2 file in {@code <directory>/data} that outlives the process; with
   * {@code -Drowmq.it.database=postgresql} a new database of a PostgreSQL server.
   */
  public static MicroServer withRowmq(Path directory) {
    String name = "jdbc/rowmq";
    MicroServer server = at(directory);
    server =
        System.getProperty("rowmq.it.database", "h2").equals("postgresql")
            ? server.withPostgreSql(name, PostgreSql.newDatabase())
            : server.withDataSource(name, "jdbc:h2:file:" + directory.resolve("data/rowmq"));
    return server
        .with("rowmq.dataSourceLookup", "jdbc/rowmq")
        .with("rowmq.adminPassword", ADMIN_PASSWORD)
        .with("rowmq.signInPenalty", Long.toString(SIGN_IN_PENALTY.toMillis()))
        .deploying(Artifacts.resourceAdapter());
  }

  /** Deploys the archive at each start, in the order of these calls. */
  public MicroServer deploying(Path archive) {
    deployments.add(archive);
    return this;
  }

  /** A system property of the server's process. */
  public MicroServer with(String systemProperty, String value) {
    properties.put(systemProperty, value);
    return this;
  }

  /** A variable in the environment of the server's process. */
  public MicroServer withEnvironment(String variable, String value) {
    environment.put(variable, value);
    return this;
  }

  /** A password that settings refer to as <code>${ALIAS=name}</code>. */
  public MicroServer withPasswordAlias(String name, String password) {
    Path file = directory.resolve("alias-" + name);
    try {
      Files.writeString(file, "AS_ADMIN_ALIASPASSWORD=" + password + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return withCommand("create-password-alias --passwordfile=" + file + " " + name);
  }

  /** An option of the server's JVM. */
  public MicroServer withJvmOption(String option) {
    jvmOptions.add(option);
    return this;
  }

  /** An asadmin command that runs before the server boots. */
  public MicroServer withCommand(String command) {
    commands.add(command);
    return this;
  }

  /** A pooled, JTA-aware, non-XA H2 data source under the JNDI name. */
  public MicroServer withDataSource(String jndiName, String url) {
    return withDataSource(
        jndiName,
        "org.h2.jdbcx.JdbcDataSource",
        "javax.sql.DataSource",
        url,
        ":user=rowmq:password=rowmq");
  }

  /** A pooled, JTA-aware, non-XA PostgreSQL data source under the JNDI name. */
  public MicroServer withPostgreSql(String jndiName, String url) {
    return withLibrary(Artifacts.locationOf(PGSimpleDataSource.class))
        .withDataSource(
            jndiName, PGSimpleDataSource.class.getName(), "javax.sql.DataSource", url, "");
  }

  /**
   * A pooled data source of any class.
   *
   * @param type the kind of resource: {@code javax.sql.DataSource} or {@code
   *     javax.sql.XADataSource}
   * @param moreProperties of the data source, as asadmin writes them, each after a colon
   */
  public MicroServer withDataSource(
      String jndiName, String className, String type, String url, String moreProperties) {
    String pool = jndiName.replaceAll("\\W", "_");
    with("rowmq.it.url." + pool, url);
    withCommand(
        "create-jdbc-connection-pool --datasourceclassname "
            + className
            + " --restype "
            + type
            + " --steadypoolsize 2 --maxpoolsize 64 --property URL=${rowmq.it.url."
            + pool
            + "}"
            + moreProperties
            + " "
            + pool);
    return withCommand("create-jdbc-resource --connectionpoolid " + pool + " " + jndiName);
  }

  /**
   * Payara's transaction manager keeps its log in the directory, which outlives the process, and
   * after a restart ends what the log, or a resource, says is not ended. Recovery is switched on
   * between the boot and the deployments: at boot no adapter would be there for it.
   */
  public MicroServer withTransactionLog(Path log) {
    String service = "set configs.config.server-config.transaction-service.";
    commandsAfterBoot.add(service + "automatic-recovery=true");
    return withCommand(service + "tx-log-dir=" + log.toAbsolutePath());
  }

  /** A jar that the server and all applications see. */
  public MicroServer withLibrary(Path jar) {
    libraries.add(jar);
    return this;
  }

  /** Starts the process and waits until Payara says that it is ready. */
  public MicroServer start() {
    launch();
    expect("ready", START);
    return this;
  }

  /** Starts the process and does not wait for anything. */
  public void launch() {
    if (isRunning()) {
      throw new IllegalStateException("already running on port " + port);
    }
    starts++;
    log = directory.resolve("server-" + starts + ".log");
    answers.clear();
    try {
      port = Ports.free();
      ProcessBuilder builder = new ProcessBuilder(commandLine()).redirectErrorStream(true);
      builder.environment().putAll(environment);
      process = builder.start();
      input = process.outputWriter(UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread reader = new Thread(() -> readOutput(process, log), "output of " + log);
    reader.setDaemon(true);
    reader.start();
  }

  /** Starts a new process, with a root directory of its own, on the same data. */
  public MicroServer restart() {
    return start();
  }

  /** Ends the process as {@code kill -9} does. */
  public void kill() {
    process.destroyForcibly();
    awaitExit();
  }

  /** Stops the server in order. */
  public void stop() {
    if (isRunning()) {
      send("stop");
      awaitExit();
    }
  }

  /** Deploys the archive under the name and the context root {@code /name}. */
  public void deploy(Path archive, String name) {
    deploy(archive, name, "/" + name);
  }

  /** Deploys the archive under the name, at a context root that may be another. */
  public void deploy(Path archive, String name, String contextRoot) {
    command("deploy\t" + name + "\t" + contextRoot + "\t" + archive.toAbsolutePath());
  }

  /** Undeploys what was deployed under the name. */
  public void undeploy(String name) {
    command("undeploy\t" + name);
  }

  /** Sets a system property of the running process, or removes it when the value is empty. */
  public void setProperty(String name, String value) {
    command("property\t" + name + "\t" + value);
  }

  public int port() {
    return port;
  }

  /** The process id of the server that runs now. */
  public long pid() {
    return process.pid();
  }

  public boolean isRunning() {
    return process != null && process.isAlive();
  }

  public URI uri(String path) {
    return URI.create("http://127.0.0.1:" + port + path);
  }

  /** The body of a GET, which must be answered with 200. */
  public String get(String path) {
    return Http.body(Http.exchange(HttpRequest.newBuilder(uri(path)).build()));
  }

  /** The body of a POST, which must be answered with 2xx. */
  public String post(String path, String body) {
    return Http.body(
        Http.exchange(
            HttpRequest.newBuilder(uri(path))
                .POST(HttpRequest.BodyPublishers.ofString(body))
                .build()));
  }

  /** All that the present or last process printed so far, without colours. */
  public String log() {
    try {
      return Files.exists(log) ? Files.readString(log) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Checks the log until it says so: a line comes a moment after what it tells of. */
  public void awaitLog(Consumer<String> assertions) {
    await().atMost(LOG).untilAsserted(() -> assertions.accept(log()));
  }

  /** The directory given to {@link #at}. */
  public Path directory() {
    return directory;
  }

  @Override
  public void close() {
    try {
      stop();
    } finally {
      if (process != null) {
        process.destroyForcibly();
      }
    }
  }

  private List<String> commandLine() throws IOException {
    Path root = Files.createDirectories(directory.resolve("root-" + starts));
    Path control = classPathOfControl();
    List<String> preBoot = new ArrayList<>();
    preBoot.add(
        "set configs.config.server-config.network-config.network-listeners"
            + ".network-listener.http-listener.address=127.0.0.1");
    preBoot.add(
        "set configs.config.server-config.hazelcast-config-specific-configuration.enabled=false");
    // EJB timers that are not persistent; the others are Hazelcast's
    preBoot.add(
        "set configs.config.server-config.ejb-container.ejb-timer-service.ejb-timer-service=None");
    preBoot.addAll(commands);
    Path preBootFile = Files.write(directory.resolve("pre-boot.asadmin"), preBoot);
    Path postBootFile = Files.write(directory.resolve("post-boot.asadmin"), commandsAfterBoot);

    List<String> line = new ArrayList<>();
    line.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    line.addAll(List.of("-Xmx768m", "-XX:+UseSerialGC", "-Djava.awt.headless=true"));
    // half the processor time of a start is the second compiler's
    line.add("-XX:TieredStopAtLevel=1");
    for (String opened :
        List.of(
            "java.lang",
            "java.io",
            "java.net",
            "java.util",
            "jdk.internal.loader",
            "sun.net.www.protocol.jar")) {
      line.add("--add-opens=java.base/" + opened + "=ALL-UNNAMED");
    }
    line.add("--add-opens=java.naming/javax.naming.spi=ALL-UNNAMED");
    line.addAll(jvmOptions);
    properties.forEach((name, value) -> line.add("-D" + name + "=" + value));
    line.addAll(List.of("-cp", Artifacts.payaraMicro() + java.io.File.pathSeparator + control));
    line.add(MicroControl.class.getName());
    line.addAll(List.of("--nocluster", "--nohazelcast", "--disablephonehome"));
    line.addAll(List.of("--port", Integer.toString(port), "--rootdir", root.toString()));
    line.addAll(List.of("--prebootcommandfile", preBootFile.toString()));
    line.addAll(List.of("--postbootcommandfile", postBootFile.toString()));
    for (Path library : libraries) {
      line.addAll(List.of("--addlibs", library.toAbsolutePath().toString()));
    }
    for (Path archive : deployments) {
      line.addAll(List.of("--deploy", archive.toAbsolutePath().toString()));
    }
    return line;
  }

  /** Only the one class: applications must not find the tests on the server's class path. */
  private Path classPathOfControl() throws IOException {
    String file = MicroControl.class.getName().replace('.', '/') + ".class";
    Path copy = directory.resolve("control").resolve(file);
    Files.createDirectories(copy.getParent());
    Files.write(copy, Files.readAllBytes(Artifacts.locationOf(MicroControl.class).resolve(file)));
    return directory.resolve("control");
  }

  private void readOutput(Process from, Path to) {
    try (BufferedReader lines =
            new BufferedReader(new InputStreamReader(from.getInputStream(), UTF_8));
        Writer file = Files.newBufferedWriter(to)) {
      String line;
      while ((line = lines.readLine()) != null) {
        if (line.startsWith(MicroControl.ANSWER)) {
          answers.add(line.substring(MicroControl.ANSWER.length()));
        }
        file.write(COLOUR.matcher(line).replaceAll("") + "\n");
        file.flush();
      }
    } catch (IOException e) {
      if (from.isAlive()) {
        throw new UncheckedIOException(e);
      }
    }
  }

  private void command(String line) {
    send(line);
    expect("ok", COMMAND);
  }

  private void send(String line) {
    try {
      input.write(line + "\n");
      input.flush();
    } catch (IOException e) {
      throw new UncheckedIOException("the server has ended; its output is in " + log, e);
    }
  }

  private void expect(String expected, Duration limit) {
    long deadline = System.nanoTime() + limit.toNanos();
    String answer = null;
    try {
      while (answer == null && isRunning() && System.nanoTime() < deadline) {
        answer = answers.poll(200, TimeUnit.MILLISECONDS);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (!expected.equals(answer)) {
      String problem = answer != null ? answer : isRunning() ? "no answer" : "the process ended";
      throw new IllegalStateException(problem + "; see " + log + ", which ends\n" + endOfLog());
    }
  }

  private String endOfLog() {
    List<String> lines = log().lines().toList();
    return String.join("\n", lines.subList(Math.max(0, lines.size() - 40), lines.size()));
  }

  private void awaitExit() {
    try {
      if (!process.waitFor(STOP.toSeconds(), TimeUnit.SECONDS)) {
        process.destroyForcibly();
        throw new IllegalStateException("did not stop in " + STOP + "; see " + log);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
