package org.rowmq.benchmarks;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * A small library preloaded into measured processes. It counts each {@code fsync} and {@code
 * fdatasync}, which shows whether a run was forced to disk, and delays them when asked. Built with
 * {@code gcc}; without one nothing is counted.
 */
final class SlowSync {
  static final String COUNTER = "ROWMQ_BENCH_SYNC_COUNTER";
  static final int COUNTER_BYTES = 4096;
  private static final String DELAY = "ROWMQ_BENCH_SYNC_DELAY";

  private final Path library;
  private final Path counter;
  private final long delayMicros;

  private SlowSync(Path library, Path counter, long delayMicros) {
    this.library = library;
    this.counter = counter;
    this.delayMicros = delayMicros;
  }

  /** Builds it; empty when there is no compiler. */
  static Optional<SlowSync> build(Path directory, long delayMicros)
      throws IOException, InterruptedException {
    Path source = directory.resolve("slowsync.c");
    try (InputStream text = SlowSync.class.getResourceAsStream("slowsync.c")) {
      Files.write(source, text.readAllBytes());
    }
    Path library = directory.resolve("slowsync.so");
    Process compiler;
    try {
      compiler =
          new ProcessBuilder(
                  "gcc",
                  "-O2",
                  "-shared",
                  "-fPIC",
                  "-o",
                  library.toString(),
                  source.toString(),
                  "-ldl")
              .inheritIO()
              .start();
    } catch (IOException e) {
      return Optional.empty();
    }
    if (compiler.waitFor() != 0) {
      throw new IOException("gcc could not compile " + source);
    }
    Path counter = directory.resolve("syncs");
    Files.write(counter, new byte[COUNTER_BYTES]);
    return Optional.of(new SlowSync(library, counter, delayMicros));
  }

  void preload(Map<String, String> environment) {
    environment.put("LD_PRELOAD", library.toString());
    environment.put(COUNTER, counter.toString());
    environment.put(DELAY, String.valueOf(delayMicros));
  }
}
