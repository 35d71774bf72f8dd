package org.rowmq.management.service;

import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.rowmq.broker.Broker;
import org.rowmq.management.HistoryView.Calls;
import org.rowmq.management.HistoryView.Operation;
import org.rowmq.management.HistoryView.Point;
import org.rowmq.management.HistoryView.Range;
import org.rowmq.store.HistoryStore.CallRow;
import org.rowmq.store.HistoryStore.HistoryRow;
import org.rowmq.store.NodeStore.NodeRow;
import org.rowmq.store.StoreException;

/** The points of the longer ranges as they are kept in the database. Thread-safe. */
final class KeptPoints {
  private static final Logger LOG = System.getLogger(KeptPoints.class.getName());

  private final Broker broker;
  private final Clock clock;

  KeptPoints(Broker broker, Clock clock) {
    this.broker = broker;
    this.clock = clock;
  }

  /** Points of one moment, to be kept together. Not thread-safe. */
  final class Batch {
    private final List<HistoryRow> rows = new ArrayList<>();
    private final List<CallRow> calls = new ArrayList<>();

    void add(long mailbox, Range range, Point point) {
      String node = broker.store().info().nodeName();
      rows.add(
          new HistoryRow(
              node,
              mailbox,
              seconds(range),
              point.at(),
              point.messages(),
              point.arrived(),
              point.left(),
              point.waited(),
              point.waitMedianMillis(),
              point.waitHighMillis(),
              point.dead()));
      point
          .store()
          .forEach(
              (operation, each) ->
                  calls.add(
                      new CallRow(
                          node,
                          seconds(range),
                          point.at(),
                          operation.name(),
                          each.count(),
                          each.medianMicros(),
                          each.highMicros())));
    }

    boolean isEmpty() {
      return rows.isEmpty();
    }

    /** Writes them, and removes what is too old. */
    void write(long now) {
      try {
        broker.store().history().add(rows, calls);
        kept().forEach(range -> forget(range, now));
      } catch (StoreException e) {
        LOG.log(
            Level.DEBUG,
            "Points of charts could not be kept and are in memory only: {0}",
            e.getMessage());
      }
    }

    private void forget(Range range, long now) {
      broker.store().history().forget(seconds(range), now - range.length().toMillis());
    }
  }

  private static int seconds(Range range) {
    return (int) range.interval().toSeconds();
  }

  /** The ranges whose points are kept. */
  static Stream<Range> kept() {
    return Stream.of(Range.values()).filter(Range::kept);
  }

  /** Of each interval what the first node kept that was there; this one comes first. */
  private static final class Found {
    final List<HistoryRow> rows = new ArrayList<>();
    final Map<Long, Map<Operation, Calls>> calls = new HashMap<>();
    private final Set<Long> known = new HashSet<>();

    void add(Range range, List<HistoryRow> ofNode, List<CallRow> callsOfNode) {
      long millis = range.interval().toMillis();
      Set<Long> its =
          ofNode.stream()
              .filter(row -> row.mailboxId() == Cluster.ALL)
              .map(row -> row.endedAt() / millis)
              .filter(interval -> !known.contains(interval))
              .collect(Collectors.toSet());
      ofNode.stream().filter(row -> its.contains(row.endedAt() / millis)).forEach(rows::add);
      callsOfNode.stream().filter(row -> its.contains(row.endedAt() / millis)).forEach(this::add);
      known.addAll(its);
    }

    private void add(CallRow row) {
      for (Operation operation : Operation.values()) { // a later version may know others
        if (operation.name().equals(row.operation())) {
          calls
              .computeIfAbsent(row.endedAt(), at -> new EnumMap<>(Operation.class))
              .put(operation, new Calls(row.calls(), row.median(), row.high()));
        }
      }
    }

    List<HistoryRow> of(long mailbox) {
      return rows.stream()
          .filter(row -> row.mailboxId() == mailbox)
          .sorted(Comparator.comparingLong(HistoryRow::endedAt))
          .toList();
    }
  }

  /**
   * What this node kept in earlier lives, and what others kept while it was not there: by mailbox,
   * oldest first, with the points that said nothing new and were not kept.
   *
   * @throws StoreException when it cannot be read
   */
  Map<Long, List<Point>> read(Range range, Set<Long> mailboxes) {
    String self = broker.store().info().nodeName();
    Stream<String> others =
        broker.store().nodes().nodes().stream()
            .map(NodeRow::name)
            .filter(name -> !name.equals(self));
    long since = clock.millis() - range.length().toMillis();
    Found found = new Found();
    Stream.concat(Stream.of(self), others)
        .forEach(
            name ->
                found.add(
                    range,
                    broker.store().history().read(name, seconds(range), since),
                    broker.store().history().readCalls(name, seconds(range), since)));
    List<HistoryRow> ofAll = found.of(Cluster.ALL);
    Map<Long, List<Point>> points = new HashMap<>();
    found.rows.stream()
        .collect(Collectors.groupingBy(HistoryRow::mailboxId))
        .forEach(
            (mailbox, rows) -> {
              if (mailboxes.contains(mailbox)) {
                points.put(
                    mailbox, filled(ofAll, rows, mailbox == Cluster.ALL ? found.calls : Map.of()));
              }
            });
    return points;
  }

  private static List<Point> filled(
      List<HistoryRow> ofAll, List<HistoryRow> rows, Map<Long, Map<Operation, Calls>> calls) {
    Map<Long, HistoryRow> byTime =
        rows.stream().collect(Collectors.toMap(HistoryRow::endedAt, row -> row, (a, b) -> a));
    List<Point> points = new ArrayList<>();
    long depth = -1;
    for (HistoryRow all : ofAll) {
      HistoryRow row = byTime.get(all.endedAt());
      if (row != null) {
        points.add(point(row, calls.getOrDefault(row.endedAt(), Map.of())));
        depth = row.messages();
      } else if (depth >= 0) {
        // who did not count the dead of all did not count those of this one
        long dead = all.dead() == HistoryRow.UNKNOWN ? Point.UNKNOWN : 0;
        points.add(new Point(all.endedAt(), depth, 0, 0, 0, 0, 0, dead, Map.of()));
      }
    }
    return points;
  }

  private static Point point(HistoryRow row, Map<Operation, Calls> calls) {
    return new Point(
        row.endedAt(),
        row.messages(),
        row.arrived(),
        row.left(),
        row.waited(),
        row.waitMedian(),
        row.waitHigh(),
        row.dead() == HistoryRow.UNKNOWN ? Point.UNKNOWN : row.dead(),
        calls);
  }
}
