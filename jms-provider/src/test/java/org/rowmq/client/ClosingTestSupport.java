package org.rowmq.client;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.jms.JMSException;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Session;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.rowmq.client.Jms.Running;

/** What tests of stopping and closing have in common. */
abstract class ClosingTestSupport {
  @RegisterExtension final Jms jms = new Jms();

  final CountDownLatch entered = new CountDownLatch(1);

  final CountDownLatch leave = new CountDownLatch(1);

  final AtomicReference<Throwable> thrown = new AtomicReference<>();

  interface Closing {
    void run() throws Exception;
  }

  /** Runs in a listener what is expected to fail there. */
  void attempt(Closing closing) {
    try {
      closing.run();
    } catch (Throwable e) {
      thrown.set(e);
    }
    entered.countDown();
  }

  static void awaitLatch(CountDownLatch latch) {
    try {
      assertThat(latch.await(Jms.PATIENCE, TimeUnit.MILLISECONDS)).isTrue();
    } catch (InterruptedException e) {
      throw new AssertionError(e);
    }
  }

  Running<Void> run(Closing closing) {
    return jms.start(
        () -> {
          closing.run();
          return null;
        });
  }

  MessageConsumer listening(Session session) throws JMSException {
    MessageConsumer consumer = session.createConsumer(jms.queue());
    consumer.setMessageListener(
        message -> {
          entered.countDown();
          awaitLatch(leave);
        });
    return consumer;
  }
}
