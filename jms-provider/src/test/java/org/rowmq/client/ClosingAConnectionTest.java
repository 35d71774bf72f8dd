package org.rowmq.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import jakarta.jms.Connection;
import jakarta.jms.IllegalStateException;
import jakarta.jms.IllegalStateRuntimeException;
import jakarta.jms.JMSContext;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.rowmq.client.Jms.Running;
import org.rowmq.conformance.Section;

/** What closing a connection or its context waits for, and what it does. */
@Section("6.1.8")
class ClosingAConnectionTest extends ClosingTestSupport {
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
  void aListenerCannotCloseItsContext() throws Exception {
    JMSContext context = jms.context();
    context.createConsumer(jms.queue()).setMessageListener(message -> attempt(context::close));
    jms.send(jms.queue(), "a");
    awaitLatch(entered);
    assertThat(thrown.get()).isInstanceOf(IllegalStateRuntimeException.class);
  }

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
}
