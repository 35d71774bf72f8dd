package org.rowmq.benchmarks;

import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.XAConnection;
import java.nio.file.Path;
import org.rowmq.client.RowmqConnectionFactory;

/** RowMQ with the defaults. */
final class RowmqPeer implements Peer {
  private final RowmqConnectionFactory factory;
  private final Path directory;
  private final Connection keepsTheNode;

  RowmqPeer(Path directory, String url, String user) throws JMSException {
    this.directory = url == null ? directory : null;
    this.factory =
        url == null
            ? RowmqConnectionFactory.ofDirectory(directory)
            : RowmqConnectionFactory.ofUrl(url, user, null);
    this.keepsTheNode = factory.createConnection();
  }

  @Override
  public Connection connect() throws JMSException {
    return factory.createConnection();
  }

  @Override
  public XAConnection connectXa() throws JMSException {
    return factory.createXAConnection();
  }

  @Override
  public String h2Url() {
    return directory == null
        ? null
        : "jdbc:h2:rowmq:rowmqsingle:rowmqahead:retry:" + directory.resolve("rowmq");
  }

  @Override
  public void close() throws JMSException {
    keepsTheNode.close();
    factory.close();
  }
}
