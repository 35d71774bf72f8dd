package org.rowmq.broker;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.rowmq.DestinationKind;
import org.rowmq.store.CatalogStore.BegunDeletion;
import org.rowmq.store.CatalogStore.DestinationRow;
import org.rowmq.store.Store;
import org.rowmq.store.StoreConfig;
import org.rowmq.store.jpa.JpaStore;
import org.rowmq.store.jpa.TestConfig;
import org.rowmq.store.jpa.TestDatabases;
import org.rowmq.testing.AuditEntries;

/** When queues go that another node may be sending to; here that node is a store with no broker. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class DeletionStepsTest {
  private static final Duration SHORT = Duration.ofMillis(100);
  private static final Duration LONG = Duration.ofMinutes(1);

  private Store here;
  private Store there;
  private DestinationRow queue;

  @BeforeEach
  void open() {
    StoreConfig.Jdbc database = TestDatabases.postgreSql();
    here = JpaStore.open(TestConfig.of(database, "here").build());
    there = JpaStore.open(TestConfig.of(database, "there").build());
    queue = here.catalog().createDestination(DestinationKind.QUEUE, "q", 0);
    assertThat(here.catalog().beginDeletion(queue.id(), AuditEntries.any(here))).isTrue();
  }

  @AfterEach
  void close() {
    there.close();
    here.close();
  }

  private DeletionSteps steps(Store store, Duration patience) {
    return new DeletionSteps(store.catalog(), () -> store.nodes().now(), patience);
  }

  private List<Long> begun() {
    return here.catalog().begunDeletions().stream().map(BegunDeletion::queueId).toList();
  }

  @Test
  void aQueueStaysWhileALivingNodeHasNotHeardAndItIsSaidWhichThatIs() {
    assertThat(steps(here, SHORT).end(List.of(queue))).isEqualTo(Map.of(queue, List.of("there")));
    assertThat(begun()).containsExactly(queue.id());
  }

  @Test
  void aQueueGoesWhenTheLastNodeHasHeard() {
    DeletionSteps other = steps(there, SHORT);
    other.hear(other.begun());
    other.hear(other.begun());

    assertThat(steps(here, LONG).end(List.of(queue))).isEmpty();
    assertThat(begun()).isEmpty();
    assertThat(here.catalog().createDestination(DestinationKind.QUEUE, "q", 0).id())
        .isNotEqualTo(queue.id());
  }

  @Test
  void aDeletionOfWhichAllHaveHeardIsEndedByAnyNodeButNotAtOnce() {
    DeletionSteps other = steps(there, SHORT);
    other.hear(other.begun());
    here.catalog().hearOfDeletion(queue.id());
    other.endAbandoned();
    assertThat(begun()).containsExactly(queue.id());

    DeletionSteps later =
        new DeletionSteps(there.catalog(), () -> there.nodes().now() + LONG.toMillis(), SHORT);
    later.begun();
    later.endAbandoned();
    assertThat(begun()).isEmpty();
  }

  @Test
  void aDeletionIsNotEndedByOthersWhileALivingNodeHasNotHeard() {
    DeletionSteps later =
        new DeletionSteps(there.catalog(), () -> there.nodes().now() + LONG.toMillis(), SHORT);
    later.hear(later.begun());
    later.endAbandoned();
    assertThat(begun()).containsExactly(queue.id());
  }
}
