package org.rowmq.store.redo;

import java.nio.ByteBuffer;
import java.util.zip.CRC32C;

/**
 * What a redo log says of one transaction. In a file each begins at a multiple of {@link #STEP};
 * behind it is the next record, part of an older one, or zeros.
 *
 * @param number of the transaction; the one behind it has the next
 * @param forced the number of the last record that was known to be on disk when this was written
 * @param content what the transaction did
 */
public record RedoRecord(long number, long forced, ByteBuffer content) {
  static final int STEP = 64;

  private static final int MARK = 0x526f774d;
  private static final int HEADER = 2 * Long.BYTES + 3 * Integer.BYTES;

  /** How many bytes a record takes in a file. */
  static int length(int content) {
    return (HEADER + content + STEP - 1) / STEP * STEP;
  }

  /**
   * Writes a record and what fills its last step; the buffer has room for both.
   *
   * @param secret of the log: without it a message could contain what looks like a record
   */
  void put(ByteBuffer data, long secret) {
    int begin = data.position();
    int length = content.remaining();
    data.putInt(MARK);
    data.putInt(length);
    data.putInt(sum(secret));
    data.putLong(number);
    data.putLong(forced);
    data.put(content.duplicate());
    while (data.position() < begin + length(length)) {
      data.put((byte) 0);
    }
  }

  /** The record that begins at a place of a file, or null. */
  static RedoRecord at(ByteBuffer file, int place, long secret) {
    if (file.limit() - place < HEADER || file.getInt(place) != MARK) {
      return null;
    }
    int length = file.getInt(place + Integer.BYTES);
    if (length < 0 || length > file.limit() - place - HEADER) {
      return null;
    }
    int numbers = place + 3 * Integer.BYTES;
    RedoRecord record =
        new RedoRecord(
            file.getLong(numbers),
            file.getLong(numbers + Long.BYTES),
            file.slice(place + HEADER, length));
    return record.sum(secret) == file.getInt(place + 2 * Integer.BYTES) ? record : null;
  }

  private int sum(long secret) {
    CRC32C sum = new CRC32C();
    sum.update(
        ByteBuffer.allocate(3 * Long.BYTES + Integer.BYTES)
            .putLong(secret)
            .putLong(number)
            .putLong(forced)
            .putInt(content.remaining())
            .flip());
    sum.update(content.duplicate());
    return (int) sum.getValue();
  }
}
