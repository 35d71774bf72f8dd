package org.rowmq;

import jakarta.jms.Queue;

/**
 * A queue by name; see {@link RowmqDestination} for threads and configuration (specification
 * section 5.2).
 */
public class RowmqQueue extends RowmqDestination implements Queue {

  private static final long serialVersionUID = 1L;

  /** For containers: the name must be set before use. */
  public RowmqQueue() {}

  /**
   * The queue with this name.
   *
   * @throws IllegalArgumentException if the name is null, empty, too long or holds a control
   *     character
   */
  public RowmqQueue(String name) {
    super(name);
  }

  @Override
  public final DestinationKind kind() {
    return DestinationKind.QUEUE;
  }

  @Override
  public final String getQueueName() {
    return getName();
  }
}
