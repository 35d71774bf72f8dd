package org.rowmq.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.jms.Connection;
import jakarta.jms.IllegalStateException;
import jakarta.jms.IllegalStateRuntimeException;
import jakarta.jms.JMSContext;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.rowmq.client.Jms.Running;
import org.rowmq.conformance.Section;

/** What stop waits for, and what it does. */
@Section("6.1.5")
class PausingDeliveryTest extends ClosingTestSupport {
  @Test
  void stopWaitsForARunningListener() throws Exception {
    Connection connection = jms.connection();
    listening(connection.createSession());
    jms.send(jms.queue(), "a");
    awaitLatch(entered);
    Running<Void> stop = run(connection::stop);
    assertThat(stop.staysBlocked()).isTrue();
    leave.countDown();
    stop.get();
  }

  @Test
  void afterStopNothingIsReceivedUntilStart() throws Exception {
    Connection connection = jms.connection();
    MessageConsumer consumer = connection.createSession().createConsumer(jms.queue());
    Running<Message> receive = jms.start(() -> consumer.receive());
    await().until(receive::isWaiting);
    connection.stop();
    jms.send(jms.queue(), "a");
    assertThat(receive.staysBlocked()).isTrue();
    connection.start();
    assertThat(Jms.text(receive.get())).isEqualTo("a");
  }

  @Test
  void theTimeOfAReceiveGoesOnWhileStopped() throws Exception {
    Connection connection = jms.connection();
    MessageConsumer consumer = connection.createSession().createConsumer(jms.queue());
    Running<Message> receive = jms.start(() -> consumer.receive(300));
    await().until(receive::isWaiting);
    connection.stop();
    jms.send(jms.queue(), "a");
    assertThat(receive.get()).isNull();
  }

  @Test
  void aStoppedConsumerHoldsNoMessageBackFromOthers() throws Exception {
    Connection stopping = jms.connection();
    MessageConsumer consumer = stopping.createSession().createConsumer(jms.queue());
    consumer.setMessageListener(message -> {});
    stopping.stop();
    jms.send(jms.queue(), "a", "b");
    assertThat(Jms.texts(jms.session().createConsumer(jms.queue()), 2)).containsExactly("a", "b");
  }

  @Test
  void aListenerGoesOnAfterStopAndStart() throws Exception {
    List<String> heard = new CopyOnWriteArrayList<>();
    Connection connection = jms.connection();
    connection
        .createSession()
        .createConsumer(jms.queue())
        .setMessageListener(message -> heard.add(Jms.text(message)));
    jms.send(jms.queue(), "a");
    await().until(() -> heard.size() == 1);
    connection.stop();
    jms.send(jms.queue(), "b");
    connection.start();
    await().until(() -> heard.size() == 2);
    assertThat(heard).containsExactly("a", "b");
  }

  @Test
  void aListenerCannotStopItsConnection() throws Exception {
    Connection connection = jms.connection();
    connection
        .createSession()
        .createConsumer(jms.queue())
        .setMessageListener(message -> attempt(connection::stop));
    jms.send(jms.queue(), "a");
    awaitLatch(entered);
    assertThat(thrown.get()).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aListenerCannotStopItsContext() throws Exception {
    JMSContext context = jms.context();
    context.createConsumer(jms.queue()).setMessageListener(message -> attempt(context::stop));
    jms.send(jms.queue(), "a");
    awaitLatch(entered);
    assertThat(thrown.get()).isInstanceOf(IllegalStateRuntimeException.class);
  }
}
