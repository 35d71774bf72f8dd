package org.rowmq.runtime;

import jakarta.jms.JMSException;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.rowmq.client.ClientConnection;
import org.rowmq.client.ClientNode;
import org.rowmq.client.Domain;
import org.rowmq.store.StoreConfig;
import org.rowmq.store.jpa.TestDatabases;

/** Tests of two nodes that share a server, with a connection to each. */
abstract class SharingNodes {
  RowmqRuntime here;
  RowmqRuntime elsewhere;
  ClientConnection connection;
  ClientConnection other;

  /** Servers that nodes share. */
  enum Server {
    POSTGRESQL,
    MARIADB;

    private StoreConfig.Jdbc empty() {
      return this == POSTGRESQL ? TestDatabases.postgreSql() : TestDatabases.mariaDb();
    }
  }

  /** On an empty database; the connections are started. */
  final void startNodes(Server server) throws JMSException {
    StoreConfig.Jdbc database = server.empty();
    here = node(database, "here");
    elsewhere = node(database, "elsewhere");
    connection = connect(here);
    other = connect(elsewhere);
  }

  private static RowmqRuntime node(StoreConfig.Jdbc database, String name) {
    return RowmqRuntime.start(
        RowmqConfig.of(
            Map.of(
                "jdbcUrl", database.url(),
                "user", database.user(),
                "password", database.password(),
                "nodeName", name)),
        ClientNode.Authenticator.TRUST);
  }

  private static ClientConnection connect(RowmqRuntime node) throws JMSException {
    ClientConnection opened = node.clientNode().connect(null, null, null, Domain.COMMON, null);
    opened.start();
    return opened;
  }

  @AfterEach
  final void closeNodes() throws JMSException {
    connection.close();
    other.close();
    here.close();
    elsewhere.close();
  }
}
