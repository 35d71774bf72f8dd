package org.rowmq.benchmarks;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.XAConnection;
import java.nio.file.Path;
import org.apache.activemq.ActiveMQConnectionFactory;
import org.apache.activemq.ActiveMQXAConnectionFactory;
import org.apache.activemq.broker.BrokerService;
import org.apache.activemq.store.PersistenceAdapter;
import org.apache.activemq.store.jdbc.JDBCPersistenceAdapter;
import org.apache.activemq.store.kahadb.KahaDBPersistenceAdapter;

/**
 * ActiveMQ Classic in this JVM: KahaDB with a disk sync per write, or messages in a database.
 * Everything else as it comes; acknowledgements are waited for, and synced, when asked for.
 */
final class ClassicPeer implements Peer {
  private static final String URL = "vm://bench?create=false";
  private static final int CONNECTIONS = 40;
  private static final long MEMORY = 512L << 20;

  private final BrokerService broker;
  private final HikariDataSource dataSource;
  private final String h2Url;
  private final boolean acknowledgementsBlock;

  private ClassicPeer(
      BrokerService broker,
      HikariDataSource dataSource,
      String h2Url,
      boolean acknowledgementsBlock) {
    this.broker = broker;
    this.dataSource = dataSource;
    this.h2Url = h2Url;
    this.acknowledgementsBlock = acknowledgementsBlock;
  }

  static ClassicPeer start(Path directory, String url, String user, boolean acknowledgementsBlock)
      throws Exception {
    HikariDataSource dataSource = null;
    PersistenceAdapter store;
    String h2Url = null;
    if (url == null) {
      KahaDBPersistenceAdapter kahaDb = new KahaDBPersistenceAdapter();
      kahaDb.setDirectory(directory.resolve("kahadb").toFile());
      kahaDb.setJournalDiskSyncStrategy("always");
      store = kahaDb;
    } else {
      HikariConfig pool = new HikariConfig();
      pool.setJdbcUrl(url);
      pool.setUsername(user);
      pool.setMaximumPoolSize(CONNECTIONS);
      dataSource = new HikariDataSource(pool);
      JDBCPersistenceAdapter jdbc = new JDBCPersistenceAdapter();
      jdbc.setDataSource(dataSource);
      jdbc.setUseLock(false);
      store = jdbc;
      h2Url = url.startsWith("jdbc:h2:") ? url : null;
    }
    BrokerService broker = new BrokerService();
    broker.setBrokerName("bench");
    broker.setUseJmx(false);
    broker.setUseShutdownHook(false);
    broker.setDataDirectoryFile(directory.resolve("data").toFile());
    broker.setPersistenceAdapter(store);
    broker.getSystemUsage().getMemoryUsage().setLimit(MEMORY);
    broker.start();
    broker.waitUntilStarted();
    return new ClassicPeer(broker, dataSource, h2Url, acknowledgementsBlock);
  }

  @Override
  public Connection connect() throws JMSException {
    ActiveMQConnectionFactory factory = new ActiveMQConnectionFactory(URL);
    waitForAcknowledgements(factory);
    return factory.createConnection();
  }

  @Override
  public XAConnection connectXa() throws JMSException {
    ActiveMQXAConnectionFactory factory = new ActiveMQXAConnectionFactory(URL);
    waitForAcknowledgements(factory);
    return factory.createXAConnection();
  }

  private void waitForAcknowledgements(ActiveMQConnectionFactory factory) {
    if (acknowledgementsBlock) {
      factory.setSendAcksAsync(false);
      factory.setOptimizeAcknowledge(false);
    }
  }

  @Override
  public String h2Url() {
    return h2Url;
  }

  @Override
  public void close() throws Exception {
    broker.stop();
    broker.waitUntilStopped();
    if (dataSource != null) {
      dataSource.close();
    }
  }
}
