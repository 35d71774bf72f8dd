package org.rowmq.crash;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rowmq.crash.Journal.Kind;
import org.rowmq.crash.Journal.Line;

/**
 * A node under load is killed at random moments, started again on what it left, and everything it
 * was promised is looked for in the rows. Repeat a run, or make it longer, with
 *
 * <pre>
 * ./mvnw -pl jms-provider test -Dtest=CrashTest -Drowmq.crash.rounds=25 -Drowmq.crash.seed=...
 * </pre>
 */
@Timeout(value = 30, unit = TimeUnit.MINUTES)
class CrashTest {
  private static final int ROUNDS = Integer.getInteger("rowmq.crash.rounds", 3);
  private static final double LONGEST_MILLIS = 4000;
  private static final int LONG_MILLIS = 2500;
  private static final int STARTING_MILLIS = 2500;
  private static final Duration PATIENCE = Duration.ofSeconds(120);

  @TempDir Path directory;
  private CrashSite site;
  private Random random;
  private final Ledger ledger = new Ledger();

  private void begin(String database) {
    long seed = Long.getLong("rowmq.crash.seed", System.nanoTime());
    System.out.println("CrashTest " + database + ": -Drowmq.crash.seed=" + seed);
    random = new Random(seed);
    site = CrashSite.of(database, directory);
  }

  private record Node(Process process, Path journal) {
    boolean isReady() throws IOException {
      return Journal.read(journal).stream().anyMatch(line -> line.kind() == Kind.READY);
    }

    void kill() throws InterruptedException {
      process.destroyForcibly().waitFor();
    }
  }

  private Node start(String name, int round) throws IOException {
    Path journal = directory.resolve(name + round + ".journal");
    Process process =
        ChildJvm.start(
            directory,
            CrashChild.class,
            ChildJvm.write(directory, site.settingsOf(name)).toString(),
            journal.toString(),
            name + round,
            String.valueOf(random.nextLong()));
    return new Node(process, journal);
  }

  private static void awaitReady(Node node) {
    Awaitility.await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(20))
        .until(() -> node.isReady() || !node.process().isAlive());
    assertThat(node.process().isAlive()).as("the node is up").isTrue();
  }

  /** From a millisecond to seconds, each magnitude as often as the others. */
  private long moment() {
    return Math.round(Math.pow(LONGEST_MILLIS, random.nextDouble()));
  }

  private static void letRun(Node node, long millis) throws InterruptedException {
    assertThat(node.process().waitFor(millis, TimeUnit.MILLISECONDS))
        .as("the node ended by itself")
        .isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"H2", "PostgreSQL", "MariaDB"})
  void what_a_killed_node_had_confirmed_is_kept(String database) throws Exception {
    begin(database);
    List<Line> unchecked = new ArrayList<>();
    int kills = 0;
    for (int round = 0; round < ROUNDS; round++) {
      Node node = start("n", round);
      try {
        if (round > 1 && random.nextInt(8) == 0) {
          letRun(node, random.nextInt(STARTING_MILLIS));
        } else {
          awaitReady(node);
          letRun(node, round == 1 ? LONG_MILLIS : moment());
        }
      } finally {
        node.kill();
      }
      List<Line> lines = Journal.read(node.journal());
      assertThat(Ledger.disorder(lines)).as("out of order in round " + round).isEmpty();
      unchecked.addAll(lines);
      kills++;
      // now and then a node finds what was left by one that died on what another left
      if (round == ROUNDS - 1 || random.nextInt(3) != 0) {
        check(round, unchecked, kills);
        unchecked.clear();
        kills = 0;
      }
    }
    assertThat(ledger.confirmedSends()).isPositive();
    assertThat(ledger.confirmedAcknowledgements()).isPositive();
  }

  @ParameterizedTest
  @ValueSource(strings = {"PostgreSQL", "MariaDB"})
  void a_node_takes_over_what_another_held_that_is_killed(String database) throws Exception {
    begin(database);
    for (int round = 0; round < Math.max(1, ROUNDS / 3); round++) {
      Node first = start("a", round);
      Node second = start("b", round);
      try {
        awaitReady(first);
        awaitReady(second);
        letRun(first, moment());
        first.kill();
        try (Connection connection = site.connect()) {
          Awaitility.await()
              .atMost(PATIENCE)
              .until(() -> Rows.ownedByTheDead(connection) == 0 && buried(connection, "a"));
        }
        letRun(second, moment());
      } finally {
        first.kill();
        second.kill();
      }
      List<Line> lines = new ArrayList<>(Journal.read(first.journal()));
      lines.addAll(Journal.read(second.journal()));
      check(round, lines, 2);
    }
  }

  private static boolean buried(Connection connection, String node) throws Exception {
    try (var statement =
        connection.prepareStatement("select state from rowmq_node where name = ?")) {
      statement.setString(1, node);
      try (var found = statement.executeQuery()) {
        return found.next() && found.getInt(1) != 0;
      }
    }
  }

  private void check(int round, List<Line> lines, int unheard) throws Exception {
    ledger.hear(lines);
    site.recover("n", lines);
    ledger.check(site.rows(), unheard);
    assertThat(ledger.wrong()).as("not as promised after round " + round).isEmpty();
    Files.list(directory).filter(file -> file.toString().endsWith(".txt")).forEach(CrashTest::say);
  }

  private static void say(Path output) {
    try {
      assertThat(output).isEmptyFile();
    } catch (AssertionError e) {
      throw new AssertionError("a process printed something", e);
    }
  }
}
