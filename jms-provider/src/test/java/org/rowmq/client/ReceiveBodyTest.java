package org.rowmq.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageFormatRuntimeException;
import java.io.Serializable;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rowmq.conformance.Section;

/** Asking for the body of the next message. */
@Section("8.6")
class ReceiveBodyTest {
  @RegisterExtension final Jms jms = new Jms();

  @Test
  void bodiesOfEveryTypeAreReceived() {
    JMSContext context = jms.context();
    JMSConsumer consumer = context.createConsumer(jms.queue());
    context
        .createProducer()
        .send(jms.queue(), "text")
        .send(jms.queue(), "text")
        .send(jms.queue(), Map.of("k", (Object) 1))
        .send(jms.queue(), new byte[] {1})
        .send(jms.queue(), (Serializable) 5L)
        .send(jms.queue(), (Serializable) 5L);
    assertThat(consumer.receiveBody(String.class)).isEqualTo("text");
    assertThat(consumer.receiveBody(Object.class, Jms.PATIENCE)).isEqualTo("text");
    assertThat(consumer.receiveBody(Map.class)).isEqualTo(Map.of("k", 1));
    assertThat(consumer.receiveBody(byte[].class)).containsExactly(1);
    assertThat(consumer.receiveBody(Serializable.class)).isEqualTo(5L);
    assertThat(consumer.receiveBody(Long.class)).isEqualTo(5L);
  }

  @ParameterizedTest
  @ValueSource(ints = {JMSContext.AUTO_ACKNOWLEDGE, JMSContext.DUPS_OK_ACKNOWLEDGE})
  void acknowledgedAutomaticallyAnUnfitBodyStaysFirstAndUncounted(int mode) throws JMSException {
    jms.send(jms.queue(), "a", "b");
    JMSConsumer consumer = jms.context(mode).createConsumer(jms.queue());
    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(() -> consumer.receiveBody(Map.class, Jms.PATIENCE))
          .isInstanceOf(MessageFormatRuntimeException.class);
    }
    Message first = consumer.receive(Jms.PATIENCE);
    assertThat(Jms.text(first)).isEqualTo("a");
    assertThat(first.getJMSRedelivered()).isFalse();
    assertThat(first.getIntProperty("JMSXDeliveryCount")).isEqualTo(1);
    assertThat(consumer.receiveBody(String.class, Jms.PATIENCE)).isEqualTo("b");
  }

  @Test
  void withClientAcknowledgementAnUnfitBodyCountsAsDelivered() throws JMSException {
    jms.send(jms.queue(), "a", "b");
    JMSContext context = jms.context(JMSContext.CLIENT_ACKNOWLEDGE);
    JMSConsumer consumer = context.createConsumer(jms.queue());
    assertThatThrownBy(() -> consumer.receiveBody(Map.class, Jms.PATIENCE))
        .isInstanceOf(MessageFormatRuntimeException.class);
    assertThat(consumer.receiveBody(String.class, Jms.PATIENCE)).isEqualTo("b");
    context.recover();
    Message again = consumer.receive(Jms.PATIENCE);
    assertThat(Jms.text(again)).isEqualTo("a");
    assertThat(again.getJMSRedelivered()).isTrue();
    assertThat(again.getIntProperty("JMSXDeliveryCount")).isEqualTo(2);
  }

  @Test
  void inATransactionAnUnfitBodyCountsAsDelivered() throws JMSException {
    jms.send(jms.queue(), "a", "b");
    JMSContext context = jms.context(JMSContext.SESSION_TRANSACTED);
    JMSConsumer consumer = context.createConsumer(jms.queue());
    assertThatThrownBy(() -> consumer.receiveBody(Integer.class, Jms.PATIENCE))
        .isInstanceOf(MessageFormatRuntimeException.class);
    assertThat(consumer.receiveBody(String.class, Jms.PATIENCE)).isEqualTo("b");
    context.rollback();
    assertThat(consumer.receive(Jms.PATIENCE).getJMSRedelivered()).isTrue();
  }

  @Test
  void streamsAndMessagesWithoutABodyHaveNoneToReceive() throws JMSException {
    JMSContext context = jms.context(JMSContext.CLIENT_ACKNOWLEDGE);
    JMSConsumer consumer = context.createConsumer(jms.queue());
    var stream = context.createStreamMessage();
    stream.writeString("s");
    context
        .createProducer()
        .send(jms.queue(), stream)
        .send(jms.queue(), context.createMessage())
        .send(jms.queue(), (String) null);
    for (Class<?> type : new Class<?>[] {String.class, Object.class, String.class}) {
      assertThatThrownBy(() -> consumer.receiveBody(type, Jms.PATIENCE))
          .isInstanceOf(MessageFormatRuntimeException.class);
    }
  }
}
