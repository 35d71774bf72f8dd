package org.rowmq.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.rowmq.message.MessageTestSupport.received;

import jakarta.jms.JMSException;
import jakarta.jms.MapMessage;
import jakarta.jms.MessageFormatException;
import jakarta.jms.MessageNotWriteableException;
import java.time.Instant;
import java.util.Collections;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.NullAndEmptySource;
import org.rowmq.conformance.Section;

/** Specification section 3.11.3 for MapMessage. */
@Section({"3.11.3"})
class MapConversionTest {

  static Stream<ConversionTable.Cell> cells() {
    return ConversionTable.bodyCells();
  }

  @ParameterizedTest
  @MethodSource("cells")
  void everyCellOfTheTableHolds(ConversionTable.Cell cell) throws JMSException {
    RowmqMapMessage sent = new RowmqMapMessage();
    set(sent, cell.written());
    RowmqMapMessage sentAsObject = new RowmqMapMessage();
    sentAsObject.setObject("v", cell.written().sample);
    for (RowmqMapMessage message :
        new RowmqMapMessage[] {sent, received(sent), received(sentAsObject)}) {
      assertThat(message.getObject("v")).isEqualTo(cell.written().sample);
      if (cell.marked()) {
        assertThat(get(message, cell.read())).isEqualTo(cell.expected());
      } else {
        assertThatThrownBy(() -> get(message, cell.read()))
            .isInstanceOf(MessageFormatException.class);
      }
    }
  }

  @Test
  void readingNullAsAPrimitiveIsItsValueOfNull() throws JMSException {
    RowmqMapMessage message = new RowmqMapMessage();
    message.setString("v", null);
    assertThat(message.itemExists("v")).isTrue();
    for (String name : new String[] {"v", "absent", "", null}) {
      assertThat(message.getString(name)).isNull();
      assertThat(message.getBytes(name)).isNull();
      assertThat(message.getObject(name)).isNull();
      assertThat(message.getBoolean(name)).isFalse();
      assertThatThrownBy(() -> message.getByte(name)).isInstanceOf(NumberFormatException.class);
      assertThatThrownBy(() -> message.getShort(name)).isInstanceOf(NumberFormatException.class);
      assertThatThrownBy(() -> message.getInt(name)).isInstanceOf(NumberFormatException.class);
      assertThatThrownBy(() -> message.getLong(name)).isInstanceOf(NumberFormatException.class);
      assertThatThrownBy(() -> message.getChar(name)).isInstanceOf(NullPointerException.class);
      assertThatThrownBy(() -> message.getFloat(name)).isInstanceOf(NullPointerException.class);
      assertThatThrownBy(() -> message.getDouble(name)).isInstanceOf(NullPointerException.class);
    }
  }

  @ParameterizedTest
  @NullAndEmptySource
  void entriesNeedNames(String name) {
    RowmqMapMessage message = new RowmqMapMessage();
    assertThatThrownBy(() -> message.setInt(name, 1)).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> message.setString(name, "x"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> message.setObject(name, "x"))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> message.setBytes(name, new byte[1]))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> message.setBytes(name, new byte[1], 0, 1))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void otherObjectsAreRefused() {
    RowmqMapMessage message = new RowmqMapMessage();
    for (Object value : new Object[] {Instant.EPOCH, Map.of(), new int[1], new Byte[0]}) {
      assertThatThrownBy(() -> message.setObject("v", value))
          .isInstanceOf(MessageFormatException.class);
    }
  }

  @Test
  void byteArraysAreCopiedOnTheirWayInAndOut() throws JMSException {
    RowmqMapMessage message = new RowmqMapMessage();
    byte[] array = {1, 2, 3, 4};
    message.setBytes("a", array);
    message.setObject("b", array);
    message.setBytes("part", array, 1, 2);
    array[1] = 9;
    message.getBytes("a")[0] = 9;
    ((byte[]) message.getObject("b"))[0] = 9;
    ((byte[]) message.getBody(Map.class).get("a"))[0] = 9;
    assertThat(message.getBytes("a")).containsExactly(1, 2, 3, 4);
    assertThat(message.getBytes("b")).containsExactly(1, 2, 3, 4);
    assertThat(message.getBytes("part")).containsExactly(2, 3);
    assertThatThrownBy(() -> message.setBytes("x", array, 3, 2))
        .isInstanceOf(IndexOutOfBoundsException.class);
  }

  @Test
  void aReceivedMapIsReadOnlyUntilCleared() throws JMSException {
    RowmqMapMessage sent = new RowmqMapMessage();
    sent.setInt("i", 1);
    sent.setString("s", null);
    RowmqMapMessage message = received(sent);
    assertThat(Collections.list(message.getMapNames())).containsExactly("i", "s");
    assertThatThrownBy(() -> message.setInt("i", 2))
        .isInstanceOf(MessageNotWriteableException.class);
    assertThatThrownBy(() -> message.setBytes("b", new byte[1], 0, 1))
        .isInstanceOf(MessageNotWriteableException.class);
    message.clearBody();
    assertThat(message.itemExists("i")).isFalse();
    assertThat(message.getMapNames().hasMoreElements()).isFalse();
    message.setInt("i", 3);
    assertThat(message.getInt("i")).isEqualTo(3);
  }

  private static void set(MapMessage message, ConversionTable type) throws JMSException {
    switch (type) {
      case BOOLEAN -> message.setBoolean("v", (boolean) type.sample);
      case BYTE -> message.setByte("v", (byte) type.sample);
      case SHORT -> message.setShort("v", (short) type.sample);
      case CHAR -> message.setChar("v", (char) type.sample);
      case INT -> message.setInt("v", (int) type.sample);
      case LONG -> message.setLong("v", (long) type.sample);
      case FLOAT -> message.setFloat("v", (float) type.sample);
      case DOUBLE -> message.setDouble("v", (double) type.sample);
      case STRING -> message.setString("v", (String) type.sample);
      case BYTES -> message.setBytes("v", (byte[]) type.sample);
    }
  }

  private static Object get(MapMessage message, ConversionTable type) throws JMSException {
    return switch (type) {
      case BOOLEAN -> message.getBoolean("v");
      case BYTE -> message.getByte("v");
      case SHORT -> message.getShort("v");
      case CHAR -> message.getChar("v");
      case INT -> message.getInt("v");
      case LONG -> message.getLong("v");
      case FLOAT -> message.getFloat("v");
      case DOUBLE -> message.getDouble("v");
      case STRING -> message.getString("v");
      case BYTES -> message.getBytes("v");
    };
  }
}
