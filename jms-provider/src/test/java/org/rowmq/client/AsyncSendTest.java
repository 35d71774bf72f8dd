package org.rowmq.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import jakarta.jms.CompletionListener;
import jakarta.jms.Connection;
import jakarta.jms.DeliveryMode;
import jakarta.jms.IllegalStateException;
import jakarta.jms.IllegalStateRuntimeException;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.JMSProducer;
import jakarta.jms.Message;
import jakarta.jms.MessageFormatException;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.rowmq.conformance.Section;

/** Asynchronous sends. */
@Section({"7.3", "7.3.4", "7.3.6"})
class AsyncSendTest {
  @RegisterExtension final Jms jms = new Jms();

  private final List<String> told = new CopyOnWriteArrayList<>();
  private final AtomicInteger inside = new AtomicInteger();
  private final AtomicInteger most = new AtomicInteger();

  private interface Callback {
    void run() throws Exception;
  }

  /** Notes what it is told, and runs {@code then}, noting what that throws. */
  private CompletionListener noting(Callback then) {
    return new CompletionListener() {
      @Override
      public void onCompletion(Message message) {
        most.accumulateAndGet(inside.incrementAndGet(), Math::max);
        try {
          then.run();
          told.add(Jms.text(message));
        } catch (Exception e) {
          told.add(e.getClass().getSimpleName());
        } finally {
          inside.decrementAndGet();
        }
      }

      @Override
      public void onException(Message message, Exception exception) {
        told.add("failed " + exception.getClass().getSimpleName());
      }
    };
  }

  private CompletionListener noting() {
    return noting(() -> {});
  }

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
  void atTheCallbackTheMessageIsStoredAndItsHeadersAreThere() throws Exception {
    Session session = jms.session();
    Message message = session.createTextMessage("a");
    CountDownLatch done = new CountDownLatch(1);
    List<String> seen = new CopyOnWriteArrayList<>();
    session
        .createProducer(jms.queue())
        .send(
            message,
            noting(
                () -> {
                  seen.add(message.getJMSMessageID());
                  seen.add(
                      Jms.receive(jms.session().createConsumer(jms.queue())).getJMSMessageID());
                  done.countDown();
                }));
    assertThat(done.await(20, TimeUnit.SECONDS)).isTrue();
    assertThat(seen.get(0)).startsWith("ID:").isEqualTo(seen.get(1));
  }

  @Test
  void everyVariantOfSendCallsBack() throws JMSException {
    Session session = jms.session();
    Message message = session.createTextMessage("a");
    MessageProducer bound = session.createProducer(jms.queue());
    MessageProducer free = session.createProducer(null);
    bound.send(message, noting());
    bound.send(message, DeliveryMode.NON_PERSISTENT, 4, 0, noting());
    free.send(jms.queue(), message, noting());
    free.send(jms.queue(), message, DeliveryMode.PERSISTENT, 4, 0, noting());
    JMSProducer simple = jms.context().createProducer();
    CompletionListener listener = noting();
    assertThat(simple.setAsync(listener).getAsync()).isSameAs(listener);
    simple.send(jms.queue(), "a");
    await().until(() -> told.size() == 5);
    simple.setAsync(null).send(jms.queue(), "synchronous");
    assertThat(told).hasSize(5);
  }

  @Test
  void aSendThatThrowsCallsNobody() throws JMSException {
    Session session = jms.session();
    MessageProducer bound = session.createProducer(jms.queue());
    MessageProducer free = session.createProducer(null);
    Message message = session.createTextMessage("a");
    CompletionListener listener = noting();
    assertThatThrownBy(() -> bound.send(message, (CompletionListener) null))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> bound.send(null, listener)).isInstanceOf(MessageFormatException.class);
    assertThatThrownBy(() -> bound.send(jms.queue(), message, listener))
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> free.send(message, listener))
        .isInstanceOf(UnsupportedOperationException.class);
    assertThatThrownBy(() -> bound.send(message, 9, 4, 0, listener))
        .isInstanceOf(JMSException.class);
    session.close();
    assertThat(told).isEmpty();
  }

  @Test
  void closeCommitAndRollbackWaitForTheCallbacks() throws Exception {
    for (String what : List.of("producer", "session", "connection", "commit", "rollback")) {
      told.clear();
      Connection connection = jms.connection();
      Session session = connection.createSession(Session.SESSION_TRANSACTED);
      MessageProducer producer = session.createProducer(jms.queue());
      CountDownLatch leave = new CountDownLatch(1);
      producer.send(session.createTextMessage(what), noting(leave::await));
      var ending =
          jms.start(
              () -> {
                switch (what) {
                  case "producer" -> producer.close();
                  case "session" -> session.close();
                  case "connection" -> connection.close();
                  case "commit" -> session.commit();
                  default -> session.rollback();
                }
                return List.copyOf(told);
              });
      assertThat(ending.staysBlocked()).as(what).isTrue();
      leave.countDown();
      assertThat(ending.get()).containsExactly(what);
    }
  }

  @Test
  void aCallbackCannotEndWhatWaitsForIt() throws Exception {
    Connection connection = jms.connection();
    Session session = connection.createSession(Session.SESSION_TRANSACTED);
    MessageProducer producer = session.createProducer(jms.queue());
    for (Callback forbidden :
        List.<Callback>of(
            producer::close,
            session::commit,
            session::rollback,
            session::close,
            connection::close)) {
      producer.send(session.createTextMessage("allowed"), noting(forbidden));
    }
    await().until(() -> told.size() == 5);
    assertThat(told).containsOnly(IllegalStateException.class.getSimpleName());
    session.commit();
  }

  @Test
  void aCallbackOfAContextCannotEndIt() {
    JMSContext context = jms.context(JMSContext.SESSION_TRANSACTED);
    for (Callback forbidden :
        List.<Callback>of(context::commit, context::rollback, context::close)) {
      context.createProducer().setAsync(noting(forbidden)).send(jms.queue(), "allowed");
    }
    await().until(() -> told.size() == 3);
    assertThat(told).containsOnly(IllegalStateRuntimeException.class.getSimpleName());
    context.commit();
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

  @Test
  void whatIsSentAsynchronouslyInATransactionDependsOnIt() throws JMSException {
    Session session = jms.session(Session.SESSION_TRANSACTED);
    MessageProducer producer = session.createProducer(jms.queue());
    producer.send(session.createTextMessage("undone"), noting());
    session.rollback();
    producer.send(session.createTextMessage("done"), noting());
    session.commit();
    assertThat(told).containsExactly("undone", "done");
    assertThat(Jms.texts(jms.session().createConsumer(jms.queue()), 1)).containsExactly("done");
  }
}
