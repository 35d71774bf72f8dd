package org.rowmq.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.jms.Connection;
import jakarta.jms.JMSConsumer;
import jakarta.jms.JMSContext;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.rowmq.client.Jms.Running;
import org.rowmq.conformance.Section;

/** What closing a consumer waits for, and what it does. */
@Section("8.8")
class ClosingAConsumerTest extends ClosingTestSupport {
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
