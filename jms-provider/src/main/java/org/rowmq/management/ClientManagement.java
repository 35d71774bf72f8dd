package org.rowmq.management;

import java.util.List;

/**
 * Who consumes and who is connected, on all nodes: other nodes say it with each heartbeat, so of
 * them it may be some seconds old, and tells of 200 consumers, connections and sessions each at
 * most. Thread-safe. All methods throw {@link ManagementException}.
 */
public interface ClientManagement {

  /** All consumers, those who hold messages longest first. */
  List<ConsumerView> consumers(Caller caller);

  /** All connections, the oldest of each node first. */
  List<ConnectionView> connections(Caller caller);

  /** The sessions of these connections, those of each node in the order they were opened. */
  List<SessionView> sessions(Caller caller);

  /**
   * Closes a connection of this node, as its application would; needs OPERATOR. Returns at once; it
   * waits for listeners that run. What its consumers have is delivered to others.
   */
  void close(Caller caller, long connection);
}
