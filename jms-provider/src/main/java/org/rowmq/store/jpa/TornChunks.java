package org.rowmq.store.jpa;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.h2.mvstore.DataUtils;

/**
 * Before H2 opens a file that was not closed properly: takes out the chunks that a loss of power
 * cut in two, and those newer than them, so that H2 goes back to the version before, which has all
 * that was ever confirmed; and lets the file's header name that version, because H2 otherwise
 * guesses, and may be content with an older one. Only what was written after the last force can be
 * torn, so only that is read; of the rest the beginnings of the chunks.
 */
final class TornChunks {
  private static final System.Logger LOG = System.getLogger(TornChunks.class.getName());
  private static final int FILE_HEADERS = 2;
  private static final int LONGEST_HEADER = 512;
  private static final Pattern HEADER =
      Pattern.compile("chunk:([0-9a-f]{1,8}),len:([0-9a-f]{1,7}),.*");
  private static final Pattern FOOTER =
      Pattern.compile("chunk:([0-9a-f]{1,8}),[^\\n]*?version:[0-9a-f]{1,15}[^0-9a-f]");

  private static final byte FIRST_OF_CHUNK = 'c';

  private final FileChannel file;
  private final Path path;
  private final Patches patches = new Patches();
  private long newest;

  private TornChunks(FileChannel file, Path path) {
    this.file = file;
    this.path = path;
  }

  private record Chunk(long id, long block, int blocks, long version) {
    long position() {
      return block * ChunkStamp.BLOCK;
    }

    int length() {
      return blocks * ChunkStamp.BLOCK;
    }
  }

  /**
   * What was found in a file.
   *
   * @param patches what has to be written into it, to put it in order
   * @param newest the version that H2 has to find in it then; 0 if there is none
   */
  record Finding(Patches patches, long newest) {}

  /**
   * Looks at a file that nobody else uses.
   *
   * @param path where it is
   * @param doubted H2 did not read all that is in it, although it says that it was closed properly:
   *     it is to be looked through by H2 as after a crash
   */
  static Finding look(FileChannel file, Path path, boolean doubted) throws IOException {
    TornChunks torn = new TornChunks(file, path);
    if (file.size() > 0) {
      HashMap<String, String> closed = torn.headerOfClosed();
      if (closed == null) {
        torn.repair();
      } else {
        torn.newest = DataUtils.readHexLong(closed, "version", 0);
        if (doubted) {
          torn.write(closed);
        }
      }
    }
    return new Finding(torn.patches, torn.newest);
  }

  /** The file's header if it says that the file was closed properly, else null. */
  private HashMap<String, String> headerOfClosed() throws IOException {
    HashMap<String, String> header = header(0);
    return header != null && header.containsKey("clean") && header.equals(header(1))
        ? header
        : null;
  }

  private void repair() throws IOException {
    List<Chunk> chunks = find();
    int removed = 0;
    while (removed < chunks.size()) {
      int last = lastTorn(chunks, removed);
      if (last < removed) {
        break;
      }
      for (; removed <= last; removed++) {
        remove(chunks.get(removed));
      }
    }
    if (removed < chunks.size()) {
      pointTo(chunks.get(removed));
    }
    if (removed > 0) {
      LOG.log(
          Level.WARNING,
          "The database file was not closed properly: {0} incomplete writes after the last one that was forced to"
              + " disk were taken out; nothing that had been confirmed is affected",
          removed);
    }
  }

  /**
   * Of the chunks from here on, newest first, that the newest builds on: the oldest torn, or -1.
   */
  private int lastTorn(List<Chunk> chunks, int from) throws IOException {
    ByteBuffer newest = read(chunks.get(from));
    if (!ChunkStamp.isIntact(newest)) {
      return from;
    }
    int torn = -1;
    long forced = ChunkStamp.forced(newest);
    for (int i = from + 1;
        i < chunks.size() && chunks.get(i).version() > forced && forced > 0;
        i++) {
      if (!ChunkStamp.isIntact(read(chunks.get(i)))) {
        torn = i;
      }
    }
    return torn;
  }

  /** Both copies of the file's header say where the newest chunk is. */
  private void pointTo(Chunk chunk) throws IOException {
    HashMap<String, String> header = header(0);
    if (header == null) {
      header = header(1);
    }
    if (header == null) {
      return;
    }
    header.put("chunk", Long.toHexString(chunk.id()));
    header.put("block", Long.toHexString(chunk.block()));
    header.put("version", Long.toHexString(chunk.version()));
    newest = chunk.version();
    write(header);
  }

  /** Both copies, which then say that the file was not closed. */
  private void write(HashMap<String, String> header) {
    header.remove("clean");
    header.remove("fletcher");
    StringBuilder text = new StringBuilder();
    DataUtils.appendMap(text, header);
    byte[] bytes = text.toString().getBytes(StandardCharsets.ISO_8859_1);
    DataUtils.appendMap(text, "fletcher", DataUtils.getFletcher32(bytes, 0, bytes.length));
    text.append('\n');
    for (long copy = 0; copy < FILE_HEADERS; copy++) {
      ByteBuffer block = ByteBuffer.allocate(ChunkStamp.BLOCK);
      block.put(text.toString().getBytes(StandardCharsets.ISO_8859_1));
      patches.add(copy * ChunkStamp.BLOCK, block.array());
    }
  }

  /** A copy of the file's header, or null if it is not whole. */
  private HashMap<String, String> header(long copy) throws IOException {
    String text = text(copy);
    int sum = text.lastIndexOf(",fletcher:");
    if (sum < 0) {
      return null;
    }
    byte[] bytes = text.substring(0, sum).getBytes(StandardCharsets.ISO_8859_1);
    String expected = Integer.toHexString(DataUtils.getFletcher32(bytes, 0, bytes.length));
    return text.substring(sum).equals(",fletcher:" + expected) ? DataUtils.parseMap(text) : null;
  }

  /**
   * All chunks with a beginning and an end, newest first; also freed ones. What is inside another
   * chunk is a newer one written over it if that one is not whole any more; otherwise it belongs to
   * its content, whatever it looks like.
   */
  private List<Chunk> find() throws IOException {
    List<Chunk> chunks = new ArrayList<>();
    long blocks = file.size() / ChunkStamp.BLOCK;
    BlockBeginnings beginnings = new BlockBeginnings(file, path);
    Chunk last = null;
    for (long block = FILE_HEADERS; block < blocks; block++) {
      Chunk chunk = beginnings.at(block) == FIRST_OF_CHUNK ? at(block, blocks) : null;
      if (chunk == null) {
        continue;
      }
      if (last != null && block < last.block() + last.blocks()) {
        if (chunk.version() <= last.version() || ChunkStamp.isIntact(read(last))) {
          continue;
        }
        chunks.remove(last);
      }
      chunks.add(chunk);
      last = chunk;
    }
    chunks.sort(Comparator.comparingLong(Chunk::version).reversed());
    return chunks;
  }

  private Chunk at(long block, long blocks) throws IOException {
    Matcher header = HEADER.matcher(text(block));
    if (!header.matches()) {
      return null;
    }
    int length = Integer.parseInt(header.group(2), 16);
    if (length < 1 || block + length > blocks) {
      return null;
    }
    ByteBuffer footer = ByteBuffer.allocate(ChunkStamp.FOOTER);
    read(footer, (block + length) * ChunkStamp.BLOCK - ChunkStamp.FOOTER);
    Matcher end = FOOTER.matcher(new String(footer.array(), StandardCharsets.ISO_8859_1));
    return end.lookingAt() && end.group(1).equals(header.group(1))
        ? new Chunk(Long.parseLong(header.group(1), 16), block, length, ChunkStamp.version(footer))
        : null;
  }

  /** The line that a block begins with. */
  private String text(long block) throws IOException {
    ByteBuffer begin = ByteBuffer.allocate(LONGEST_HEADER);
    read(begin, block * ChunkStamp.BLOCK);
    String text = new String(begin.array(), StandardCharsets.ISO_8859_1);
    int end = text.indexOf('\n');
    return end < 0 ? "" : text.substring(0, end);
  }

  private ByteBuffer read(Chunk chunk) throws IOException {
    ByteBuffer data = ByteBuffer.allocate(chunk.length());
    read(data, chunk.position());
    return data;
  }

  private void read(ByteBuffer data, long position) throws IOException {
    while (data.hasRemaining() && file.read(data, position + data.position()) >= 0) {
      continue;
    }
    while (data.hasRemaining()) {
      data.put((byte) 0);
    }
    data.rewind();
    data.limit(data.capacity());
  }

  /** Without beginning and end it is no chunk any more. */
  private void remove(Chunk chunk) {
    patches.add(chunk.position(), new byte[LONGEST_HEADER]);
    patches.add(chunk.position() + chunk.length() - ChunkStamp.FOOTER, new byte[ChunkStamp.FOOTER]);
  }
}
