package org.rowmq.store.jpa;

import static java.lang.Thread.State.BLOCKED;
import static java.lang.Thread.State.TERMINATED;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;
import static org.rowmq.store.jpa.SpaceAheadFilePath.STEP;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.h2.store.fs.FilePath;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rowmq.store.StoreConfig;
import org.rowmq.store.StoreException;

/** The end of the embedded database's file is written before it is needed. */
class SpaceAheadTest {
  private static final int BLOCK = ChunkStamp.BLOCK;

  @TempDir Path directory;

  private Path file;

  @BeforeEach
  void register() {
    ForcedFilePath.register();
    file = directory.resolve("some.mv.db");
  }

  @AfterEach
  void unregister() {
    ForcedFilePath.unregister();
    TestDisk.uninstall();
  }

  private FileChannel open(String mode) throws IOException {
    return FilePath.get(SpaceAheadFilePath.SCHEME + ":retry:" + file).open(mode);
  }

  private static byte[] data(int length, int seed) {
    byte[] data = new byte[length];
    Arrays.fill(data, (byte) (1 + seed % 100));
    return data;
  }

  private static void append(FileChannel channel, byte[] data) throws IOException {
    ByteBuffer buffer = ByteBuffer.wrap(data);
    assertThat(channel.write(buffer, channel.size())).isEqualTo(data.length);
  }

  private static byte[] read(FileChannel channel) throws IOException {
    ByteBuffer all = ByteBuffer.allocate((int) channel.size() + BLOCK);
    while (all.hasRemaining() && channel.read(all, all.position()) >= 0) {
      continue;
    }
    return Arrays.copyOf(all.array(), all.position());
  }

  @Test
  void the_file_becomes_longer_once_for_many_writes() throws IOException {
    List<Long> lengths = new ArrayList<>();
    try (FileChannel channel = open("rw")) {
      for (int i = 0; i < 2 * STEP / BLOCK; i++) {
        append(channel, data(BLOCK, i));
        if (lengths.isEmpty() || Files.size(file) != lengths.get(lengths.size() - 1)) {
          lengths.add(Files.size(file));
        }
        assertThat(channel.size()).isEqualTo((i + 1L) * BLOCK);
      }
    }
    assertThat(lengths).containsExactly(STEP + (long) BLOCK, 2L * STEP + 2 * BLOCK);
  }

  @Test
  void it_ends_with_its_data_when_it_is_closed() throws IOException {
    try (FileChannel channel = open("rw")) {
      append(channel, data(3 * BLOCK, 1));
      assertThat(Files.size(file)).isGreaterThan(STEP);
    }
    assertThat(file).hasBinaryContent(data(3 * BLOCK, 1));
  }

  @Test
  void what_a_killed_process_leaves_is_told_and_read_without_the_zeros_which_are_used()
      throws IOException {
    Path left = directory.resolve("left.mv.db");
    try (FileChannel channel = open("rw")) {
      append(channel, data(3 * BLOCK, 1));
      Files.copy(file, left);
    }
    file = left;
    long length = Files.size(file);
    assertThat(length).isGreaterThan(STEP);
    try (FileChannel channel = open("r")) {
      assertThat(read(channel)).isEqualTo(data(3 * BLOCK, 1));
    }
    assertThat(file).as("one that only reads").hasSize(length);
    try (FileChannel channel = open("rw")) {
      append(channel, data(BLOCK, 1));
      assertThat(Files.size(file)).isEqualTo(length);
      assertThat(read(channel)).isEqualTo(data(4 * BLOCK, 1));
    }
    assertThat(file).hasBinaryContent(data(4 * BLOCK, 1));
  }

  @Test
  void zeros_within_the_data_stay() throws IOException {
    byte[] content = new byte[3 * STEP];
    content[0] = 1;
    content[content.length - 1] = 1;
    Files.write(file, content);
    try (FileChannel channel = open("rw")) {
      assertThat(channel.size()).isEqualTo(content.length);
    }
    assertThat(file).hasBinaryContent(content);
  }

  @Test
  void of_more_zeros_than_there_can_be_the_rest_is_taken_for_data() throws IOException {
    Files.write(file, new byte[10 * STEP]);
    try (FileChannel channel = open("r")) {
      assertThat(channel.size()).isEqualTo(7L * STEP);
    }
  }

  @Test
  void a_file_of_nothing_but_zeros_is_not_taken_for_an_empty_one() throws IOException {
    Files.write(file, new byte[STEP]);
    try (FileChannel channel = open("rw")) {
      assertThat(channel.size()).isEqualTo(STEP);
    }
    assertThat(file).hasSize(STEP);
    Path data = Files.createDirectory(directory.resolve("data"));
    Files.move(file, H2Settings.file(data));
    assertThatThrownBy(
            () -> JpaStore.open(TestConfig.of(new StoreConfig.Embedded(data), "only").build()))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining(data.toString());
    assertThat(H2Settings.file(data)).hasBinaryContent(new byte[STEP]);
  }

  @Test
  void a_long_write_is_not_followed_by_zeros() throws IOException {
    try (FileChannel channel = open("rw")) {
      append(channel, data(STEP, 1));
      assertThat(Files.size(file)).isEqualTo(STEP);
    }
  }

  @Test
  void
      a_file_that_becomes_a_little_shorter_keeps_its_length_and_one_that_becomes_much_shorter_does_not()
          throws IOException {
    try (FileChannel channel = open("rw")) {
      append(channel, data(5 * STEP, 1));
      channel.truncate(4L * STEP);
      assertThat(Files.size(file)).isEqualTo(5L * STEP);
      assertThat(channel.size()).isEqualTo(4L * STEP);
      assertThat(read(channel)).isEqualTo(data(4 * STEP, 1));
      channel.truncate(2L * STEP);
      assertThat(Files.size(file)).isEqualTo(2L * STEP);
      assertThat(read(channel)).isEqualTo(data(2 * STEP, 1));
      channel.truncate(STEP);
      append(channel, data(BLOCK, 1));
    }
    assertThat(file).hasBinaryContent(data(STEP + BLOCK, 1));
  }

  @Test
  void zeros_never_come_over_what_somebody_else_writes_meanwhile() throws Exception {
    AtomicInteger writes = new AtomicInteger();
    AtomicReference<Thread> other = new AtomicReference<>();
    Runnable[] writeOther = new Runnable[1];
    TestDisk.install(
        new TestDisk.Events() {
          @Override
          public void aboutToWrite() {
            if (writes.incrementAndGet() == 2) {
              // the zeros: somebody else writes now, or has to wait
              other.set(Fixture.thread(writeOther[0]::run));
              other.get().start();
              await().until(() -> EnumSet.of(BLOCKED, TERMINATED).contains(other.get().getState()));
            }
          }
        });
    try (FileChannel channel = open("rw")) {
      writeOther[0] = () -> write(channel, data(BLOCK, 2), BLOCK);
      append(channel, data(BLOCK, 1));
      other.get().join();
    }
    assertThat(Files.readAllBytes(file))
        .startsWith(data(BLOCK, 1))
        .endsWith(data(BLOCK, 2))
        .hasSize(2 * BLOCK);
  }

  private static void write(FileChannel channel, byte[] data, long position) {
    try {
      channel.write(ByteBuffer.wrap(data), position);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void where_there_is_no_space_for_zeros_there_is_for_what_is_written() throws IOException {
    TestDisk.install(
        new TestDisk.Events() {
          @Override
          public void beforeWrite(long position, ByteBuffer data) throws IOException {
            if (position + data.remaining() > STEP / 2) {
              throw new IOException("No space left on device");
            }
          }
        });
    try (FileChannel channel = open("rw")) {
      append(channel, data(BLOCK, 1));
      append(channel, data(BLOCK, 1));
      assertThat(read(channel)).isEqualTo(data(2 * BLOCK, 1));
    }
    assertThat(file).hasBinaryContent(data(2 * BLOCK, 1));
  }
}
