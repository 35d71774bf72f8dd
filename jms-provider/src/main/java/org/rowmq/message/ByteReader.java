package org.rowmq.message;

import java.util.Arrays;

/**
 * Reads what {@link ByteWriter} wrote, and never beyond it: no length is believed before it has
 * been checked.
 */
final class ByteReader {

  private static final int MAX_COUNT_BITS = 63;

  private final byte[] bytes;
  private final String what;
  private int position;

  /**
   * A reader.
   *
   * @param what for error messages: "the map body"
   */
  ByteReader(byte[] bytes, int position, String what) {
    this.bytes = bytes;
    this.position = position;
    this.what = what;
  }

  int position() {
    return position;
  }

  int remaining() {
    return bytes.length - position;
  }

  int getByte() {
    need(1);
    return bytes[position++];
  }

  short getShort() {
    need(Short.BYTES);
    return (short) (getByte() << 8 | (getByte() & 0xFF));
  }

  int getInt() {
    need(Integer.BYTES);
    int value = 0;
    for (int i = 0; i < Integer.BYTES; i++) {
      value = value << 8 | (bytes[position++] & 0xFF);
    }
    return value;
  }

  long getLong() {
    return (long) getInt() << Integer.SIZE | (getInt() & 0xFFFF_FFFFL);
  }

  long getCount() {
    long value = 0;
    for (int shift = 0; shift < MAX_COUNT_BITS; shift += 7) {
      int next = getByte();
      value |= (long) (next & 0x7F) << shift;
      if (next >= 0) {
        return value;
      }
    }
    throw new CorruptMessageException(what + " holds a number that does not end");
  }

  /** A count of things that take at least one byte each, so that it can be used to allocate. */
  int getSize() {
    long size = getCount();
    if (size > remaining()) {
      throw new CorruptMessageException(
          what
              + " claims "
              + size
              + " more bytes or entries at offset "
              + position
              + " but only "
              + remaining()
              + " bytes are left");
    }
    return (int) size;
  }

  byte[] getBytes() {
    int size = getSize();
    position += size;
    return Arrays.copyOfRange(bytes, position - size, position);
  }

  String getString() {
    int size = getSize();
    position += size;
    return Utf8.decode(bytes, position - size, size, what);
  }

  void skip(int count) {
    need(count);
    position += count;
  }

  /** Reads a string and says whether it is this one, allocating nothing if both are ASCII. */
  boolean getStringEquals(String expected) {
    int size = getSize();
    int start = position;
    position += size;
    for (int i = 0; i < size; i++) {
      byte b = bytes[start + i];
      if (b < 0) {
        return Utf8.decode(bytes, start, size, what).equals(expected);
      }
      if (i >= expected.length() || expected.charAt(i) != b) {
        return false;
      }
    }
    return size == expected.length();
  }

  /** Nothing may follow what has been read. */
  void end() {
    if (remaining() != 0) {
      throw new CorruptMessageException(
          what + " is followed by " + remaining() + " bytes that do not belong to it");
    }
  }

  CorruptMessageException corrupt(String problem) {
    return new CorruptMessageException(what + " " + problem);
  }

  private void need(int count) {
    if (count > remaining()) {
      throw new CorruptMessageException(
          what
              + " ends at offset "
              + bytes.length
              + " where "
              + count
              + " bytes were expected at "
              + position);
    }
  }
}
