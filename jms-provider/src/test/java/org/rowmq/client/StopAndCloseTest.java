package org.rowmq.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import jakarta.jms.Connection;
import jakarta.jms.IllegalStateException;
import jakarta.jms.IllegalStateRuntimeException;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.rowmq.client.Jms.Running;
import org.rowmq.conformance.Section;

/** What stop and close wait for, from outside and from inside listeners. */
@Section({"6.1.5", "6.1.8", "6.2.15", "8.8"})
class StopAndCloseTest {
  @RegisterExtension final Jms jms = new Jms();

  private final CountDownLatch entered = new CountDownLatch(1);
  private final CountDownLatch leave = new CountDownLatch(1);
  private final AtomicReference<Throwable> thrown = new AtomicReference<>();

  private interface Closing {
    void run() throws Exception;
  }

  /** Runs in a listener what is expected to fail there. */
  private void attempt(Closing closing) {
    try {
      closing.run();
    } catch (Throwable e) {
      thrown.set(e);
    }
    entered.countDown();
  }

  private static void awaitLatch(CountDownLatch latch) {
    try {
      assertThat(latch.await(Jms.PATIENCE, TimeUnit.MILLISECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  private Running<Void> run(Closing closing) {
    return jms.start(
        () -> {
          closing.run();
          return null;
        });
  }

  private MessageConsumer listening(Session session) throws JMSException {
    MessageConsumer consumer = session.createConsumer(jms.queue());
    consumer.setMessageListener(
        message -> {
          entered.countDown();
          awaitLatch(leave);
        });
    return consumer;
  }

  // ---- stopping

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

  // ---- closing from inside

  @Test
  void aListenerCannotCloseItsConnection() throws Exception {
    Connection connection = jms.connection();
    connection
        .createSession()
        .createConsumer(jms.queue())
        .setMessageListener(message -> attempt(connection::close));
    jms.send(jms.queue(), "a");
    awaitLatch(entered);
    assertThat(thrown.get()).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aListenerCannotCloseItsSession() throws Exception {
    Session session = jms.session();
    session.createConsumer(jms.queue()).setMessageListener(message -> attempt(session::close));
    jms.send(jms.queue(), "a");
    awaitLatch(entered);
    assertThat(thrown.get()).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void aListenerCannotCloseItsContext() throws Exception {
    JMSContext context = jms.context();
    context.createConsumer(jms.queue()).setMessageListener(message -> attempt(context::close));
    jms.send(jms.queue(), "a");
    awaitLatch(entered);
    assertThat(thrown.get()).isInstanceOf(IllegalStateRuntimeException.class);
  }

  @Test
  void aListenerMayCloseItsConsumerAndItsMessageIsAcknowledged() throws Exception {
    Connection connection = jms.connection();
    MessageConsumer consumer = connection.createSession().createConsumer(jms.queue());
    List<String> heard = new CopyOnWriteArrayList<>();
    consumer.setMessageListener(
        message -> {
          heard.add(Jms.text(message));
          attempt(consumer::close);
        });
    jms.send(jms.queue(), "a", "b");
    awaitLatch(entered);
    connection.close();
    assertThat(thrown.get()).isNull();
    assertThat(heard).containsExactly("a");
    Session other = jms.session();
    TextMessage next = Jms.receive(other.createConsumer(jms.queue()));
    assertThat(next.getText()).isEqualTo("b");
    assertThat(next.getJMSRedelivered()).isFalse();
  }

  @Test
  void aListenerMayCloseItsJmsConsumer() throws Exception {
    JMSContext context = jms.context();
    JMSConsumer consumer = context.createConsumer(jms.queue());
    consumer.setMessageListener(message -> attempt(consumer::close));
    jms.send(jms.queue(), "a");
    awaitLatch(entered);
    assertThat(thrown.get()).isNull();
  }

  // ---- closing from outside

  @Test
  void closeWaitsForARunningListenerWhichKeepsItsSessionsServices() throws Exception {
    Connection connection = jms.connection();
    Session session = connection.createSession(Session.SESSION_TRANSACTED);
    CountDownLatch inside = new CountDownLatch(1);
    session
        .createConsumer(jms.queue())
        .setMessageListener(
            message -> {
              inside.countDown();
              awaitLatch(leave);
              attempt(
                  () -> {
                    session
                        .createProducer(jms.queue("answers"))
                        .send(session.createTextMessage("answer"));
                    session.commit();
                  });
            });
    jms.send(jms.queue(), "a");
    awaitLatch(inside);
    Running<Void> close = run(connection::close);
    assertThat(close.staysBlocked()).isTrue();
    assertThatThrownBy(session::createMessage).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(connection::createSession).isInstanceOf(IllegalStateException.class);
    leave.countDown();
    close.get();
    assertThat(thrown.get()).isNull();
    assertThat(Jms.texts(jms.session().createConsumer(jms.queue("answers")), 1))
        .containsExactly("answer");
    assertThat(jms.session().createConsumer(jms.queue()).receiveNoWait()).isNull();
  }

  @Test
  void closingAContextWaitsForItsListenerWhichKeepsItsServices() throws Exception {
    JMSContext context = jms.factory().createContext(JMSContext.CLIENT_ACKNOWLEDGE);
    CountDownLatch inside = new CountDownLatch(1);
    context
        .createConsumer(jms.queue())
        .setMessageListener(
            message -> {
              inside.countDown();
              awaitLatch(leave);
              attempt(
                  () -> {
                    context.createProducer().send(jms.queue("answers"), "answer");
                    context.acknowledge();
                  });
            });
    jms.send(jms.queue(), "a");
    awaitLatch(inside);
    Running<Void> close = run(context::close);
    assertThat(close.staysBlocked()).isTrue();
    leave.countDown();
    close.get();
    assertThat(thrown.get()).isNull();
    assertThat(jms.session().createConsumer(jms.queue()).receiveNoWait()).isNull();
  }

  @Test
  void aMessageWhoseListenerRunsWhileClosingIsAcknowledged() throws Exception {
    Connection connection = jms.connection();
    listening(connection.createSession());
    jms.send(jms.queue(), "a");
    awaitLatch(entered);
    Running<Void> close = run(connection::close);
    leave.countDown();
    close.get();
    assertThat(jms.session().createConsumer(jms.queue()).receiveNoWait()).isNull();
  }

  @Test
  void closingAConsumerWaitsForItsListenerButNotForThoseOfOthers() throws Exception {
    Session session = jms.session();
    MessageConsumer busy = listening(session);
    MessageConsumer idle = session.createConsumer(jms.queue("idle"));
    jms.send(jms.queue(), "a");
    awaitLatch(entered);
    idle.close();
    Running<Void> close = run(busy::close);
    assertThat(close.staysBlocked()).isTrue();
    leave.countDown();
    close.get();
  }

  @Test
  void aReceiveThatWaitsEndsWithNullWhenItsConsumerSessionOrConnectionIsClosed() throws Exception {
    for (int what = 0; what < 3; what++) {
      Connection connection = jms.connection();
      Session session = connection.createSession();
      MessageConsumer consumer = session.createConsumer(jms.queue());
      AutoCloseable closing = List.of(consumer, session, connection).get(what);
      Running<Message> receive = jms.start(() -> consumer.receive());
      await().until(receive::isWaiting);
      closing.close();
      assertThat(receive.get()).isNull();
    }
  }

  @Test
  void aReceiveThatWaitsForStartEndsWithNullWhenClosed() throws Exception {
    Connection connection = jms.stopped();
    MessageConsumer consumer = connection.createSession().createConsumer(jms.queue());
    Running<Message> receive = jms.start(() -> consumer.receive());
    await().until(receive::isWaiting);
    connection.close();
    assertThat(receive.get()).isNull();
  }

  @Test
  void closingManyTimesWhileReceivingNeverHangs() throws Exception {
    Session session = jms.session();
    for (int i = 0; i < 200; i++) {
      MessageConsumer consumer = session.createConsumer(jms.queue());
      Running<Message> receive = jms.start(() -> consumer.receive());
      consumer.close();
      try {
        assertThat(receive.get()).isNull();
      } catch (java.util.concurrent.ExecutionException e) {
        // the receive came after the close
        assertThat(e.getCause()).isInstanceOf(IllegalStateException.class);
      }
    }
  }

  @Test
  void closingASessionRollsBackItsTransaction() throws Exception {
    jms.send(jms.queue(), "a");
    Session session = jms.session(Session.SESSION_TRANSACTED);
    Jms.receive(session.createConsumer(jms.queue()));
    session.createProducer(jms.queue("never")).send(session.createTextMessage("never"));
    session.close();
    TextMessage again = Jms.receive(jms.session().createConsumer(jms.queue()));
    assertThat(again.getJMSRedelivered()).isTrue();
    assertThat(Collections.list(jms.session().createBrowser(jms.queue("never")).getEnumeration()))
        .isEmpty();
  }

  @Test
  void closingAConnectionAcknowledgesNothingOfAClientAcknowledgeSession() throws Exception {
    jms.send(jms.queue(), "a", "b");
    Connection connection = jms.connection();
    Session session = connection.createSession(Session.CLIENT_ACKNOWLEDGE);
    Jms.texts(session.createConsumer(jms.queue()), 2);
    connection.close();
    MessageConsumer next = jms.session().createConsumer(jms.queue());
    TextMessage first = Jms.receive(next);
    assertThat(first.getText()).isEqualTo("a");
    assertThat(first.getJMSRedelivered()).isTrue();
    assertThat(first.getIntProperty("JMSXDeliveryCount")).isEqualTo(2);
    assertThat(Jms.receive(next).getText()).isEqualTo("b");
  }

  @Test
  void closingAConsumerLeavesWhatItReceivedToTheSession() throws Exception {
    jms.send(jms.queue(), "a", "b", "c");
    Session session = jms.session(Session.CLIENT_ACKNOWLEDGE);
    MessageConsumer consumer = session.createConsumer(jms.queue());
    Message first = Jms.receive(consumer);
    consumer.close();
    first.acknowledge();
    Session transacted = jms.session(Session.SESSION_TRANSACTED);
    MessageConsumer second = transacted.createConsumer(jms.queue());
    assertThat(Jms.texts(second, 1)).containsExactly("b");
    second.close();
    transacted.commit();
    assertThat(Jms.texts(session.createConsumer(jms.queue()), 1)).containsExactly("c");
  }
}
