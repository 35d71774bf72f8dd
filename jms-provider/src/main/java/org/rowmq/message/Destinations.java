package org.rowmq.message;

import jakarta.jms.Destination;
import jakarta.jms.JMSException;
import jakarta.jms.Queue;
import jakarta.jms.TemporaryQueue;
import jakarta.jms.TemporaryTopic;
import jakarta.jms.Topic;
import org.rowmq.DestinationKind;
import org.rowmq.RowmqDestination;
import org.rowmq.RowmqQueue;
import org.rowmq.RowmqTemporaryQueue;
import org.rowmq.RowmqTemporaryTopic;
import org.rowmq.RowmqTopic;

/** Destinations of any provider as ours, and ours as bytes. */
final class Destinations {

  private static final int TOPIC = 1;
  private static final int TEMPORARY = 2;
  private static final int KNOWN_FLAGS = TOPIC | TEMPORARY;

  private Destinations() {}

  /** Ours by kind and name, or null if the destination has no kind or no name we can use. */
  static RowmqDestination ours(Destination destination) throws JMSException {
    if (destination == null || destination instanceof RowmqDestination) {
      return (RowmqDestination) destination;
    }
    try {
      if (destination instanceof Queue queue) {
        return make(
            DestinationKind.QUEUE, destination instanceof TemporaryQueue, queue.getQueueName());
      }
      if (destination instanceof Topic topic) {
        return make(
            DestinationKind.TOPIC, destination instanceof TemporaryTopic, topic.getTopicName());
      }
    } catch (IllegalArgumentException nameNotUsable) {
      return null;
    }
    return null;
  }

  static void write(ByteWriter out, RowmqDestination destination) {
    out.putByte(
        (destination.kind() == DestinationKind.TOPIC ? TOPIC : 0)
            | (destination.isTemporary() ? TEMPORARY : 0));
    out.putString(destination.getName());
  }

  static RowmqDestination read(ByteReader in) {
    int flags = in.getByte();
    if ((flags & ~KNOWN_FLAGS) != 0) {
      throw in.corrupt("has a destination of unknown kind " + flags);
    }
    String name = in.getString();
    try {
      return make(
          (flags & TOPIC) != 0 ? DestinationKind.TOPIC : DestinationKind.QUEUE,
          (flags & TEMPORARY) != 0,
          name);
    } catch (IllegalArgumentException e) {
      throw in.corrupt("has a destination without a valid name: " + e.getMessage());
    }
  }

  private static RowmqDestination make(DestinationKind kind, boolean temporary, String name) {
    if (kind == DestinationKind.QUEUE) {
      return temporary ? new RowmqTemporaryQueue(name, null) : new RowmqQueue(name);
    }
    return temporary ? new RowmqTemporaryTopic(name, null) : new RowmqTopic(name);
  }
}
