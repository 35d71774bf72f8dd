package org.rowmq.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.jms.MessageConsumer;
import jakarta.jms.Session;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.rowmq.conformance.Section;

/** The listeners of a session run one at a time, and hold a thread only while they do. */
@Section("6.2.13")
class SerialExecutionTest {
  @RegisterExtension final Jms jms = new Jms();

  @Test
  void theListenersOfASessionRunOneAtATime() throws Exception {
    Session session = jms.session();
    AtomicInteger inside = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    AtomicInteger heard = new AtomicInteger();
    for (int i = 0; i < 3; i++) {
      session
          .createConsumer(jms.queue("q" + i))
          .setMessageListener(
              message -> {
                most.accumulateAndGet(inside.incrementAndGet(), Math::max);
                Thread.yield();
                inside.decrementAndGet();
                heard.incrementAndGet();
              });
    }
    for (int n = 0; n < 10; n++) {
      for (int i = 0; i < 3; i++) {
        jms.send(jms.queue("q" + i), "m");
      }
    }
    await().until(() -> heard.get() == 30);
    assertThat(most).hasValue(1);
  }

  @Test
  void idleListenersHoldNoThread() throws Exception {
    Session session = jms.session();
    MessageConsumer consumer = session.createConsumer(jms.queue());
    AtomicInteger heard = new AtomicInteger();
    Set<Thread> threads = ConcurrentHashMap.newKeySet();
    consumer.setMessageListener(
        message -> {
          threads.add(Thread.currentThread());
          heard.incrementAndGet();
        });
    jms.send(jms.queue(), "a");
    await().until(() -> heard.get() == 1);
    await()
        .until(
            () ->
                threads.stream()
                    .noneMatch(
                        thread ->
                            List.of(thread.getStackTrace()).stream()
                                .anyMatch(
                                    frame ->
                                        frame
                                            .getClassName()
                                            .equals(ListenerDispatch.class.getName()))));
  }
}
