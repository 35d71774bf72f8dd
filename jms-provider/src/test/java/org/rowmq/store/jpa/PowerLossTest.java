package org.rowmq.store.jpa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rowmq.store.jpa.Fixture.PLENTY;
import static org.rowmq.store.jpa.Fixture.message;
import static org.rowmq.store.jpa.Fixture.send;
import static org.rowmq.store.jpa.Fixture.settle;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.rowmq.DestinationKind;
import org.rowmq.store.Envelope;
import org.rowmq.store.MessageState;
import org.rowmq.store.MessageStore.BrowseKey;
import org.rowmq.store.MessageStore.BrowsedMessage;
import org.rowmq.store.Settlement;
import org.rowmq.store.Store;
import org.rowmq.store.StoreConfig;
import org.rowmq.store.StoreException;
import org.rowmq.store.StoredMessage;

/**
 * Power fails in the middle of load on a disk that keeps what was forced, and of the rest whatever
 * it likes: each block of each write after the last force, alone, or none. What had been confirmed
 * must be there when the file is opened again. More of it:
 *
 * <pre>
 * ./mvnw -pl jms-provider test -Dtest=PowerLossTest -Drowmq.crash.rounds=200 -Drowmq.crash.seed=...
 * </pre>
 */
@Timeout(value = 30, unit = TimeUnit.MINUTES)
class PowerLossTest {
  private static final int ROUNDS = Integer.getInteger("rowmq.crash.rounds", 8);
  private static final int THREADS = 6;
  private static final int MOST_EVENTS = 400;
  private static final int MOST_EVENTS_OF_OPENING = 40;
  private static final int BLOCK = 4096;
  private static final int LARGE = 32 << 20;

  /** Small, so that it is full often. */
  private static final long REDO_LOG = 512L << 10;

  @TempDir Path directory;

  private final Set<Long> confirmed = ConcurrentHashMap.newKeySet();
  private final Set<Long> settling = ConcurrentHashMap.newKeySet();
  private final Set<Long> settled = ConcurrentHashMap.newKeySet();

  private final Set<StoreException> failures = ConcurrentHashMap.newKeySet();

  /** Numbers of messages that were sent in one unit. */
  private final Set<List<Long>> together = ConcurrentHashMap.newKeySet();

  /** What fails when a store without power is closed is no news, and long. */
  private static final List<Logger> LOUD =
      List.of(
          Logger.getLogger(JpaStore.class.getName()),
          Logger.getLogger(DatabaseOpener.class.getName()),
          Logger.getLogger(TornChunks.class.getName()),
          Logger.getLogger(EmbeddedShutdown.class.getName()),
          Logger.getLogger(EmbeddedConnections.class.getName()),
          Logger.getLogger("com.zaxxer.hikari"));

  @BeforeEach
  void quiet() {
    LOUD.forEach(logger -> logger.setLevel(Level.OFF));
  }

  @AfterEach
  void uninstall() {
    LOUD.forEach(logger -> logger.setLevel(null));
    TestDisk.uninstall();
  }

  @Test
  void what_was_confirmed_survives_a_disk_that_forgets_what_was_not_forced() throws Exception {
    long seed = Long.getLong("rowmq.crash.seed", System.nanoTime());
    System.out.println("PowerLossTest: -Drowmq.crash.seed=" + seed);
    Random random = new Random(seed);
    Image image = null;
    for (int round = 0; round < ROUNDS; round++) {
      if (image != null && image.database().length > LARGE) {
        // the disk is in memory, several times
        image = null;
        Stream.of(confirmed, settling, settled, together).forEach(Set::clear);
      }
      Path data = Files.createDirectory(directory.resolve("data" + round));
      if (image != null) {
        image.writeTo(data);
      }
      Disk disk = new Disk(image == null ? Image.EMPTY : image);
      TestDisk.install(disk.database);
      if (image != null && random.nextInt(5) == 0) {
        disk.failAfter(random.nextInt(MOST_EVENTS_OF_OPENING));
        openInVain(data, disk);
        image = disk.whatIsLeft(random);
        continue;
      }
      Store store = open(data, image);
      if (image == null) {
        for (int i = 0; i < THREADS; i++) {
          store.catalog().createDestination(DestinationKind.QUEUE, "q" + i, 0);
        }
      } else {
        try {
          check(store, round);
        } catch (AssertionError e) {
          throw new AssertionError("the files are kept in " + image.keep(), e);
        }
      }
      work(store, round, disk, random.nextInt(MOST_EVENTS));
      image = disk.whatIsLeft(random);
      store.close();
    }
    assertThat(settled).isNotEmpty();
    assertThat(confirmed).isNotEmpty();
  }

  private static Store open(Path data, Image image) throws IOException {
    try {
      return JpaStore.open(configOf(data));
    } catch (StoreException e) {
      throw new AssertionError("it cannot be opened; the files are kept in " + image.keep(), e);
    }
  }

  /** Power may fail while it is opened. */
  private static void openInVain(Path data, Disk disk) {
    try (Store store = JpaStore.open(configOf(data))) {
      store.catalog().destinations();
      // H2 2.2 never returns from closing a file that it cannot write to
      disk.failAfter(Integer.MAX_VALUE);
    } catch (StoreException e) {
      assertThat(disk.isOff()).as("power failed before " + e).isTrue();
    }
  }

  private static StoreConfig configOf(Path data) {
    return TestConfig.of(new StoreConfig.Embedded(data, REDO_LOG), "only")
        .waitTimeout(Duration.ofMillis(1))
        .build();
  }

  private void work(Store store, int round, Disk disk, int events) throws InterruptedException {
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < THREADS; i++) {
      long queue =
          store.catalog().findDestination(DestinationKind.QUEUE, "q" + i).orElseThrow().id();
      long first = (round * 100L + i) * 1_000_000;
      Thread thread = Fixture.thread(() -> sendAndSettle(store, disk, queue, first));
      threads.add(thread);
    }
    disk.failAfter(events);
    threads.forEach(Thread::start);
    for (Thread thread : threads) {
      thread.join();
    }
    assertThat(failures).isEmpty();
  }

  /** Until the power fails. */
  private void sendAndSettle(Store store, Disk disk, long queue, long first) {
    try {
      for (long number = first; ; number += 10) {
        int size = number % 70 == 0 ? 100_000 : 1000;
        Envelope[] envelopes = new Envelope[number % 30 == 0 ? 3 : 1];
        List<Long> numbers = new ArrayList<>();
        for (int i = 0; i < envelopes.length; i++) {
          envelopes[i] = message(number + i, 4, 0, 0, Fixture.bytes(size));
          numbers.add(number + i);
        }
        together.add(numbers);
        List<StoredMessage> rows = send(store, queue, envelopes);
        confirmed.addAll(numbers);
        if (number % 40 != 0) {
          settling.addAll(numbers);
          settle(
              store,
              rows.stream()
                  .map(row -> new Settlement.Accepted(row.id(), queue))
                  .toArray(Settlement[]::new));
          settled.addAll(numbers);
        }
      }
    } catch (StoreException e) {
      if (!disk.isOff()) {
        failures.add(e);
      }
    }
  }

  private void check(Store store, int round) {
    Set<Long> present = new HashSet<>();
    store
        .catalog()
        .destinations()
        .forEach(
            queue -> {
              BrowseKey after = null;
              List<BrowsedMessage> page;
              do {
                page =
                    store
                        .messages()
                        .browse(queue.id(), EnumSet.allOf(MessageState.class), after, 500, PLENTY);
                for (BrowsedMessage row : page) {
                  Envelope envelope = row.message().envelope();
                  assertThat(present.add(envelope.messageId())).isTrue();
                  assertThat(envelope.body()).isEqualTo(Fixture.bytes(envelope.body().length));
                  after = new BrowseKey(envelope.priority(), row.message().id());
                }
              } while (!page.isEmpty());
            });
    Set<Long> missing = new HashSet<>(confirmed);
    missing.removeAll(present);
    missing.removeAll(settling);
    assertThat(missing).as("confirmed and lost, round " + round).isEmpty();
    assertThat(present)
        .filteredOn(settled::contains)
        .as("settled and back, round " + round)
        .isEmpty();
    for (List<Long> unit : together) {
      Set<Long> there = unit.stream().filter(present::contains).collect(Collectors.toSet());
      assertThat(there.size()).as("unit " + unit + " is there as " + there).isIn(0, unit.size());
    }
    // what was open is found out, and stays
    settling.forEach(
        number -> (present.contains(number) ? new HashSet<Long>() : settled).add(number));
    settling.clear();
    confirmed.clear();
    confirmed.addAll(present);
    together.clear();
  }

  /** What a loss of power leaves. */
  private record Image(byte[] database, List<byte[]> redo) {
    static final Image EMPTY = new Image(new byte[0], List.of(new byte[0], new byte[0]));

    void writeTo(Path data) throws IOException {
      Files.write(data.resolve("rowmq.mv.db"), database);
      for (int i = 0; i < redo.size(); i++) {
        Files.write(data.resolve("rowmq_redo." + (i + 1)), redo.get(i));
      }
    }

    Path keep() throws IOException {
      Path kept = Files.createDirectories(Path.of("target", "power-loss"));
      writeTo(kept);
      return kept;
    }
  }

  /** All files, which lose power at once. */
  private static final class Disk {
    static final String POWER = "no power";

    private final Platter database;
    private final List<Platter> redo;
    private int left = Integer.MAX_VALUE;
    private volatile boolean off;

    Disk(Image image) {
      database = new Platter(this, image.database());
      redo = image.redo().stream().map(file -> new Platter(this, file)).toList();
    }

    synchronized void failAfter(int events) {
      left = events;
    }

    boolean isOff() {
      return off;
    }

    void checkPower() throws IOException {
      if (off) {
        throw new IOException(POWER);
      }
    }

    synchronized void event() throws IOException {
      if (off || left-- <= 0) {
        off = true;
      }
      checkPower();
    }

    Image whatIsLeft(Random random) {
      return new Image(
          database.whatIsLeft(random),
          redo.stream().map(platter -> platter.whatIsLeft(random)).toList());
    }
  }

  /** Remembers what of a file was forced, and what was written since. */
  private static final class Platter implements TestDisk.Events {
    private final Disk disk;

    /** The file as it was forced last, and room for more. */
    private byte[] forced;

    private int length;
    private final List<Write> since = new ArrayList<>();

    Platter(Disk disk, byte[] content) {
      this.disk = disk;
      this.forced = content.clone();
      this.length = content.length;
    }

    private record Write(long position, byte[] data) {}

    @Override
    public TestDisk.Events redo(int number) {
      return disk.redo.get(number);
    }

    @Override
    public synchronized void opened(FileChannel file, boolean forWriting) throws IOException {
      disk.checkPower();
    }

    @Override
    public synchronized void beforeRead() throws IOException {
      disk.checkPower();
    }

    @Override
    public synchronized void beforeWrite(long position, ByteBuffer data) throws IOException {
      byte[] bytes = new byte[data.remaining()];
      data.get(bytes);
      synchronized (disk) {
        // also the write in which power fails may have reached the disk in part
        if (!disk.isOff()) {
          since.add(new Write(position, bytes));
        }
        disk.event();
      }
    }

    @Override
    public synchronized void beforeTruncate(long size) throws IOException {
      synchronized (disk) {
        if (!disk.isOff()) {
          since.add(new Write(size, null));
        }
        disk.event();
      }
    }

    @Override
    public synchronized void beforeForce() throws IOException {
      disk.event();
    }

    @Override
    public synchronized void afterForce() {
      force(since);
      since.clear();
    }

    /** The file after the loss of power: each block of each write, or not. */
    synchronized byte[] whatIsLeft(Random random) {
      int way = random.nextInt(4);
      double kept = random.nextDouble();
      List<Write> reached = new ArrayList<>();
      for (Write write : since) {
        if (write.data() == null || way < 2) {
          if (way == 0 || random.nextDouble() < kept) {
            reached.add(write);
          }
        } else {
          for (int from = 0; from < write.data().length; from += BLOCK) {
            int to = Math.min(write.data().length, from + BLOCK);
            if (random.nextDouble() < kept) {
              reached.add(
                  new Write(write.position() + from, Arrays.copyOfRange(write.data(), from, to)));
            }
          }
        }
      }
      force(reached);
      return Arrays.copyOf(forced, length);
    }

    private void force(List<Write> writes) {
      for (Write write : writes) {
        int position = (int) write.position();
        if (write.data() == null) {
          Arrays.fill(forced, Math.min(length, position), length, (byte) 0);
          length = Math.min(length, position);
        } else {
          length = Math.max(length, position + write.data().length);
          if (length > forced.length) {
            forced = Arrays.copyOf(forced, length + length / 2);
          }
          System.arraycopy(write.data(), 0, forced, position, write.data().length);
        }
      }
    }
  }
}
