package org.rowmq.store.jpa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.rowmq.store.jpa.Fixture.PLENTY;
import static org.rowmq.store.jpa.Fixture.config;
import static org.rowmq.store.jpa.Fixture.message;
import static org.rowmq.store.jpa.Fixture.send;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.rowmq.DestinationKind;
import org.rowmq.store.Store;
import org.rowmq.store.StoreConfig;
import org.rowmq.store.StoreFullException;

/**
 * A file system that is full, and no imitation of one: some megabytes of memory, mounted for this
 * test, which only root may do. In the smaller one there is no room for a redo log.
 */
class FullDiskTest {
  private static final int BODY = 20_000;
  private static final int FILLER = 3 << 20;
  private static final long MOST_MESSAGES = 2_000;
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final List<Logger> LOUD =
      List.of(Logger.getLogger("org.rowmq"), Logger.getLogger("com.zaxxer.hikari"));

  @TempDir Path directory;
  private boolean mounted;

  @BeforeEach
  void quiet() {
    LOUD.forEach(logger -> logger.setLevel(Level.OFF));
  }

  private void mount(int megabytes) throws InterruptedException {
    String size = "size=" + megabytes + "m";
    mounted = succeeds("mount", "-t", "tmpfs", "-o", size, "tmpfs", directory.toString());
    assumeTrue(mounted, "no file system can be mounted here: that takes root on Linux");
  }

  @AfterEach
  void unmount() throws Exception {
    LOUD.forEach(logger -> logger.setLevel(null));
    if (mounted) {
      assertThat(succeeds("umount", "--lazy", directory.toString())).isTrue();
    }
  }

  private static boolean succeeds(String... command) throws InterruptedException {
    try {
      return new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      return false;
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {8, 24})
  void a_full_file_system_is_named_and_nothing_is_lost_and_all_goes_on_when_there_is_space(
      int megabytes) throws Exception {
    mount(megabytes);
    Path filler = Files.write(directory.resolve("filler"), new byte[FILLER]);
    StoreConfig config = config(new StoreConfig.Embedded(directory.resolve("data")), "only");
    Files.createDirectory(directory.resolve("data"));
    Set<Long> confirmed = new HashSet<>();
    try (Store store = JpaStore.open(config)) {
      long queue = store.catalog().createDestination(DestinationKind.QUEUE, "q", 0).id();
      long number = 0;
      Throwable failure = null;
      while (failure == null && number < MOST_MESSAGES) {
        long next = ++number;
        failure =
            catchThrowable(() -> send(store, queue, message(next, 4, 0, 0, Fixture.bytes(BODY))));
        if (failure == null) {
          confirmed.add(next);
        }
      }
      assertThat(failure).isInstanceOf(StoreFullException.class).hasMessageContaining("space");
      assertThat(present(store, queue)).isEqualTo(confirmed);

      Files.delete(filler);
      Awaitility.await()
          .atMost(SOON)
          .until(
              () ->
                  catchThrowable(() -> send(store, queue, message(0, 4, 0, 0, Fixture.bytes(BODY))))
                      == null);
      confirmed.add(0L);
      assertThat(present(store, queue)).isEqualTo(confirmed);
    }
    try (Store store = JpaStore.open(config)) {
      long queue = store.catalog().findDestination(DestinationKind.QUEUE, "q").orElseThrow().id();
      assertThat(present(store, queue)).isEqualTo(confirmed);
    }
  }

  private static Set<Long> present(Store store, long queue) {
    return new HashSet<>(Fixture.numbers(store.messages().page(queue, 4, 0, 100_000, PLENTY)));
  }
}
