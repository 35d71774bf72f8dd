package org.rowmq.ra.inbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageListener;
import jakarta.jms.TextMessage;
import jakarta.resource.spi.InvalidPropertyException;
import jakarta.resource.spi.UnavailableException;
import jakarta.resource.spi.endpoint.MessageEndpoint;
import jakarta.resource.spi.endpoint.MessageEndpointFactory;
import jakarta.resource.spi.work.ExecutionContext;
import jakarta.resource.spi.work.Work;
import jakarta.resource.spi.work.WorkListener;
import jakarta.resource.spi.work.WorkManager;
import java.lang.reflect.Method;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import javax.transaction.xa.XAResource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rowmq.ra.RowmqActivationSpec;
import org.rowmq.ra.testing.TestNode;

/**
 * Delivery without a transaction, and what a container may do to it; transactions are tested in a
 * real one.
 */
class EndpointActivationTest {
  @TempDir Path directory;
  private TestNode node;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
  private final TestEndpoints endpoints = new TestEndpoints();
  private EndpointActivation activation;

  @BeforeEach
  void start() {
    node = new TestNode(directory);
  }

  @AfterEach
  void stop() {
    if (activation != null) {
      activation.stop(5_000);
    }
    node.close();
    threads.shutdownNow();
    timer.shutdownNow();
  }

  @Test
  void everyMessageIsDeliveredOnceByHoweverManySessions() throws Exception {
    List<String> texts = IntStream.range(0, 3_000).mapToObj(i -> "m" + i).toList();
    node.send("orders", texts.subList(0, 1_000));
    activate(8);
    for (int from = 1_000; from < 3_000; from += 50) {
      node.send("orders", texts.subList(from, from + 50));
    }
    await().atMost(Duration.ofSeconds(40)).until(() -> endpoints.seen.size() >= 3_000);
    assertThat(endpoints.seen).containsExactlyInAnyOrderElementsOf(texts);
    assertThat(endpoints.mostAtOnce.get()).isBetween(2, 8);
  }

  @Test
  void noThreadIsUsedWhileThereIsNothingToDeliver() throws Exception {
    activate(4);
    node.send("orders", List.of("a"));
    await().until(() -> endpoints.seen.size() == 1);
    await().until(() -> endpoints.running.get() == 0 && activeWork.get() == 0);
  }

  @Test
  void aListenerThatThrowsGetsTheMessageAgainWithItsCountAndThenItIsADeadLetter() throws Exception {
    endpoints.listener =
        message -> {
          throw new IllegalStateException("poison");
        };
    activate(2);
    node.send("orders", List.of("bad"));
    await().until(() -> endpoints.counts.size() == 10);
    await().untilAsserted(() -> assertThat(node.drain("DLQ.orders")).containsExactly("bad"));
    assertThat(endpoints.counts).containsExactly(1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
    assertThat(endpoints.unpaired.get()).isZero();
  }

  @Test
  void sessionsBeyondTheContainersPoolDoWithoutAndNothingIsLost() throws Exception {
    endpoints.limit = 2;
    endpoints.pause = 5;
    activate(6);
    List<String> texts = IntStream.range(0, 100).mapToObj(i -> "m" + i).toList();
    node.send("orders", texts);
    await().until(() -> endpoints.seen.size() >= 100);
    assertThat(endpoints.seen).containsExactlyInAnyOrderElementsOf(texts);
    assertThat(endpoints.mostAtOnce.get()).isLessThanOrEqualTo(2);
  }

  @Test
  void anEndpointThatIsNotYetAvailableIsAskedForAgain() throws Exception {
    endpoints.unavailable.set(2);
    activate(1);
    node.send("orders", List.of("a"));
    await().until(() -> endpoints.seen.equals(List.of("a")));
  }

  @Test
  void stoppingFinishesWhatIsUnderWayAndLeavesTheRest() throws Exception {
    CountDownLatch entered = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    endpoints.listener =
        message -> {
          entered.countDown();
          awaitQuietly(go);
        };
    activate(1);
    node.send("orders", List.of("first", "second"));
    entered.await();
    Thread stopping = new Thread(() -> activation.stop(20_000));
    stopping.start();
    assertThat(stopping.isAlive()).isTrue();
    go.countDown();
    stopping.join();
    assertThat(endpoints.seen).containsExactly("first");
    assertThat(endpoints.open.get()).isZero();
    assertThat(node.drain("orders")).containsExactly("second");
  }

  @Test
  void stoppingDoesNotWaitForEver() throws Exception {
    CountDownLatch entered = new CountDownLatch(1);
    CountDownLatch go = new CountDownLatch(1);
    endpoints.listener =
        message -> {
          entered.countDown();
          awaitQuietly(go);
        };
    activate(1);
    node.send("orders", List.of("first"));
    entered.await();
    activation.stop(100);
    go.countDown();
    await().until(() -> endpoints.open.get() == 0);
    assertThat(node.drain("orders")).isEmpty();
  }

  @Test
  void aWrongSelectorIsRefusedWhenTheBeanIsDeployed() {
    RowmqActivationSpec spec = spec(1);
    spec.setMessageSelector("price >");
    assertThatThrownBy(() -> new EndpointActivation(endpoints, spec, manager, timer))
        .isInstanceOf(InvalidPropertyException.class)
        .hasMessageContaining("messageSelector is \"price >\"");
  }

  private void activate(int sessions) throws Exception {
    activation = new EndpointActivation(endpoints, spec(sessions), manager, timer);
    activation.open(node.node());
  }

  private static RowmqActivationSpec spec(int sessions) {
    RowmqActivationSpec spec = new RowmqActivationSpec();
    spec.setDestination("orders");
    spec.setDestinationType("jakarta.jms.Queue");
    spec.setMaxSession(sessions);
    return spec;
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private final AtomicInteger activeWork = new AtomicInteger();

  /** Runs work on threads, as a server does. */
  private final WorkManager manager =
      new WorkManager() {
        @Override
        public void scheduleWork(Work work) {
          activeWork.incrementAndGet();
          threads.execute(
              () -> {
                try {
                  work.run();
                } finally {
                  activeWork.decrementAndGet();
                }
              });
        }

        @Override
        public void doWork(Work work) {
          throw new UnsupportedOperationException();
        }

        @Override
        public void doWork(
            Work work, long timeout, ExecutionContext context, WorkListener listener) {
          throw new UnsupportedOperationException();
        }

        @Override
        public long startWork(Work work) {
          throw new UnsupportedOperationException();
        }

        @Override
        public long startWork(
            Work work, long timeout, ExecutionContext context, WorkListener listener) {
          throw new UnsupportedOperationException();
        }

        @Override
        public void scheduleWork(
            Work work, long timeout, ExecutionContext context, WorkListener listener) {
          throw new UnsupportedOperationException();
        }
      };

  /** A container that starts no transactions, with a limited pool of beans. */
  private static final class TestEndpoints implements MessageEndpointFactory {
    final List<String> seen = new CopyOnWriteArrayList<>();
    final List<Integer> counts = new CopyOnWriteArrayList<>();
    final AtomicInteger running = new AtomicInteger();
    final AtomicInteger mostAtOnce = new AtomicInteger();
    final AtomicInteger open = new AtomicInteger();
    final AtomicInteger unavailable = new AtomicInteger();
    final AtomicInteger unpaired = new AtomicInteger();
    volatile int limit = Integer.MAX_VALUE;
    volatile long pause;
    volatile MessageListener listener = message -> {};

    @Override
    public synchronized MessageEndpoint createEndpoint(XAResource resource)
        throws UnavailableException {
      if (unavailable.getAndUpdate(left -> Math.max(0, left - 1)) > 0 || open.get() >= limit) {
        throw new UnavailableException("no bean is free");
      }
      open.incrementAndGet();
      return new TestEndpoint();
    }

    @Override
    public MessageEndpoint createEndpoint(XAResource resource, long timeout)
        throws UnavailableException {
      return createEndpoint(resource);
    }

    @Override
    public boolean isDeliveryTransacted(Method method) {
      return false;
    }

    @Override
    public String getActivationName() {
      return "test";
    }

    @Override
    public Class<?> getEndpointClass() {
      return MessageListener.class;
    }

    private final class TestEndpoint implements MessageEndpoint, MessageListener {
      @Override
      public void beforeDelivery(Method method) {
        unpaired.incrementAndGet();
      }

      @Override
      public void onMessage(Message message) {
        mostAtOnce.accumulateAndGet(running.incrementAndGet(), Math::max);
        try {
          Thread.sleep(pause);
          counts.add(message.getIntProperty("JMSXDeliveryCount"));
          listener.onMessage(message);
          seen.add(((TextMessage) message).getText());
        } catch (JMSException | InterruptedException e) {
          throw new AssertionError(e);
        } finally {
          running.decrementAndGet();
        }
      }

      @Override
      public void afterDelivery() {
        unpaired.decrementAndGet();
      }

      @Override
      public void release() {
        open.decrementAndGet();
      }
    }
  }
}
