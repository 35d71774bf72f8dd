package org.rowmq.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.rowmq.message.MessageTestSupport.received;

import jakarta.jms.JMSException;
import jakarta.jms.MessageEOFException;
import jakarta.jms.MessageFormatException;
import jakarta.jms.MessageNotReadableException;
import jakarta.jms.MessageNotWriteableException;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.rowmq.conformance.Section;

/** Specification section 3.11 and the API documentation of BytesMessage. */
@Section("3.11.3")
class BytesMessageTest {

  @Test
  void everyTypeIsReadAsItWasWritten() throws JMSException {
    RowmqBytesMessage sent = new RowmqBytesMessage();
    sent.writeBoolean(true);
    sent.writeByte((byte) -1);
    sent.writeByte((byte) -1);
    sent.writeShort((short) -2);
    sent.writeShort((short) -2);
    sent.writeChar('\uD800');
    sent.writeInt(-3);
    sent.writeLong(Long.MIN_VALUE + 1);
    sent.writeFloat(1.5f);
    sent.writeDouble(-2.5);
    sent.writeUTF("na\u00EFve\0\uD83D\uDE00");
    sent.writeBytes(new byte[] {1, 2, 3}, 1, 2);
    RowmqBytesMessage message = received(sent);
    assertThat(message.readBoolean()).isTrue();
    assertThat(message.readByte()).isEqualTo((byte) -1);
    assertThat(message.readUnsignedByte()).isEqualTo(255);
    assertThat(message.readShort()).isEqualTo((short) -2);
    assertThat(message.readUnsignedShort()).isEqualTo(65534);
    assertThat(message.readChar()).isEqualTo('\uD800');
    assertThat(message.readInt()).isEqualTo(-3);
    assertThat(message.readLong()).isEqualTo(Long.MIN_VALUE + 1);
    assertThat(message.readFloat()).isEqualTo(1.5f);
    assertThat(message.readDouble()).isEqualTo(-2.5);
    assertThat(message.readUTF()).isEqualTo("na\u00EFve\0\uD83D\uDE00");
    assertThat(message.readBytes(new byte[5])).isEqualTo(2);
    assertThat(message.readBytes(new byte[5])).isEqualTo(-1);
  }

  @Test
  void objectsAreWrittenAsTheirPrimitives() throws JMSException {
    RowmqBytesMessage objects = new RowmqBytesMessage();
    RowmqBytesMessage primitives = new RowmqBytesMessage();
    for (ConversionTable type : ConversionTable.values()) {
      objects.writeObject(type.sample);
    }
    primitives.writeBoolean(true);
    primitives.writeByte((byte) 7);
    primitives.writeShort((short) 8);
    primitives.writeChar('c');
    primitives.writeInt(9);
    primitives.writeLong(10);
    primitives.writeFloat(1.5f);
    primitives.writeDouble(2.5);
    primitives.writeUTF("11");
    primitives.writeBytes(new byte[] {1, 2});
    assertThat(objects.encode().body()).isEqualTo(primitives.encode().body());
    assertThatThrownBy(() -> objects.writeObject(null)).isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> objects.writeObject(Instant.EPOCH))
        .isInstanceOf(MessageFormatException.class);
    assertThatThrownBy(() -> objects.writeBytes(null)).isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> objects.writeUTF(null)).isInstanceOf(NullPointerException.class);
  }

  @Test
  void aReadBeyondTheEndDoesNotMove() throws JMSException {
    RowmqBytesMessage message = bytes(0, 9, 7);
    assertThatThrownBy(message::readInt).isInstanceOf(MessageEOFException.class);
    assertThatThrownBy(message::readLong).isInstanceOf(MessageEOFException.class);
    assertThatThrownBy(message::readDouble).isInstanceOf(MessageEOFException.class);
    assertThatThrownBy(message::readUTF).isInstanceOf(MessageEOFException.class);
    assertThat(message.readShort()).isEqualTo((short) 9);
    assertThatThrownBy(message::readChar).isInstanceOf(MessageEOFException.class);
    assertThat(message.readByte()).isEqualTo((byte) 7);
    assertThatThrownBy(message::readByte).isInstanceOf(MessageEOFException.class);
    assertThatThrownBy(message::readBoolean).isInstanceOf(MessageEOFException.class);
  }

  @Test
  void bytesThatAreNoStringDoNotMoveThePosition() throws JMSException {
    RowmqBytesMessage message = bytes(0, 1, 0xFF);
    assertThatThrownBy(message::readUTF).isInstanceOf(MessageFormatException.class);
    assertThat(message.readShort()).isEqualTo((short) 1);
  }

  @Test
  void readBytesFollowsItsContract() throws JMSException {
    RowmqBytesMessage message = bytes(1, 2, 3, 4, 5);
    byte[] buffer = new byte[4];
    assertThat(message.readBytes(buffer, 2)).isEqualTo(2);
    assertThat(buffer).containsExactly(1, 2, 0, 0);
    assertThatThrownBy(() -> message.readBytes(buffer, 5))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThatThrownBy(() -> message.readBytes(buffer, -1))
        .isInstanceOf(IndexOutOfBoundsException.class);
    assertThat(message.readBytes(buffer, 0)).isZero();
    assertThat(message.readBytes(buffer)).isEqualTo(3);
    assertThat(message.readBytes(buffer)).isEqualTo(-1);
    assertThat(message.getBodyLength()).isEqualTo(5);
    message.reset();
    assertThat(message.readBytes(new byte[5])).isEqualTo(5);
    assertThat(message.readBytes(new byte[5])).isEqualTo(-1);
  }

  @Test
  void aBodyIsWrittenThenReset() throws JMSException {
    RowmqBytesMessage message = new RowmqBytesMessage();
    assertThatThrownBy(message::readByte).isInstanceOf(MessageNotReadableException.class);
    assertThatThrownBy(message::readBoolean).isInstanceOf(MessageNotReadableException.class);
    assertThatThrownBy(message::readUTF).isInstanceOf(MessageNotReadableException.class);
    assertThatThrownBy(message::getBodyLength).isInstanceOf(MessageNotReadableException.class);
    assertThatThrownBy(() -> message.readBytes(new byte[1]))
        .isInstanceOf(MessageNotReadableException.class);
    message.writeInt(1);
    message.reset();
    assertThatThrownBy(() -> message.writeInt(1)).isInstanceOf(MessageNotWriteableException.class);
    assertThatThrownBy(() -> message.writeUTF("x"))
        .isInstanceOf(MessageNotWriteableException.class);
    assertThatThrownBy(() -> message.writeObject(1))
        .isInstanceOf(MessageNotWriteableException.class);
    assertThatThrownBy(() -> message.writeBytes(new byte[1]))
        .isInstanceOf(MessageNotWriteableException.class);
    message.clearBody();
    assertThatThrownBy(message::readByte).isInstanceOf(MessageNotReadableException.class);
    message.writeByte((byte) 5);
    message.reset();
    assertThat(message.getBodyLength()).isEqualTo(1);
  }

  @Test
  void aSentMessageCanGoOnBeingWritten() throws JMSException {
    RowmqBytesMessage message = new RowmqBytesMessage();
    message.writeByte((byte) 1);
    EncodedMessage first = message.encode();
    message.writeByte((byte) 2);
    assertThat(first.body()).containsExactly(1);
    assertThat(message.encode().body()).containsExactly(1, 2);
  }

  @Test
  void aStringTooLongForItsFormatIsRefusedWithoutATrace() throws JMSException {
    RowmqBytesMessage message = new RowmqBytesMessage();
    assertThatThrownBy(() -> message.writeUTF("x".repeat(70_000)))
        .isInstanceOf(MessageFormatException.class);
    message.writeByte((byte) 1);
    assertThat(message.encode().body()).containsExactly(1);
  }

  private static RowmqBytesMessage bytes(int... values) throws JMSException {
    RowmqBytesMessage message = new RowmqBytesMessage();
    for (int value : values) {
      message.writeByte((byte) value);
    }
    return received(message);
  }
}
