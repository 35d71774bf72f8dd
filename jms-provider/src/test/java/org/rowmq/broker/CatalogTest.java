package org.rowmq.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.rowmq.DestinationKind;
import org.rowmq.store.AdministrationStore.AuditRow;
import org.rowmq.store.CatalogStore;
import org.rowmq.store.CatalogStore.DestinationRow;
import org.rowmq.store.Store;

/** What the catalog knows while destinations are read that are being changed. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class CatalogTest {
  private static final Duration LIMIT = Duration.ofSeconds(30);
  private static final AuditRow PAUSED =
      new AuditRow(
          1, 1, "ada", "admin", "::1", "pause", "queue", "q", 0, "{}", "OK", null, "request");
  private static final Set<Thread.State> STANDING =
      Set.of(Thread.State.WAITING, Thread.State.TIMED_WAITING, Thread.State.BLOCKED);

  @TempDir private Path directory;

  private final CountDownLatch read = new CountDownLatch(1);
  private final CountDownLatch goOn = new CountDownLatch(1);
  private volatile String standsStill = "";
  private Store store;
  private Catalog catalog;
  private DestinationRow queue;

  @BeforeEach
  void open() {
    store = EmbeddedStore.open(directory);
    catalog = new Catalog(standingStill(store.catalog()), () -> true, Long.MAX_VALUE, 0);
    queue = catalog.resolve(DestinationKind.QUEUE, "q");
  }

  @AfterEach
  void close() {
    goOn.countDown();
    store.close();
  }

  /** The store, which after answering one kind of question stands still until the test goes on. */
  private CatalogStore standingStill(CatalogStore real) {
    return (CatalogStore)
        Proxy.newProxyInstance(
            CatalogStore.class.getClassLoader(),
            new Class<?>[] {CatalogStore.class},
            (proxy, method, arguments) -> {
              Object answer;
              try {
                answer = method.invoke(real, arguments);
              } catch (InvocationTargetException e) {
                throw e.getCause();
              }
              if (method.getName().equals(standsStill)) {
                standsStill = "";
                read.countDown();
                goOn.await();
              }
              return answer;
            });
  }

  /** Begins one thing, does the other when the first has its answer, and then both go on. */
  private void during(String question, Runnable first, Runnable second) throws Exception {
    standsStill = question;
    Thread reader = new Thread(first, "first");
    reader.start();
    assertThat(read.await(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
    Thread changer = new Thread(second, "second");
    changer.start();
    await().atMost(LIMIT).until(() -> !changer.isAlive() || STANDING.contains(changer.getState()));
    goOn.countDown();
    reader.join();
    changer.join();
  }

  @Test
  void aQueueThatIsDeletedWhileAllAreReadDoesNotComeBack() throws Exception {
    during("destinations", () -> catalog.refresh(System.nanoTime()), () -> catalog.delete(queue));

    assertThat(catalog.all()).isEmpty();
    assertThat(catalog.find(DestinationKind.QUEUE, "q")).isEmpty();
  }

  @Test
  void aQueueThatIsMadeAnewWhileAllAreReadIsTheNewOne() throws Exception {
    during(
        "destinations",
        () -> catalog.refresh(System.nanoTime()),
        () -> {
          catalog.delete(queue);
          catalog.create(DestinationKind.QUEUE, "q", 0);
        });

    assertThat(catalog.resolve(DestinationKind.QUEUE, "q").id())
        .isNotEqualTo(queue.id())
        .isEqualTo(store.catalog().findDestination(DestinationKind.QUEUE, "q").orElseThrow().id());
  }

  @Test
  void aQueueThatIsPausedWhileAllAreReadIsPaused() throws Exception {
    during(
        "destinations",
        () -> catalog.refresh(System.nanoTime()),
        () -> catalog.pause(queue, true, false, PAUSED));

    assertThat(catalog.resolve(DestinationKind.QUEUE, "q").consumptionPaused()).isTrue();
  }

  @Test
  void aQueueThatIsDeletedWhileItIsLookedUpDoesNotComeBack() throws Exception {
    Catalog knowsNothing = catalogThatHasNotHeardOf();
    during(
        "findDestination",
        () -> knowsNothing.find(DestinationKind.QUEUE, "q2"),
        () ->
            knowsNothing.delete(
                store.catalog().findDestination(DestinationKind.QUEUE, "q2").orElseThrow()));

    assertThat(knowsNothing.find(DestinationKind.QUEUE, "q2")).isEmpty();
  }

  @Test
  void aNodeWhoseHeartHasNotBeatenForLongAsksBeforeItSends() {
    long trusted = Duration.ofMinutes(1).toNanos();
    Catalog late = new Catalog(store.catalog(), () -> true, trusted, System.nanoTime() - trusted);
    assertThat(late.findForSending(DestinationKind.QUEUE, "q")).contains(queue);
    catalog.delete(queue);

    assertThat(late.find(DestinationKind.QUEUE, "q")).contains(queue);
    assertThat(late.findForSending(DestinationKind.QUEUE, "q")).isEmpty();
  }

  @Test
  void aNodeWhoseHeartHasJustBeatenDoesNotAskBeforeItSends() {
    long trusted = Duration.ofMinutes(1).toNanos();
    Catalog late = new Catalog(store.catalog(), () -> true, trusted, System.nanoTime());
    catalog.delete(queue);

    assertThat(late.findForSending(DestinationKind.QUEUE, "q")).contains(queue);
  }

  private Catalog catalogThatHasNotHeardOf() {
    Catalog fresh = new Catalog(standingStill(store.catalog()), () -> true, Long.MAX_VALUE, 0);
    store.catalog().createDestination(DestinationKind.QUEUE, "q2", 0);
    return fresh;
  }
}
