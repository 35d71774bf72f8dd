package org.rowmq.store.jpa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.rowmq.store.jpa.Fixture.PLENTY;
import static org.rowmq.store.jpa.Fixture.message;
import static org.rowmq.store.jpa.Fixture.numbers;
import static org.rowmq.store.jpa.Fixture.send;
import static org.rowmq.store.jpa.Fixture.settle;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.rowmq.DestinationKind;
import org.rowmq.store.Durability;
import org.rowmq.store.Envelope;
import org.rowmq.store.Settlement;
import org.rowmq.store.Store;
import org.rowmq.store.StoreConfig;
import org.rowmq.store.StoreException;
import org.rowmq.store.StoredMessage;

/**
 * What the embedded database's file does not have is in its redo log, and is done again when the
 * file is opened as a killed process leaves it.
 */
class RedoTest {
  private static final long SMALL_LOG = 256L << 10;

  @TempDir Path directory;
  private final Disk disk = new Disk();
  private int copies;
  private Store store;
  private long queue;

  /** Nothing is written to the database file while it is locked. */
  private static final class Disk implements TestDisk.Events {
    private final TestDisk.Events redo =
        new TestDisk.Events() {
          @Override
          public void beforeWrite(long position, ByteBuffer data) {
            logWritten = true;
          }
        };
    private volatile boolean unforced;
    private volatile boolean logWritten;
    private int writes;
    private boolean refusing;

    @Override
    public void beforeWrite(long position, ByteBuffer data) throws IOException {
      if (refusing) {
        refusing = false;
        throw new IOException("Input/output error");
      }
      writes++;
      unforced = true;
    }

    @Override
    public TestDisk.Events redo(int number) {
      return redo;
    }

    @Override
    public void afterForce() {
      unforced = false;
    }

    synchronized void refuseOne() {
      refusing = true;
    }

    synchronized int writes() {
      return writes;
    }
  }

  @BeforeEach
  void install() {
    TestDisk.install(disk);
  }

  @AfterEach
  void close() {
    if (store != null) {
      store.close();
    }
    TestDisk.uninstall();
  }

  private static StoreConfig config(Path data, Durability durability, long redoLogBytes) {
    return TestConfig.of(new StoreConfig.Embedded(data, redoLogBytes), "only")
        .durability(durability)
        .build();
  }

  private void open(Path data, Durability durability, long redoLogBytes) {
    if (store != null) {
      store.close();
    }
    store = JpaStore.open(config(data, durability, redoLogBytes));
    queue =
        store
            .catalog()
            .findDestination(DestinationKind.QUEUE, "q")
            .orElseGet(() -> store.catalog().createDestination(DestinationKind.QUEUE, "q", 0))
            .id();
  }

  private void open(Path data) {
    open(data, Durability.POWER_LOSS, StoreConfig.Embedded.REDO_LOG_BYTES);
  }

  private Path data() {
    return directory.resolve("data");
  }

  /** As a process leaves it that is killed now. */
  private Path killed() throws IOException {
    Path left = Files.createDirectory(directory.resolve("left" + copies++));
    synchronized (disk) {
      for (String file : List.of("rowmq.mv.db", "rowmq_redo.1", "rowmq_redo.2")) {
        Files.copy(data().resolve(file), left.resolve(file));
      }
    }
    return left;
  }

  /** How many messages the file of a copy has, without what is in the log. */
  private static long inFileOf(Path left) throws IOException, SQLException {
    Path alone = Files.copy(left.resolve("rowmq.mv.db"), left.resolve("alone.mv.db"));
    try (Connection connection =
            DriverManager.getConnection("jdbc:h2:" + left.resolve("alone"), "sa", "");
        Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("select count(*) from rowmq_message")) {
      row.next();
      return row.getLong(1);
    } finally {
      Files.delete(alone);
    }
  }

  private List<StoredMessage> page() {
    return store.messages().page(queue, 4, 0, 100_000, PLENTY);
  }

  @ParameterizedTest
  @EnumSource
  void whatTheFileDoesNotHaveIsDoneAgain(Durability durability) throws Exception {
    open(data(), durability, StoreConfig.Embedded.REDO_LOG_BYTES);
    long next = 0;
    Path left;
    do {
      next++;
      send(store, queue, message(next));
      left = killed();
      // until it was copied before the file was written
    } while (inFileOf(left) == next && next < 100);
    assertThat(inFileOf(left)).isLessThan(next);

    open(left, durability, StoreConfig.Embedded.REDO_LOG_BYTES);

    assertThat(page()).hasSize((int) next);
  }

  @Test
  void eachValueOfAMessageIsTheSameAfterwards() throws Exception {
    open(data());
    String odd = "\u00e4\u4f60\ud83d\ude00 \ud800 unpaired";
    List<Envelope> sent =
        List.of(
            message(1, 4, 0, 0, new byte[0]),
            message(2, 4, 0, Long.MAX_VALUE / 2, Fixture.bytes(3000)),
            new Envelope(
                3, 4, true, 99, 0, 0, null, null, (byte) 1, new byte[] {0, -1, 1, 127, -128}, null),
            new Envelope(4, 4, false, 0, 0, 0, odd, odd, (byte) 2, new byte[0], new byte[] {1}));
    sent.forEach(envelope -> send(store, queue, envelope));
    long deliverAt = System.currentTimeMillis() + 3_600_000;
    send(store, queue, message(5, 4, deliverAt, 0, new byte[] {5}));
    List<StoredMessage> before = page();

    Path left = killed();
    open(left);

    assertThat(page()).usingRecursiveComparison().isEqualTo(before);
    assertThat(page().stream().map(StoredMessage::envelope).toList())
        .usingRecursiveComparison()
        .isEqualTo(sent);
    assertThat(store.messages().nextDue()).isPresent();
  }

  @Test
  void whatWasAcknowledgedDoesNotComeBackAndWhatWasSentWithItIsThere() throws Exception {
    open(data());
    List<StoredMessage> rows = send(store, queue, message(1), message(2), message(3));
    settle(
        store,
        new Settlement.Accepted(rows.get(0).id(), queue),
        new Settlement.Accepted(rows.get(2).id(), queue));

    open(killed());

    assertThat(numbers(page())).containsExactly(2L);
  }

  /** Only small messages are in the log. */
  @Test
  void transactionsInTheLogAndPastItComeInTheirOrder() throws Exception {
    open(data());
    for (long number = 1; number <= 30; number++) {
      boolean large = number % 3 == 0;
      List<StoredMessage> rows =
          send(store, queue, message(number, 4, 0, 0, Fixture.bytes(large ? 60_000 : 100)));
      if (number % 2 == 0) {
        settle(store, new Settlement.Accepted(rows.get(0).id(), queue));
      }
    }
    long last = page().get(page().size() - 1).id();
    send(store, queue, message(31));
    store.messages().purge(queue, last, 10);
    send(store, queue, message(32));
    List<Long> before = numbers(page());
    assertThat(before).hasSize(7);

    open(killed());

    assertThat(numbers(page())).isEqualTo(before);
  }

  @Test
  void aLogThatIsFullIsWrittenOver() throws Exception {
    open(data(), Durability.POWER_LOSS, SMALL_LOG);
    List<Long> expected = new ArrayList<>();
    for (long number = 1; number <= 2000; number++) {
      List<StoredMessage> rows = send(store, queue, message(number, 4, 0, 0, Fixture.bytes(1000)));
      if (number % 4 == 0) {
        expected.add(number);
      } else {
        settle(store, new Settlement.Accepted(rows.get(0).id(), queue));
      }
    }
    assertThat(Files.size(data().resolve("rowmq_redo.1"))).isEqualTo(SMALL_LOG / 2);

    open(killed(), Durability.POWER_LOSS, SMALL_LOG);

    assertThat(numbers(page())).isEqualTo(expected);
  }

  @Test
  void theFileIsWrittenForManyTransactionsAtOnce() {
    open(data());
    send(store, queue, message(1));
    int before = disk.writes();
    for (long number = 2; number <= 1000; number++) {
      send(store, queue, message(number));
    }
    assertThat(disk.writes() - before).isLessThan(300);
  }

  @Test
  void aKilledDatabaseMayBeKilledAgainWhileItIsOpened() throws Exception {
    open(data());
    send(store, queue, message(1), message(2));
    Path left = killed();
    for (int round = 0; round < 3; round++) {
      open(left);
      assertThat(numbers(page())).hasSize(2 + round);
      send(store, queue, message(3 + round));
      Path next = Files.createDirectory(directory.resolve("again" + round));
      synchronized (disk) {
        for (String file : List.of("rowmq.mv.db", "rowmq_redo.1", "rowmq_redo.2")) {
          Files.copy(left.resolve(file), next.resolve(file));
        }
      }
      left = next;
    }
  }

  @Test
  void aDatabaseThatWasClosedInOrderNeedsNoLog() throws Exception {
    open(data());
    send(store, queue, message(1));
    store.close();
    store = null;
    Files.delete(data().resolve("rowmq_redo.1"));
    Files.write(data().resolve("rowmq_redo.2"), new byte[] {1, 2, 3});

    open(data());

    assertThat(numbers(page())).containsExactly(1L);
    send(store, queue, message(2));
    open(killed());
    assertThat(numbers(page())).containsExactly(1L, 2L);
  }

  /** A loss of power could leave what came later without what came before. */
  @Test
  void whatFollowsATransactionThatIsNotOnDiskIsNotInTheLogAlone() {
    open(data());
    for (int round = 0; round < 3; round++) {
      disk.unforced = false;
      disk.logWritten = false;
      store.nodes().heartbeat("{\"round\":" + round + "}");
      assertThat(disk.unforced).isTrue();
      send(store, queue, message(round));
      assertThat(disk.unforced).isFalse();
      assertThat(disk.logWritten).isFalse();
    }
    send(store, queue, message(3));
    assertThat(disk.logWritten).isTrue();
  }

  @Test
  void aDatabaseWhoseLogIsMissingIsNotOpenedUntilItIsThereAgain() throws Exception {
    open(data());
    send(store, queue, message(1));
    Path left = killed();
    store.close();
    store = null;
    Path away = Files.move(left.resolve("rowmq_redo.2"), left.resolve("away"));
    byte[] before = Files.readAllBytes(left.resolve("rowmq_redo.1"));

    assertThatThrownBy(() -> open(left))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining(left.toString())
        .hasMessageContaining("file 2 of the redo log is missing")
        .hasMessageContaining("Put the files back");
    assertThat(Files.readAllBytes(left.resolve("rowmq_redo.1"))).isEqualTo(before);

    Files.move(away, left.resolve("rowmq_redo.2"));
    open(left);
    assertThat(numbers(page())).containsExactly(1L);
  }

  /** As docs/durability.md says. */
  @Test
  void aDatabaseWhoseLogIsLostCanBeToldToGoOnWithout() throws Exception {
    open(data());
    send(store, queue, message(1));
    Path left = killed();
    Files.delete(left.resolve("rowmq_redo.1"));
    try (Connection connection =
            DriverManager.getConnection("jdbc:h2:" + left.resolve("rowmq"), "sa", "");
        Statement statement = connection.createStatement()) {
      assertThat(
              statement.executeUpdate(
                  "update rowmq_commit_marker set number = 0 where owner = -1 and lane = 1"))
          .isEqualTo(1);
      statement.execute("shutdown");
    }

    open(left);

    send(store, queue, message(2));
    assertThat(numbers(page())).endsWith(2L);
  }

  /** As when only one of the files has been restored from a backup. */
  @Test
  void aDatabaseIsNotOpenedWithALogThatIsMuchNewerOrOlder() throws Exception {
    open(data(), Durability.POWER_LOSS, SMALL_LOG);
    send(store, queue, message(0));
    Path old = killed();
    for (long number = 1; number <= 1000; number++) {
      send(store, queue, message(number, 4, 0, 0, Fixture.bytes(1000)));
    }
    Path present = killed();
    Path mixed = Files.createDirectory(directory.resolve("mixed"));
    Files.copy(old.resolve("rowmq.mv.db"), mixed.resolve("rowmq.mv.db"));
    for (String file : List.of("rowmq_redo.1", "rowmq_redo.2")) {
      Files.copy(present.resolve(file), mixed.resolve(file));
    }
    store.close();
    store = null;

    assertThatThrownBy(() -> open(mixed, Durability.POWER_LOSS, SMALL_LOG))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("is missing or damaged");

    open(present, Durability.POWER_LOSS, SMALL_LOG);
    store.close();
    store = null;
    for (String file : List.of("rowmq_redo.1", "rowmq_redo.2")) {
      Files.delete(mixed.resolve(file));
      Files.copy(present.resolve(file), mixed.resolve(file));
    }
    assertThatThrownBy(() -> open(mixed, Durability.POWER_LOSS, SMALL_LOG))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("belongs to another state of the database file");
  }

  /** H2 closes it when it cannot write. */
  @Test
  void aDatabaseThatHasClosedGoesOnWithWhatTheLogHas() throws Exception {
    open(data());
    for (long round = 1; round <= 5; round++) {
      send(store, queue, message(round));
      disk.refuseOne();
      send(store, queue, message(100 + round, 4, 0, 0, Fixture.bytes(60_000)));
      assertThat(page()).hasSize(2 * (int) round);
    }
    open(killed());
    assertThat(page()).hasSize(10);
  }

  @Test
  void anotherPrefixOfTablesHasALogOfItsOwn() throws Exception {
    open(data());
    send(store, queue, message(1));
    Path left = killed();
    store.close();
    store = null;
    StoreConfig other =
        TestConfig.of(new StoreConfig.Embedded(left), "only").tablePrefix("other_").build();
    try (Store others = JpaStore.open(other)) {
      long theirs = others.catalog().createDestination(DestinationKind.QUEUE, "q", 0).id();
      send(others, theirs, message(7));
    }

    open(left);

    assertThat(numbers(page())).containsExactly(1L);
  }

  @Test
  void anInterruptedSenderDoesNotEndTheLog() throws Exception {
    open(data());
    for (long number = 1; number <= 50; number++) {
      Thread.currentThread().interrupt();
      send(store, queue, message(number));
      assertThat(Thread.interrupted()).isTrue();
    }
    int before = disk.writes();
    for (long number = 51; number <= 100; number++) {
      send(store, queue, message(number));
    }
    assertThat(disk.writes() - before).isLessThan(40);
    open(killed());
    assertThat(page()).hasSize(100);
  }
}
