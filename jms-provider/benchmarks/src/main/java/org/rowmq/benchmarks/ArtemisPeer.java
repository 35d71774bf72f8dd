package org.rowmq.benchmarks;

import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.XAConnection;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import org.apache.activemq.artemis.api.core.TransportConfiguration;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.config.storage.DatabaseStorageConfiguration;
import org.apache.activemq.artemis.core.remoting.impl.invm.InVMAcceptorFactory;
import org.apache.activemq.artemis.core.server.JournalType;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.apache.activemq.artemis.nativo.jlibaio.LibaioContext;

/**
 * Artemis in this JVM: a file journal that is synced (libaio where it can be loaded, else NIO), its
 * buffer time-out measured from the disk as {@code artemis create} does; or messages in a database.
 * Everything else as it comes; persistent sends block until they are stored, acknowledgements only
 * when asked for.
 */
final class ArtemisPeer implements Peer {
  private static final String URL = "vm://0";
  private static final int SYNCS = 200;
  private static final int BLOCK = 4096;

  private final EmbeddedActiveMQ server;
  private final String h2Url;
  private final boolean acknowledgementsBlock;

  private ArtemisPeer(EmbeddedActiveMQ server, String h2Url, boolean acknowledgementsBlock) {
    this.server = server;
    this.h2Url = h2Url;
    this.acknowledgementsBlock = acknowledgementsBlock;
  }

  static ArtemisPeer start(Path directory, String url, String user, boolean acknowledgementsBlock)
      throws Exception {
    Configuration config = new ConfigurationImpl();
    config.setSecurityEnabled(false);
    config.setPersistenceEnabled(true);
    config.setJMXManagementEnabled(false);
    config.setJournalDirectory(directory.resolve("journal").toString());
    config.setBindingsDirectory(directory.resolve("bindings").toString());
    config.setLargeMessagesDirectory(directory.resolve("large").toString());
    config.setPagingDirectory(directory.resolve("paging").toString());
    config.addAcceptorConfiguration(
        new TransportConfiguration(InVMAcceptorFactory.class.getName()));
    if (url == null) {
      boolean aio = LibaioContext.isLoaded();
      config.setJournalType(aio ? JournalType.ASYNCIO : JournalType.NIO);
      config.setJournalSyncTransactional(true);
      config.setJournalSyncNonTransactional(true);
      config.setJournalDatasync(true);
      int nanos = medianSyncNanos(directory);
      config.setJournalBufferTimeout_NIO(nanos);
      config.setJournalBufferTimeout_AIO(nanos);
    } else {
      DatabaseStorageConfiguration database = new DatabaseStorageConfiguration();
      database.setJdbcConnectionUrl(url);
      database.setJdbcUser(user);
      database.setJdbcDriverClassName(
          url.startsWith("jdbc:h2:") ? "org.h2.Driver" : "org.postgresql.Driver");
      config.setStoreConfiguration(database);
    }
    EmbeddedActiveMQ server = new EmbeddedActiveMQ();
    server.setConfiguration(config);
    server.start();
    return new ArtemisPeer(
        server, url != null && url.startsWith("jdbc:h2:") ? url : null, acknowledgementsBlock);
  }

  /** How long a write of one block takes with its sync, here and now. */
  private static int medianSyncNanos(Path directory) throws IOException {
    Path file = directory.resolve("calibration");
    long[] times = new long[SYNCS];
    try (FileChannel channel =
        FileChannel.open(
            file,
            StandardOpenOption.CREATE,
            StandardOpenOption.WRITE,
            StandardOpenOption.DELETE_ON_CLOSE)) {
      for (int i = 0; i < SYNCS; i++) {
        long start = System.nanoTime();
        channel.write(ByteBuffer.allocate(BLOCK), (long) i * BLOCK);
        channel.force(false);
        times[i] = System.nanoTime() - start;
      }
    }
    Arrays.sort(times);
    return (int) times[SYNCS / 2];
  }

  @Override
  public Connection connect() throws JMSException {
    return factory().createConnection();
  }

  @Override
  public XAConnection connectXa() throws JMSException {
    return factory().createXAConnection();
  }

  private ActiveMQConnectionFactory factory() {
    ActiveMQConnectionFactory factory = new ActiveMQConnectionFactory(URL);
    factory.setBlockOnAcknowledge(acknowledgementsBlock);
    return factory;
  }

  @Override
  public String h2Url() {
    return h2Url;
  }

  @Override
  public void close() throws Exception {
    server.stop();
  }
}
