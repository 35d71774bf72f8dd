package org.rowmq.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import jakarta.jms.IllegalStateException;
import jakarta.jms.JMSException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.rowmq.conformance.Section;

/** Problems that no call can report. */
@Section("6.1.7")
class ExceptionListenerTest {
  @RegisterExtension final Jms jms = new Jms();

  @Test
  void anExceptionListenerIsCalledForOneProblemAtATimeAndMayCloseTheConnection() throws Exception {
    ClientConnection connection = (ClientConnection) jms.connection();
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    CountDownLatch told = new CountDownLatch(3);
    connection.setExceptionListener(
        problem -> {
          most.accumulateAndGet(inside.incrementAndGet(), Math::max);
          if (told.getCount() == 1) {
            try {
              connection.close();
            } catch (JMSException e) {
              throw new AssertionError(e);
            }
          }
          inside.decrementAndGet();
          told.countDown();
          throw new IllegalArgumentException("listeners fail too");
        });
    assertThat(connection.getExceptionListener()).isNotNull();
    for (int i = 0; i < 3; i++) {
      jms.start(
          () -> {
            connection.report(new JMSException("problem"));
            return null;
          });
    }
    assertThat(told.await(Jms.PATIENCE, java.util.concurrent.TimeUnit.MILLISECONDS)).isTrue();
    assertThat(most).hasValue(1);
    await()
        .untilAsserted(
            () ->
                assertThatThrownBy(connection::getClientID)
                    .isInstanceOf(IllegalStateException.class));
  }
}
