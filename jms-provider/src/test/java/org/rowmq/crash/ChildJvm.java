package org.rowmq.crash;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/** Another JVM with this one's class path. */
public final class ChildJvm {
  private ChildJvm() {}

  public static Process start(Path directory, Class<?> main, String... arguments)
      throws IOException {
    return start(directory, List.of(), List.of(), main, arguments);
  }

  /** As above, with options for the virtual machine. */
  static Process startWith(Path directory, List<String> options, Class<?> main, String... arguments)
      throws IOException {
    return start(directory, List.of(), options, main, arguments);
  }

  /** As above, run by another program. */
  static Process startUnder(
      Path directory, List<String> program, Class<?> main, String... arguments) throws IOException {
    return start(directory, program, List.of(), main, arguments);
  }

  private static Process start(
      Path directory,
      List<String> program,
      List<String> options,
      Class<?> main,
      String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>(program);
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Xmx256m");
    command.add("-XX:TieredStopAtLevel=1");
    command.add("-XX:-UsePerfData");
    command.add(
        "-Djava.util.logging.config.file="
            + System.getProperty("java.util.logging.config.file", ""));
    command.addAll(options);
    command.add("-cp");
    command.add(System.getProperty("java.class.path"));
    command.add(main.getName());
    command.addAll(List.of(arguments));
    Path output = Files.createTempFile(directory, "output", ".txt");
    return new ProcessBuilder(command)
        .redirectOutput(output.toFile())
        .redirectError(ProcessBuilder.Redirect.INHERIT)
        .start();
  }

  static Path write(Path directory, Map<String, String> settings) throws IOException {
    Properties properties = new Properties();
    properties.putAll(settings);
    Path file = Files.createTempFile(directory, "settings", ".properties");
    try (var out = Files.newBufferedWriter(file)) {
      properties.store(out, null);
    }
    return file;
  }
}
