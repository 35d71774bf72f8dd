package org.rowmq.benchmarks;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.LongAdder;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.SingleWriterRecorder;

/** Threads that work at the same time, and a stretch of their work that is measured. */
final class Window {
  /** Work of one thread, repeated until {@link Meter#running()} is false. */
  @FunctionalInterface
  interface Task {
    void loop(Meter meter) throws Exception;
  }

  private static final long LONGEST_NANOS = TimeUnit.MINUTES.toNanos(10);
  private static final long LONGEST_USUAL_WARM_UP_NANOS = TimeUnit.SECONDS.toNanos(30);
  private static final long JOIN_MILLIS = 15_000;
  private static final long COUNTING_MILLIS = 1_000;

  private final Run run;
  private final Peer peer;
  private final List<Thread> threads = new ArrayList<>();
  private final List<Meter> meters = new ArrayList<>();
  private final AtomicReference<Throwable> failure = new AtomicReference<>();
  private volatile boolean stopped;

  Window(Run run, Peer peer) {
    this.run = run;
    this.peer = peer;
  }

  /** What one thread has done. */
  final class Meter {
    private final LongAdder count = new LongAdder();
    private final LongAdder units = new LongAdder();
    private final SingleWriterRecorder latencies = new SingleWriterRecorder(LONGEST_NANOS, 3);
    private final boolean confirms;

    private Meter(boolean confirms) {
      this.confirms = confirms;
    }

    boolean running() {
      return !stopped;
    }

    /** So many messages more. */
    void add(long messages) {
      count.add(messages);
    }

    /** One more call has returned that promises durability. */
    void confirmed() {
      units.increment();
    }

    void latency(long nanos) {
      latencies.recordValue(Math.min(LONGEST_NANOS, Math.max(0, nanos)));
    }
  }

  /** A thread whose returned calls promise that messages are on disk. */
  Window producer(Task task) {
    return add(task, true);
  }

  Window thread(Task task) {
    return add(task, false);
  }

  private Window add(Task task, boolean confirms) {
    Meter meter = new Meter(confirms);
    meters.add(meter);
    Thread thread =
        new Thread(
            () -> {
              try {
                task.loop(meter);
              } catch (Throwable e) {
                if (!stopped) {
                  failure.compareAndSet(null, e);
                }
              }
            },
            "load-" + threads.size());
    thread.setDaemon(true);
    threads.add(thread);
    return this;
  }

  Measured measure() throws Exception {
    threads.forEach(Thread::start);
    warmUp();
    meters.forEach(meter -> meter.latencies.getIntervalHistogram());
    Counters.Reading before = run.counters().read();
    long counted = count();
    long confirmed = confirmed();
    long start = System.nanoTime();
    pause(run.plan().length().toMillis());
    long messages = count() - counted;
    long units = confirmed() - confirmed;
    double seconds = Run.seconds(System.nanoTime() - start);
    Counters.Reading after = run.counters().read();
    Histogram latencies = latencies();
    Measured measured = new Measured();
    describe(measured, before, after, messages, units);
    measured.with(Measured.RATE, messages / seconds);
    describe(measured, latencies);
    if (peer.h2Url() != null) {
      measured.with(Measured.STATEMENTS, h2StatementsPerMessage() * 1000);
    }
    if (run.plan().subject().storage() == Subject.Storage.POSTGRESQL) {
      printMostExecutedByPostgres(messages);
    }
    stop();
    return measured;
  }

  /**
   * Until the JVM has had some processor time, which is what compiling needs: on a busy machine
   * that takes longer.
   */
  private void warmUp() throws InterruptedException {
    double enough = Counters.ownCpu() + run.plan().warmUp().toMillis() / 1000.0;
    long longest = Math.max(LONGEST_USUAL_WARM_UP_NANOS, 2 * run.plan().warmUp().toNanos());
    long end = System.nanoTime() + longest;
    while (Counters.ownCpu() < enough && System.nanoTime() < end) {
      pause(100);
    }
  }

  private void pause(long millis) throws InterruptedException {
    long end = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
    while (System.nanoTime() < end && failure.get() == null) {
      Thread.sleep(Math.min(100, Math.max(1, (end - System.nanoTime()) / 1_000_000)));
    }
    if (failure.get() != null) {
      throw new IllegalStateException("a worker failed", failure.get());
    }
  }

  private long count() {
    return meters.stream().mapToLong(meter -> meter.count.sum()).sum();
  }

  private long confirmed() {
    return meters.stream().mapToLong(meter -> meter.units.sum()).sum();
  }

  private Histogram latencies() {
    Histogram all = new Histogram(LONGEST_NANOS, 3);
    meters.forEach(meter -> all.add(meter.latencies.getIntervalHistogram()));
    return all;
  }

  private void describe(
      Measured measured,
      Counters.Reading before,
      Counters.Reading after,
      long messages,
      long units) {
    double thousands = Math.max(1, messages) / 1000.0;
    measured.with(Measured.CPU, (after.cpuSeconds() - before.cpuSeconds()) / thousands);
    if (after.statements() > before.statements()) {
      measured.with(Measured.STATEMENTS, (after.statements() - before.statements()) / thousands);
    }
    if (run.counters().countsSyncs()) {
      long syncs = after.syncs() - before.syncs();
      measured.with(Measured.SYNCS, syncs / thousands);
      long producers = meters.stream().filter(meter -> meter.confirms).count();
      if (producers > 0) {
        // one sync can confirm no more calls than there are callers
        measured.with(Measured.FORCED, (syncs + 1) * producers >= units ? 1 : 0);
      }
    }
  }

  private static void describe(Measured measured, Histogram latencies) {
    if (latencies.getTotalCount() == 0) {
      return;
    }
    double millis = TimeUnit.MILLISECONDS.toNanos(1);
    measured
        .with(Measured.P50, latencies.getValueAtPercentile(50) / millis)
        .with(Measured.P99, latencies.getValueAtPercentile(99) / millis)
        .with(Measured.P999, latencies.getValueAtPercentile(99.9) / millis)
        .with(Measured.MAX, latencies.getMaxValue() / millis);
  }

  /** H2's own count, taken after the measurement because taking it costs time. */
  private double h2StatementsPerMessage() throws SQLException, InterruptedException {
    Properties user = new Properties();
    user.setProperty("user", peer.h2Url().startsWith("jdbc:h2:rowmq:") ? "sa" : "");
    try (Connection connection = new org.h2.Driver().connect(peer.h2Url(), user);
        Statement statement = connection.createStatement()) {
      statement.execute("set query_statistics true");
      long counted = count();
      pause(COUNTING_MILLIS);
      long messages = count() - counted;
      long executed = 0;
      try (ResultSet rows =
          statement.executeQuery(
              "select coalesce(sum(execution_count), 0) from information_schema.query_statistics"
                  + " where upper(sql_statement) not like 'CHECKPOINT%' and upper(sql_statement) not like 'SET %'"
                  + " and upper(sql_statement) not in ('COMMIT', 'ROLLBACK')")) {
        rows.next();
        executed = rows.getLong(1);
      }
      printMostExecuted(statement, messages);
      statement.execute("set query_statistics false");
      return executed / (double) Math.max(1, messages);
    }
  }

  /** For the log of the run. */
  private static void printMostExecuted(Statement statement, long messages) throws SQLException {
    try (ResultSet rows =
        statement.executeQuery(
            "select execution_count, cumulative_execution_time, sql_statement"
                + " from information_schema.query_statistics order by 1 desc limit 15")) {
      System.out.println(messages + " messages; executions, milliseconds, statement:");
      while (rows.next()) {
        System.out.printf(
            "%8d %8.1f %s%n",
            rows.getLong(1), rows.getDouble(2), rows.getString(3).replaceAll("\\s+", " "));
      }
    }
  }

  /** Since the database was made, warming up included. */
  private void printMostExecutedByPostgres(long messages) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection(run.plan().url(), run.plan().user(), null);
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery(
                "select calls, total_exec_time, rows, query from pg_stat_statements"
                    + " where dbid = (select oid from pg_database where datname = current_database())"
                    + " order by total_exec_time desc limit 15")) {
      System.out.println(
          messages + " messages; calls, milliseconds, rows, statement (warming up included):");
      while (rows.next()) {
        System.out.printf(
            "%8d %8.1f %8d %s%n",
            rows.getLong(1),
            rows.getDouble(2),
            rows.getLong(3),
            rows.getString(4).replaceAll("\\s+", " "));
      }
    }
  }

  private void stop() throws InterruptedException {
    stopped = true;
    long end = System.currentTimeMillis() + JOIN_MILLIS;
    for (Thread thread : threads) {
      thread.join(Math.max(1, end - System.currentTimeMillis()));
    }
  }
}
