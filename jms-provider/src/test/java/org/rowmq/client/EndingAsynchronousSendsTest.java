package org.rowmq.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.jms.Connection;
import jakarta.jms.IllegalStateException;
import jakarta.jms.IllegalStateRuntimeException;
import jakarta.jms.JMSContext;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.rowmq.conformance.Section;

/** Close, commit and rollback wait for asynchronous sends. */
@Section("7.3.4")
class EndingAsynchronousSendsTest extends AsynchronousSendTestSupport {
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
}
