package org.rowmq.ra;

import jakarta.jms.JMSException;
import jakarta.jms.QueueConnection;
import jakarta.jms.QueueConnectionFactory;
import jakarta.resource.spi.ConnectionManager;

/** A {@link PooledConnectionFactory} of the classic queue domain. Thread-safe. */
public class PooledQueueConnectionFactory extends PooledConnectionFactory
    implements QueueConnectionFactory {
  private static final long serialVersionUID = 1L;

  PooledQueueConnectionFactory(RowmqManagedConnectionFactory factory, ConnectionManager manager) {
    super(factory, manager);
  }

  @Override
  public QueueConnection createQueueConnection() throws JMSException {
    return (QueueConnection) createConnection();
  }

  @Override
  public QueueConnection createQueueConnection(String userName, String password)
      throws JMSException {
    return (QueueConnection) createConnection(userName, password);
  }
}
