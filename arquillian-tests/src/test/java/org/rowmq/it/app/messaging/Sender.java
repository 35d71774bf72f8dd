package org.rowmq.it.app.messaging;

import jakarta.annotation.Resource;
import jakarta.ejb.SessionContext;
import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import jakarta.jms.JMSConnectionFactory;
import jakarta.jms.JMSContext;
import jakarta.jms.Queue;
import jakarta.transaction.TransactionSynchronizationRegistry;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/** Sends in a container-managed transaction, and writes a row in the same. */
@Stateless
public class Sender {

  @Inject
  @JMSConnectionFactory(Resources.FACTORY)
  private JMSContext context;

  @Resource(lookup = Resources.QUEUE)
  private Queue queue;

  @Resource(lookup = "jdbc/rowmq")
  private DataSource rows;

  @Resource private SessionContext transaction;
  @Resource private TransactionSynchronizationRegistry registry;

  /** To the queue of that name, or to the one that the listener hears. */
  public void send(String text, String queueName) {
    Queue to = queueName == null ? queue : context.createQueue(queueName);
    context.createProducer().setProperty("length", text.length()).send(to, text);
  }

  public void createTable() throws SQLException {
    try (Connection connection = rows.getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("create table if not exists it_sent (text varchar(100))");
    }
  }

  /** Message and row in one transaction, which is rolled back if so asked. */
  public void sendWithRow(String text, boolean rollBack) throws SQLException {
    send(text, null);
    try (Connection connection = rows.getConnection();
        PreparedStatement insert = connection.prepareStatement("insert into it_sent values (?)")) {
      insert.setString(1, text);
      insert.executeUpdate();
    }
    if (rollBack) {
      transaction.setRollbackOnly();
    }
  }

  /** The rollback is decided last of all: when what was sent has been written already. */
  public void sendWithRowAndFailLate(String text) throws SQLException {
    sendWithRow(text, false);
    registry.registerInterposedSynchronization(new LateRollback(registry));
  }

  public String rows() throws SQLException {
    StringBuilder texts = new StringBuilder();
    try (Connection connection = rows.getConnection();
        Statement statement = connection.createStatement();
        var result = statement.executeQuery("select text from it_sent order by text")) {
      while (result.next()) {
        texts.append(result.getString(1)).append('\n');
      }
    }
    return texts.toString();
  }
}
