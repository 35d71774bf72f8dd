package org.rowmq.crash;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.QueueBrowser;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.rowmq.client.RowmqConnectionFactory;

/**
 * The application uses up the memory of its JVM while a node on the embedded database sends in it.
 * H2 closes its database then, wherever it is.
 */
@Timeout(value = 10, unit = TimeUnit.MINUTES)
class OutOfMemoryTest {
  private static final int SHORTAGES = Integer.getInteger("rowmq.crash.rounds", 4);

  @TempDir Path directory;

  @Test
  void what_was_confirmed_while_memory_was_short_is_there_and_the_node_goes_on() throws Exception {
    Path said = directory.resolve("said");
    Map<String, String> settings =
        Map.of("dataDirectory", directory.resolve("data").toString(), "nodeName", "short");
    Process child =
        ChildJvm.startWith(
            directory,
            List.of("-Xmx96m", "-XX:+UseSerialGC"),
            MemoryChild.class,
            ChildJvm.write(directory, settings).toString(),
            said.toString(),
            String.valueOf(SHORTAGES));
    boolean ended = child.waitFor(3L + SHORTAGES / 10, TimeUnit.MINUTES);
    child.destroyForcibly().waitFor();

    List<String> lines = Files.readAllLines(said);
    assertThat(lines).filteredOn(line -> line.startsWith("short ")).hasSize(SHORTAGES);
    List<String> confirmed = wordsAfter(lines, "sent ");
    assertThat(confirmed).isNotEmpty();
    List<String> present = present(settings);
    assertThat(present).doesNotHaveDuplicates().containsAll(confirmed);
    assertThat(ended).as("the process came to its end").isTrue();
    assertThat(wordsAfter(lines, "again ")).as("who sent again").hasSize(MemoryChild.SENDERS);
    assertThat(lines).last().isEqualTo("closed");
  }

  private static List<String> wordsAfter(List<String> lines, String beginning) {
    return lines.stream()
        .filter(line -> line.startsWith(beginning))
        .map(line -> line.substring(beginning.length()))
        .toList();
  }

  private static List<String> present(Map<String, String> settings) throws JMSException {
    List<String> names = new ArrayList<>();
    try (RowmqConnectionFactory factory = RowmqConnectionFactory.of(settings);
        var connection = factory.createConnection()) {
      connection.start();
      QueueBrowser browser =
          connection.createSession(Session.AUTO_ACKNOWLEDGE).createBrowser(MemoryChild.QUEUE);
      for (Object each : Collections.list(browser.getEnumeration())) {
        String text = ((TextMessage) (Message) each).getText();
        names.add(Stream.of(text.split(" ")).findFirst().orElseThrow());
      }
    }
    return names;
  }
}
