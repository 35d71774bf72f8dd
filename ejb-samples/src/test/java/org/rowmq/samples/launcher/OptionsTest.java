package org.rowmq.samples.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class OptionsTest {

  @Test
  void withoutOptionsItRunsOnPort8080InDirectoryRunAndFeedsNothing() throws UsageException {
    assertThat(Options.parse(List.of()))
        .isEqualTo(new Options(false, 8080, Path.of("run").toAbsolutePath(), false));
  }

  @Test
  void optionsAreTakenInAnyOrder() throws UsageException {
    assertThat(
            Options.parse(List.of("--exit", "--dir", "/tmp/x", "--port", "0", "--data", "flights")))
        .isEqualTo(new Options(true, 0, Path.of("/tmp/x"), true));
  }

  @Test
  void whatCannotBeUnderstoodIsNamed() {
    assertMisuse("unknown option '--prot'", "--prot", "1");
    assertMisuse("--port needs a value", "--port");
    assertMisuse("--port needs a number from 0 to 65535, not '70000'", "--port", "70000");
    assertMisuse("--data knows only 'flights', not 'trains'", "--data", "trains");
    assertMisuse("--exit goes with --data flights", "--exit");
  }

  private static void assertMisuse(String message, String... arguments) {
    assertThatThrownBy(() -> Options.parse(List.of(arguments)))
        .isInstanceOf(UsageException.class)
        .hasMessage(message);
  }
}
