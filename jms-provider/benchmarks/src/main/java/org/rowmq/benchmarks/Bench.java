package org.rowmq.benchmarks;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeUnit;

/**
 * The command: runs each scenario with each subject in a JVM of its own, in an order drawn anew for
 * every round, and prints {@link Report}.
 */
public final class Bench {
  private static final int MISUSED = 2;

  /** Beyond warm-up and measurement, for filling, draining and closing. */
  private static final Duration SLACK = Duration.ofMinutes(5);

  private static final Duration SCALE_SLACK = Duration.ofHours(2);

  private final Options options;
  private final Path directory;
  private final Optional<SlowSync> slowSync;
  private final Jvm jvm;
  private PostgresServer postgres;
  private int runs;

  private Bench(Options options) throws IOException, InterruptedException {
    this.options = options;
    this.directory = Files.createTempDirectory("rowmq-bench");
    this.slowSync = SlowSync.build(directory, options.syncDelayMicros());
    if (slowSync.isEmpty() && options.syncDelayMicros() > 0) {
      throw new UsageException("--sync-delay needs gcc");
    }
    this.jvm = new Jvm(slowSync.orElse(null));
  }

  public static void main(String[] args) throws Exception {
    List<String> arguments = new ArrayList<>(Arrays.asList(args));
    try {
      if (arguments.contains("--help")) {
        System.out.print(Options.USAGE);
      } else if (arguments.remove("--jmh")) {
        org.openjdk.jmh.Main.main(arguments.toArray(String[]::new));
      } else {
        new Bench(Options.parse(arguments)).runAll();
      }
    } catch (UsageException e) {
      System.err.println("rowmq: " + e.getMessage() + "\n");
      System.err.print(Options.USAGE);
      System.exit(MISUSED);
    }
  }

  private void runAll() throws Exception {
    System.out.printf(
        "%s, %d processors, load %s, Java %s, seed %d, sync +%s ms, syncs %s, runs in %s%n",
        Instant.now().truncatedTo(ChronoUnit.SECONDS),
        Runtime.getRuntime().availableProcessors(),
        Files.readString(Path.of("/proc/loadavg")).strip(),
        System.getProperty("java.version"),
        options.seed(),
        options.syncDelayMicros() / 1000.0,
        slowSync.isPresent() ? "counted" : "not counted (no gcc)",
        directory);
    Report report = new Report(System.out);
    Random random = new Random(options.seed());
    try {
      for (Scenario scenario : options.scenarios()) {
        runRounds(scenario, random, report);
        report.print(scenario);
      }
    } finally {
      if (postgres != null) {
        postgres.close();
      }
      deleteTree(directory);
    }
    report.summary();
  }

  private void runRounds(Scenario scenario, Random random, Report report) throws Exception {
    List<Subject> subjects =
        new ArrayList<>(
            options.subjects().stream()
                .filter(subject -> !scenario.isScale() || subject.isRowmq())
                .toList());
    for (int round = 0; round < options.rounds(); round++) {
      Collections.shuffle(subjects, random);
      for (Subject subject : subjects) {
        Measured measured = runPhases(scenario, subject, report);
        if (measured != null) {
          report.add(scenario, subject, round, measured);
        }
      }
    }
  }

  private Measured runPhases(Scenario scenario, Subject subject, Report report) throws Exception {
    Path files = Files.createDirectory(directory.resolve("run" + ++runs));
    String url = null;
    if (subject.storage() == Subject.Storage.POSTGRESQL) {
      if (postgres == null) {
        postgres = PostgresServer.start(jvm, directory);
      }
      url = postgres.emptyDatabase();
    } else if (subject.inDatabase() && !subject.isRowmq()) {
      url = Peer.h2UrlOf(files);
    }
    Measured all = new Measured();
    try {
      for (int phase = 0; phase < scenario.phases(); phase++) {
        Plan plan =
            new Plan(
                scenario,
                subject,
                phase,
                files,
                url,
                url == null ? null : url.startsWith("jdbc:h2:") ? "" : PostgresServer.USER,
                subject.storage() == Subject.Storage.POSTGRESQL ? postgres.postmaster() : 0,
                Duration.ofSeconds(options.warmUp()),
                Duration.ofSeconds(options.seconds()),
                options.messages());
        Measured measured = runOnce(plan);
        if (measured == null) {
          report.failed(scenario, subject);
          return null;
        }
        all.and(measured);
      }
      return all;
    } finally {
      deleteTree(files);
    }
  }

  private Measured runOnce(Plan plan) throws IOException, InterruptedException {
    String name = plan.scenario().label() + "-" + plan.subject().label() + "-" + runs;
    Path planFile = directory.resolve(name + ".plan");
    Path result = directory.resolve(name + "-" + plan.phase() + ".result");
    Path log = Files.createDirectories(Path.of("target", "bench")).resolve(name + ".log");
    plan.write(planFile);
    List<String> before = new ArrayList<>();
    if (options.strace()) {
      before.addAll(
          List.of(
              "strace",
              "-f",
              "-c",
              "-e",
              "trace=fsync,fdatasync,msync,sync_file_range,pwrite64,io_submit"));
    }
    int heap = options.heap() == 0 ? plan.scenario().heap() : options.heap();
    ProcessBuilder builder =
        jvm.command(before, Run.class, heap, planFile.toString(), result.toString());
    if (options.profile() && plan.subject().isRowmq()) {
      Path recording = log.resolveSibling(name + "-" + plan.phase() + ".jfr").toAbsolutePath();
      builder
          .environment()
          .put(
              "JAVA_TOOL_OPTIONS",
              "-XX:StartFlightRecording=settings=profile,filename=" + recording);
    }
    builder.redirectErrorStream(true);
    boolean shown = plan.scenario().isScale() || options.strace();
    builder.redirectOutput(
        shown ? ProcessBuilder.Redirect.INHERIT : ProcessBuilder.Redirect.appendTo(log.toFile()));
    Process process = builder.start();
    Duration limit =
        plan.warmUp().plus(plan.length()).plus(plan.scenario().isScale() ? SCALE_SLACK : SLACK);
    if (!process.waitFor(limit.toSeconds(), TimeUnit.SECONDS)) {
      process.destroyForcibly().waitFor();
      System.out.println(name + " did not end within " + limit);
      return null;
    }
    if (process.exitValue() != 0 || !Files.exists(result)) {
      System.out.println(name + " failed, exit code " + process.exitValue() + "; see " + log);
      return null;
    }
    return Measured.read(result);
  }

  private static void deleteTree(Path root) throws IOException {
    if (!Files.exists(root)) {
      return;
    }
    Files.walkFileTree(
        root,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            Files.deleteIfExists(file);
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult postVisitDirectory(Path visited, IOException failure)
              throws IOException {
            Files.deleteIfExists(visited);
            return FileVisitResult.CONTINUE;
          }
        });
  }
}
