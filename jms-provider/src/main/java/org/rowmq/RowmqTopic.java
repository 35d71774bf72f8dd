package org.rowmq;

import jakarta.jms.Topic;

/**
 * A topic by name; see {@link RowmqDestination} for threads and configuration (specification
 * section 5.2).
 */
public class RowmqTopic extends RowmqDestination implements Topic {

  private static final long serialVersionUID = 1L;

  /** For containers: the name must be set before use. */
  public RowmqTopic() {}

  /**
   * The topic with this name.
   *
   * @throws IllegalArgumentException if the name is null, empty, too long or holds a control
   *     character
   */
  public RowmqTopic(String name) {
    super(name);
  }

  @Override
  public final DestinationKind kind() {
    return DestinationKind.TOPIC;
  }

  @Override
  public final String getTopicName() {
    return getName();
  }
}
