package org.rowmq.store.redo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a log keeps, and what it says of files that are not as it left them. */
class RedoLogTest {
  private static final long SECRET = 4711;
  private static final long BYTES = RedoLog.SMALLEST;

  @TempDir Path directory;
  private RedoLog log;

  private Path path(int number) {
    return directory.resolve("redo." + number);
  }

  private FileChannel open(int number, boolean writing) throws IOException {
    return writing
        ? FileChannel.open(
            path(number),
            StandardOpenOption.READ,
            StandardOpenOption.WRITE,
            StandardOpenOption.CREATE)
        : FileChannel.open(path(number), StandardOpenOption.READ);
  }

  private void begin(long done) throws IOException {
    log = RedoLog.begin(this::open, BYTES, SECRET, done);
  }

  private void append(long... numbers) throws IOException {
    for (long number : numbers) {
      log.append(number, ByteBuffer.wrap(content(number)));
    }
  }

  /** Of different lengths. */
  private static byte[] content(long number) {
    return ("transaction " + number)
        .repeat((int) (1 + number % 7))
        .getBytes(StandardCharsets.UTF_8);
  }

  private List<Long> read(long done) throws IOException {
    List<Long> numbers = new ArrayList<>();
    for (RedoRecord record : RedoLog.read(this::open, SECRET, done)) {
      byte[] content = new byte[record.content().remaining()];
      record.content().duplicate().get(content);
      assertThat(content).isEqualTo(content(record.number()));
      numbers.add(record.number());
    }
    return numbers;
  }

  /** Where a record is in the first file. */
  private int place(long number) throws IOException {
    ByteBuffer file = ByteBuffer.wrap(Files.readAllBytes(path(0)));
    for (int place = RedoFile.HEADER; place < file.limit(); place += RedoRecord.STEP) {
      RedoRecord record = RedoRecord.at(file, place, SECRET);
      if (record != null && record.number() == number) {
        return place;
      }
    }
    throw new AssertionError("record " + number + " is not in the file");
  }

  private void damage(int number, int place) throws IOException {
    byte[] file = Files.readAllBytes(path(number));
    file[place] ^= 1;
    Files.write(path(number), file);
  }

  @AfterEach
  void close() throws IOException {
    if (log != null) {
      log.close();
    }
  }

  @Test
  void what_was_appended_is_read_in_order_from_the_number_on_that_is_wanted() throws IOException {
    begin(0);
    append(1, 2, 3, 4, 5);

    assertThat(read(0)).containsExactly(1L, 2L, 3L, 4L, 5L);
    assertThat(read(3)).containsExactly(4L, 5L);
    assertThat(read(5)).isEmpty();
  }

  @Test
  void an_empty_record_is_one() throws IOException {
    begin(41);
    log.append(42, ByteBuffer.allocate(0));

    assertThat(RedoLog.read(this::open, SECRET, 41)).hasSize(1);
  }

  @Test
  void a_log_that_has_been_begun_anew_has_nothing_of_the_old() throws IOException {
    begin(0);
    append(1, 2, 3);
    log.close();
    log = RedoLog.begin(this::open, BYTES, SECRET + 1, 3);

    assertThat(RedoLog.read(this::open, SECRET + 1, 0)).isEmpty();
    assertThatThrownBy(() -> read(0)).isInstanceOf(DamagedRedoLogException.class);
  }

  @Test
  void files_are_written_over_when_the_database_has_what_they_say_and_not_before()
      throws IOException {
    begin(0);
    long number = 0;
    while (log.hasRoom(content(number + 1).length)) {
      append(++number);
    }
    assertThat(read(0)).hasSize((int) number);
    long full = number;
    assertThatThrownBy(() -> append(full + 1)).isInstanceOf(IllegalArgumentException.class);

    log.done(number - 1);
    while (log.hasRoom(content(number + 1).length)) {
      append(++number);
    }
    assertThat(number).isBetween(full + full / 3, full + 2 * full / 3);
    assertThat(read(full - 1)).hasSize((int) (number - full + 1));

    log.done(number);
    assertThat(log.hasRoom(content(number + 1).length)).isTrue();
  }

  @Test
  void whatever_its_length_a_record_is_found_again_after_many_rounds() throws IOException {
    long seed = System.nanoTime();
    Random random = new Random(seed);
    begin(0);
    List<byte[]> contents = new ArrayList<>();
    long done = 0;
    for (long number = 1; number <= 3000; number++) {
      byte[] content = new byte[random.nextInt(2000)];
      random.nextBytes(content);
      contents.add(content);
      if (!log.hasRoom(content.length)) {
        done = number - 1 - random.nextInt(3);
        log.done(done);
      }
      while (!log.hasRoom(content.length)) {
        log.done(++done);
      }
      log.append(number, ByteBuffer.wrap(content));
    }
    List<RedoRecord> records = RedoLog.read(this::open, SECRET, done);
    assertThat(records).as("seed " + seed).hasSize((int) (3000 - done));
    for (RedoRecord record : records) {
      assertThat(record.content())
          .as("seed " + seed)
          .isEqualTo(ByteBuffer.wrap(contents.get((int) record.number() - 1)));
    }
  }

  @Test
  void what_is_too_large_for_a_file_has_no_room() throws IOException {
    begin(0);
    int most = (int) BYTES / RedoLog.FILES - RedoFile.HEADER;
    assertThat(log.hasRoom(most)).isFalse();
    assertThat(log.hasRoom(most - RedoRecord.STEP)).isTrue();
    log.append(1, ByteBuffer.allocate(most - RedoRecord.STEP));
    assertThat(RedoLog.read(this::open, SECRET, 0)).hasSize(1);
  }

  @Test
  void a_torn_record_that_was_not_forced_ends_the_log() throws IOException {
    begin(0);
    append(1, 2, 3, 4);
    damage(0, place(3) + RedoRecord.STEP / 2 + 10);

    assertThat(read(0)).containsExactly(1L, 2L);
  }

  @Test
  void a_damaged_record_that_was_forced_is_said_if_the_database_lacks_it() throws IOException {
    begin(0);
    append(1, 2, 3);
    log.force();
    append(4);
    damage(0, place(2));

    assertThatThrownBy(() -> read(1))
        .isInstanceOf(DamagedRedoLogException.class)
        .hasMessageContaining("up to 1")
        .hasMessageContaining("up to 3 or further")
        .hasMessageContaining("number 2 is missing or damaged");
    assertThat(read(2)).containsExactly(3L, 4L);
  }

  @Test
  void a_database_that_is_older_than_the_log_is_said_to_be() throws IOException {
    begin(100);
    append(101, 102);

    assertThatThrownBy(() -> read(50))
        .isInstanceOf(DamagedRedoLogException.class)
        .hasMessageContaining("up to 50");
  }

  @Test
  void files_that_are_missing_empty_or_of_another_log_are_said_to_be() throws IOException {
    assertThatThrownBy(() -> read(0))
        .isInstanceOf(DamagedRedoLogException.class)
        .hasMessageContaining("file 1 of the redo log is missing");

    begin(0);
    append(1);
    damage(1, 3);
    assertThatThrownBy(() -> read(0))
        .isInstanceOf(DamagedRedoLogException.class)
        .hasMessageContaining("file 2 of the redo log");

    Files.write(path(0), new byte[0]);
    assertThatThrownBy(() -> read(0))
        .isInstanceOf(DamagedRedoLogException.class)
        .hasMessageContaining("file 1 of the redo log");
  }

  @Test
  void what_a_message_contains_is_no_record() throws IOException {
    begin(0);
    ByteBuffer forged = ByteBuffer.allocate(10 * RedoRecord.STEP);
    for (int at = 0; at + RedoRecord.STEP <= forged.capacity(); at += 4) {
      forged.position(at);
      new RedoRecord(2, 9, ByteBuffer.allocate(8))
          .put(forged.slice(at, forged.capacity() - at), SECRET + 1);
    }
    log.append(1, forged.clear());
    damage(0, place(1));

    assertThat(RedoLog.read(this::open, SECRET, 0)).isEmpty();
  }

  @Test
  void a_log_that_is_closed_takes_nothing_more() throws IOException {
    begin(0);
    append(1);
    log.close();

    assertThat(log.hasRoom(1)).isFalse();
    assertThatThrownBy(() -> append(2)).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> log.force()).isInstanceOf(IOException.class);
    assertThat(read(0)).containsExactly(1L);
  }

  @Test
  void a_size_that_cannot_be_is_refused() {
    assertThatThrownBy(() -> RedoLog.begin(this::open, RedoLog.SMALLEST - 1, SECRET, 0))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
