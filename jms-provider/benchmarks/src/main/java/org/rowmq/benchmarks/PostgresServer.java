package org.rowmq.benchmarks;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.TimeUnit;

/** The process of {@link PostgresHost}, and an empty database for each run. */
final class PostgresServer implements AutoCloseable {
  static final String USER = "postgres";
  private static final long STOP_SECONDS = 60;

  private final Process process;
  private final int port;
  private final long postmaster;
  private int databases;

  private PostgresServer(Process process, int port, long postmaster) {
    this.process = process;
    this.port = port;
    this.postmaster = postmaster;
  }

  static PostgresServer start(Jvm jvm, Path directory) throws IOException {
    Process process =
        jvm.command(PostgresHost.class, 256, directory.resolve("postgresql").toString())
            .redirectError(directory.resolve("postgresql.log").toFile())
            .start();
    BufferedReader out = process.inputReader(StandardCharsets.UTF_8);
    String line = out.readLine();
    while (line != null && !line.startsWith("ready ")) {
      line = out.readLine();
    }
    if (line == null) {
      throw new IOException("PostgreSQL did not start: see " + directory.resolve("postgresql.log"));
    }
    String[] words = line.split(" ");
    return new PostgresServer(process, Integer.parseInt(words[1]), Long.parseLong(words[2]));
  }

  long postmaster() {
    return postmaster;
  }

  /** The URL of a new database; those of earlier runs are dropped. */
  String emptyDatabase() throws SQLException {
    try (Connection connection = DriverManager.getConnection(url("postgres"), USER, null);
        Statement statement = connection.createStatement()) {
      statement.execute("drop database if exists bench" + databases + " with (force)");
      databases++;
      statement.execute("create database bench" + databases);
      statement.execute("checkpoint");
    }
    String url = url("bench" + databases);
    try (Connection connection = DriverManager.getConnection(url, USER, null);
        Statement statement = connection.createStatement()) {
      statement.execute("create extension pg_stat_statements");
    }
    return url;
  }

  private String url(String database) {
    return "jdbc:postgresql://localhost:" + port + "/" + database;
  }

  @Override
  public void close() throws IOException, InterruptedException {
    process.getOutputStream().close();
    if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
      process.destroy();
    }
  }
}
