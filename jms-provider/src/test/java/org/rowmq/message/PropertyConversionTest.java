package org.rowmq.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageFormatException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.rowmq.conformance.Section;

/** Specification sections 3.5.4 and 3.5.5. */
@Section({"3.5.4"})
class PropertyConversionTest {

  static Stream<ConversionTable.Cell> cells() {
    return ConversionTable.propertyCells();
  }

  @ParameterizedTest
  @MethodSource("cells")
  void everyCellOfTheTableHolds(ConversionTable.Cell cell) throws JMSException {
    RowmqMessage sent = new RowmqMessage();
    set(sent, cell.written());
    for (RowmqMessage message : new RowmqMessage[] {sent, MessageTestSupport.received(sent)}) {
      assertThat(message.getObjectProperty("p")).isEqualTo(cell.written().sample);
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
    RowmqMessage message = new RowmqMessage();
    message.setStringProperty("p", null);
    for (String name : new String[] {"p", "absent"}) {
      assertThat(message.getStringProperty(name)).isNull();
      assertThat(message.getObjectProperty(name)).isNull();
      assertThat(message.getBooleanProperty(name)).isFalse();
      assertThatThrownBy(() -> message.getByteProperty(name))
          .isInstanceOf(NumberFormatException.class);
      assertThatThrownBy(() -> message.getShortProperty(name))
          .isInstanceOf(NumberFormatException.class);
      assertThatThrownBy(() -> message.getIntProperty(name))
          .isInstanceOf(NumberFormatException.class);
      assertThatThrownBy(() -> message.getLongProperty(name))
          .isInstanceOf(NumberFormatException.class);
      assertThatThrownBy(() -> message.getFloatProperty(name))
          .isInstanceOf(NullPointerException.class);
      assertThatThrownBy(() -> message.getDoubleProperty(name))
          .isInstanceOf(NullPointerException.class);
    }
  }

  @ParameterizedTest
  @CsvSource({"true,true", "TRUE,true", "TrUe,true", "false,false", "yes,false", "1,false"})
  void stringsAreReadAsBooleanByValueOf(String text, boolean expected) throws JMSException {
    RowmqMessage message = new RowmqMessage();
    message.setStringProperty("p", text);
    assertThat(message.getBooleanProperty("p")).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource({
    "BYTE,128",
    "SHORT,32768",
    "INT,2147483648",
    "LONG,9223372036854775808",
    "INT,x",
    "FLOAT,x",
    "DOUBLE,0x"
  })
  void stringsThatAreNoSuchNumberAreRefused(ConversionTable type, String text) throws JMSException {
    RowmqMessage message = new RowmqMessage();
    message.setStringProperty("p", text);
    assertThatThrownBy(() -> get(message, type)).isInstanceOf(NumberFormatException.class);
  }

  private static void set(Message message, ConversionTable type) throws JMSException {
    switch (type) {
      case BOOLEAN -> message.setBooleanProperty("p", (boolean) type.sample);
      case BYTE -> message.setByteProperty("p", (byte) type.sample);
      case SHORT -> message.setShortProperty("p", (short) type.sample);
      case INT -> message.setIntProperty("p", (int) type.sample);
      case LONG -> message.setLongProperty("p", (long) type.sample);
      case FLOAT -> message.setFloatProperty("p", (float) type.sample);
      case DOUBLE -> message.setDoubleProperty("p", (double) type.sample);
      case STRING -> message.setStringProperty("p", (String) type.sample);
      default -> throw new AssertionError(type);
    }
  }

  private static Object get(Message message, ConversionTable type) throws JMSException {
    return switch (type) {
      case BOOLEAN -> message.getBooleanProperty("p");
      case BYTE -> message.getByteProperty("p");
      case SHORT -> message.getShortProperty("p");
      case INT -> message.getIntProperty("p");
      case LONG -> message.getLongProperty("p");
      case FLOAT -> message.getFloatProperty("p");
      case DOUBLE -> message.getDoubleProperty("p");
      case STRING -> message.getStringProperty("p");
      default -> throw new AssertionError(type);
    };
  }
}
