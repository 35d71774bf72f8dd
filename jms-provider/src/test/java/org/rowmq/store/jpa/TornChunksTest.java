package org.rowmq.store.jpa;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import org.h2.mvstore.DataUtils;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rowmq.store.jpa.TornChunks.Finding;

/** Which chunk of a file that was not closed is the newest. */
class TornChunksTest {
  private static final int BLOCK = ChunkStamp.BLOCK;

  @TempDir Path directory;
  private FileChannel file;

  @BeforeEach
  void open() throws Exception {
    file =
        FileChannel.open(
            directory.resolve("test.mv.db"),
            StandardOpenOption.CREATE,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE);
    String header = "H:2,block:2,blockSize:1000,chunk:1,format:3,version:1";
    byte[] bytes = header.getBytes(StandardCharsets.ISO_8859_1);
    String sum = Integer.toHexString(DataUtils.getFletcher32(bytes, 0, bytes.length));
    write(0, block(header + ",fletcher:" + sum + "\n"));
    write(1, block(header + ",fletcher:" + sum + "\n"));
  }

  @AfterEach
  void close() throws Exception {
    file.close();
  }

  private static byte[] block(String text) {
    return Arrays.copyOf(text.getBytes(StandardCharsets.ISO_8859_1), BLOCK);
  }

  private void write(long block, byte[] data) throws Exception {
    file.write(ByteBuffer.wrap(data), block * BLOCK);
  }

  private static byte[] chunk(int id, int blocks, byte[] content) {
    byte[] data = new byte[blocks * BLOCK];
    byte[] header =
        ("chunk:" + id + ",len:" + blocks + ",version:" + id + "\n")
            .getBytes(StandardCharsets.ISO_8859_1);
    System.arraycopy(header, 0, data, 0, header.length);
    System.arraycopy(content, 0, data, BLOCK, content.length);
    byte[] footer = new byte[ChunkStamp.FOOTER];
    Arrays.fill(footer, (byte) ' ');
    byte[] end =
        ("chunk:" + id + ",len:" + blocks + ",version:" + id + ",fletcher:0")
            .getBytes(StandardCharsets.ISO_8859_1);
    System.arraycopy(end, 0, footer, 0, end.length);
    System.arraycopy(footer, 0, data, data.length - footer.length, footer.length);
    ChunkStamp.put(ByteBuffer.wrap(data), 0);
    return data;
  }

  /** The version that both headers name after the repair. */
  private String newest() throws Exception {
    Finding found = TornChunks.look(file, directory.resolve("test.mv.db"), false);
    // where it cannot be mapped into memory
    Finding read = TornChunks.look(file, directory.resolve("not there"), false);
    assertThat(read.newest()).isEqualTo(found.newest());
    found.patches().apply(file);
    ByteBuffer header = ByteBuffer.allocate(BLOCK);
    file.read(header, 0);
    String text = new String(header.array(), StandardCharsets.ISO_8859_1);
    return DataUtils.parseMap(text.substring(0, text.indexOf('\n'))).get("version");
  }

  @Test
  void a_chunk_written_into_a_freed_one_is_seen() throws Exception {
    write(2, chunk(1, 2, new byte[0]));
    write(4, chunk(2, 5, new byte[0]));
    write(6, chunk(3, 2, new byte[0]));

    assertThat(newest()).isEqualTo("3");
  }

  @Test
  void what_looks_like_a_chunk_in_the_content_of_one_is_not_taken_for_one() throws Exception {
    write(2, chunk(1, 4, chunk(7, 2, new byte[0])));

    assertThat(newest()).isEqualTo("1");
  }

  @Test
  void a_text_that_begins_like_a_chunk_does_no_harm() throws Exception {
    write(2, chunk(1, 2, new byte[0]));
    write(4, block("chunk:fffffffffffffffff,len:fffffffffffffffff,version:z\n"));

    assertThat(newest()).isEqualTo("1");
  }
}
