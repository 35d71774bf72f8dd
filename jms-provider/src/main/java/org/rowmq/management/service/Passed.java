package org.rowmq.management.service;

import java.util.EnumMap;
import java.util.Map;
import org.rowmq.broker.Flow;
import org.rowmq.management.HistoryView.Calls;
import org.rowmq.management.HistoryView.Operation;
import org.rowmq.management.HistoryView.Point;
import org.rowmq.metrics.Histogram.Snapshot;

/**
 * What has passed through a mailbox until some moment, on all nodes, as sums that only rise.
 *
 * @param flow what has come and gone
 * @param waited how long messages had waited for their first delivery
 * @param dead messages given up
 * @param calls to the database; of all mailboxes together only, else empty
 */
record Passed(Flow flow, Snapshot waited, long dead, Map<Operation, Snapshot> calls) {
  static final Passed NONE = new Passed(Flow.NONE, Snapshot.NONE, 0, Map.of());

  private static final double MILLIS = 1e3;
  private static final double MICROS = 1e6;

  /** What has passed since the other was taken, as a point of a chart. */
  Point since(Passed before, long at, long depth) {
    Snapshot recent = waited.since(before.waited);
    return new Point(
        at,
        depth,
        flow.arrived() - before.flow.arrived(),
        flow.left() - before.flow.left(),
        recent.count(),
        Math.round(recent.quantile(0.5) * MILLIS),
        Math.round(recent.quantile(0.99) * MILLIS),
        dead - before.dead,
        callsSince(before));
  }

  private Map<Operation, Calls> callsSince(Passed before) {
    Map<Operation, Calls> since = new EnumMap<>(Operation.class);
    calls.forEach(
        (operation, now) -> {
          Snapshot recent = now.since(before.calls.getOrDefault(operation, Snapshot.NONE));
          since.put(
              operation,
              new Calls(
                  recent.count(),
                  Math.round(recent.quantile(0.5) * MICROS),
                  Math.round(recent.quantile(0.99) * MICROS)));
        });
    return since;
  }
}
