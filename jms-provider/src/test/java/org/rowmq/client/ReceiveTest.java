package org.rowmq.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.jms.InvalidSelectorException;
import jakarta.jms.InvalidSelectorRuntimeException;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageFormatRuntimeException;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import java.io.Serializable;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rowmq.conformance.Section;

/** Synchronous receiving, of messages and of bodies. */
@Section({"3.8", "8.2", "8.4", "8.5", "8.6"})
class ReceiveTest {
  @RegisterExtension final Jms jms = new Jms();

  @Test
  void receiveWaitsAsLongAsItIsToldTo() throws JMSException {
    MessageConsumer consumer = jms.session().createConsumer(jms.queue());
    long begun = System.nanoTime();
    assertThat(consumer.receive(100)).isNull();
    assertThat(System.nanoTime() - begun)
        .isGreaterThanOrEqualTo(TimeUnit.MILLISECONDS.toNanos(100));
    assertThat(consumer.receiveNoWait()).isNull();
    JMSConsumer simple = jms.context().createConsumer(jms.queue());
    assertThat(simple.receive(50)).isNull();
    assertThat(simple.receiveNoWait()).isNull();
    assertThat(simple.receiveBody(String.class, 50)).isNull();
    assertThat(simple.receiveBodyNoWait(String.class)).isNull();
  }

  @Test
  void aTimeoutOfZeroWaitsForAMessage() throws Exception {
    MessageConsumer consumer = jms.session().createConsumer(jms.queue());
    var receive = jms.start(() -> consumer.receive(0));
    assertThat(receive.staysBlocked()).isTrue();
    jms.send(jms.queue(), "a");
    assertThat(Jms.text(receive.get())).isEqualTo("a");
  }

  @Test
  void aReceivedMessageIsReadOnly() throws JMSException {
    Session session = jms.session();
    TextMessage message = session.createTextMessage("a");
    message.setIntProperty("p", 1);
    session.createProducer(jms.queue()).send(message);
    TextMessage received = Jms.receive(session.createConsumer(jms.queue()));
    assertThatThrownBy(() -> received.setText("b"))
        .isInstanceOf(jakarta.jms.MessageNotWriteableException.class);
    assertThatThrownBy(() -> received.setIntProperty("p", 2))
        .isInstanceOf(jakarta.jms.MessageNotWriteableException.class);
    received.setJMSType("headers may be changed");
    received.clearProperties();
    received.setIntProperty("p", 2);
    assertThat(received.getText()).isEqualTo("a");
    received.clearBody();
    assertThat(received.getText()).isNull();
  }

  @Test
  void anInterruptedReceiveThrowsAndLosesNothing() throws Exception {
    MessageConsumer consumer = jms.session().createConsumer(jms.queue());
    Thread.currentThread().interrupt();
    assertThatThrownBy(consumer::receive).isInstanceOf(JMSException.class);
    assertThat(Thread.interrupted()).isTrue();
    jms.send(jms.queue(), "a");
    assertThat(Jms.receive(consumer).getText()).isEqualTo("a");
  }

  // ---- selectors

  @Test
  void aConsumerTellsItsSelector() throws JMSException {
    Session session = jms.session();
    assertThat(session.createConsumer(jms.queue()).getMessageSelector()).isNull();
    assertThat(session.createConsumer(jms.queue(), "").getMessageSelector()).isNull();
    assertThat(session.createConsumer(jms.queue(), null).getMessageSelector()).isNull();
    assertThat(session.createConsumer(jms.queue(), "a = 1").getMessageSelector())
        .isEqualTo("a = 1");
    assertThat(jms.context().createConsumer(jms.queue(), "a = 1").getMessageSelector())
        .isEqualTo("a = 1");
  }

  @Test
  void anInvalidSelectorIsRefusedWhereverItIsGiven() throws JMSException {
    Session session = jms.connection(jms.clientId()).createSession();
    String bad = "a = = 1";
    assertThatThrownBy(() -> session.createConsumer(jms.queue(), bad))
        .isInstanceOf(InvalidSelectorException.class);
    assertThatThrownBy(() -> session.createConsumer(jms.topic(), bad, true))
        .isInstanceOf(InvalidSelectorException.class);
    assertThatThrownBy(() -> session.createBrowser(jms.queue(), bad))
        .isInstanceOf(InvalidSelectorException.class);
    assertThatThrownBy(() -> session.createDurableConsumer(jms.topic(), "s", bad, false))
        .isInstanceOf(InvalidSelectorException.class);
    assertThatThrownBy(() -> session.createDurableSubscriber(jms.topic(), "s", bad, false))
        .isInstanceOf(InvalidSelectorException.class);
    assertThatThrownBy(() -> session.createSharedConsumer(jms.topic(), "s", bad))
        .isInstanceOf(InvalidSelectorException.class);
    assertThatThrownBy(() -> session.createSharedDurableConsumer(jms.topic(), "s", bad))
        .isInstanceOf(InvalidSelectorException.class);
    assertThatThrownBy(() -> jms.context().createConsumer(jms.queue(), bad))
        .isInstanceOf(InvalidSelectorRuntimeException.class);
    assertThatThrownBy(() -> jms.context().createBrowser(jms.queue(), bad))
        .isInstanceOf(InvalidSelectorRuntimeException.class);
  }

  @Test
  void whatASelectorLeavesStaysForOthers() throws JMSException {
    Session session = jms.session();
    MessageProducer producer = session.createProducer(jms.queue());
    for (int i = 0; i < 4; i++) {
      TextMessage message = session.createTextMessage("m" + i);
      message.setBooleanProperty("even", i % 2 == 0);
      producer.send(message);
    }
    MessageConsumer even = session.createConsumer(jms.queue(), "even = TRUE");
    assertThat(Jms.texts(even, 2)).containsExactly("m0", "m2");
    assertThat(even.receiveNoWait()).isNull();
    assertThat(Jms.texts(session.createConsumer(jms.queue()), 2)).containsExactly("m1", "m3");
  }

  // ---- bodies

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
