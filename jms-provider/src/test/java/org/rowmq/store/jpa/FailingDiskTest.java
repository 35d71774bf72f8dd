package org.rowmq.store.jpa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.rowmq.store.jpa.Fixture.PLENTY;
import static org.rowmq.store.jpa.Fixture.config;
import static org.rowmq.store.jpa.Fixture.message;
import static org.rowmq.store.jpa.Fixture.numbers;
import static org.rowmq.store.jpa.Fixture.send;
import static org.rowmq.store.jpa.Fixture.settle;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.rowmq.DestinationKind;
import org.rowmq.store.MessageState;
import org.rowmq.store.OutcomeUnknownException;
import org.rowmq.store.Settlement;
import org.rowmq.store.Store;
import org.rowmq.store.StoreConfig;
import org.rowmq.store.StoreException;
import org.rowmq.store.StoreFullException;
import org.rowmq.store.StoreUnavailableException;
import org.rowmq.store.StoredMessage;

/**
 * The disk under the embedded database refuses writes for a while. H2 closes the database then; the
 * node opens it again, and what it has said stays true.
 */
class FailingDiskTest {
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final List<Logger> LOUD =
      List.of(
          Logger.getLogger(JpaStore.class.getName()),
          Logger.getLogger(DatabaseOpener.class.getName()),
          Logger.getLogger(EmbeddedConnections.class.getName()),
          Logger.getLogger(EmbeddedShutdown.class.getName()),
          Logger.getLogger("com.zaxxer.hikari"));

  @TempDir Path directory;
  private final Disk disk = new Disk();
  private Store store;
  private long queue;

  /** Which files cannot be written. */
  private enum Files {
    ALL,
    DATABASE,
    REDO_LOG
  }

  /** Refuses whatever changes the files. */
  private static final class Disk implements TestDisk.Events {
    private final TestDisk.Events redo =
        new TestDisk.Events() {
          @Override
          public void beforeWrite(long position, ByteBuffer data) throws IOException {
            mayWrite(Files.REDO_LOG);
          }

          @Override
          public void beforeTruncate(long size) throws IOException {
            mayWrite(Files.REDO_LOG);
          }

          @Override
          public void beforeForce() throws IOException {
            mayWrite(Files.REDO_LOG);
          }
        };
    private volatile String refusal;
    private volatile Files refused = Files.ALL;
    private volatile boolean readOnly;
    private int left = Integer.MAX_VALUE;

    /** For so many writes. */
    synchronized void refuse(Files files, int writes, String why) {
      refused = files;
      left = writes;
      refusal = why;
    }

    private synchronized void mayWrite(Files file) throws IOException {
      String why = refusal;
      if (why != null && (refused == Files.ALL || refused == file)) {
        if (--left == 0) {
          refusal = null;
        }
        throw new IOException(why);
      }
    }

    @Override
    public TestDisk.Events redo(int number) {
      return redo;
    }

    @Override
    public void beforeWrite(long position, ByteBuffer data) throws IOException {
      mayWrite(Files.DATABASE);
    }

    @Override
    public boolean isWritable() {
      return !readOnly;
    }

    @Override
    public void beforeTruncate(long size) throws IOException {
      mayWrite(Files.DATABASE);
    }
  }

  @BeforeEach
  void open() {
    LOUD.forEach(logger -> logger.setLevel(Level.OFF));
    TestDisk.install(disk);
    store = JpaStore.open(config(new StoreConfig.Embedded(directory), "only"));
    queue = store.catalog().createDestination(DestinationKind.QUEUE, "q", 0).id();
  }

  @AfterEach
  void close() {
    disk.readOnly = false;
    disk.refusal = null;
    store.close();
    TestDisk.uninstall();
    LOUD.forEach(logger -> logger.setLevel(null));
  }

  private List<Long> present() {
    List<Long> present = new ArrayList<>();
    List<StoredMessage> page;
    long after = 0;
    do {
      page = store.messages().page(queue, 4, after, 10_000, PLENTY);
      present.addAll(numbers(page));
      after = page.isEmpty() ? 0 : page.get(page.size() - 1).id();
    } while (!page.isEmpty());
    return present;
  }

  @Test
  void a_send_on_a_full_disk_fails_and_says_why_and_is_not_there() {
    send(store, queue, message(1));
    disk.refusal = "No space left on device";

    assertThatThrownBy(() -> send(store, queue, message(2)))
        .isInstanceOf(StoreFullException.class)
        .hasMessageContaining(directory.toString())
        .hasMessageContaining("space");

    disk.refusal = null;
    Awaitility.await().atMost(SOON).ignoreExceptions().until(() -> present().equals(List.of(1L)));
    send(store, queue, message(3));
    assertThat(present()).containsExactly(1L, 3L);
  }

  @Test
  void what_is_there_can_be_read_while_the_disk_is_full() {
    send(store, queue, message(1), message(2));
    disk.refusal = "No space left on device";
    for (int i = 0; i < 3; i++) {
      assertThat(catchThrowable(() -> send(store, queue, message(3)))).isNotNull();

      // and perhaps the third, until H2 finds that it cannot write it
      assertThat(present()).contains(1L, 2L);
      assertThat(
              store.messages().browse(queue, EnumSet.allOf(MessageState.class), null, 10, PLENTY))
          .hasSizeGreaterThanOrEqualTo(2);
    }
  }

  @Test
  void a_file_system_that_became_read_only_is_named_as_the_cause_until_it_can_be_written_again() {
    send(store, queue, message(1));
    disk.readOnly = true;
    disk.refusal = "Read-only file system";

    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(() -> send(store, queue, message(2)))
          .isInstanceOf(StoreUnavailableException.class)
          .hasMessageContaining("Read-only file system");
      assertThat(present()).containsExactly(1L);
    }

    disk.readOnly = false;
    disk.refusal = null;
    send(store, queue, message(3));
    assertThat(present()).containsExactly(1L, 3L);
  }

  @Test
  void an_acknowledgement_that_could_not_be_written_has_not_happened() {
    List<StoredMessage> rows = send(store, queue, message(1), message(2));
    disk.refusal = "No space left on device";
    assertThatThrownBy(() -> settle(store, new Settlement.Accepted(rows.get(0).id(), queue)))
        .isInstanceOf(StoreFullException.class);

    disk.refusal = null;
    Awaitility.await().atMost(SOON).ignoreExceptions().until(() -> present().size() == 2);
    settle(store, new Settlement.Accepted(rows.get(0).id(), queue));
    assertThat(present()).containsExactly(2L);
  }

  @Test
  void nobody_else_can_open_a_database_that_is_open_again() {
    disk.refusal = "Input/output error";
    assertThat(catchThrowable(() -> send(store, queue, message(1)))).isNotNull();
    disk.refusal = null;
    Awaitility.await().atMost(SOON).ignoreExceptions().until(() -> present().isEmpty());

    assertThatThrownBy(() -> JpaStore.open(config(new StoreConfig.Embedded(directory), "other")))
        .hasMessageContaining("already in use");
  }

  @Test
  void a_store_whose_file_cannot_be_written_can_be_closed() {
    send(store, queue, message(1));
    disk.refusal = "No space left on device";
    assertThat(catchThrowable(() -> send(store, queue, message(2)))).isNotNull();

    store.close();

    disk.refusal = null;
    store = JpaStore.open(config(new StoreConfig.Embedded(directory), "only"));
    assertThat(present()).containsExactly(1L);
  }

  /** H2 by itself leaves a file that it then cannot open. */
  @Test
  void a_store_closed_at_once_after_the_disk_has_recovered_can_be_opened_again() {
    for (long number = 1; number <= 60; number++) {
      send(store, queue, message(number, 4, 0, 0, Fixture.bytes(20_000)));
    }
    disk.refusal = "No space left on device";
    assertThat(catchThrowable(() -> send(store, queue, message(0)))).isNotNull();
    disk.refusal = null;
    send(store, queue, message(61, 4, 0, 0, Fixture.bytes(20_000)));

    store.close();

    store = JpaStore.open(config(new StoreConfig.Embedded(directory), "only"));
    assertThat(present()).hasSize(61);
  }

  /** What the redo log has is confirmed, though the database file never gets it. */
  @Test
  void what_was_confirmed_before_the_database_file_was_full_is_there_afterwards() {
    disk.refuse(Files.DATABASE, Integer.MAX_VALUE, "No space left on device");
    List<Long> confirmed = new ArrayList<>();
    Throwable failure = null;
    for (long number = 1; failure == null; number++) {
      long next = number;
      failure = catchThrowable(() -> send(store, queue, message(next)));
      if (failure == null) {
        confirmed.add(number);
      }
    }
    assertThat(confirmed).isNotEmpty();
    assertThat(failure).isInstanceOf(StoreFullException.class);
    assertThat(present()).isEqualTo(confirmed);

    store.close();
    disk.refusal = null;
    store = JpaStore.open(config(new StoreConfig.Embedded(directory), "only"));
    assertThat(present()).isEqualTo(confirmed);
  }

  @Test
  void a_redo_log_that_cannot_be_written_to_is_done_without() {
    send(store, queue, message(1));
    disk.refuse(Files.REDO_LOG, Integer.MAX_VALUE, "Input/output error");

    send(store, queue, message(2));
    settle(store, new Settlement.Accepted(rowOf(1), queue));
    store.close();
    store = JpaStore.open(config(new StoreConfig.Embedded(directory), "only"));

    assertThat(present()).containsExactly(2L);
    send(store, queue, message(3));
    assertThat(present()).containsExactly(2L, 3L);
  }

  private long rowOf(long number) {
    return store.messages().page(queue, 4, 0, 100_000, PLENTY).stream()
        .filter(row -> row.envelope().messageId() == number)
        .findAny()
        .orElseThrow()
        .id();
  }

  @Test
  @Timeout(value = 10, unit = TimeUnit.MINUTES)
  void whatever_callers_were_told_on_a_disk_that_fails_now_and_then_is_true() throws Exception {
    long seed = Long.getLong("rowmq.crash.seed", System.nanoTime());
    System.out.println("FailingDiskTest: -Drowmq.crash.seed=" + seed);
    Random random = new Random(seed);
    Set<Long> there = ConcurrentHashMap.newKeySet();
    Set<Long> notThere = ConcurrentHashMap.newKeySet();
    Set<String> strange = ConcurrentHashMap.newKeySet();
    AtomicInteger rounds = new AtomicInteger(Integer.getInteger("rowmq.crash.rounds", 4));
    List<Thread> threads = new ArrayList<>();
    for (int i = 0; i < 6; i++) {
      long first = i * 1_000_000L;
      Thread thread =
          Fixture.thread(
              () -> {
                for (long number = first; rounds.get() > 0; number++) {
                  sendAndSettle(number, there, notThere, strange);
                }
              });
      threads.add(thread);
      thread.start();
    }
    try {
      while (rounds.get() > 0) {
        int before = there.size();
        Awaitility.await().atMost(SOON).until(() -> there.size() > before + 20);
        Files files = Files.values()[random.nextInt(Files.values().length)];
        // a log that could not be written to is not tried again for a while
        int writes = files == Files.REDO_LOG ? 1 : 1 + random.nextInt(8);
        disk.refuse(files, writes, random.nextBoolean() ? "No space left on device" : "EIO");
        Awaitility.await().atMost(SOON).until(() -> disk.refusal == null);
        rounds.decrementAndGet();
      }
    } finally {
      disk.refusal = null;
      rounds.set(0);
      for (Thread thread : threads) {
        thread.join();
      }
    }

    assertThat(strange).isEmpty();
    Set<Long> present = new HashSet<>(present());
    assertThat(present).containsAll(there).doesNotContainAnyElementsOf(notThere);
  }

  private void sendAndSettle(
      long number, Set<Long> there, Set<Long> notThere, Set<String> strange) {
    List<StoredMessage> rows;
    try {
      rows = send(store, queue, message(number));
      there.add(number);
    } catch (OutcomeUnknownException e) {
      // nothing is promised
      return;
    } catch (StoreException e) {
      notThere.add(number);
      return;
    } catch (RuntimeException e) {
      strange.add(e.toString());
      return;
    }
    if (number % 3 == 0) {
      there.remove(number);
      try {
        settle(store, new Settlement.Accepted(rows.get(0).id(), queue));
        notThere.add(number);
      } catch (OutcomeUnknownException e) {
        return;
      } catch (StoreException e) {
        there.add(number);
      } catch (RuntimeException e) {
        strange.add(e.toString());
      }
    }
  }
}
