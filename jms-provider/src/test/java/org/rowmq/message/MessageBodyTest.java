package org.rowmq.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.rowmq.message.MessageTestSupport.filledMessage;
import static org.rowmq.message.MessageTestSupport.newMessage;
import static org.rowmq.message.MessageTestSupport.received;

import jakarta.jms.JMSException;
import jakarta.jms.MessageFormatException;
import jakarta.jms.MessageNotReadableException;
import java.io.Serializable;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.rowmq.conformance.Section;

/** The body of a message of each type. */
@Section("3.11")
class MessageBodyTest {
  private static final List<Class<?>> ALL =
      List.of(
          String.class,
          CharSequence.class,
          Comparable.class,
          Object.class,
          Serializable.class,
          byte[].class,
          Map.class,
          HashMap.class,
          Integer.class,
          List.class,
          Cloneable.class);

  @Test
  void aTextIsAStringAndWhatAStringIs() throws JMSException {
    assertAssignable(
        filledMessage(BodyType.TEXT),
        "text",
        List.of(
            String.class, CharSequence.class, Comparable.class, Object.class, Serializable.class));
  }

  @Test
  void bytesAreAByteArrayOrAnObject() throws JMSException {
    assertAssignable(
        filledMessage(BodyType.BYTES),
        new byte[] {0, 0, 0, 42},
        List.of(byte[].class, Object.class));
  }

  @Test
  void aMapIsAMapOrAnObject() throws JMSException {
    assertAssignable(
        filledMessage(BodyType.MAP), Map.of("answer", 42), List.of(Map.class, Object.class));
  }

  @Test
  void anObjectIsWhatItsClassIs() throws JMSException {
    assertAssignable(
        filledMessage(BodyType.OBJECT),
        "object",
        List.of(
            String.class, CharSequence.class, Comparable.class, Object.class, Serializable.class));
  }

  private static void assertAssignable(RowmqMessage sent, Object body, List<Class<?>> classes)
      throws JMSException {
    for (RowmqMessage message : List.of(sent, received(sent))) {
      for (Class<?> type : ALL) {
        assertThat(message.isBodyAssignableTo(type))
            .as("%s", type)
            .isEqualTo(classes.contains(type));
        if (classes.contains(type)) {
          assertThat((Object) message.getBody(type)).isEqualTo(body);
        } else {
          assertThatThrownBy(() -> message.getBody(type))
              .isInstanceOf(MessageFormatException.class);
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(value = BodyType.class, mode = Mode.EXCLUDE, names = "STREAM")
  void noBodyIsABodyOfAnyClass(BodyType type) throws JMSException {
    for (RowmqMessage message : List.of(newMessage(type), received(newMessage(type)))) {
      for (Class<?> target : ALL) {
        assertThat(message.isBodyAssignableTo(target)).isTrue();
        assertThat((Object) message.getBody(target)).isNull();
      }
    }
  }

  @Test
  void aStreamIsNeverOneObject() throws JMSException {
    for (RowmqMessage message :
        List.of(newMessage(BodyType.STREAM), received(filledMessage(BodyType.STREAM)))) {
      assertThat(message.isBodyAssignableTo(Object.class)).isFalse();
      assertThatThrownBy(() -> message.getBody(Object.class))
          .isInstanceOf(MessageFormatException.class);
    }
  }

  @Test
  void getBodyResetsABytesMessageBeforeAndAfter() throws JMSException {
    RowmqBytesMessage message = new RowmqBytesMessage();
    message.writeInt(7);
    assertThat(message.isBodyAssignableTo(byte[].class)).isTrue();
    assertThatThrownBy(message::readInt).isInstanceOf(MessageNotReadableException.class);
    assertThat(message.getBody(byte[].class)).containsExactly(0, 0, 0, 7);
    assertThat(message.readInt()).isEqualTo(7);
    message.getBody(byte[].class)[0] = 9;
    assertThat(message.readInt()).isEqualTo(7);
  }

  @ParameterizedTest
  @EnumSource(BodyType.class)
  void theTypeOfAMessageSurvives(BodyType type) throws JMSException {
    assertThat(received(filledMessage(type))).hasSameClassAs(newMessage(type));
    assertThat(received(newMessage(type)).bodyType()).isEqualTo(type);
    assertThat(BodyType.ofCode(type.code())).isEqualTo(type);
  }
}
