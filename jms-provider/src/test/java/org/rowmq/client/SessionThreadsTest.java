package org.rowmq.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import jakarta.jms.IllegalStateException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.rowmq.client.Jms.Running;
import org.rowmq.conformance.Section;

/** A session belongs to one thread at a time. */
@Section("6.2.5")
class SessionThreadsTest {
  @RegisterExtension final Jms jms = new Jms();

  @Test
  void twoThreadsCannotReceiveInOneSessionAtTheSameTime() throws Exception {
    Session session = jms.session();
    MessageConsumer first = session.createConsumer(jms.queue("1"));
    MessageConsumer second = session.createConsumer(jms.queue("2"));
    Running<Message> receive = jms.start(() -> first.receive());
    await().until(receive::isWaiting);
    assertThatThrownBy(second::receiveNoWait)
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(receive.thread().getName());
    first.close();
    assertThat(receive.get()).isNull();
    assertThat(second.receiveNoWait()).isNull();
  }

  @Test
  void aTransactionCannotBeEndedWhileAnotherThreadReceivesInIt() throws Exception {
    Session session = jms.session(Session.SESSION_TRANSACTED);
    MessageConsumer consumer = session.createConsumer(jms.queue());
    Running<Message> receive = jms.start(() -> consumer.receive());
    await().until(receive::isWaiting);
    assertThatThrownBy(session::commit).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(session::rollback).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(
            () ->
                session.createProducer(jms.queue("other")).send(session.createTextMessage("mixed")))
        .isInstanceOf(IllegalStateException.class);
    consumer.close();
    assertThat(receive.get()).isNull();
    session.commit();
  }

  @Test
  void sendingOutsideATransactionMayGoOnBesideAReceive() throws Exception {
    Session session = jms.session();
    MessageConsumer consumer = session.createConsumer(jms.queue());
    Running<Message> receive = jms.start(() -> consumer.receive());
    await().until(receive::isWaiting);
    session.createProducer(jms.queue()).send(session.createTextMessage("a"));
    assertThat(Jms.text(receive.get())).isEqualTo("a");
  }

  @Test
  void aSessionIsItsListenersWhileThatRuns() throws Exception {
    Session session = jms.session(Session.CLIENT_ACKNOWLEDGE);
    MessageProducer producer = session.createProducer(jms.queue("other"));
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch mayReturn = new CountDownLatch(1);
    AtomicReference<Thread> listenerThread = new AtomicReference<>();
    AtomicReference<Message> heard = new AtomicReference<>();
    session
        .createConsumer(jms.queue())
        .setMessageListener(
            message -> {
              heard.set(message);
              listenerThread.set(Thread.currentThread());
              inside.countDown();
              awaitQuietly(mayReturn);
            });
    jms.send(jms.queue(), "a");
    inside.await();
    List<ThrowingCallable> uses =
        List.of(
            () -> producer.send(session.createTextMessage("mixed")),
            () -> heard.get().acknowledge(),
            session::recover);
    for (ThrowingCallable use : uses) {
      assertThatThrownBy(use)
          .isInstanceOf(IllegalStateException.class)
          .hasMessageContaining("session")
          .hasMessageContaining(Thread.currentThread().getName())
          .hasMessageContaining(listenerThread.get().getName())
          .hasMessageContaining("6.2.5");
    }
    mayReturn.countDown();
    producer.send(session.createTextMessage("handed over"));
    heard.get().acknowledge();
    assertThat(Jms.texts(jms.session().createConsumer(jms.queue("other")), 1))
        .containsExactly("handed over");
  }

  @Test
  void aSenderWaitsForOneListenerCallAndNotForAllOfThem() throws Exception {
    Session session = jms.session();
    AtomicInteger heard = new AtomicInteger();
    session.createConsumer(jms.queue()).setMessageListener(message -> heard.incrementAndGet());
    MessageProducer producer = session.createProducer(jms.queue());
    for (int i = 0; i < 500; i++) {
      producer.send(session.createTextMessage("m" + i));
    }
    await().until(() -> heard.get() == 500);
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void aSessionMayBeHandedFromThreadToThread() throws Exception {
    Session session = jms.session(Session.SESSION_TRANSACTED);
    for (int i = 0; i < 10; i++) {
      String text = "m" + i;
      jms.start(
              () -> {
                session.createProducer(jms.queue()).send(session.createTextMessage(text));
                return null;
              })
          .get();
    }
    session.commit();
    assertThat(Jms.texts(jms.session().createConsumer(jms.queue()), 10)).hasSize(10);
  }

  @Test
  void aSessionWithAListenerCannotReceive() throws Exception {
    Session session = jms.session();
    MessageConsumer listening = session.createConsumer(jms.queue("1"));
    MessageConsumer other = session.createConsumer(jms.queue("2"));
    listening.setMessageListener(message -> {});
    assertThat(listening.getMessageListener()).isNotNull();
    assertThatThrownBy(listening::receive).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> listening.receive(1)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(listening::receiveNoWait).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(other::receiveNoWait).isInstanceOf(IllegalStateException.class);
    listening.setMessageListener(null);
    assertThat(listening.getMessageListener()).isNull();
    assertThat(other.receiveNoWait()).isNull();
    assertThat(listening.receiveNoWait()).isNull();
  }

  @Test
  void aListenerCannotBeSetWhileAConsumerOfTheSessionReceives() throws Exception {
    Session session = jms.session();
    MessageConsumer consumer = session.createConsumer(jms.queue());
    MessageConsumer other = session.createConsumer(jms.queue("other"));
    Running<Message> receive = jms.start(() -> consumer.receive());
    await().until(receive::isWaiting);
    for (MessageConsumer each : List.of(consumer, other)) {
      assertThatThrownBy(() -> each.setMessageListener(message -> {}))
          .isInstanceOf(IllegalStateException.class);
      assertThat(each.getMessageListener()).isNull();
    }
    consumer.setMessageListener(null);
    consumer.close();
    receive.get();
  }
}
