package org.rowmq.message;

import jakarta.jms.BytesMessage;
import jakarta.jms.JMSException;
import jakarta.jms.MessageEOFException;
import jakarta.jms.MessageFormatException;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.UTFDataFormatException;
import java.io.UncheckedIOException;
import java.util.Arrays;

/**
 * A message whose body is bytes (specification section 3.11). A new one is written, then read after
 * {@link #reset()}; a read that fails leaves the position where it was. A body of no bytes counts
 * as no body. Not safe for use by many threads.
 */
public final class RowmqBytesMessage extends RowmqMessage implements BytesMessage {

  private static final byte[] EMPTY = {};

  /** What is read; nobody changes it, so encoded messages share it. */
  private byte[] content = EMPTY;

  private int position;

  /** What is being written; null while the body is read-only or nothing has been written. */
  private ByteArrayOutputStream written;

  /** A new message, to be filled and sent. */
  public RowmqBytesMessage() {}

  @Override
  public BodyType bodyType() {
    return BodyType.BYTES;
  }

  @Override
  public long getBodyLength() throws JMSException {
    requireReadableBody();
    return content.length;
  }

  @Override
  public boolean readBoolean() throws JMSException {
    return take(1)[0] != 0;
  }

  @Override
  public byte readByte() throws JMSException {
    requireReadableBody();
    requireRemaining(1);
    return content[position++];
  }

  @Override
  public int readUnsignedByte() throws JMSException {
    return readByte() & 0xFF;
  }

  @Override
  public short readShort() throws JMSException {
    return (short) readBigEndian(Short.BYTES);
  }

  @Override
  public int readUnsignedShort() throws JMSException {
    return readShort() & 0xFFFF;
  }

  @Override
  public char readChar() throws JMSException {
    return (char) readBigEndian(Character.BYTES);
  }

  @Override
  public int readInt() throws JMSException {
    return (int) readBigEndian(Integer.BYTES);
  }

  @Override
  public long readLong() throws JMSException {
    return readBigEndian(Long.BYTES);
  }

  @Override
  public float readFloat() throws JMSException {
    return Float.intBitsToFloat(readInt());
  }

  @Override
  public double readDouble() throws JMSException {
    return Double.longBitsToDouble(readLong());
  }

  @Override
  public String readUTF() throws JMSException {
    requireReadableBody();
    ByteArrayInputStream rest =
        new ByteArrayInputStream(content, position, content.length - position);
    try {
      String value = new DataInputStream(rest).readUTF();
      position = content.length - rest.available();
      return value;
    } catch (EOFException e) {
      throw endOfBody("a string");
    } catch (UTFDataFormatException e) {
      throw withCause(
          new MessageFormatException(
              "The bytes at " + position + " are not a string in modified UTF-8"),
          e);
    } catch (IOException e) {
      throw new UncheckedIOException("reading memory cannot fail", e);
    }
  }

  @Override
  public int readBytes(byte[] value) throws JMSException {
    return readBytes(value, value.length);
  }

  @Override
  public int readBytes(byte[] value, int length) throws JMSException {
    requireReadableBody();
    if (length < 0 || length > value.length) {
      throw new IndexOutOfBoundsException(
          "length " + length + " for an array of " + value.length + " bytes");
    }
    int remaining = content.length - position;
    if (remaining == 0) {
      return -1;
    }
    int count = Math.min(remaining, length);
    System.arraycopy(content, position, value, 0, count);
    position += count;
    return count;
  }

  @Override
  public void writeBoolean(boolean value) throws JMSException {
    writeByte((byte) (value ? 1 : 0));
  }

  @Override
  public void writeByte(byte value) throws JMSException {
    out().write(value);
  }

  @Override
  public void writeShort(short value) throws JMSException {
    writeBigEndian(value, Short.BYTES);
  }

  @Override
  public void writeChar(char value) throws JMSException {
    writeBigEndian(value, Character.BYTES);
  }

  @Override
  public void writeInt(int value) throws JMSException {
    writeBigEndian(value, Integer.BYTES);
  }

  @Override
  public void writeLong(long value) throws JMSException {
    writeBigEndian(value, Long.BYTES);
  }

  @Override
  public void writeFloat(float value) throws JMSException {
    writeInt(Float.floatToIntBits(value));
  }

  @Override
  public void writeDouble(double value) throws JMSException {
    writeLong(Double.doubleToLongBits(value));
  }

  /**
   * Writes a string as two bytes of length and modified UTF-8.
   *
   * @throws MessageFormatException if it takes more than 65535 bytes, which the format cannot
   *     express
   */
  @Override
  public void writeUTF(String value) throws JMSException {
    ByteArrayOutputStream out = out();
    try {
      new DataOutputStream(out).writeUTF(value);
    } catch (UTFDataFormatException e) {
      throw withCause(
          new MessageFormatException("writeUTF takes at most 65535 bytes; use writeBytes"), e);
    } catch (IOException e) {
      throw new UncheckedIOException("writing memory cannot fail", e);
    }
  }

  @Override
  public void writeBytes(byte[] value) throws JMSException {
    writeBytes(value, 0, value.length);
  }

  @Override
  public void writeBytes(byte[] value, int offset, int length) throws JMSException {
    out().write(value, offset, length);
  }

  @Override
  public void writeObject(Object value) throws JMSException {
    requireWritableBody();
    if (value == null) {
      throw new NullPointerException("a bytes message cannot hold null");
    } else if (value instanceof Boolean bool) {
      writeBoolean(bool);
    } else if (value instanceof Byte number) {
      writeByte(number);
    } else if (value instanceof Short number) {
      writeShort(number);
    } else if (value instanceof Character character) {
      writeChar(character);
    } else if (value instanceof Integer number) {
      writeInt(number);
    } else if (value instanceof Long number) {
      writeLong(number);
    } else if (value instanceof Float number) {
      writeFloat(number);
    } else if (value instanceof Double number) {
      writeDouble(number);
    } else if (value instanceof String string) {
      writeUTF(string);
    } else if (value instanceof byte[] bytes) {
      writeBytes(bytes);
    } else {
      throw ValueConversions.notAllowed(value, "A bytes message");
    }
  }

  @Override
  public void reset() {
    content = current();
    written = null;
    position = 0;
    setBodyReadOnly(true);
  }

  /**
   * The body as byte[]; the message is {@code reset()} before and after (specification section
   * 3.12).
   */
  @Override
  public <T> T getBody(Class<T> type) throws JMSException {
    reset();
    return super.getBody(type);
  }

  @Override
  byte[] encodeBody() {
    byte[] bytes = current();
    return bytes.length == 0 ? null : bytes;
  }

  @Override
  void decodeBody(byte[] body, DecodeContext context) {
    content = body == null ? EMPTY : body;
  }

  @Override
  void clearContent() {
    content = EMPTY;
    written = null;
    position = 0;
  }

  @Override
  boolean hasNoBody() {
    return written == null ? content.length == 0 : written.size() == 0;
  }

  @Override
  boolean isContentAssignableTo(Class<?> type) {
    return type == byte[].class || type == Object.class;
  }

  @Override
  Object content() {
    return content.clone();
  }

  private byte[] current() {
    return written == null ? content : written.toByteArray();
  }

  private ByteArrayOutputStream out() throws JMSException {
    requireWritableBody();
    if (written == null) {
      written = new ByteArrayOutputStream();
      // a copy of a message that was being written goes on where its original was
      written.writeBytes(content);
    }
    return written;
  }

  private void writeBigEndian(long value, int bytes) throws JMSException {
    ByteArrayOutputStream out = out();
    for (int shift = (bytes - 1) * Byte.SIZE; shift >= 0; shift -= Byte.SIZE) {
      out.write((int) (value >> shift));
    }
  }

  private long readBigEndian(int bytes) throws JMSException {
    long value = 0;
    for (byte b : take(bytes)) {
      value = value << Byte.SIZE | (b & 0xFF);
    }
    return value;
  }

  private byte[] take(int count) throws JMSException {
    requireReadableBody();
    requireRemaining(count);
    position += count;
    return Arrays.copyOfRange(content, position - count, position);
  }

  private void requireRemaining(int count) throws MessageEOFException {
    if (content.length - position < count) {
      throw endOfBody(count + " bytes");
    }
  }

  private MessageEOFException endOfBody(String wanted) {
    return new MessageEOFException(
        "The body of "
            + content.length
            + " bytes ends where "
            + wanted
            + " were to be read at "
            + position);
  }

  private static MessageFormatException withCause(
      MessageFormatException failure, IOException cause) {
    failure.initCause(cause);
    return failure;
  }
}
