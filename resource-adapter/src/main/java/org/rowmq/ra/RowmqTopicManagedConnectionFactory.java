package org.rowmq.ra;

import jakarta.resource.spi.ConnectionManager;

/** One configured {@link jakarta.jms.TopicConnectionFactory}. */
public class RowmqTopicManagedConnectionFactory extends RowmqManagedConnectionFactory {
  private static final long serialVersionUID = 1L;

  @Override
  PooledConnectionFactory newConnectionFactory(ConnectionManager manager) {
    return new PooledTopicConnectionFactory(this, manager);
  }
}
