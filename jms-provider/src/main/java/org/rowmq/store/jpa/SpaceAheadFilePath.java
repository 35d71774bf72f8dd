package org.rowmq.store.jpa;

import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import org.h2.store.fs.FileBaseDefault;
import org.h2.store.fs.FilePathWrapper;

/**
 * The file system under {@link SingleWriterFilePath} where the embedded database must survive a
 * loss of power: has the database file end in zeros that the file system has written already, and
 * tells those above the size without them. Forcing a write that makes a file longer forces the file
 * system's own notes about it as well, which takes longer than the write.
 *
 * <p>The zeros are cut off when the file is closed. What a process leaves that was killed ends in
 * them; they are told from data by being zeros, because whatever H2 writes ends in a footer.
 */
public final class SpaceAheadFilePath extends FilePathWrapper {
  static final String SCHEME = "rowmqahead";

  /** How many bytes of zeros are written at a time. */
  static final int STEP = 1 << 20;

  /** Longer writes make the file longer by themselves: theirs would be as many zeros again. */
  private static final int LONG_WRITE = STEP / 8;

  /** Zeros that stay when a file becomes shorter: it becomes longer again soon. */
  private static final long KEPT = 2L * STEP;

  /** Zeros that are looked for at the end of a file: more than there can be. */
  private static final long LOOKED_FOR = KEPT + STEP;

  private static final ByteBuffer ZEROS = ByteBuffer.allocateDirect(STEP).asReadOnlyBuffer();

  private static final System.Logger LOG = System.getLogger(SpaceAheadFilePath.class.getName());

  @Override
  public String getScheme() {
    return SCHEME;
  }

  @Override
  public FileChannel open(String mode) throws IOException {
    FileChannel file = super.open(mode);
    if (!name.endsWith(".mv.db")) {
      return file;
    }
    try {
      return new Ahead(file, !"r".equals(mode));
    } catch (IOException | RuntimeException e) {
      file.close();
      throw e;
    }
  }

  private static void zero(FileChannel file, long from, long to) throws IOException {
    for (long at = from; at < to; ) {
      int length = (int) Math.min(STEP, to - at);
      at += file.write(ZEROS.duplicate().limit(length), at);
    }
  }

  /**
   * Where the block ends that has the last byte of a file that is not zero. In one of nothing but
   * zeros something is wrong: it is left as it is, and H2 refuses it.
   */
  private static long endOfData(FileChannel file) throws IOException {
    long size = file.size();
    long least = Math.max(0, size - LOOKED_FOR);
    ByteBuffer block = ByteBuffer.allocate(ChunkStamp.BLOCK);
    ByteBuffer zeros = ZEROS.duplicate();
    long end = size;
    while (end > least) {
      long begin = (end - 1) / ChunkStamp.BLOCK * ChunkStamp.BLOCK;
      block.clear().limit((int) (end - begin));
      while (block.hasRemaining() && file.read(block, begin + block.position()) >= 0) {
        continue;
      }
      block.flip();
      if (!block.equals(zeros.limit(block.limit()))) {
        return end;
      }
      end = begin;
    }
    return end == 0 ? size : end;
  }

  private static final class Ahead extends FileBaseDefault {
    private final FileChannel file;
    private final boolean writing;

    /** Where the data ends; what comes after it is zeros. */
    private volatile long end;

    /** Where the zeros end. Changed after the file, while the lock is held. */
    private volatile long filled;

    /** How long the file is to be when zeros are tried again that could not be written. */
    private long again;

    Ahead(FileChannel file, boolean writing) throws IOException {
      this.file = file;
      this.writing = writing;
      this.end = endOfData(file);
      this.filled = file.size();
    }

    @Override
    public long size() {
      return end;
    }

    @Override
    public int read(ByteBuffer data, long position) throws IOException {
      long left = end - position;
      if (left <= 0) {
        return data.hasRemaining() ? -1 : 0;
      }
      if (data.remaining() <= left) {
        return file.read(data, position);
      }
      int limit = data.limit();
      data.limit(data.position() + (int) left);
      try {
        return file.read(data, position);
      } finally {
        data.limit(limit);
      }
    }

    @Override
    public int write(ByteBuffer data, long position) throws IOException {
      int length = data.remaining();
      long to = position + length;
      if (to <= end) {
        return file.write(data, position);
      }
      // one at a time: zeros must not come over what somebody else has written there meanwhile
      synchronized (this) {
        int written = file.write(data, position);
        end = Math.max(end, position + written);
        if (end > filled) {
          filled = end;
          if (length < LONG_WRITE && filled >= again) {
            fill();
          }
        }
        return written;
      }
    }

    private void fill() {
      long to = filled + STEP;
      try {
        zero(file, filled, to);
        filled = to;
      } catch (IOException e) {
        // there may be no space left, but nobody has asked for this yet
        again = to;
        LOG.log(Level.DEBUG, "the file could not be made longer ahead of time", e);
      }
    }

    @Override
    public void force(boolean metaData) throws IOException {
      file.force(metaData);
    }

    @Override
    protected synchronized void implTruncate(long size) throws IOException {
      if (size >= end) {
        return;
      }
      if (filled - size <= KEPT) {
        zero(file, size, end);
      } else {
        file.truncate(size);
        filled = size;
      }
      end = size;
    }

    @Override
    public FileLock tryLock(long position, long size, boolean shared) throws IOException {
      return file.tryLock(position, size, shared);
    }

    @Override
    protected void implCloseChannel() throws IOException {
      try (file) {
        if (writing) {
          cutOffZeros();
        }
      }
    }

    private synchronized void cutOffZeros() {
      try {
        file.truncate(endOfData(file));
      } catch (IOException e) {
        LOG.log(Level.DEBUG, "the zeros at the end of the file remain", e);
      }
    }
  }
}
