package org.rowmq.store.redo;

import java.io.Closeable;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.zip.CRC32C;

/**
 * One file of a log: a header that says whose it is, and records. It has its full size from the
 * beginning, because a file that grows costs the file system more with each force. Not thread-safe.
 */
final class RedoFile implements Closeable {
  /** A block of the disk is the header's alone: a record that is torn does not take it along. */
  static final int HEADER = 4096;

  private static final long MARK = 0x524f574d5152444fL;
  private static final int VERSION = 1;
  private static final int ZEROS = 1 << 20;

  private final FileChannel file;
  private final long size;
  private long end = HEADER;
  private long newest;

  private RedoFile(FileChannel file, long size) {
    this.file = file;
    this.size = size;
  }

  /** Makes a file the one of a log, and forces it to disk; it is closed if that fails. */
  static RedoFile begin(FileChannel file, long size, long secret) throws IOException {
    RedoFile begun = new RedoFile(file, size);
    try {
      begun.fill();
      write(file, header(secret), 0);
      file.force(true);
      return begun;
    } catch (IOException | RuntimeException | Error e) {
      try {
        begun.abandon();
      } catch (IOException suppressed) {
        e.addSuppressed(suppressed);
      }
      throw e;
    }
  }

  private void fill() throws IOException {
    if (file.size() > size) {
      file.truncate(size);
    }
    for (long at = file.size(); at < size; at = file.size()) {
      write(file, ByteBuffer.allocateDirect((int) Math.min(ZEROS, size - at)), at);
    }
  }

  /** The disk may be full: it takes no space any more. */
  void abandon() throws IOException {
    try (file) {
      file.truncate(0);
    }
  }

  private static ByteBuffer header(long secret) {
    ByteBuffer header = ByteBuffer.allocate(HEADER);
    header.putLong(MARK).putInt(VERSION).putLong(secret);
    CRC32C sum = new CRC32C();
    sum.update(header.array(), 0, header.position());
    header.putInt((int) sum.getValue());
    return header.clear();
  }

  /** Whether all of a file is the one of a log. */
  static boolean isOf(ByteBuffer all, long secret) {
    return all.limit() >= HEADER && all.slice(0, HEADER).equals(header(secret));
  }

  /** The number of its newest record; 0 if there is none. */
  long newest() {
    return newest;
  }

  boolean fits(int length) {
    return length <= size - end;
  }

  boolean everFits(int length) {
    return length <= size - HEADER;
  }

  /** Its records are not needed any more: the next is written over the first. */
  void restart() {
    end = HEADER;
  }

  void append(ByteBuffer record, long number) throws IOException {
    int length = record.remaining();
    write(file, record, end);
    end += length;
    newest = number;
  }

  private static void write(FileChannel file, ByteBuffer data, long position) throws IOException {
    long at = position;
    while (data.hasRemaining()) {
      at += file.write(data, at);
    }
  }

  void force() throws IOException {
    file.force(false);
  }

  @Override
  public void close() throws IOException {
    file.close();
  }
}
