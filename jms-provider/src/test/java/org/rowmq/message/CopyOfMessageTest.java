package org.rowmq.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rowmq.message.MessageTestSupport.filledMessage;
import static org.rowmq.message.MessageTestSupport.received;

import jakarta.jms.BytesMessage;
import jakarta.jms.Destination;
import jakarta.jms.JMSException;
import jakarta.jms.MapMessage;
import jakarta.jms.Message;
import jakarta.jms.ObjectMessage;
import jakarta.jms.Queue;
import jakarta.jms.StreamMessage;
import jakarta.jms.TextMessage;
import jakarta.jms.Topic;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.rowmq.RowmqQueue;
import org.rowmq.RowmqTopic;
import org.rowmq.conformance.Section;

/** Messages of any provider can be sent (specification section 3.12). */
@Section({"3.12"})
class CopyOfMessageTest {

  @ParameterizedTest
  @EnumSource(BodyType.class)
  void foreignMessagesAreCopiedWhole(BodyType type) throws JMSException {
    RowmqMessage hidden = filledMessage(type);
    fill(hidden);
    assertCopied(RowmqMessage.copyOf(foreign(hidden)), type);
  }

  @ParameterizedTest
  @EnumSource(BodyType.class)
  void receivedForeignMessagesAreCopiedWhole(BodyType type) throws JMSException {
    RowmqMessage hidden = filledMessage(type);
    fill(hidden);
    assertCopied(RowmqMessage.copyOf(foreign(received(hidden))), type);
  }

  @ParameterizedTest
  @EnumSource(BodyType.class)
  void ourMessagesAreCopiedWholeAndApart(BodyType type) throws JMSException {
    RowmqMessage original = filledMessage(type);
    fill(original);
    original.setJMSMessageID("ID:9");
    RowmqMessage copy = RowmqMessage.copyOf(original);
    assertCopied(copy, type);
    assertThat(copy.getJMSMessageID()).isEqualTo("ID:9");
    copy.setIntProperty("p", 2);
    copy.clearBody();
    assertThat(original.getIntProperty("p")).isEqualTo(1);
    assertThat(original.encode().body()).isEqualTo(filledMessage(type).encode().body());
  }

  @Test
  void theDeliveryCountIsNotCopied() throws JMSException {
    assertThat(
            RowmqMessage.copyOf(received(new RowmqMessage())).propertyExists("JMSXDeliveryCount"))
        .isFalse();
    assertThat(
            RowmqMessage.copyOf(foreign(received(new RowmqMessage())))
                .propertyExists("JMSXDeliveryCount"))
        .isFalse();
  }

  @Test
  void propertyNamesOfLessStrictProvidersAreKept() throws JMSException {
    RowmqMessage hidden = new RowmqMessage();
    hidden.setProviderProperty("a.b", "x");
    assertThat(received(RowmqMessage.copyOf(foreign(hidden))).getStringProperty("a.b"))
        .isEqualTo("x");
  }

  @Test
  void foreignDestinationsAreMappedByName() throws JMSException {
    RowmqMessage message = new RowmqMessage();
    message.setJMSReplyTo((Queue) () -> "orders");
    assertThat(received(message).getJMSReplyTo()).isEqualTo(new RowmqQueue("orders"));
    assertThat(RowmqMessage.copyOf(foreign(message)).getJMSReplyTo())
        .isEqualTo(new RowmqQueue("orders"));
    message.setJMSReplyTo((Topic) () -> "prices");
    assertThat(RowmqMessage.copyOf(foreign(message)).getJMSReplyTo())
        .isEqualTo(new RowmqTopic("prices"));
    message.setJMSReplyTo((Queue) () -> null);
    assertThat(RowmqMessage.copyOf(foreign(message)).getJMSReplyTo()).isNull();
    message.setJMSReplyTo(new Destination() {});
    assertThat(RowmqMessage.copyOf(foreign(message)).getJMSReplyTo()).isNull();
  }

  private static void fill(RowmqMessage message) throws JMSException {
    message.setJMSCorrelationID("c");
    message.setJMSType("t");
    message.setJMSReplyTo(new RowmqQueue("answers"));
    message.setIntProperty("p", 1);
    message.setStringProperty("n", null);
  }

  private static void assertCopied(RowmqMessage copy, BodyType type) throws JMSException {
    assertThat(copy.bodyType()).isEqualTo(type);
    assertThat(copy.encode().body()).isEqualTo(filledMessage(type).encode().body());
    assertThat(copy.getJMSCorrelationID()).isEqualTo("c");
    assertThat(copy.getJMSType()).isEqualTo("t");
    assertThat(copy.getJMSReplyTo()).isEqualTo(new RowmqQueue("answers"));
    assertThat(copy.getIntProperty("p")).isEqualTo(1);
    assertThat(copy.propertyExists("n")).isTrue();
    copy.setIntProperty("q", 1);
  }

  /** Another provider's message: only the interface is the same. */
  private static Message foreign(RowmqMessage hidden) {
    Class<?> type =
        switch (hidden.bodyType()) {
          case MESSAGE -> Message.class;
          case TEXT -> TextMessage.class;
          case BYTES -> BytesMessage.class;
          case MAP -> MapMessage.class;
          case STREAM -> StreamMessage.class;
          case OBJECT -> ObjectMessage.class;
        };
    InvocationHandler delegate =
        (proxy, method, arguments) -> {
          try {
            return method.invoke(hidden, arguments);
          } catch (InvocationTargetException e) {
            throw e.getCause();
          }
        };
    return (Message) Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, delegate);
  }
}
