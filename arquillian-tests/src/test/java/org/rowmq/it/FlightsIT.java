package org.rowmq.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.rowmq.it.harness.Artifacts;

/** {@code ./rowmq run --data flights} without the build that the script does first. */
class FlightsIT {

  private static final String RESULT =
      "Result: 20 000 sent, 20 000 stored, 1 089 delays, nothing twice, nothing lost";
  private static final Pattern STORED = Pattern.compile("([\\d,]+) stored ");

  private final Path directory = Artifacts.workDirectory("flights");
  private Process process;
  private int runs;

  @AfterEach
  void endTheProcess() {
    if (process != null) {
      process.destroyForcibly();
    }
  }

  @Test
  @Timeout(value = 6, unit = TimeUnit.MINUTES)
  void aRunKilledInTheMiddleIsResumedAndNothingIsTwiceOrLost() throws Exception {
    Path first = start();
    await().atMost(Duration.ofMinutes(3)).until(() -> stored(first) > 4_000);
    process.destroyForcibly().waitFor();
    assertThat(stored(first)).isLessThan(20_000);

    Path second = start();
    await()
        .atMost(Duration.ofMinutes(4))
        .until(() -> Files.readString(second).contains("Result: ") || !process.isAlive());
    assertThat(second)
        .content()
        .contains("resuming at ", RESULT)
        .containsPattern("subscriber moderate-delays: (\\d+) of \\1 received; 0 twice, 0 missing")
        .containsPattern("subscriber long-delays: (\\d+) of \\1 received; 0 twice, 0 missing");

    assertThatASecondStartOnTheSameDirectorySaysWhoUsesIt();
    assertThatControlCStopsInOrder(second);
  }

  private void assertThatASecondStartOnTheSameDirectorySaysWhoUsesIt() throws Exception {
    Process running = process;
    Path refused = start();
    Process second = process;
    process = running;
    assertThat(second.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(second.exitValue()).isEqualTo(1);
    assertThat(refused).content().contains("in use", "process " + running.pid(), "--dir");
    assertThat(running.isAlive()).isTrue();
  }

  private void assertThatControlCStopsInOrder(Path output) throws Exception {
    new ProcessBuilder("kill", "-INT", Long.toString(process.pid())).start().waitFor();
    assertThat(process.waitFor(1, TimeUnit.MINUTES)).isTrue();
    assertThat(process.exitValue()).isZero();
    assertThat(output).content().endsWith("Stopped.\n");
  }

  private Path start() throws IOException {
    runs++;
    Path output = directory.resolve("output-" + runs + ".txt");
    process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                // half the processor time of a start is the second compiler's
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-jar",
                Artifacts.launcher().toString(),
                "run",
                "--data",
                "flights",
                "--port",
                "0",
                "--dir",
                directory.resolve("run").toString())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    return output;
  }

  private static int stored(Path output) throws IOException {
    int stored = 0;
    Matcher matcher = STORED.matcher(Files.readString(output));
    while (matcher.find()) {
      stored = Integer.parseInt(matcher.group(1).replace(",", ""));
    }
    return stored;
  }
}
