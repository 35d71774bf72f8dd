package org.rowmq.benchmarks;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * A PostgreSQL server in a process of its own, so that the library of {@link SlowSync} can be
 * preloaded into it: forced to disk at each commit, otherwise as it comes but for a larger buffer.
 * Prints its port and process id, and stops at the end of its input.
 */
final class PostgresHost {
  private PostgresHost() {}

  public static void main(String[] args) throws IOException, SQLException {
    Path data = Path.of(args[0]);
    try (EmbeddedPostgres server =
        EmbeddedPostgres.builder()
            .setDataDirectory(data)
            .setOverrideWorkingDirectory(data.resolveSibling("binaries").toFile())
            .setServerConfig("fsync", "on")
            .setServerConfig("synchronous_commit", "on")
            .setServerConfig("full_page_writes", "on")
            .setServerConfig("shared_buffers", "256MB")
            .setServerConfig("max_wal_size", "4GB")
            .setServerConfig("max_connections", "200")
            .setServerConfig("shared_preload_libraries", "pg_stat_statements")
            .start()) {
      requireForced(server.getJdbcUrl("postgres", "postgres"));
      String pid = Files.readAllLines(data.resolve("postmaster.pid")).get(0).strip();
      System.out.println("ready " + server.getPort() + " " + pid);
      while (System.in.read() >= 0) {
        // until whoever started this closes it
      }
    }
  }

  private static void requireForced(String url) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      for (String setting : new String[] {"fsync", "synchronous_commit", "full_page_writes"}) {
        try (ResultSet row = statement.executeQuery("show " + setting)) {
          row.next();
          if (!row.getString(1).equals("on")) {
            throw new IllegalStateException("PostgreSQL's " + setting + " is " + row.getString(1));
          }
        }
      }
    }
  }
}
