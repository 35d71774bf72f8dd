package org.rowmq.broker;

/**
 * The connection a message is sent on, for {@code noLocal}.
 *
 * @param connectionId unique among the connections of this node
 * @param clientId its client identifier, or null
 */
public record Origin(long connectionId, String clientId) {
  /** No connection: management, the dead letter queue. */
  public static final Origin NONE = new Origin(0, null);
}
