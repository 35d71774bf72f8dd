package org.rowmq.benchmarks;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** How the JVMs are started: all with the same flags, and the library of {@link SlowSync}. */
final class Jvm {
  private final SlowSync slowSync;

  Jvm(SlowSync slowSync) {
    this.slowSync = slowSync;
  }

  /** The flags that all measured JVMs have, for the report. */
  static String flags(int heap) {
    return String.join(" ", flagsOf(heap));
  }

  private static List<String> flagsOf(int heap) {
    return List.of("-Xmx" + heap + "m", "-XX:+UseG1GC", "-XX:+ExitOnOutOfMemoryError");
  }

  ProcessBuilder command(Class<?> main, int heap, String... arguments) {
    return command(List.of(), main, heap, arguments);
  }

  ProcessBuilder command(List<String> before, Class<?> main, int heap, String... arguments) {
    List<String> command = new ArrayList<>(before);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(flagsOf(heap));
    command.add("-Djava.util.logging.config.file=" + System.getProperty("rowmq.bench.logging"));
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(main.getName());
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    if (slowSync != null) {
      slowSync.preload(builder.environment());
    }
    return builder;
  }
}
