package org.rowmq.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.jms.CompletionListener;
import jakarta.jms.Connection;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.rowmq.conformance.Section;

/** When and how completion listeners are called, and what they may do. */
@Section({"7.3.3", "7.3.7", "7.3.8"})
class CompletionListenerTest extends AsynchronousSendTestSupport {
  @Test
  void callbacksComeOneAtATimeInTheOrderOfTheSendsOnAnotherThread() throws JMSException {
    Session session = jms.session();
    Thread sender = Thread.currentThread();
    List<Thread> threads = new CopyOnWriteArrayList<>();
    CompletionListener listener = noting(() -> threads.add(Thread.currentThread()));
    MessageProducer first = session.createProducer(jms.queue("1"));
    MessageProducer second = session.createProducer(jms.queue("2"));
    List<String> sent = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      sent.add("m" + i);
      (i % 2 == 0 ? first : second).send(session.createTextMessage("m" + i), listener);
    }
    await().until(() -> told.size() == 100);
    assertThat(told).isEqualTo(sent);
    assertThat(most).hasValue(1);
    assertThat(threads).doesNotContain(sender);
  }

  @Test
  void aCallbackMayStopItsConnection() throws JMSException {
    Connection connection = jms.connection();
    Session session = connection.createSession();
    session
        .createProducer(jms.queue())
        .send(session.createTextMessage("a"), noting(connection::stop));
    await().until(() -> told.size() == 1);
    assertThat(told).containsExactly("a");
    assertThat(session.createConsumer(jms.queue()).receiveNoWait()).isNull();
  }

  @Test
  void aCallbackMaySend() throws JMSException {
    JMSContext context = jms.context();
    context
        .createProducer()
        .setAsync(noting(() -> context.createProducer().send(jms.queue("second"), "b")))
        .send(jms.queue(), "a");
    assertThat(Jms.texts(jms.session().createConsumer(jms.queue("second")), 1))
        .containsExactly("b");
  }

  @Test
  void aCallbackThatThrowsDoesNotStopTheOthers() throws JMSException {
    Session session = jms.session();
    MessageProducer producer = session.createProducer(jms.queue());
    producer.send(
        session.createTextMessage("a"),
        noting(
            () -> {
              throw new AssertionError("a broken callback");
            }));
    producer.send(session.createTextMessage("b"), noting());
    session.close();
    assertThat(told).containsExactly("b");
  }
}
