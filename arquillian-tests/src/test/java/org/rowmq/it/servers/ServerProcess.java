package org.rowmq.it.servers;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpRequest;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.rowmq.it.harness.Http;

/** A server other than Payara Micro, from its unpacked distribution. */
abstract class ServerProcess implements AutoCloseable {
  private static final Duration COMMAND = Duration.ofSeconds(150);

  private final Path home;
  private final Path directory;

  /**
   * A server that is not yet started.
   *
   * @param home the unpacked distribution, which stays as it is
   * @param directory for all that this server writes
   */
  ServerProcess(Path home, Path directory) {
    this.home = home;
    this.directory = directory;
  }

  final Path home() {
    return home;
  }

  final Path directory() {
    return directory;
  }

  /** Starts it and deploys both; the adapter's data directory is {@code <directory>/data}. */
  abstract void start(Path adapter, Path application);

  /** Where HTTP is answered. */
  abstract int port();

  /** The name of the connection factory in JNDI. */
  abstract String factory();

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
        "ROWMQ_DATA_DIRECTORY", directory.resolve("data").toString(),
        "ROWMQ_NODE_NAME", "smoke",
        "WLP_USER_DIR", directory.toString(),
        "JAVA_HOME", System.getProperty("java.home"),
        "AS_JAVA", System.getProperty("java.home"));
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

  /** A number to which all these can be added and give a port that is free. */
  static int freeBase(int... offsets) {
    while (true) {
      int base = ThreadLocalRandom.current().nextInt(20_000, 40_000);
      if (IntStream.of(offsets).allMatch(offset -> isFree(base + offset))) {
        return base;
      }
    }
  }

  private static boolean isFree(int port) {
    try (ServerSocket socket = new ServerSocket()) {
      socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  @Override
  public abstract void close();
}
