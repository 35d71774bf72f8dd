package org.rowmq.store.jpa;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.ArrayList;
import java.util.List;

/**
 * What should be in a file and is not yet. Who reads the file through this reads it as if it were;
 * so a file can be put in order though it cannot be written to.
 */
final class Patches {
  private record Patch(long position, byte[] data) {
    long end() {
      return position + data.length;
    }
  }

  private final List<Patch> patches = new ArrayList<>();

  void add(long position, byte[] data) {
    patches.add(new Patch(position, data));
  }

  boolean isEmpty() {
    return patches.isEmpty();
  }

  /** Writes them, and has them forced before anything builds on them. */
  void apply(FileChannel file) throws IOException {
    for (Patch patch : patches) {
      ByteBuffer data = ByteBuffer.wrap(patch.data());
      while (data.hasRemaining()) {
        file.write(data, patch.position() + data.position());
      }
    }
    file.force(false);
  }

  /**
   * Puts them into what has been read.
   *
   * @param data was read into from this index on, up to its position
   * @param position of that in the file
   */
  void overlay(ByteBuffer data, int from, long position) {
    long end = position + data.position() - from;
    for (Patch patch : patches) {
      long begin = Math.max(position, patch.position());
      int length = (int) (Math.min(end, patch.end()) - begin);
      if (length > 0) {
        data.put(
            from + (int) (begin - position),
            patch.data(),
            (int) (begin - patch.position()),
            length);
      }
    }
  }
}
