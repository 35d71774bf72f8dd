package org.rowmq.message;

import jakarta.jms.MessageFormatException;

/**
 * The conversion tables of properties (specification section 3.5.4) and of Map and Stream bodies
 * (3.11.3). They are one table: properties are never char or byte[]. null is read as a primitive as
 * that primitive's {@code valueOf(String)} reads null: false for boolean, NullPointerException for
 * float, double and char, NumberFormatException for the others.
 */
final class ValueConversions {

  private ValueConversions() {}

  static boolean toBoolean(Object value) throws MessageFormatException {
    if (value instanceof Boolean bool) {
      return bool;
    }
    if (value == null || value instanceof String) {
      return Boolean.parseBoolean((String) value);
    }
    throw noConversion(value, "boolean");
  }

  static byte toByte(Object value) throws MessageFormatException {
    if (value instanceof Byte number) {
      return number;
    }
    if (value == null || value instanceof String) {
      return Byte.parseByte((String) value);
    }
    throw noConversion(value, "byte");
  }

  static short toShort(Object value) throws MessageFormatException {
    if (value instanceof Short || value instanceof Byte) {
      return ((Number) value).shortValue();
    }
    if (value == null || value instanceof String) {
      return Short.parseShort((String) value);
    }
    throw noConversion(value, "short");
  }

  static char toChar(Object value) throws MessageFormatException {
    if (value instanceof Character character) {
      return character;
    }
    if (value == null) {
      throw new NullPointerException("null cannot be read as char");
    }
    throw noConversion(value, "char");
  }

  static int toInt(Object value) throws MessageFormatException {
    if (value instanceof Integer || value instanceof Short || value instanceof Byte) {
      return ((Number) value).intValue();
    }
    if (value == null || value instanceof String) {
      return Integer.parseInt((String) value);
    }
    throw noConversion(value, "int");
  }

  static long toLong(Object value) throws MessageFormatException {
    if (value instanceof Long
        || value instanceof Integer
        || value instanceof Short
        || value instanceof Byte) {
      return ((Number) value).longValue();
    }
    if (value == null || value instanceof String) {
      return Long.parseLong((String) value);
    }
    throw noConversion(value, "long");
  }

  static float toFloat(Object value) throws MessageFormatException {
    if (value instanceof Float number) {
      return number;
    }
    if (value == null || value instanceof String) {
      return Float.parseFloat((String) value);
    }
    throw noConversion(value, "float");
  }

  static double toDouble(Object value) throws MessageFormatException {
    if (value instanceof Double || value instanceof Float) {
      return ((Number) value).doubleValue();
    }
    if (value == null || value instanceof String) {
      return Double.parseDouble((String) value);
    }
    throw noConversion(value, "double");
  }

  static String toText(Object value) throws MessageFormatException {
    if (value instanceof byte[]) {
      throw noConversion(value, "String");
    }
    return value == null ? null : value.toString();
  }

  /** A copy, so that the message cannot be changed through it. */
  static byte[] toBytes(Object value) throws MessageFormatException {
    if (value instanceof byte[] bytes) {
      return bytes.clone();
    }
    if (value == null) {
      return null;
    }
    throw noConversion(value, "byte[]");
  }

  /** The value itself, or a copy where it can be changed. */
  static Object copied(Object value) {
    return value instanceof byte[] bytes ? bytes.clone() : value;
  }

  static boolean isPropertyValue(Object value) {
    return value == null
        || value instanceof String
        || value instanceof Boolean
        || value instanceof Integer
        || value instanceof Long
        || value instanceof Double
        || value instanceof Float
        || value instanceof Short
        || value instanceof Byte;
  }

  static boolean isBodyValue(Object value) {
    return isPropertyValue(value) || value instanceof Character || value instanceof byte[];
  }

  static MessageFormatException noConversion(Object value, String target) {
    String source = value instanceof byte[] ? "byte[]" : value.getClass().getSimpleName();
    return new MessageFormatException(
        "A value that was written as " + source + " cannot be read as " + target);
  }

  static MessageFormatException notAllowed(Object value, String what) {
    return new MessageFormatException(
        what
            + " cannot hold a "
            + value.getClass().getName()
            + ": only primitive types and String"
            + (what.startsWith("A property") ? "" : " and byte[]"));
  }
}
