package org.rowmq.ra;

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
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Documents that say what shows what name tests, of all modules; they must be there. */
class NamedTestsTest {
  private static final Path PROJECT = Path.of("..");

  /** {@code `Class`} or {@code `Class.method…`}, the class of a test. */
  private static final Pattern NAMED =
      Pattern.compile("`(?:\\w+\\.)?(\\w+(?:IT|Tests?|Contract))(?:\\.(\\w+)(…)?)?[^`]*`");

  @ParameterizedTest
  @CsvSource({"adapter-checks.md, 40", "console-checks.md, 90", "store-checks.md, 50"})
  void everyTestThatTheDocumentNamesExists(String document, int fewest) throws IOException {
    Map<String, Path> tests = tests();
    List<String> missing = new ArrayList<>();
    int named = 0;
    Matcher names = NAMED.matcher(Files.readString(PROJECT.resolve("docs").resolve(document)));
    while (names.find()) {
      named++;
      Path test = tests.get(names.group(1));
      boolean found =
          test != null
              && (names.group(2) == null
                  || Files.readString(test)
                      .contains("void " + names.group(2) + (names.group(3) == null ? "(" : "")));
      if (!found) {
        missing.add(names.group());
      }
    }
    assertThat(missing).isEmpty();
    assertThat(named).isGreaterThan(fewest);
  }

  private static Map<String, Path> tests() throws IOException {
    try (Stream<Path> modules =
        Stream.of("jms-provider", "resource-adapter", "war-console", "arquillian-tests")
            .map(PROJECT::resolve)) {
      return modules
          .map(module -> module.resolve("src/test/java"))
          .flatMap(NamedTestsTest::sources)
          .collect(
              Collectors.toMap(
                  file -> file.getFileName().toString().replace(".java", ""),
                  file -> file,
                  (one, other) -> one));
    }
  }

  private static Stream<Path> sources(Path directory) {
    try (Stream<Path> files = Files.walk(directory)) {
      return files.filter(file -> file.toString().endsWith(".java")).toList().stream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
