package org.rowmq.transaction;

import static org.assertj.core.api.Assertions.assertThat;

import com.arjuna.ats.internal.jta.transaction.arjunacore.TransactionSynchronizationRegistryImple;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import jakarta.transaction.TransactionManager;
import java.nio.file.Path;
import java.util.Map;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.rowmq.RowmqQueue;
import org.rowmq.client.AcknowledgeMode;
import org.rowmq.client.ClientConnection;
import org.rowmq.client.ClientNode;
import org.rowmq.client.Domain;
import org.rowmq.runtime.RowmqConfig;
import org.rowmq.runtime.RowmqRuntime;
import org.rowmq.testing.Directories;

/** What a node does after a transaction of a container has ended, with Narayana as its manager. */
class ContainerTransactionTest {
  private static Path directory;
  private static RowmqRuntime runtime;
  private static TransactionManager manager;

  @BeforeAll
  static void open() {
    directory = Directories.fresh("container-transaction");
    runtime =
        RowmqRuntime.start(
            RowmqConfig.of(Map.of("dataDirectory", directory.toString(), "nodeName", "test")),
            ClientNode.Authenticator.TRUST);
    manager = Narayana.manager();
  }

  @AfterAll
  static void close() {
    runtime.close();
    Directories.delete(directory);
  }

  @Test
  void aMessageReceivedInATransactionThatIsRolledBackIsFirstInItsQueueAgainWhenTheRollbackReturns()
      throws Exception {
    ContainerTransaction container =
        new ContainerTransaction(
            new TransactionSynchronizationRegistryImple(), new JdbcDataSource(), runtime.broker());
    Queue queue = new RowmqQueue("order");
    try (ClientConnection connection =
        runtime.clientNode().connect(null, null, null, Domain.COMMON, null)) {
      connection.start();
      Session outside = connection.createSession(false, Session.AUTO_ACKNOWLEDGE);
      Session inside = connection.createSession(container, AcknowledgeMode.AUTO);
      try (MessageConsumer receiver = inside.createConsumer(queue)) {
        for (int round = 0; round < 50; round++) {
          outside.createProducer(queue).send(outside.createTextMessage("first"));
          outside.createProducer(queue).send(outside.createTextMessage("second"));
          manager.begin();
          assertThat(text(receiver)).isEqualTo("first");
          manager.rollback();
          assertThat(text(receiver)).as("round %s", round).isEqualTo("first");
          assertThat(text(receiver)).as("round %s", round).isEqualTo("second");
        }
      }
    }
  }

  private static String text(MessageConsumer receiver) throws Exception {
    return ((TextMessage) receiver.receive(20_000)).getText();
  }
}
