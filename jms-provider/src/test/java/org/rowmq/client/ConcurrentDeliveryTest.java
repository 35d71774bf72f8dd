package org.rowmq.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.rowmq.conformance.Section;

/** The listeners of several sessions run at the same time. */
@Section("6.2.14")
class ConcurrentDeliveryTest {
  @RegisterExtension final Jms jms = new Jms();

  @Test
  void listenersOfDifferentSessionsRunAtTheSameTime() throws Exception {
    CountDownLatch both = new CountDownLatch(2);
    Set<Thread> threads = ConcurrentHashMap.newKeySet();
    var connection = jms.connection();
    for (int i = 0; i < 2; i++) {
      connection
          .createSession()
          .createConsumer(jms.queue("q" + i))
          .setMessageListener(
              message -> {
                threads.add(Thread.currentThread());
                both.countDown();
                try {
                  both.await();
                } catch (InterruptedException e) {
                  Thread.currentThread().interrupt();
                }
              });
      jms.send(jms.queue("q" + i), "m");
    }
    await().until(() -> both.getCount() == 0);
    assertThat(threads).hasSize(2);
  }
}
