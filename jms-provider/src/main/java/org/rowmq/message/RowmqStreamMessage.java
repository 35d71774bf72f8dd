package org.rowmq.message;

import jakarta.jms.JMSException;
import jakarta.jms.MessageEOFException;
import jakarta.jms.MessageFormatException;
import jakarta.jms.StreamMessage;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

/**
 * A message whose body is a sequence of primitive values, strings and byte arrays (specification
 * section 3.11). A read that fails leaves the position where it was. Not safe for use by many
 * threads.
 */
public final class RowmqStreamMessage extends RowmqMessage implements StreamMessage {

  private static final int VERSION = 1;
  private static final int NOT_IN_BYTES = -1;

  private final List<Object> values = new ArrayList<>();
  private byte[] undecoded;
  private int position;

  /** How much of the byte array at the position has been read, while it is being read in pieces. */
  private int bytesRead = NOT_IN_BYTES;

  /** A new message, to be filled and sent. */
  public RowmqStreamMessage() {}

  @Override
  public BodyType bodyType() {
    return BodyType.STREAM;
  }

  @Override
  public boolean readBoolean() throws JMSException {
    boolean value = ValueConversions.toBoolean(next());
    position++;
    return value;
  }

  @Override
  public byte readByte() throws JMSException {
    byte value = ValueConversions.toByte(next());
    position++;
    return value;
  }

  @Override
  public short readShort() throws JMSException {
    short value = ValueConversions.toShort(next());
    position++;
    return value;
  }

  @Override
  public char readChar() throws JMSException {
    char value = ValueConversions.toChar(next());
    position++;
    return value;
  }

  @Override
  public int readInt() throws JMSException {
    int value = ValueConversions.toInt(next());
    position++;
    return value;
  }

  @Override
  public long readLong() throws JMSException {
    long value = ValueConversions.toLong(next());
    position++;
    return value;
  }

  @Override
  public float readFloat() throws JMSException {
    float value = ValueConversions.toFloat(next());
    position++;
    return value;
  }

  @Override
  public double readDouble() throws JMSException {
    double value = ValueConversions.toDouble(next());
    position++;
    return value;
  }

  @Override
  public String readString() throws JMSException {
    String value = ValueConversions.toText(next());
    position++;
    return value;
  }

  @Override
  public Object readObject() throws JMSException {
    Object value = ValueConversions.copied(next());
    position++;
    return value;
  }

  /**
   * Reads a byte array, in as many pieces as the buffer makes necessary. The array has been read
   * when the result is less than the length of the buffer; until then no other value can be read.
   *
   * @return how many bytes were read; -1 if the array is null or its end was reached by the
   *     previous call
   */
  @Override
  public int readBytes(byte[] buffer) throws JMSException {
    Object value = current();
    if (value == null) {
      position++;
      return -1;
    }
    if (!(value instanceof byte[] bytes)) {
      throw ValueConversions.noConversion(value, "byte[]");
    }
    Objects.requireNonNull(buffer, "buffer");
    boolean begun = bytesRead != NOT_IN_BYTES;
    int from = begun ? bytesRead : 0;
    int count = Math.min(buffer.length, bytes.length - from);
    System.arraycopy(bytes, from, buffer, 0, count);
    boolean endWasReached = begun && from == bytes.length;
    if (endWasReached || count < buffer.length) {
      bytesRead = NOT_IN_BYTES;
      position++;
    } else {
      bytesRead = from + count;
    }
    return endWasReached ? -1 : count;
  }

  @Override
  public void writeBoolean(boolean value) throws JMSException {
    write(value);
  }

  @Override
  public void writeByte(byte value) throws JMSException {
    write(value);
  }

  @Override
  public void writeShort(short value) throws JMSException {
    write(value);
  }

  @Override
  public void writeChar(char value) throws JMSException {
    write(value);
  }

  @Override
  public void writeInt(int value) throws JMSException {
    write(value);
  }

  @Override
  public void writeLong(long value) throws JMSException {
    write(value);
  }

  @Override
  public void writeFloat(float value) throws JMSException {
    write(value);
  }

  @Override
  public void writeDouble(double value) throws JMSException {
    write(value);
  }

  @Override
  public void writeString(String value) throws JMSException {
    write(value);
  }

  @Override
  public void writeBytes(byte[] value) throws JMSException {
    write(value);
  }

  @Override
  public void writeBytes(byte[] value, int offset, int length) throws JMSException {
    requireWritableBody();
    write(Arrays.copyOfRange(value, offset, RowmqMapMessage.endOf(value, offset, length)));
  }

  @Override
  public void writeObject(Object value) throws JMSException {
    write(value);
  }

  @Override
  public void reset() {
    setBodyReadOnly(true);
    position = 0;
    bytesRead = NOT_IN_BYTES;
  }

  /** Never true: which of its values would it be (specification section 3.12)? */
  @Override
  @SuppressWarnings("rawtypes")
  public boolean isBodyAssignableTo(Class type) {
    return false;
  }

  @Override
  byte[] encodeBody() {
    if (undecoded != null) {
      return undecoded;
    }
    if (values.isEmpty()) {
      return null;
    }
    ByteWriter out = new ByteWriter(16 * values.size());
    out.putByte(VERSION);
    values.forEach(value -> TypedValue.write(out, value));
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
    position = 0;
    bytesRead = NOT_IN_BYTES;
  }

  private void write(Object value) throws JMSException {
    requireWritableBody();
    if (!ValueConversions.isBodyValue(value)) {
      throw ValueConversions.notAllowed(value, "A stream message");
    }
    values().add(ValueConversions.copied(value));
  }

  /** The value at the position, which may be part of the way through if it is a byte array. */
  private Object current() throws JMSException {
    requireReadableBody();
    if (position >= values().size()) {
      throw new MessageEOFException(
          "All " + values.size() + " values of this stream message have been read");
    }
    return values.get(position);
  }

  /** The value at the position, which must not have been begun. */
  private Object next() throws JMSException {
    Object value = current();
    if (bytesRead != NOT_IN_BYTES) {
      throw new MessageFormatException(
          "A byte array is being read: readBytes must be called until it returns less than the length of its buffer");
    }
    return value;
  }

  private List<Object> values() {
    if (undecoded != null) {
      ByteReader in = new ByteReader(undecoded, 0, "the stream body");
      int version = in.getByte();
      if (version != VERSION) {
        throw in.corrupt("has version " + version + " and this program reads version " + VERSION);
      }
      List<Object> decoded = new ArrayList<>();
      while (in.remaining() > 0) {
        decoded.add(TypedValue.read(in));
      }
      values.addAll(decoded);
      undecoded = null;
    }
    return values;
  }
}
