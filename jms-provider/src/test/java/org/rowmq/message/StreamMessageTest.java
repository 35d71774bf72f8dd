package org.rowmq.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.rowmq.message.MessageTestSupport.received;

import jakarta.jms.JMSException;
import jakarta.jms.MessageEOFException;
import jakarta.jms.MessageFormatException;
import jakarta.jms.MessageNotReadableException;
import jakarta.jms.MessageNotWriteableException;
import jakarta.jms.StreamMessage;
import java.time.Instant;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.rowmq.conformance.Section;

/** Specification section 3.11.3 and the API documentation of StreamMessage. */
@Section({"3.11.3"})
class StreamMessageTest {

  static Stream<ConversionTable.Cell> cells() {
    return ConversionTable.bodyCells();
  }

  @ParameterizedTest
  @MethodSource("cells")
  void everyCellOfTheTableHoldsAndAFailedReadDoesNotMove(ConversionTable.Cell cell)
      throws JMSException {
    RowmqStreamMessage sent = new RowmqStreamMessage();
    write(sent, cell.written());
    RowmqStreamMessage sentAsObject = new RowmqStreamMessage();
    sentAsObject.writeObject(cell.written().sample);
    for (RowmqStreamMessage message :
        new RowmqStreamMessage[] {received(sent), received(sentAsObject)}) {
      if (cell.marked()) {
        assertThat(read(message, cell.read())).isEqualTo(cell.expected());
        assertThatThrownBy(message::readObject).isInstanceOf(MessageEOFException.class);
      } else {
        assertThatThrownBy(() -> read(message, cell.read()))
            .isInstanceOf(MessageFormatException.class);
        assertThat(message.readObject()).isEqualTo(cell.written().sample);
      }
    }
  }

  @Test
  void readingNullAsAPrimitiveIsItsValueOfNull() throws JMSException {
    RowmqStreamMessage message = new RowmqStreamMessage();
    message.writeString(null);
    message.writeBytes(null);
    message.writeObject(null);
    message.writeObject(null);
    message.reset();
    assertThatThrownBy(message::readByte).isInstanceOf(NumberFormatException.class);
    assertThatThrownBy(message::readShort).isInstanceOf(NumberFormatException.class);
    assertThatThrownBy(message::readInt).isInstanceOf(NumberFormatException.class);
    assertThatThrownBy(message::readLong).isInstanceOf(NumberFormatException.class);
    assertThatThrownBy(message::readChar).isInstanceOf(NullPointerException.class);
    assertThatThrownBy(message::readFloat).isInstanceOf(NullPointerException.class);
    assertThatThrownBy(message::readDouble).isInstanceOf(NullPointerException.class);
    assertThat(message.readString()).isNull();
    assertThat(message.readBytes(new byte[1])).isEqualTo(-1);
    assertThat(message.readBoolean()).isFalse();
    assertThat(message.readObject()).isNull();
    assertThatThrownBy(message::readObject).isInstanceOf(MessageEOFException.class);
  }

  @Test
  void aStringThatIsNoNumberStaysToBeReadAsString() throws JMSException {
    RowmqStreamMessage message = new RowmqStreamMessage();
    message.writeString("x");
    message.reset();
    assertThatThrownBy(message::readInt).isInstanceOf(NumberFormatException.class);
    assertThatThrownBy(message::readDouble).isInstanceOf(NumberFormatException.class);
    assertThatThrownBy(message::readChar).isInstanceOf(MessageFormatException.class);
    assertThatThrownBy(() -> message.readBytes(new byte[1]))
        .isInstanceOf(MessageFormatException.class);
    assertThat(message.readString()).isEqualTo("x");
  }

  @ParameterizedTest
  @EnumSource(ConversionTable.class)
  void everyReadAtTheEndSaysSo(ConversionTable type) throws JMSException {
    RowmqStreamMessage message = received(new RowmqStreamMessage());
    assertThatThrownBy(() -> read(message, type)).isInstanceOf(MessageEOFException.class);
  }

  @Test
  void aByteArrayIsReadInPieces() throws JMSException {
    RowmqStreamMessage message = withBytesAndAnInt(new byte[] {1, 2, 3, 4, 5});
    byte[] buffer = new byte[2];
    assertThat(message.readBytes(buffer)).isEqualTo(2);
    assertThat(buffer).containsExactly(1, 2);
    assertThat(message.readBytes(buffer)).isEqualTo(2);
    assertThat(buffer).containsExactly(3, 4);
    assertThat(message.readBytes(buffer)).isEqualTo(1);
    assertThat(buffer[0]).isEqualTo((byte) 5);
    assertThat(message.readInt()).isEqualTo(42);
  }

  @Test
  void aByteArrayThatFillsTheBufferExactlyEndsWithMinusOne() throws JMSException {
    RowmqStreamMessage message = withBytesAndAnInt(new byte[] {1, 2, 3, 4});
    byte[] buffer = new byte[2];
    assertThat(message.readBytes(buffer)).isEqualTo(2);
    assertThat(message.readBytes(buffer)).isEqualTo(2);
    assertThatThrownBy(message::readInt).isInstanceOf(MessageFormatException.class);
    assertThat(message.readBytes(buffer)).isEqualTo(-1);
    assertThat(message.readInt()).isEqualTo(42);
  }

  @Test
  void anEmptyByteArrayGivesZeroAndIsDone() throws JMSException {
    RowmqStreamMessage message = withBytesAndAnInt(new byte[0]);
    assertThat(message.readBytes(new byte[2])).isZero();
    assertThat(message.readInt()).isEqualTo(42);
  }

  @Test
  void nothingElseCanBeReadWhileAByteArrayIsBeingRead() throws JMSException {
    RowmqStreamMessage message = withBytesAndAnInt(new byte[] {1, 2, 3});
    byte[] buffer = new byte[2];
    assertThat(message.readBytes(buffer)).isEqualTo(2);
    assertThatThrownBy(message::readObject).isInstanceOf(MessageFormatException.class);
    assertThatThrownBy(message::readString).isInstanceOf(MessageFormatException.class);
    assertThat(message.readBytes(buffer)).isEqualTo(1);
    assertThat(message.readInt()).isEqualTo(42);
    message.reset();
    assertThat(message.readBytes(buffer)).isEqualTo(2);
    message.reset();
    assertThat((byte[]) message.readObject()).containsExactly(1, 2, 3);
  }

  @Test
  void aStreamIsWrittenThenReset() throws JMSException {
    RowmqStreamMessage message = new RowmqStreamMessage();
    message.writeInt(1);
    assertThatThrownBy(message::readInt).isInstanceOf(MessageNotReadableException.class);
    assertThatThrownBy(() -> message.readBytes(new byte[1]))
        .isInstanceOf(MessageNotReadableException.class);
    message.reset();
    assertThatThrownBy(() -> message.writeInt(2)).isInstanceOf(MessageNotWriteableException.class);
    assertThatThrownBy(() -> message.writeBytes(new byte[2], 0, 1))
        .isInstanceOf(MessageNotWriteableException.class);
    assertThat(message.readInt()).isEqualTo(1);
    message.clearBody();
    assertThatThrownBy(message::readInt).isInstanceOf(MessageNotReadableException.class);
    message.writeInt(3);
    message.reset();
    assertThat(message.readInt()).isEqualTo(3);
    assertThatThrownBy(message::readInt).isInstanceOf(MessageEOFException.class);
  }

  @Test
  void byteArraysAreCopiedOnTheirWayInAndOut() throws JMSException {
    RowmqStreamMessage message = new RowmqStreamMessage();
    byte[] array = {1, 2, 3};
    message.writeBytes(array);
    message.writeObject(array);
    message.writeBytes(array, 1, 2);
    array[1] = 9;
    message.reset();
    ((byte[]) message.readObject())[0] = 9;
    message.reset();
    assertThat((byte[]) message.readObject()).containsExactly(1, 2, 3);
    assertThat((byte[]) message.readObject()).containsExactly(1, 2, 3);
    assertThat((byte[]) message.readObject()).containsExactly(2, 3);
  }

  @Test
  void otherObjectsAreRefused() {
    RowmqStreamMessage message = new RowmqStreamMessage();
    assertThatThrownBy(() -> message.writeObject(Instant.EPOCH))
        .isInstanceOf(MessageFormatException.class);
    assertThatThrownBy(() -> message.writeObject(new int[0]))
        .isInstanceOf(MessageFormatException.class);
  }

  private static RowmqStreamMessage withBytesAndAnInt(byte[] bytes) throws JMSException {
    RowmqStreamMessage message = new RowmqStreamMessage();
    message.writeBytes(bytes);
    message.writeInt(42);
    return received(message);
  }

  private static void write(StreamMessage message, ConversionTable type) throws JMSException {
    switch (type) {
      case BOOLEAN -> message.writeBoolean((boolean) type.sample);
      case BYTE -> message.writeByte((byte) type.sample);
      case SHORT -> message.writeShort((short) type.sample);
      case CHAR -> message.writeChar((char) type.sample);
      case INT -> message.writeInt((int) type.sample);
      case LONG -> message.writeLong((long) type.sample);
      case FLOAT -> message.writeFloat((float) type.sample);
      case DOUBLE -> message.writeDouble((double) type.sample);
      case STRING -> message.writeString((String) type.sample);
      case BYTES -> message.writeBytes((byte[]) type.sample);
    }
  }

  private static Object read(StreamMessage message, ConversionTable type) throws JMSException {
    return switch (type) {
      case BOOLEAN -> message.readBoolean();
      case BYTE -> message.readByte();
      case SHORT -> message.readShort();
      case CHAR -> message.readChar();
      case INT -> message.readInt();
      case LONG -> message.readLong();
      case FLOAT -> message.readFloat();
      case DOUBLE -> message.readDouble();
      case STRING -> message.readString();
      case BYTES -> {
        byte[] buffer = new byte[3];
        int count = message.readBytes(buffer);
        yield Arrays.copyOf(buffer, count);
      }
    };
  }
}
