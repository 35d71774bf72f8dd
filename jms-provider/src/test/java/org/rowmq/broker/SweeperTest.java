package org.rowmq.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rowmq.store.NodeStore;
import org.rowmq.store.Store;

/** The periodic work of a node on a store whose heartbeat fails a few times. */
class SweeperTest {
  private static final Logger LOG = Logger.getLogger(Sweeper.class.getName());
  private static final int BEATS = 3;

  @TempDir Path directory;
  private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();

  @BeforeEach
  void quiet() {
    LOG.setLevel(Level.OFF);
  }

  @AfterEach
  void stop() {
    LOG.setLevel(null);
    timer.shutdownNow();
  }

  @Test
  void the_heart_beats_on_after_an_error_of_the_virtual_machine() throws Exception {
    CountDownLatch beats = new CountDownLatch(BEATS);
    try (Store store = EmbeddedStore.open(directory);
        Broker broker = new Broker(failing(store, beats), config())) {
      assertThat(beats.await(20, TimeUnit.SECONDS)).isTrue();
      assertThat(broker.answers()).isTrue();
    }
  }

  /** The store, but each heartbeat ends in an error until the latch is open. */
  private static Store failing(Store store, CountDownLatch beats) {
    NodeStore nodes =
        around(
            NodeStore.class,
            store.nodes(),
            (method, result) -> {
              if (method.equals("heartbeat") && beats.getCount() > 0) {
                beats.countDown();
                throw new OutOfMemoryError("made by the test");
              }
              return result;
            });
    return around(Store.class, store, (method, result) -> method.equals("nodes") ? nodes : result);
  }

  /** What becomes of what a method has returned. */
  private interface After {
    Object of(String method, Object result);
  }

  private static <T> T around(Class<T> type, T target, After after) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> {
              try {
                return after.of(method.getName(), method.invoke(target, arguments));
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
            }));
  }

  private BrokerConfig config() {
    return new BrokerConfig(
        true,
        RedeliveryPolicy.DEFAULT,
        Duration.ofMillis(20),
        Duration.ofSeconds(1),
        Runnable::run,
        timer);
  }
}
