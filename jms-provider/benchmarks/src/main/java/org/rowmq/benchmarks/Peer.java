package org.rowmq.benchmarks;

import jakarta.jms.Connection;
import jakarta.jms.JMSException;
import jakarta.jms.XAConnection;
import java.nio.file.Path;

/** A running provider. */
interface Peer extends AutoCloseable {
  /** A connection, not started. */
  Connection connect() throws JMSException;

  XAConnection connectXa() throws JMSException;

  /** The embedded H2 file under it as another connection of this JVM sees it, or null. */
  default String h2Url() {
    return null;
  }

  @Override
  void close() throws Exception;

  /** Starts what a plan names. */
  static Peer start(Plan plan) throws Exception {
    Path directory = plan.directory();
    String url = plan.url();
    String user = plan.user();
    return switch (plan.subject().provider()) {
      case ROWMQ -> new RowmqPeer(directory, url, user);
      case ARTEMIS, ARTEMIS_JDBC -> ArtemisPeer.start(directory, url, user, false);
      case ARTEMIS_ACKS -> ArtemisPeer.start(directory, url, user, true);
      case KAHADB, ACTIVEMQ_JDBC -> ClassicPeer.start(directory, url, user, false);
      case KAHADB_ACKS -> ClassicPeer.start(directory, url, user, true);
    };
  }

  /** The H2 file of a provider that is not ours: each commit is written, none is forced. */
  static String h2UrlOf(Path directory) {
    return "jdbc:h2:file:" + directory.resolve("peer") + ";WRITE_DELAY=0;DB_CLOSE_DELAY=-1";
  }
}
