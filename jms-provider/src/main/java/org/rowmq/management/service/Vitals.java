package org.rowmq.management.service;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.rowmq.broker.Broker;
import org.rowmq.broker.ConsumerState;
import org.rowmq.management.NodeGauge;
import org.rowmq.metrics.Histogram;
import org.rowmq.store.StoreStatistics;

/** How this node is: its process, its clients, and how it writes. Thread-safe. */
final class Vitals {
  private static final String PROCESS = "Process";
  private static final String CLIENTS = "Clients";
  private static final String WRITE = "Transaction of a group";
  private static final String MEDIAN = ", median";

  /** The gauge of how long half of the writes take, in milliseconds. */
  static final String WRITE_MEDIAN = WRITE + MEDIAN;

  private static final String WRITING = "Writing, in the last minute";
  private static final String HELD_UP = "Waiting to be written";
  private static final String POOL = "Connections to the database";
  private static final String BYTES = "bytes";
  private static final String MILLIS = "ms";
  private static final String NUMBER = "";

  private static final long STEP_NANOS = TimeUnit.SECONDS.toNanos(5);
  private static final int STEPS = 12;
  private static final double NANOS = 1e9;

  private final Broker broker;
  private final Deque<Reading> readings = new ArrayDeque<>();

  /** What the store had done at some time. */
  private record Reading(long at, StoreStatistics store) {}

  Vitals(Broker broker) {
    this.broker = broker;
    readings.add(new Reading(System.nanoTime(), broker.store().statistics()));
  }

  /** As it is now. */
  List<NodeGauge> read() {
    List<NodeGauge> gauges = new ArrayList<>();
    process(gauges);
    clients(gauges);
    StoreStatistics now = broker.store().statistics();
    Reading before = aMinuteAgo(now);
    writing(gauges, before, now);
    waiting(gauges, now);
    return gauges;
  }

  /** The oldest of the last minute, and at most one reading every five seconds. */
  private synchronized Reading aMinuteAgo(StoreStatistics now) {
    long time = System.nanoTime();
    if (time - readings.getLast().at() >= STEP_NANOS) {
      readings.add(new Reading(time, now));
    }
    while (readings.size() > 2 && time - readings.getFirst().at() > STEPS * STEP_NANOS) {
      readings.removeFirst();
    }
    return readings.getFirst();
  }

  private static void process(List<NodeGauge> gauges) {
    MemoryUsage heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage();
    int processors = Runtime.getRuntime().availableProcessors();
    gauges.add(
        new NodeGauge(PROCESS, "Heap used", BYTES, heap.getUsed(), Math.max(0, heap.getMax())));
    gauges.add(
        new NodeGauge(
            PROCESS,
            "Memory used outside the heap",
            BYTES,
            ManagementFactory.getMemoryMXBean().getNonHeapMemoryUsage().getUsed(),
            0));
    gauges.add(
        new NodeGauge(
            PROCESS, "Threads", NUMBER, ManagementFactory.getThreadMXBean().getThreadCount(), 0));
    double load = ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage();
    if (load >= 0) { // which some systems do not tell
      gauges.add(new NodeGauge(PROCESS, "Load of the machine", NUMBER, load, processors));
    }
  }

  private void clients(List<NodeGauge> gauges) {
    List<ConsumerState> consumers = broker.consumerStates();
    gauges.add(new NodeGauge(CLIENTS, "Connections", NUMBER, broker.traffic().connections(), 0));
    gauges.add(new NodeGauge(CLIENTS, "Sessions", NUMBER, broker.traffic().sessions(), 0));
    gauges.add(new NodeGauge(CLIENTS, "Consumers", NUMBER, consumers.size(), 0));
    gauges.add(
        new NodeGauge(
            CLIENTS,
            "Messages with consumers",
            NUMBER,
            consumers.stream().mapToInt(ConsumerState::held).sum(),
            0));
  }

  private static void writing(List<NodeGauge> gauges, Reading before, StoreStatistics now) {
    StoreStatistics then = before.store();
    double seconds = Math.max(1, (System.nanoTime() - before.at()) / NANOS);
    Histogram.Snapshot groups = now.groupUnits().since(then.groupUnits());
    gauges.add(
        new NodeGauge(WRITING, "Group commits a second", NUMBER, groups.count() / seconds, 0));
    gauges.add(
        new NodeGauge(
            WRITING,
            "Calls written together, mean",
            NUMBER,
            groups.count() == 0 ? 0 : groups.sum() / groups.count(),
            0));
    latency(gauges, WRITE, now.writes().since(then.writes()));
    latency(gauges, "Waiting for the disk", now.forces().since(then.forces()));
    latency(gauges, "Other calls to the database", now.calls().since(then.calls()));
  }

  private static void latency(List<NodeGauge> gauges, String what, Histogram.Snapshot recent) {
    if (recent.count() > 0) {
      gauges.add(new NodeGauge(WRITING, what + MEDIAN, MILLIS, recent.quantile(0.5) * 1000, 0));
      gauges.add(
          new NodeGauge(WRITING, what + ", 99 of 100", MILLIS, recent.quantile(0.99) * 1000, 0));
    }
  }

  private static void waiting(List<NodeGauge> gauges, StoreStatistics now) {
    gauges.add(new NodeGauge(HELD_UP, "Bytes", BYTES, now.waitingBytes(), now.waitingBytesMost()));
    gauges.add(new NodeGauge(HELD_UP, "Callers held up", NUMBER, now.heldUp(), 0));
    StoreStatistics.Pool pool = now.pool();
    if (pool != null) {
      gauges.add(new NodeGauge(POOL, "In use", NUMBER, pool.used(), pool.most()));
      gauges.add(new NodeGauge(POOL, "Ready", NUMBER, pool.idle(), pool.most()));
      gauges.add(new NodeGauge(POOL, "Threads that wait for one", NUMBER, pool.waiting(), 0));
    }
  }
}
