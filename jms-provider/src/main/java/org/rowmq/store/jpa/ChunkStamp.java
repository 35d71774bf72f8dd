package org.rowmq.store.jpa;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.zip.CRC32C;

/**
 * A checksum of a whole chunk of H2's file, and the version of the newest chunk that was known to
 * be on disk when it was written. It is kept at the end of the chunk's footer, which H2 fills with
 * blanks: it passes over bytes there that are no text, so that the file remains one of H2's.
 */
final class ChunkStamp {
  static final int BLOCK = 4096;
  static final int FOOTER = 128;

  private static final byte[] BEGIN = "chunk:".getBytes(StandardCharsets.ISO_8859_1);
  private static final String VERSION = "version:";
  private static final int SUM_BYTES = 5;
  private static final int FORCED_BYTES = 10;
  private static final int LENGTH = SUM_BYTES + FORCED_BYTES + 1;
  private static final byte MARK = (byte) 0xd2;
  private static final int BITS = 7;
  private static final int HIGH = 0x80;

  private ChunkStamp() {}

  /** Whether what remains of the buffer is a whole chunk. */
  static boolean isChunk(ByteBuffer data) {
    int length = data.remaining();
    return length >= BLOCK
        && length % BLOCK == 0
        && !data.isReadOnly()
        && begins(data, data.position())
        && begins(data, data.limit() - FOOTER);
  }

  private static boolean begins(ByteBuffer data, int at) {
    for (int i = 0; i < BEGIN.length; i++) {
      if (data.get(at + i) != BEGIN[i]) {
        return false;
      }
    }
    return true;
  }

  /** The version in a chunk's footer. */
  static long version(ByteBuffer chunk) {
    byte[] footer = new byte[FOOTER];
    chunk.get(chunk.limit() - FOOTER, footer);
    String text = new String(footer, StandardCharsets.ISO_8859_1);
    int from = text.indexOf(VERSION) + VERSION.length();
    int to = from;
    while (to < text.length() && Character.digit(text.charAt(to), 16) >= 0) {
      to++;
    }
    return Long.parseUnsignedLong(text.substring(from, to), 16);
  }

  /** Puts a stamp into the footer, if there is room. */
  static void put(ByteBuffer chunk, long forced) {
    int at = chunk.limit() - LENGTH;
    for (int i = at; i < chunk.limit(); i++) {
      if (chunk.get(i) > ' ') {
        return;
      }
    }
    putNumber(chunk, at, SUM_BYTES, sum(chunk, forced));
    putNumber(chunk, at + SUM_BYTES, FORCED_BYTES, forced);
    chunk.put(chunk.limit() - 1, MARK);
  }

  private static void putNumber(ByteBuffer chunk, int at, int bytes, long number) {
    for (int i = 0; i < bytes; i++) {
      chunk.put(at + i, (byte) (HIGH | (number >>> (i * BITS))));
    }
  }

  private static long number(ByteBuffer chunk, int at, int bytes) {
    long number = 0;
    for (int i = 0; i < bytes; i++) {
      number |= (long) (chunk.get(at + i) & (HIGH - 1)) << (i * BITS);
    }
    return number;
  }

  /** Whether a chunk is as it was written; one without a stamp is taken to be. */
  static boolean isIntact(ByteBuffer chunk) {
    return !isStamped(chunk)
        || number(chunk, chunk.limit() - LENGTH, SUM_BYTES) == sum(chunk, forced(chunk));
  }

  private static boolean isStamped(ByteBuffer chunk) {
    return chunk.get(chunk.limit() - 1) == MARK;
  }

  /**
   * The newest version known to be on disk when this was written; what older ones need is whole.
   */
  static long forced(ByteBuffer chunk) {
    return isStamped(chunk) ? number(chunk, chunk.limit() - LENGTH + SUM_BYTES, FORCED_BYTES) : 0;
  }

  private static long sum(ByteBuffer chunk, long forced) {
    CRC32C sum = new CRC32C();
    ByteBuffer content = chunk.duplicate();
    content.limit(chunk.limit() - FOOTER);
    sum.update(content);
    sum.update(ByteBuffer.allocate(Long.BYTES).putLong(0, forced));
    return sum.getValue();
  }
}
