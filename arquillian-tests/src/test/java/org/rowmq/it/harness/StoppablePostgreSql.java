package org.rowmq.it.harness;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;

/** A PostgreSQL of a test's own, which can be stopped and started again on its data. */
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
    return "jdbc:postgresql://localhost:" + port + "/postgres?user=postgres&password=postgres";
  }

  @Override
  public void close() {
    stop();
  }
}
