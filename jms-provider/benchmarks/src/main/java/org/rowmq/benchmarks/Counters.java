package org.rowmq.benchmarks;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteOrder;
import java.nio.MappedByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Stream;

/**
 * What is read before and after a measurement: processor time of this JVM and of the database
 * server, statements the database has executed, and syncs that the library of {@link SlowSync} has
 * counted.
 *
 * <p>Statements are counted by the database: PostgreSQL's {@code pg_stat_statements} (a rewritten
 * batch of inserts is one call, each execution of another batched statement is one), H2's query
 * statistics (each row of a batch is one execution). H2's cost time, so they are read in a run of
 * their own.
 */
final class Counters {
  private static final double TICKS_PER_SECOND = 100;
  private static final int UTIME = 13;
  private static final int CUTIME = 15;

  private final Plan plan;
  private final MappedByteBuffer syncs;

  /** A reading. */
  record Reading(double cpuSeconds, long statements, long syncs) {}

  Counters(Plan plan) throws IOException {
    this.plan = plan;
    String file = System.getenv(SlowSync.COUNTER);
    this.syncs = file == null ? null : map(Path.of(file));
  }

  private static MappedByteBuffer map(Path file) throws IOException {
    try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
      MappedByteBuffer mapped =
          channel.map(FileChannel.MapMode.READ_ONLY, 0, SlowSync.COUNTER_BYTES);
      mapped.order(ByteOrder.nativeOrder());
      return mapped;
    }
  }

  boolean countsSyncs() {
    return syncs != null;
  }

  Reading read() throws IOException, SQLException {
    return new Reading(
        ownCpu() + serverCpu(plan.postmaster()),
        statements(),
        syncs == null ? 0 : syncs.getLong(0));
  }

  static double ownCpu() {
    var system =
        (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    return system.getProcessCpuTime() / 1e9;
  }

  /** The server with its children, living and ended. */
  private static double serverCpu(long postmaster) throws IOException {
    if (postmaster == 0) {
      return 0;
    }
    long ticks = ticks(Path.of("/proc/" + postmaster + "/stat"), 0, true);
    List<Path> processes;
    try (Stream<Path> all = Files.list(Path.of("/proc"))) {
      processes = all.filter(p -> p.getFileName().toString().matches("\\d+")).toList();
    }
    for (Path process : processes) {
      ticks += ticks(process.resolve("stat"), postmaster, false);
    }
    return ticks / TICKS_PER_SECOND;
  }

  private static long ticks(Path stat, long parent, boolean withEnded) {
    String text;
    try {
      text = Files.readString(stat);
    } catch (IOException e) {
      return 0; // it has ended meanwhile and is counted with its parent
    }
    String[] fields = text.substring(text.lastIndexOf(')') + 2).split(" ");
    if (parent != 0 && Long.parseLong(fields[1]) != parent) {
      return 0;
    }
    long own = Long.parseLong(fields[UTIME - 2]) + Long.parseLong(fields[UTIME - 1]);
    long ended =
        withEnded ? Long.parseLong(fields[CUTIME - 2]) + Long.parseLong(fields[CUTIME - 1]) : 0;
    return own + ended;
  }

  private long statements() throws SQLException {
    if (plan.subject().storage() != Subject.Storage.POSTGRESQL) {
      return 0;
    }
    try (Connection connection = DriverManager.getConnection(plan.url(), plan.user(), null);
        Statement statement = connection.createStatement();
        ResultSet row =
            statement.executeQuery(
                "select coalesce(sum(calls), 0) from pg_stat_statements"
                    + " where dbid = (select oid from pg_database where datname = current_database())"
                    + " and query not ilike '%pg_stat_statements%' and query !~* '^(begin|commit|rollback|set |show )'")) {
      row.next();
      return row.getLong(1);
    }
  }
}
