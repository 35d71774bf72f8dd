package org.rowmq.message;

/**
 * The six message types (specification section 3.11). The codes are stored: a code is never changed
 * or reused.
 */
public enum BodyType {
  MESSAGE(0),
  TEXT(1),
  BYTES(2),
  MAP(3),
  STREAM(4),
  OBJECT(5);

  private static final BodyType[] BY_CODE = values();

  private final byte code;

  BodyType(int code) {
    this.code = (byte) code;
  }

  /** The stored code. */
  public byte code() {
    return code;
  }

  /**
   * The type with this code.
   *
   * @throws CorruptMessageException if there is none
   */
  public static BodyType ofCode(byte code) {
    if (code < 0 || code >= BY_CODE.length) {
      throw new CorruptMessageException("body type " + code + " is unknown");
    }
    return BY_CODE[code];
  }
}
