package org.rowmq.store.jpa;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rowmq.DestinationKind;
import org.rowmq.store.Envelope;
import org.rowmq.store.Settlement;
import org.rowmq.store.Store;
import org.rowmq.store.StoreConfig;
import org.rowmq.store.StoredMessage;

/** The file of the embedded database does not keep the room of messages that are gone. */
class CompactionTest {
  private static final Duration A_WHILE = Duration.ofSeconds(50);
  private static final int MIB = 1 << 20;

  @TempDir Path directory;
  private Store store;
  private long queue;
  private long sent;

  @BeforeEach
  void create() {
    open();
    queue = store.catalog().createDestination(DestinationKind.QUEUE, "q", 0).id();
  }

  private void open() {
    store = JpaStore.open(Fixture.config(new StoreConfig.Embedded(directory), "compacted"));
  }

  @AfterEach
  void close() {
    store.close();
  }

  private long size() {
    try {
      return Files.size(H2Settings.file(directory));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private List<StoredMessage> send(int messages, int bytes) {
    long first = sent;
    sent += messages;
    return Fixture.send(
        store,
        queue,
        LongStream.range(first, sent)
            .mapToObj(number -> Fixture.message(number, 4, 0, 0, Fixture.bytes(bytes)))
            .toArray(Envelope[]::new));
  }

  /** All but each of so many. */
  private List<Long> consume(List<StoredMessage> rows, int each) {
    Fixture.settle(
        store,
        IntStream.range(0, rows.size())
            .filter(i -> i % each != 0)
            .mapToObj(rows::get)
            .map(row -> new Settlement.Accepted(row.id(), queue))
            .toArray(Settlement[]::new));
    return IntStream.range(0, rows.size())
        .filter(i -> i % each == 0)
        .mapToObj(i -> rows.get(i).envelope().messageId())
        .toList();
  }

  private List<Long> inQueue() {
    return Fixture.numbers(store.messages().page(queue, 4, 0, 10_000, Fixture.PLENTY));
  }

  /** More than 40 MiB, of which hardly anything is left. */
  private List<Long> bigDrain() {
    List<List<StoredMessage>> groups = new ArrayList<>();
    for (int i = 0; i < 80; i++) {
      groups.add(send(500, 1024));
    }
    assertThat(size()).isGreaterThan(40 * MIB);
    List<Long> left = new ArrayList<>();
    groups.forEach(group -> left.addAll(consume(group, 500)));
    return left;
  }

  @Test
  void the_file_shrinks_after_a_big_drain_and_what_was_left_is_all_there() {
    List<Long> left = bigDrain();

    Awaitility.await().atMost(A_WHILE).until(() -> size() <= 16 * MIB);

    assertThat(inQueue()).containsExactlyElementsOf(left);
    store.close();
    open();
    assertThat(inQueue()).containsExactlyElementsOf(left);
  }

  @Test
  void the_file_shrinks_after_a_big_drain_while_a_message_comes_now_and_then() {
    List<Long> left = bigDrain();

    // seldom enough for compaction, and too often for the database file to have what is in the log
    Awaitility.await()
        .atMost(A_WHILE)
        .pollInterval(Duration.ofMillis(300))
        .until(
            () -> {
              left.add(send(1, 10).get(0).envelope().messageId());
              return size() <= 16 * MIB;
            });

    assertThat(inQueue()).containsExactlyElementsOf(left);
  }

  @Test
  void room_is_used_again_while_a_few_of_the_messages_that_come_do_not_go() {
    List<Long> left = new ArrayList<>();
    int bytes = 16 * 1024;
    long came = 0;
    while (came < 100 * MIB || size() > came / 2) {
      assertThat(came).isLessThan(1500L * MIB);
      left.addAll(consume(send(50, bytes), 10));
      came += 50L * bytes;
    }

    assertThat(inQueue()).containsExactlyElementsOf(left);
  }
}
