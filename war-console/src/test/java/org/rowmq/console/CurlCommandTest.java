package org.rowmq.console;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.rowmq.management.NewMessage;
import org.yaml.snakeyaml.Yaml;

/** What a shell makes of the command, shown by a shell in which curl prints what it is given. */
@Timeout(60)
class CurlCommandTest {
  private static final String URL =
      "http://localhost:8080/console/api/v1/destinations/queue/a/messages";
  private static final String NASTY =
      "'; touch /tmp/rowmq-owned; echo '$(touch /tmp/rowmq-owned)`id`\\'\"\n\r\t!! %s \0 \u202e*ü€😀\\";

  private static NewMessage message(Object body, Map<String, Object> properties) {
    return new NewMessage(body, NASTY, NASTY, "queue://a'b", 7, false, 60_000, 0, properties, 1);
  }

  /** The arguments that curl gets. */
  private static List<String> arguments(String command) throws IOException, InterruptedException {
    Process shell = new ProcessBuilder("sh", "-s").redirectErrorStream(true).start();
    try (var in = shell.getOutputStream()) {
      in.write(
          ("curl() { for a; do printf '%s\\0' \"$a\"; done; }\n" + command + "\n").getBytes(UTF_8));
    }
    String printed = new String(shell.getInputStream().readAllBytes(), UTF_8);
    assertThat(shell.waitFor(20, TimeUnit.SECONDS)).isTrue();
    assertThat(shell.exitValue()).as(printed).isZero();
    return List.of(printed.split("\0"));
  }

  /** JSON is YAML. */
  private static Map<String, Object> sent(String command) throws IOException, InterruptedException {
    List<String> arguments = arguments(command);
    assertThat(arguments)
        .hasSize(7)
        .startsWith("--user", "YOUR-NAME", "--header", "Content-Type: application/json", "--data")
        .endsWith(URL);
    return new Yaml().load(arguments.get(5));
  }

  @Test
  void aShellTakesWhateverIsInTheMessageAsText() throws Exception {
    Map<String, Object> json = sent(CurlCommand.of(URL, message(NASTY, Map.of("p", NASTY))));

    assertThat(json)
        .containsEntry("text", NASTY)
        .containsEntry("correlationId", NASTY)
        .containsEntry("type", NASTY)
        .containsEntry("replyTo", "queue://a'b")
        .containsEntry("properties", Map.of("p", NASTY))
        .containsEntry("priority", 7)
        .containsEntry("persistent", false)
        .containsEntry("timeToLiveMillis", 60_000);
  }

  @Test
  void whatIsReadHoldsNothingInvisible() {
    assertThat(CurlCommand.of(URL, message(NASTY, Map.of("p", NASTY))))
        .matches("[\\x20-\\x7e\\n]*");
  }

  @Test
  void valuesKeepTheirTypes() throws Exception {
    Map<String, Object> json =
        sent(
            CurlCommand.of(
                URL, message(Map.of("n", 7, "d", 1.5), Map.of("l", 9L, "s", (short) 2))));

    assertThat(json)
        .containsEntry(
            "map",
            Map.of(
                "n", Map.of("type", "int", "value", "7"),
                "d", Map.of("type", "double", "value", "1.5")))
        .containsEntry("properties", Map.of("l", 9, "s", Map.of("type", "short", "value", "2")));
    assertThat(sent(CurlCommand.of(URL, message(new byte[] {0, -1}, Map.of()))))
        .containsEntry("bytes", "AP8=");
    assertThat(sent(CurlCommand.of(URL, message(null, Map.of())))).containsEntry("text", null);
  }

  @Test
  void whatIsLongerThanAShellTakesIsNotMadeACommand() {
    assertThat(CurlCommand.of(URL, NewMessage.text("x".repeat(70_000)))).isNull();
  }
}
