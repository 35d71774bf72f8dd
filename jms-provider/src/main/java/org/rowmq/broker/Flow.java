package org.rowmq.broker;

/**
 * What has gone through a mailbox on one node since the node started.
 *
 * @param arrived messages that came into it: sent, moved there, or given up elsewhere
 * @param left messages that left it: acknowledged, expired, moved or deleted
 */
public record Flow(long arrived, long left) {
  /** Nothing has. */
  public static final Flow NONE = new Flow(0, 0);

  /** Both together. */
  public Flow plus(Flow other) {
    return new Flow(arrived + other.arrived, left + other.left);
  }

  /** What has gone through since the other was taken. */
  public Flow minus(Flow other) {
    return new Flow(arrived - other.arrived, left - other.left);
  }
}
