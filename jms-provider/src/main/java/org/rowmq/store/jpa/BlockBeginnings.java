package org.rowmq.store.jpa;

import java.io.File;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;

/**
 * The first byte of each block of a file, of which a large one has millions: a call of the
 * operating system for each takes longer than all else that opening the file does. So the file is
 * mapped into memory where that can be done.
 */
final class BlockBeginnings {
  private static final System.Logger LOG = System.getLogger(BlockBeginnings.class.getName());

  private static final int WINDOW = 1 << 30;

  /**
   * Windows does not cut a file shorter while it is mapped, which ends when memory is collected.
   */
  private static final boolean MAPS = File.separatorChar == '/';

  private final FileChannel file;
  private final Path path;
  private final ByteBuffer one = ByteBuffer.allocateDirect(1);
  private boolean mapping = MAPS;
  private ByteBuffer window = ByteBuffer.allocate(0);
  private long windowBegin;

  /**
   * @param path of the file, which H2's channels do not map
   */
  BlockBeginnings(FileChannel file, Path path) {
    this.file = file;
    this.path = path;
  }

  /** Quick when blocks are asked for in their order. */
  byte at(long block) throws IOException {
    long position = block * ChunkStamp.BLOCK;
    if (mapping && (position < windowBegin || position >= windowBegin + window.capacity())) {
      map(position);
    }
    return mapping ? window.get((int) (position - windowBegin)) : read(position);
  }

  private void map(long position) {
    windowBegin = position - position % WINDOW;
    try (FileChannel mapped = FileChannel.open(path)) {
      long bytes = Math.min(WINDOW, mapped.size() - windowBegin);
      window = mapped.map(MapMode.READ_ONLY, windowBegin, bytes);
    } catch (IOException e) {
      LOG.log(Level.DEBUG, "the database file is not mapped into memory, but read", e);
      mapping = false;
    }
  }

  private byte read(long position) throws IOException {
    one.clear();
    file.read(one, position);
    return one.get(0);
  }
}
