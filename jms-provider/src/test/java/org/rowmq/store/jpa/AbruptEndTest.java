package org.rowmq.store.jpa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rowmq.store.jpa.Fixture.PLENTY;
import static org.rowmq.store.jpa.Fixture.idsOf;
import static org.rowmq.store.jpa.Fixture.message;
import static org.rowmq.store.jpa.Fixture.send;
import static org.rowmq.store.jpa.Fixture.settle;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.rowmq.DestinationKind;
import org.rowmq.store.Durability;
import org.rowmq.store.Settlement;
import org.rowmq.store.Store;
import org.rowmq.store.StoreConfig;
import org.rowmq.store.StoredMessage;

/**
 * What a returned call promised is there after the process was killed, and what was acknowledged
 * does not come back. Another JVM sends and acknowledges under load and says on its standard output
 * what was confirmed.
 */
class AbruptEndTest {
  private static final int ROUNDS = 5;

  /** A letter, an id, a full stop, a line end. */
  private static final long LINE_BYTES = 21;

  @Test
  @Timeout(180)
  void whatever_was_confirmed_survives_a_killed_process(@TempDir Path directory) throws Exception {
    long seed = Long.getLong("rowmq.seed", System.nanoTime());
    System.out.println("AbruptEndTest: repeat with -Drowmq.seed=" + seed);
    Random random = new Random(seed);
    Set<Long> expected = new HashSet<>();
    Set<Long> settled = new HashSet<>();
    Set<Long> unsettled = new HashSet<>();
    for (int round = 0; round < ROUNDS; round++) {
      Durability durability = round % 2 == 0 ? Durability.POWER_LOSS : Durability.PROCESS_CRASH;
      int lines = 200 + random.nextInt(800);
      runAndKill(directory, durability, lines, expected, settled, unsettled);
      expected.removeAll(settled);

      try (Store store = JpaStore.open(configOf(directory, durability))) {
        Set<Long> present = new HashSet<>();
        store.catalog().destinations().stream()
            .filter(d -> d.kind() == DestinationKind.QUEUE)
            .forEach(
                d -> present.addAll(idsOf(store.messages().page(d.id(), 4, 0, 1_000_000, PLENTY))));
        Set<Long> missing = new HashSet<>(expected);
        missing.removeAll(present);
        // an acknowledgement under way when the process died may have happened
        missing.removeAll(unsettled);
        assertThat(missing).as("confirmed but gone, round " + round).isEmpty();
        assertThat(present).as("acknowledged but back").doesNotContainAnyElementsOf(settled);
        expected.retainAll(present);
      }
    }
    assertThat(settled).isNotEmpty();
  }

  private static StoreConfig configOf(Path directory, Durability durability) {
    return TestConfig.of(new StoreConfig.Embedded(directory.resolve("data")), "only")
        .durability(durability)
        .build();
  }

  private static void runAndKill(
      Path directory,
      Durability durability,
      int lines,
      Set<Long> sent,
      Set<Long> settled,
      Set<Long> unsettled)
      throws IOException, InterruptedException {
    // a file, because what a killed process wrote to a pipe may be lost with it
    Path output = Files.createTempFile(directory, "output", ".txt");
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx256m",
                "-XX:TieredStopAtLevel=1",
                "-Djava.util.logging.config.file="
                    + System.getProperty("java.util.logging.config.file", ""),
                "-cp",
                System.getProperty("java.class.path"),
                Child.class.getName(),
                directory.toString(),
                durability.name())
            .redirectOutput(output.toFile())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try {
      long enough = lines * LINE_BYTES;
      Awaitility.await()
          .pollInterval(Duration.ofMillis(5))
          .atMost(Duration.ofSeconds(60))
          .until(() -> Files.size(output) > enough || !process.isAlive());
      assertThat(process.isAlive()).isTrue();
    } finally {
      process.destroyForcibly().waitFor();
    }
    for (String line : Files.readAllLines(output, StandardCharsets.UTF_8)) {
      record(line, sent, settled, unsettled);
    }
  }

  /** The last line may be cut off by the kill; each ends with a full stop. */
  private static void record(String line, Set<Long> sent, Set<Long> settled, Set<Long> unsettled) {
    if (!line.endsWith(".")) {
      return;
    }
    long id = Long.parseLong(line.substring(1, line.length() - 1));
    switch (line.charAt(0)) {
      case 's' -> sent.add(id);
      case 'b' -> unsettled.add(id);
      case 'a' -> {
        settled.add(id);
        unsettled.remove(id);
      }
      default -> throw new IllegalStateException(line);
    }
  }

  /** The process to be killed. */
  static final class Child {
    private static final int SENDERS = 8;

    private Child() {}

    public static void main(String[] arguments) {
      PrintStream out = new PrintStream(System.out, true, StandardCharsets.UTF_8);
      Store store =
          JpaStore.open(configOf(Path.of(arguments[0]), Durability.valueOf(arguments[1])));
      for (int i = 0; i < SENDERS; i++) {
        long queue =
            store.catalog().createDestination(DestinationKind.QUEUE, "q" + store.nextId(), 0).id();
        new Thread(() -> sendAndAcknowledge(store, queue, out)).start();
      }
    }

    private static void sendAndAcknowledge(Store store, long queue, PrintStream out) {
      byte[] body = Fixture.bytes(1024);
      for (long i = 0; ; i++) {
        StoredMessage row =
            send(store, queue, message(i, 4, 0, 0, i % 100 == 7 ? Fixture.bytes(100_000) : body))
                .get(0);
        say(out, "s" + row.id() + ".");
        if (i % 3 != 0) {
          say(out, "b" + row.id() + ".");
          settle(store, new Settlement.Accepted(row.id(), queue));
          say(out, "a" + row.id() + ".");
        }
      }
    }

    private static synchronized void say(PrintStream out, String line) {
      out.println(line);
    }
  }
}
