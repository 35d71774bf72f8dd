package org.rowmq.management.service;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import org.rowmq.broker.Broker;
import org.rowmq.management.HealthView;
import org.rowmq.management.HealthView.Check;
import org.rowmq.store.NodeStore.NodeRow;
import org.rowmq.store.StoreException;
import org.rowmq.store.StoreInfo;

/**
 * Whether the node lives and can work. The database has two seconds to answer, and is asked by one
 * thread at a time however many ask for the health. Thread-safe.
 */
final class Health {
  private static final long BEAT_NANOS = Duration.ofSeconds(30).toNanos();
  private static final long ANSWER_MILLIS = 2_000;
  private static final long FREE_BYTES = 64L << 20;
  private static final double SECOND_NANOS = 1e9;

  private final Broker broker;
  private final String version;
  private final LongSupplier nanoTime;
  private CompletableFuture<Optional<NodeRow>> asked;

  Health(Broker broker, String version) {
    this(broker, version, System::nanoTime);
  }

  /**
   * For tests, which do not wait for half a minute.
   *
   * @param nanoTime what {@link System#nanoTime} would say
   */
  Health(Broker broker, String version, LongSupplier nanoTime) {
    this.broker = broker;
    this.version = version;
    this.nanoTime = nanoTime;
  }

  HealthView read() {
    StoreInfo info = broker.store().info();
    List<Check> checks = new ArrayList<>();
    long beat = nanoTime.getAsLong() - broker.lastBeat();
    boolean live = beat < BEAT_NANOS;
    String ago = "the periodic work last ended " + Math.round(beat / SECOND_NANOS) + " s ago";
    checks.add(new Check("heartbeat", live, ago));
    boolean ready = true;
    for (Check check : readiness(info)) {
      checks.add(check);
      ready &= check.ok();
    }
    return new HealthView(info.nodeName(), version, live, ready, checks);
  }

  private List<Check> readiness(StoreInfo info) {
    List<Check> checks = new ArrayList<>();
    try {
      Optional<NodeRow> me = ask().get(ANSWER_MILLIS, TimeUnit.MILLISECONDS);
      checks.add(new Check("store", true, info.database() + ", schema " + info.schemaVersion()));
      boolean member = me.isPresent() && me.get().incarnation() == info.incarnation();
      checks.add(
          new Check("membership", member, member ? "registered" : "others have taken it for dead"));
    } catch (TimeoutException e) {
      checks.add(new Check("store", false, "no answer within " + ANSWER_MILLIS + " ms"));
    } catch (ExecutionException e) {
      boolean known = e.getCause() instanceof StoreException;
      checks.add(new Check("store", false, known ? "cannot be reached" : "failed unexpectedly"));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      checks.add(new Check("store", false, "interrupted"));
    }
    if (info.exclusive()) {
      long free = Path.of(info.location()).toFile().getUsableSpace();
      checks.add(new Check("disk", free >= FREE_BYTES, (free >> 20) + " MiB free"));
    }
    return checks;
  }

  private synchronized Future<Optional<NodeRow>> ask() {
    if (asked == null || asked.isDone()) {
      String me = broker.store().info().nodeName();
      asked =
          CompletableFuture.supplyAsync(
              () ->
                  broker.store().nodes().nodes().stream()
                      .filter(row -> row.name().equals(me))
                      .findFirst(),
              broker.workers());
    }
    return asked;
  }
}
