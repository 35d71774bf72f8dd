package org.rowmq.store.jpa;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/**
 * Zeros behind the end of the database file, written before they are needed. Forcing a write that
 * makes the file longer forces what the file system knows about the file as well, which takes half
 * as long again; so the file is made longer by a few writes at once. H2 does not get to see the
 * zeros: not while the file is open, not after a crash, and an orderly close takes them away.
 *
 * <p>Thread-safe.
 */
final class ReservedSpace {
  private static final System.Logger LOG = System.getLogger(ReservedSpace.class.getName());

  private static final int LEAST = 128 << 10;
  private static final int MOST = 512 << 10;

  /** So many writes like the last. */
  private static final int WRITES = 4;

  /** For a larger write forcing the file's length counts for little. */
  private static final int LARGE = MOST / WRITES;

  private static final ByteBuffer ZEROS = ByteBuffer.allocateDirect(MOST).asReadOnlyBuffer();

  private final FileChannel file;

  /** What H2 knows of. */
  private long used;

  /** What there is. */
  private long size;

  /** Whether there was a force since space was last reserved; who does not force needs none. */
  private boolean forced;

  ReservedSpace(FileChannel file) throws IOException {
    this.file = file;
    this.size = file.size();
    this.used = size - zerosAtEnd();
  }

  /** In whole blocks; a chunk ends with letters. */
  private long zerosAtEnd() throws IOException {
    ByteBuffer block = ByteBuffer.allocate(ChunkStamp.BLOCK);
    long zeros = 0;
    while (zeros + ChunkStamp.BLOCK <= size) {
      block.clear();
      int read = file.read(block, size - zeros - ChunkStamp.BLOCK);
      if (read < ChunkStamp.BLOCK || block.flip().mismatch(zeros(ChunkStamp.BLOCK)) >= 0) {
        break;
      }
      zeros += ChunkStamp.BLOCK;
    }
    return zeros;
  }

  private static ByteBuffer zeros(int length) {
    return ZEROS.duplicate().limit(length);
  }

  /** The size of the file for H2, in bytes. */
  synchronized long used() {
    return used;
  }

  /** Something was written; reserves space if that made the file longer. */
  synchronized void written(long position, int length) {
    used = Math.max(used, position + length);
    if (used > size) {
      size = used;
      if (forced && length <= LARGE) {
        reserve(Math.max(LEAST, Math.min(MOST, WRITES * length)));
      }
    }
  }

  private void reserve(int length) {
    forced = false;
    try {
      size += file.write(zeros(length / ChunkStamp.BLOCK * ChunkStamp.BLOCK), size);
    } catch (IOException e) {
      // on a full disk, say: a write that is needed will tell
      LOG.log(Level.DEBUG, "no space was reserved", e);
    }
  }

  synchronized void forced() {
    forced = true;
  }

  synchronized void truncated(long newSize) {
    used = Math.min(used, newSize);
    size = Math.min(size, newSize);
  }

  /** Gives back what was not needed. */
  synchronized void release() throws IOException {
    if (file.size() > used) {
      file.truncate(used);
      size = used;
    }
  }
}
