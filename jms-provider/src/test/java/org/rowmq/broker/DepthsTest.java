package org.rowmq.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.rowmq.store.Store;

/** The counters that stand for counting rows. */
class DepthsTest {
  private static final int MAILBOXES = 2_000;
  private static final int FIRST = 1_000_000;
  private static final int ROUNDS = 4;

  @Test
  void nobodySeesAMessageTwiceOrNotAtAllWhileCountersAreWrittenDown(@TempDir Path directory) {
    try (Store store = EmbeddedStore.open(directory)) {
      Depths depths = new Depths(store.nodes());
      depths.open();
      for (int round = 1; round <= ROUNDS; round++) {
        for (int i = 0; i < MAILBOXES; i++) {
          depths.add(FIRST + i, 1);
        }
        Set<Long> seen = new HashSet<>();
        CompletableFuture<Void> writing = CompletableFuture.runAsync(depths::flush);
        do {
          seen.add(depths.ofAll());
        } while (!writing.isDone());
        writing.join();
        seen.add(depths.ofAll());
        assertThat(seen).containsExactly((long) round * MAILBOXES);
      }
    }
  }
}
