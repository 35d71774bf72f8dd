package org.rowmq.ra;

import jakarta.resource.spi.ConnectionManager;

/** One configured {@link jakarta.jms.QueueConnectionFactory}. */
public class RowmqQueueManagedConnectionFactory extends RowmqManagedConnectionFactory {
  private static final long serialVersionUID = 1L;

  @Override
  PooledConnectionFactory newConnectionFactory(ConnectionManager manager) {
    return new PooledQueueConnectionFactory(this, manager);
  }
}
