package org.rowmq.it.harness;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * A PostgreSQL of a test's own, which can be stopped and started again on its data. XA transactions
 * of applications can be prepared in it; {@link PostgreSql} refuses them.
 */
public final class StoppablePostgreSql implements AutoCloseable {
  private final Path data;
  private final int port = Ports.free();
  private EmbeddedPostgres server;

  /** Nothing is started yet; its data will be below the directory. */
  public StoppablePostgreSql(Path directory) {
    data = directory.resolve("postgresql");
  }

  /** Starts it, on the data of before if there is any. */
  public void start() {
    try {
      server =
          EmbeddedPostgres.builder()
              .setDataDirectory(data.toFile())
              .setCleanDataDirectory(false)
              .setServerConfig("max_connections", "200")
              .setServerConfig("max_prepared_transactions", "20")
              // a test run's PostgreSQL forgets what it confirmed, unless it is told
              .setServerConfig("fsync", "on")
              .setServerConfig("full_page_writes", "on")
              .setServerConfig("synchronous_commit", "on")
              .setPort(port)
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Stops it and breaks its connections; whoever wants to connect is refused. */
  public void stop() {
    if (server != null) {
      try {
        server.close();
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      server = null;
    }
  }

  /** All that is needed to connect, whether it runs or not. */
  public String url() {
    return url("postgres");
  }

  /** Creates another database, in which statements are run; all that is needed to connect. */
  public String newDatabase(String name, String... statements) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url());
        Statement statement = connection.createStatement()) {
      statement.execute("create database " + name);
    }
    try (Connection connection = DriverManager.getConnection(url(name));
        Statement statement = connection.createStatement()) {
      for (String each : statements) {
        statement.execute(each);
      }
    }
    return url(name);
  }

  private String url(String database) {
    return "jdbc:postgresql://localhost:"
        + port
        + "/"
        + database
        + "?user=postgres&password=postgres";
  }

  @Override
  public void close() {
    stop();
  }
}
