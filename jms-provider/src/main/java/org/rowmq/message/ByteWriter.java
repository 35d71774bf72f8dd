package org.rowmq.message;

import java.util.Arrays;

/** A growing byte array with the few number formats that stored messages use, all big-endian. */
final class ByteWriter {

  private byte[] bytes;
  private int length;

  ByteWriter(int capacity) {
    bytes = new byte[Math.max(capacity, 16)];
  }

  void putByte(int value) {
    room(1);
    bytes[length++] = (byte) value;
  }

  void putShort(int value) {
    putByte(value >> 8);
    putByte(value);
  }

  void putInt(int value) {
    room(Integer.BYTES);
    for (int shift = 24; shift >= 0; shift -= 8) {
      bytes[length++] = (byte) (value >> shift);
    }
  }

  void putLong(long value) {
    room(Long.BYTES);
    for (int shift = 56; shift >= 0; shift -= 8) {
      bytes[length++] = (byte) (value >> shift);
    }
  }

  /** A number that is never negative and mostly small: seven bits per byte, low bits first. */
  void putCount(long value) {
    long rest = value;
    while (rest >= 0x80) {
      putByte((int) (rest & 0x7F) | 0x80);
      rest >>>= 7;
    }
    putByte((int) rest);
  }

  void putBytes(byte[] value) {
    putCount(value.length);
    putRaw(value);
  }

  void putString(String value) {
    putBytes(Utf8.encode(value));
  }

  void putRaw(byte[] value) {
    putRaw(value, 0, value.length);
  }

  void putRaw(byte[] value, int offset, int count) {
    room(count);
    System.arraycopy(value, offset, bytes, length, count);
    length += count;
  }

  int length() {
    return length;
  }

  byte[] toByteArray() {
    return Arrays.copyOf(bytes, length);
  }

  private void room(int count) {
    int needed = Math.addExact(length, count);
    if (needed > bytes.length) {
      bytes =
          Arrays.copyOf(
              bytes, Math.max(needed, (int) Math.min(bytes.length * 2L, Integer.MAX_VALUE - 8)));
    }
  }
}
