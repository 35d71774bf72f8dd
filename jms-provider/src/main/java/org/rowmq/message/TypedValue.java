package org.rowmq.message;

/**
 * One value with its type, as in properties and the bodies of MapMessage and StreamMessage: a tag
 * byte, then the value. The tags are stored: a tag is never changed or reused.
 */
final class TypedValue {

  private static final int NULL = 0;
  private static final int TRUE = 1;
  private static final int FALSE = 2;
  private static final int BYTE = 3;
  private static final int SHORT = 4;
  private static final int INT = 5;
  private static final int LONG = 6;
  private static final int FLOAT = 7;
  private static final int DOUBLE = 8;
  private static final int STRING = 9;
  private static final int CHAR = 10;
  private static final int BYTES = 11;

  private TypedValue() {}

  static void write(ByteWriter out, Object value) {
    if (value == null) {
      out.putByte(NULL);
    } else if (value instanceof String string) {
      out.putByte(STRING);
      out.putString(string);
    } else if (value instanceof Boolean bool) {
      out.putByte(bool ? TRUE : FALSE);
    } else if (value instanceof Integer number) {
      out.putByte(INT);
      out.putInt(number);
    } else if (value instanceof Long number) {
      out.putByte(LONG);
      out.putLong(number);
    } else if (value instanceof Double number) {
      out.putByte(DOUBLE);
      out.putLong(Double.doubleToRawLongBits(number));
    } else if (value instanceof Float number) {
      out.putByte(FLOAT);
      out.putInt(Float.floatToRawIntBits(number));
    } else if (value instanceof Short number) {
      out.putByte(SHORT);
      out.putShort(number);
    } else if (value instanceof Byte number) {
      out.putByte(BYTE);
      out.putByte(number);
    } else if (value instanceof Character character) {
      out.putByte(CHAR);
      out.putShort(character);
    } else if (value instanceof byte[] bytes) {
      out.putByte(BYTES);
      out.putBytes(bytes);
    } else {
      throw new IllegalArgumentException("not a value of a message: " + value.getClass().getName());
    }
  }

  static Object read(ByteReader in) {
    int tag = in.getByte();
    return switch (tag) {
      case NULL -> null;
      case TRUE -> true;
      case FALSE -> false;
      case BYTE -> (byte) in.getByte();
      case SHORT -> in.getShort();
      case INT -> in.getInt();
      case LONG -> in.getLong();
      case FLOAT -> Float.intBitsToFloat(in.getInt());
      case DOUBLE -> Double.longBitsToDouble(in.getLong());
      case STRING -> in.getString();
      case CHAR -> (char) in.getShort();
      case BYTES -> in.getBytes();
      default ->
          throw in.corrupt(
              "has the unknown value type " + tag + " at offset " + (in.position() - 1));
    };
  }

  static void skip(ByteReader in) {
    int tag = in.getByte();
    switch (tag) {
      case NULL, TRUE, FALSE -> {}
      case BYTE -> in.skip(Byte.BYTES);
      case SHORT, CHAR -> in.skip(Short.BYTES);
      case INT, FLOAT -> in.skip(Integer.BYTES);
      case LONG, DOUBLE -> in.skip(Long.BYTES);
      case STRING, BYTES -> in.skip(in.getSize());
      default ->
          throw in.corrupt(
              "has the unknown value type " + tag + " at offset " + (in.position() - 1));
    }
  }
}
