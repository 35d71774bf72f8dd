package org.rowmq.it.harness;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A PostgreSQL server of the test run's own, as durable as it comes by default; {@code
 * max_prepared_transactions} is 0. It is started when first asked for, and stopped with the JVM, so
 * it outlives every server that a test kills.
 */
public final class PostgreSql {
  private static final AtomicInteger DATABASES = new AtomicInteger();
  private static final String USER = "postgres";
  private static final EmbeddedPostgres SERVER = start();

  private PostgreSql() {}

  private static EmbeddedPostgres start() {
    try {
      EmbeddedPostgres server =
          EmbeddedPostgres.builder()
              .setServerConfig("max_connections", "200")
              .setServerConfig("fsync", "on")
              .setServerConfig("full_page_writes", "on")
              .setServerConfig("synchronous_commit", "on")
              .start();
      Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(server), "stop PostgreSQL"));
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void stop(EmbeddedPostgres server) {
    try {
      server.close();
    } catch (IOException e) {
      System.err.println("PostgreSQL was not stopped: " + e);
    }
  }

  /** Creates an empty database; its URL, with which nothing but the URL is needed to connect. */
  public static String newDatabase() {
    String name = "it" + DATABASES.incrementAndGet();
    try (Connection connection = DriverManager.getConnection(url(USER));
        Statement statement = connection.createStatement()) {
      statement.execute("create database " + name);
    } catch (SQLException e) {
      throw new IllegalStateException("PostgreSQL creates no database", e);
    }
    return url(name);
  }

  private static String url(String database) {
    return "jdbc:postgresql://localhost:"
        + SERVER.getPort()
        + "/"
        + database
        + "?user="
        + USER
        + "&password="
        + USER;
  }
}
