package org.rowmq.management;

import java.util.List;

/**
 * A node and how it is.
 *
 * @param gauges what it tells of itself: of the node asked as it is now, of others as of their last
 *     heartbeat; empty when it is not alive
 * @param checks of its health; only of the node asked
 * @param warnings the latest of its log, the newest first: of the node asked, of others the few
 *     that it told with its last heartbeat; only for an OPERATOR, else empty
 * @param slowCalls the latest calls to the database that took long, the newest first: of the node
 *     asked 50 at most, of others the few that it told with its last heartbeat
 * @param storage how large the tables are, which all nodes share; only of the node asked
 */
public record NodeDetail(
    NodeView node,
    List<NodeGauge> gauges,
    List<HealthView.Check> checks,
    List<WarningView> warnings,
    List<SlowCallView> slowCalls,
    StorageView storage) {
  public NodeDetail {
    gauges = List.copyOf(gauges);
    checks = List.copyOf(checks);
    warnings = List.copyOf(warnings);
    slowCalls = List.copyOf(slowCalls);
  }
}
