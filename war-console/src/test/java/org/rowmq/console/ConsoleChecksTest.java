package org.rowmq.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code docs/console-checks.md} names tests; they must be there. */
class ConsoleChecksTest {
  private static final Path PROJECT = Path.of("..");
  private static final int CHECKS = 42;

  /** {@code `Class`} or {@code `Class.method`}, the class of a test. */
  private static final Pattern NAMED = Pattern.compile("`(\\w+(?:IT|Test))(?:\\.(\\w+))?`");

  private static String document() throws IOException {
    return Files.readString(PROJECT.resolve("docs/console-checks.md"));
  }

  @Test
  void everyTestThatTheDocumentNamesExists() throws IOException {
    Map<String, Path> tests = tests();
    List<String> missing = new ArrayList<>();
    int named = 0;
    Matcher names = NAMED.matcher(document());
    while (names.find()) {
      named++;
      Path test = tests.get(names.group(1));
      if (test == null
          || (names.group(2) != null
              && !Files.readString(test).contains("void " + names.group(2) + "("))) {
        missing.add(names.group());
      }
    }
    assertThat(missing).isEmpty();
    assertThat(named).isGreaterThan(90);
  }

  @Test
  void everyAcceptanceCheckIsShownByATest() throws IOException {
    String document = document();
    assertThat(IntStream.rangeClosed(1, CHECKS))
        .allMatch(
            check ->
                Pattern.compile("(?m)^\\| " + check + " \\| [^|]+ \\| .*(`\\w+(IT|Test)|the same)")
                    .matcher(document)
                    .find());
  }

  private static Map<String, Path> tests() {
    return Stream.of("jms-provider", "resource-adapter", "war-console", "arquillian-tests")
        .map(module -> PROJECT.resolve(module).resolve("src/test/java"))
        .flatMap(ConsoleChecksTest::sources)
        .collect(
            Collectors.toMap(
                file -> file.getFileName().toString().replace(".java", ""),
                file -> file,
                (one, other) -> one));
  }

  private static Stream<Path> sources(Path directory) {
    try (Stream<Path> files = Files.walk(directory)) {
      return files.filter(file -> file.toString().endsWith(".java")).toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
