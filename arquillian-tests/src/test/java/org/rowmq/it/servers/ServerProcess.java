package org.rowmq.it.servers;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.rowmq.it.harness.Archives;
import org.rowmq.it.harness.Http;
import org.rowmq.it.harness.StoppablePostgreSql;
import org.rowmq.it.xa.halting.HaltingXaDataSource;

/** A server other than Payara Micro, from its unpacked distribution. */
abstract class ServerProcess implements AutoCloseable {
  private static final Duration COMMAND = Duration.ofSeconds(310);

  private final Path home;
  private final Path directory;
  private final StoppablePostgreSql database;
  private String accountsUrl;

  /**
   * A server that is not yet started.
   *
   * @param home the unpacked distribution, which stays as it is
   * @param directory for all that this server writes
   */
  ServerProcess(Path home, Path directory) {
    this.home = home;
    this.directory = directory;
    this.database = new StoppablePostgreSql(directory);
  }

  final Path home() {
    return home;
  }

  final Path directory() {
    return directory;
  }

  /** Starts it and deploys both; the adapter's data directory is {@code <directory>/data}. */
  abstract void start(Path adapter, Path application);

  /** Starts it again as it was, after its process has ended. */
  abstract void restart();

  /** The server's process, or one that ends with it. */
  abstract ProcessHandle process();

  /** Where HTTP is answered. */
  abstract int port();

  /** The name of the connection factory in JNDI. */
  abstract String factory();

  /** Whether it was told to have the adapter's as the platform's default connection factory. */
  boolean publishesDefaultFactory() {
    return false;
  }

  /** Whether resources are prepared in the order in which the application used them. */
  boolean preparesInOrder() {
    return true;
  }

  /** The name of the XA data source in JNDI. */
  abstract String accounts();

  /** Before the start: creates the database of that data source, and {@link #driver}. */
  final void createAccounts() throws SQLException {
    database.start();
    accountsUrl = database.newDatabase("accounts", "create table transfer (text varchar(100))");
    Archives.driver(driver(), HaltingXaDataSource.class.getPackage());
  }

  /** The database of that data source; it outlives the server's process. */
  final String accountsUrl() {
    return accountsUrl;
  }

  /** {@link HaltingXaDataSource} with PostgreSQL's driver, as one jar. */
  final Path driver() {
    return directory.resolve("halting.jar");
  }

  /** Says at which phase of that data source the process is to end. */
  final Path halt() {
    return directory.resolve("halt");
  }

  /** The body of a GET. */
  final String get(String path) {
    return body(HttpRequest.newBuilder(uri(path)).build());
  }

  final void post(String path, String text) {
    body(HttpRequest.newBuilder(uri(path)).POST(HttpRequest.BodyPublishers.ofString(text)).build());
  }

  private URI uri(String path) {
    return URI.create("http://127.0.0.1:" + port() + path);
  }

  private static String body(HttpRequest request) {
    var response = Http.exchange(request);
    if (response.statusCode() != 200) {
      throw new IllegalStateException(request.uri() + ": " + response.body());
    }
    return response.body();
  }

  /** Settings of the adapter and the JVM. */
  private Map<String, String> environment() {
    return Map.of(
        "ROWMQ_DATA_DIRECTORY",
        directory.resolve("data").toString(),
        "ROWMQ_NODE_NAME",
        "smoke",
        HaltingXaDataSource.HALT_VARIABLE,
        halt().toString(),
        "WLP_USER_DIR",
        directory.toString(),
        "JAVA_HOME",
        System.getProperty("java.home"),
        "AS_JAVA",
        System.getProperty("java.home"));
  }

  /** Begins a process whose output goes to a file in the directory. */
  final Process begin(String logName, List<String> command) {
    try {
      ProcessBuilder builder =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log(logName).toFile()));
      builder.environment().putAll(environment());
      return builder.start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Runs a command of the server's to its end, which must be a good one. */
  final void run(String logName, List<String> command) {
    Process process = begin(logName, command);
    try {
      if (!process.waitFor(COMMAND.toSeconds(), TimeUnit.SECONDS) || process.exitValue() != 0) {
        process.destroyForcibly();
        throw new IllegalStateException(
            "failed: " + String.join(" ", command) + "\n" + Files.readString(log(logName), UTF_8));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  final Path log(String name) {
    return directory.resolve(name + ".log");
  }

  /** Stops the server. */
  abstract void stop();

  @Override
  public final void close() {
    try {
      stop();
    } finally {
      database.close();
    }
  }
}
