package org.rowmq.message;

import jakarta.jms.JMSException;
import jakarta.jms.MapMessage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Enumeration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * A message whose body is a map of names to primitive values, strings and byte arrays
 * (specification section 3.11). A map without entries counts as no body. Not safe for use by many
 * threads.
 */
public final class RowmqMapMessage extends RowmqMessage implements MapMessage {

  private static final int VERSION = 1;

  private final Map<String, Object> values = new LinkedHashMap<>();
  private byte[] undecoded;

  /** A new message, to be filled and sent. */
  public RowmqMapMessage() {}

  @Override
  public BodyType bodyType() {
    return BodyType.MAP;
  }

  @Override
  public boolean getBoolean(String name) throws JMSException {
    return ValueConversions.toBoolean(values().get(name));
  }

  @Override
  public byte getByte(String name) throws JMSException {
    return ValueConversions.toByte(values().get(name));
  }

  @Override
  public short getShort(String name) throws JMSException {
    return ValueConversions.toShort(values().get(name));
  }

  @Override
  public char getChar(String name) throws JMSException {
    return ValueConversions.toChar(values().get(name));
  }

  @Override
  public int getInt(String name) throws JMSException {
    return ValueConversions.toInt(values().get(name));
  }

  @Override
  public long getLong(String name) throws JMSException {
    return ValueConversions.toLong(values().get(name));
  }

  @Override
  public float getFloat(String name) throws JMSException {
    return ValueConversions.toFloat(values().get(name));
  }

  @Override
  public double getDouble(String name) throws JMSException {
    return ValueConversions.toDouble(values().get(name));
  }

  @Override
  public String getString(String name) throws JMSException {
    return ValueConversions.toText(values().get(name));
  }

  @Override
  public byte[] getBytes(String name) throws JMSException {
    return ValueConversions.toBytes(values().get(name));
  }

  @Override
  public Object getObject(String name) {
    return ValueConversions.copied(values().get(name));
  }

  @Override
  public Enumeration<String> getMapNames() {
    return Collections.enumeration(new ArrayList<>(values().keySet()));
  }

  @Override
  public boolean itemExists(String name) {
    return values().containsKey(name);
  }

  @Override
  public void setBoolean(String name, boolean value) throws JMSException {
    put(name, value);
  }

  @Override
  public void setByte(String name, byte value) throws JMSException {
    put(name, value);
  }

  @Override
  public void setShort(String name, short value) throws JMSException {
    put(name, value);
  }

  @Override
  public void setChar(String name, char value) throws JMSException {
    put(name, value);
  }

  @Override
  public void setInt(String name, int value) throws JMSException {
    put(name, value);
  }

  @Override
  public void setLong(String name, long value) throws JMSException {
    put(name, value);
  }

  @Override
  public void setFloat(String name, float value) throws JMSException {
    put(name, value);
  }

  @Override
  public void setDouble(String name, double value) throws JMSException {
    put(name, value);
  }

  @Override
  public void setString(String name, String value) throws JMSException {
    put(name, value);
  }

  @Override
  public void setBytes(String name, byte[] value) throws JMSException {
    put(name, value);
  }

  @Override
  public void setBytes(String name, byte[] value, int offset, int length) throws JMSException {
    requireWritableBody();
    requireName(name);
    put(name, Arrays.copyOfRange(value, offset, endOf(value, offset, length)));
  }

  @Override
  public void setObject(String name, Object value) throws JMSException {
    put(name, value);
  }

  @Override
  byte[] encodeBody() {
    if (undecoded != null) {
      return undecoded;
    }
    if (values.isEmpty()) {
      return null;
    }
    ByteWriter out = new ByteWriter(32 * values.size());
    out.putByte(VERSION);
    out.putCount(values.size());
    values.forEach(
        (name, value) -> {
          out.putString(name);
          TypedValue.write(out, value);
        });
    return out.toByteArray();
  }

  @Override
  void decodeBody(byte[] body, DecodeContext context) {
    undecoded = body == null || body.length == 0 ? null : body;
  }

  @Override
  void clearContent() {
    values.clear();
    undecoded = null;
  }

  @Override
  boolean hasNoBody() {
    return values().isEmpty();
  }

  @Override
  boolean isContentAssignableTo(Class<?> type) {
    return type.isAssignableFrom(Map.class);
  }

  @Override
  Object content() {
    Map<String, Object> copy = new LinkedHashMap<>();
    values().forEach((name, value) -> copy.put(name, ValueConversions.copied(value)));
    return copy;
  }

  static int endOf(byte[] value, int offset, int length) {
    Objects.checkFromIndexSize(offset, length, value.length);
    return offset + length;
  }

  private void put(String name, Object value) throws JMSException {
    requireWritableBody();
    requireName(name);
    if (!ValueConversions.isBodyValue(value)) {
      throw ValueConversions.notAllowed(value, "A map message");
    }
    values().put(name, ValueConversions.copied(value));
  }

  private static void requireName(String name) {
    if (name == null || name.isEmpty()) {
      throw new IllegalArgumentException(
          "A map entry needs a name: it was " + (name == null ? "null" : "empty"));
    }
  }

  private Map<String, Object> values() {
    if (undecoded != null) {
      ByteReader in = new ByteReader(undecoded, 0, "the map body");
      int version = in.getByte();
      if (version != VERSION) {
        throw in.corrupt("has version " + version + " and this program reads version " + VERSION);
      }
      Map<String, Object> decoded = new LinkedHashMap<>();
      for (int count = in.getSize(); count > 0; count--) {
        decoded.put(in.getString(), TypedValue.read(in));
      }
      in.end();
      values.putAll(decoded);
      undecoded = null;
    }
    return values;
  }
}
