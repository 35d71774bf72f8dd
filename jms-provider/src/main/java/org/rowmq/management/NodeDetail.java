package org.rowmq.management;

import java.util.List;

/**
 * A node and how it is.
 *
 * @param gauges what it tells of itself: of the node asked as it is now, of others as of their last
 *     heartbeat; empty when it is not alive
 * @param checks of its health; only of the node asked
 */
public record NodeDetail(NodeView node, List<NodeGauge> gauges, List<HealthView.Check> checks) {
  public NodeDetail {
    gauges = List.copyOf(gauges);
    checks = List.copyOf(checks);
  }
}
