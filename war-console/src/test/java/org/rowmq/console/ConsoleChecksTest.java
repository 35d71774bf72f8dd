package org.rowmq.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** {@code docs/console-checks.md} says of each acceptance check by which test it is shown. */
class ConsoleChecksTest {
  private static final Path DOCUMENT = Path.of("..", "docs", "console-checks.md");
  private static final int CHECKS = 42;

  @Test
  void everyAcceptanceCheckIsShownByATest() throws IOException {
    String document = Files.readString(DOCUMENT);
    assertThat(IntStream.rangeClosed(1, CHECKS))
        .allMatch(
            check ->
                Pattern.compile("(?m)^\\| " + check + " \\| [^|]+ \\| .*(`\\w+(IT|Test)|the same)")
                    .matcher(document)
                    .find());
  }
}
