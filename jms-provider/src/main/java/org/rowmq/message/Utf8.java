package org.rowmq.message;

import java.nio.charset.StandardCharsets;

/**
 * Strings as UTF-8, extended so that every Java string survives: a surrogate without its partner,
 * for which UTF-8 has no form, is written as the three bytes its value would take ("WTF-8").
 * Well-formed strings give plain UTF-8.
 */
final class Utf8 {

  private static final char REPLACEMENT = '\uFFFD';

  private Utf8() {}

  static byte[] encode(String string) {
    return isWellFormed(string)
        ? string.getBytes(StandardCharsets.UTF_8)
        : encodeLoneSurrogates(string);
  }

  static String decode(byte[] bytes, int offset, int length, String what) {
    String decoded = new String(bytes, offset, length, StandardCharsets.UTF_8);
    // the JDK puts U+FFFD for what it cannot read; only then is the slow, strict way needed
    return decoded.indexOf(REPLACEMENT) < 0 ? decoded : decodeStrictly(bytes, offset, length, what);
  }

  /** Whether there is no surrogate without its partner. */
  static boolean isWellFormed(String string) {
    for (int i = 0; i < string.length(); i++) {
      char c = string.charAt(i);
      if (Character.isSurrogate(c)) {
        if (!isPairAt(string, i)) {
          return false;
        }
        i++;
      }
    }
    return true;
  }

  /** The string with everything replaced by U+FFFD that some database cannot store as text. */
  static String storable(String string) {
    if (string == null || (string.indexOf('\0') < 0 && isWellFormed(string))) {
      return string;
    }
    StringBuilder result = new StringBuilder(string.length());
    for (int i = 0; i < string.length(); i++) {
      char c = string.charAt(i);
      if (Character.isSurrogate(c) && isPairAt(string, i)) {
        result.append(c).append(string.charAt(++i));
      } else {
        result.append(c == '\0' || Character.isSurrogate(c) ? REPLACEMENT : c);
      }
    }
    return result.toString();
  }

  private static boolean isPairAt(String string, int i) {
    return Character.isHighSurrogate(string.charAt(i))
        && i + 1 < string.length()
        && Character.isLowSurrogate(string.charAt(i + 1));
  }

  private static byte[] encodeLoneSurrogates(String string) {
    ByteWriter out = new ByteWriter(string.length() + 16);
    int from = 0;
    for (int i = 0; i < string.length(); i++) {
      char c = string.charAt(i);
      if (!Character.isSurrogate(c)) {
        continue;
      }
      if (isPairAt(string, i)) {
        i++;
        continue;
      }
      out.putRaw(string.substring(from, i).getBytes(StandardCharsets.UTF_8));
      out.putByte(0xE0 | c >> 12);
      out.putByte(0x80 | (c >> 6 & 0x3F));
      out.putByte(0x80 | (c & 0x3F));
      from = i + 1;
    }
    out.putRaw(string.substring(from).getBytes(StandardCharsets.UTF_8));
    return out.toByteArray();
  }

  private static String decodeStrictly(byte[] bytes, int offset, int length, String what) {
    StringBuilder result = new StringBuilder(length);
    int end = offset + length;
    int i = offset;
    while (i < end) {
      int first = bytes[i++] & 0xFF;
      int following =
          first < 0x80 ? 0 : first >= 0xF0 ? 3 : first >= 0xE0 ? 2 : first >= 0xC0 ? 1 : -1;
      if (following < 0 || first > 0xF4 || i + following > end) {
        throw new CorruptMessageException(what + " is not UTF-8");
      }
      int codePoint = following == 0 ? first : first & (0x3F >> following);
      for (int n = 0; n < following; n++) {
        int next = bytes[i++] & 0xFF;
        if ((next & 0xC0) != 0x80) {
          throw new CorruptMessageException(what + " is not UTF-8");
        }
        codePoint = codePoint << 6 | (next & 0x3F);
      }
      int smallest = following == 0 ? 0 : following == 1 ? 0x80 : following == 2 ? 0x800 : 0x10000;
      if (codePoint < smallest || codePoint > Character.MAX_CODE_POINT) {
        throw new CorruptMessageException(what + " is not UTF-8");
      }
      result.appendCodePoint(codePoint);
    }
    return result.toString();
  }
}
