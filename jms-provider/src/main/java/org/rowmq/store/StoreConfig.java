package org.rowmq.store;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ThreadFactory;
import java.util.function.BooleanSupplier;
import javax.sql.DataSource;

/**
 * How to open a store.
 *
 * @param database where the rows are
 * @param nodeName name of this node, unique among the nodes of a database
 * @param schema database schema of the tables, or null for the connection's default
 * @param tablePrefix beginning of all table names, default {@code rowmq_}
 * @param durability what a returned call survives
 * @param nodeTimeout a node whose heartbeat is older than this is taken for dead
 * @param maxGroupCount most units written in one transaction
 * @param maxGroupBytes most bytes written in one transaction (one larger unit is written alone)
 * @param maxWaitingBytes how many bytes may wait to be written before senders have to wait
 * @param waitTimeout how long a sender waits then, before its call fails
 * @param slowCallThreshold a call to the database that takes as long is remembered and said in the
 *     log
 * @param callerHasTransaction tells whether the calling thread is inside a transaction of the
 *     container, so that database work of ours must run on a thread of ours
 * @param threads makes the store's threads
 */
public record StoreConfig(
    Database database,
    String nodeName,
    String schema,
    String tablePrefix,
    Durability durability,
    Duration nodeTimeout,
    int maxGroupCount,
    long maxGroupBytes,
    long maxWaitingBytes,
    Duration waitTimeout,
    Duration slowCallThreshold,
    BooleanSupplier callerHasTransaction,
    ThreadFactory threads) {

  /** Where the rows are. */
  public sealed interface Database {}

  /**
   * An H2 file in a directory of our own, which one node at a time may have open.
   *
   * @param redoLogBytes size of the redo log beside it, 128 KiB to 1 GiB; {@link #REDO_LOG_BYTES}
   *     by default. A larger one lets H2 write its file less often, and takes longer to do again
   *     after a crash
   */
  public record Embedded(Path dataDirectory, long redoLogBytes) implements Database {
    /** 8 MiB. */
    public static final long REDO_LOG_BYTES = 8L << 20;

    private static final long LEAST = 128L << 10;
    private static final long MOST = 1L << 30;

    /**
     * @throws IllegalArgumentException if the size of the redo log is out of range
     */
    public Embedded {
      if (redoLogBytes < LEAST || redoLogBytes > MOST) {
        throw new IllegalArgumentException(
            "redoLogBytes " + redoLogBytes + " is not between " + LEAST + " and " + MOST);
      }
    }

    /** With a redo log of the usual size. */
    public Embedded(Path dataDirectory) {
      this(dataDirectory, REDO_LOG_BYTES);
    }
  }

  /** A database reached through a pool of our own. {@code toString} does not show the password. */
  public record Jdbc(String url, String user, String password, int maxConnections)
      implements Database {
    @Override
    public String toString() {
      return "Jdbc[url="
          + url.replaceAll("(?i)(password=)[^;&]*", "$1***")
          + ", user="
          + user
          + "]";
    }
  }

  /**
   * The application's own data source; connections taken outside a JTA transaction must join none.
   */
  public record Shared(DataSource dataSource, String description) implements Database {}
}
