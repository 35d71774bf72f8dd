package org.rowmq.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The document in docs says what the tests say of themselves. */
class ConformanceTableTest {
  @Test
  void theDocumentHasARowForEverySectionAndItsTestsAndNoOther() throws Exception {
    List<String> rows =
        Files.readAllLines(ConformanceListener.DOCUMENT).stream()
            .filter(line -> line.startsWith("| ") && Character.isDigit(line.charAt(2)))
            .map(line -> line.substring(0, line.lastIndexOf("` | ") + 4))
            .toList();
    assertThat(rows)
        .as("docs/conformance.md; a complete run of the tests writes it anew: commit it")
        .isEqualTo(ConformanceTable.rowBeginnings());
  }

  @Test
  void noTestInTheDocumentHasFailed() throws Exception {
    assertThat(Files.readString(ConformanceListener.DOCUMENT)).doesNotContain("FAILED");
  }
}
