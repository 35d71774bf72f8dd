package org.rowmq.it.harness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Where the built artifacts are: in the other modules' target directories. */
public final class Artifacts {

  private Artifacts() {}

  /** {@code rowmq.rar}. */
  public static Path resourceAdapter() {
    return built("resource-adapter/target/rowmq.rar");
  }

  /** {@code console.war}. */
  public static Path console() {
    return built("war-console/target/console.war");
  }

  /** {@code samples.war}. */
  public static Path samples() {
    return built("ejb-samples/target/samples.war");
  }

  /** The program behind {@code ./rowmq run}. */
  public static Path launcher() {
    return built("ejb-samples/target/run/rowmq-launcher.jar");
  }

  /** The root of the project. */
  public static Path project() {
    String configured = System.getProperty("rowmq.project");
    return Path.of(configured != null ? configured : "..").toAbsolutePath().normalize();
  }

  /** The jar of Payara Micro, which Maven has put on the test class path. */
  static Path payaraMicro() {
    return locationOf(fish.payara.micro.PayaraMicro.class);
  }

  /** The jar or directory from which the class was loaded. */
  public static Path locationOf(Class<?> type) {
    try {
      return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException("no file holds " + type, e);
    }
  }

  /** A fresh, empty directory {@code target/it/<name>}. */
  public static Path workDirectory(String name) {
    Path directory = project().resolve("arquillian-tests/target/it").resolve(name);
    deleteRecursively(directory);
    try {
      return Files.createDirectories(directory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static void deleteRecursively(Path directory) {
    if (!Files.exists(directory)) {
      return;
    }
    try (Stream<Path> files = Files.walk(directory)) {
      List<Path> deepestFirst = files.sorted(Comparator.reverseOrder()).toList();
      for (Path file : deepestFirst) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException("cannot empty " + directory, e);
    }
  }

  private static Path built(String path) {
    Path file = project().resolve(path);
    if (!Files.isRegularFile(file)) {
      throw new IllegalStateException(
          file + " is not built; run ./mvnw -DskipTests package in the project's root first");
    }
    return file;
  }
}
