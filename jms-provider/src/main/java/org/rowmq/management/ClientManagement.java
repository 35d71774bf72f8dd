package org.rowmq.management;

import java.util.List;
import org.rowmq.DestinationKind;

/**
 * Who consumes and who is connected, on all nodes: other nodes say it with each heartbeat, so of
 * them it may be some seconds old, and tells of 200 consumers, connections, sessions and producers
 * each at most. Thread-safe. All methods throw {@link ManagementException}.
 */
public interface ClientManagement {

  /** All consumers, those who hold messages longest first. */
  List<ConsumerView> consumers(Caller caller);

  /** Those of one queue or topic, in the same order; of another node's of as many as it tells. */
  default List<ConsumerView> consumers(Caller caller, DestinationKind kind, String name) {
    return consumers(caller).stream()
        .filter(each -> each.type().equals(kind.scheme()) && each.destination().equals(name))
        .toList();
  }

  /** All connections, the oldest of each node first. */
  List<ConnectionView> connections(Caller caller);

  /** The sessions of these connections, those of each node in the order they were opened. */
  List<SessionView> sessions(Caller caller);

  /**
   * Who sends to which destination, the latest first: of each open session the latest 16
   * destinations; of closed ones the latest 1,000 clients of each node since it was started.
   */
  List<ProducerView> producers(Caller caller);

  /** Those of one queue or topic, in the same order; of another node's of as many as it tells. */
  default List<ProducerView> producers(Caller caller, DestinationKind kind, String name) {
    return producers(caller).stream()
        .filter(each -> each.type().equals(kind.scheme()) && each.destination().equals(name))
        .toList();
  }

  /**
   * Closes a connection of this node, as its application would; needs OPERATOR. Returns at once; it
   * waits for listeners that run. What its consumers have is delivered to others.
   */
  void close(Caller caller, long connection);
}
