package org.rowmq.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSException;
import jakarta.jms.MessageConsumer;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.rowmq.conformance.Section;

/** Asking for the next message. */
@Section("8.5")
class SynchronousReceiveTest {
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
  void anInterruptedReceiveThrowsAndLosesNothing() throws Exception {
    MessageConsumer consumer = jms.session().createConsumer(jms.queue());
    Thread.currentThread().interrupt();
    assertThatThrownBy(consumer::receive).isInstanceOf(JMSException.class);
    assertThat(Thread.interrupted()).isTrue();
    jms.send(jms.queue(), "a");
    assertThat(Jms.receive(consumer).getText()).isEqualTo("a");
  }
}
