package org.rowmq.ra;

import jakarta.jms.JMSException;
import jakarta.jms.TopicConnection;
import jakarta.jms.TopicConnectionFactory;
import jakarta.resource.spi.ConnectionManager;

/** A {@link PooledConnectionFactory} of the classic topic domain. Thread-safe. */
public class PooledTopicConnectionFactory extends PooledConnectionFactory
    implements TopicConnectionFactory {
  private static final long serialVersionUID = 1L;

  PooledTopicConnectionFactory(RowmqManagedConnectionFactory factory, ConnectionManager manager) {
    super(factory, manager);
  }

  @Override
  public TopicConnection createTopicConnection() throws JMSException {
    return (TopicConnection) createConnection();
  }

  @Override
  public TopicConnection createTopicConnection(String userName, String password)
      throws JMSException {
    return (TopicConnection) createConnection(userName, password);
  }
}
