package org.rowmq.it.app.outbound;

import jakarta.annotation.Resource;
import jakarta.ejb.EJB;
import jakarta.ejb.Stateless;
import jakarta.ejb.TransactionManagement;
import jakarta.ejb.TransactionManagementType;
import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSException;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import jakarta.transaction.UserTransaction;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;

/** Connections and sessions from the factory: specification 12.2 and 12.3, and what they cost. */
@Stateless
@TransactionManagement(TransactionManagementType.BEAN)
public class ConnectionChecks {
  private static final int IDLE = 200;

  @Resource(lookup = Factories.AUTO)
  private ConnectionFactory factory;

  @Resource(lookup = Factories.XA)
  private ConnectionFactory xa;

  @Resource(lookup = Factories.LAZY)
  private ConnectionFactory lazy;

  @Resource(lookup = "jdbc/rowmq")
  private DataSource database;

  @Resource private UserTransaction transaction;
  @EJB private Queues queues;

  public void sessionArgumentsAreIgnoredInATransaction() throws Exception {
    String queue = queues.empty("connections.arguments");
    for (int mode = Session.SESSION_TRANSACTED; mode <= Session.DUPS_OK_ACKNOWLEDGE; mode++) {
      transaction.begin();
      try (Connection connection = factory.createConnection()) {
        Session session = connection.createSession(mode);
        Check.equal(true, session.getTransacted(), "transacted");
        session.createProducer(session.createQueue(queue)).send(session.createTextMessage("m"));
        Check.refused(
            JMSException.class,
            "",
            () -> {
              session.commit();
              return null;
            });
      }
      Check.equal(mode, queues.count(queue), "messages before the commit");
      transaction.commit();
      Check.equal(mode + 1, queues.count(queue), "messages after the commit");
    }
  }

  public void sessionArgumentsOutsideATransaction() throws Exception {
    try (Connection connection = factory.createConnection()) {
      for (int mode : new int[] {Session.SESSION_TRANSACTED, Session.CLIENT_ACKNOWLEDGE}) {
        try (Session session = connection.createSession(mode)) {
          Check.equal(Session.AUTO_ACKNOWLEDGE, session.getAcknowledgeMode(), "mode");
          Check.equal(false, session.getTransacted(), "transacted");
        }
      }
    }
  }

  public void oneSessionForEachConnection() throws Exception {
    try (Connection connection = factory.createConnection()) {
      connection.createSession();
      Check.refused(JMSException.class, "one session at a time", connection::createSession);
      Check.refused(
          jakarta.jms.IllegalStateException.class,
          "12.2",
          () -> {
            connection.setClientID("c");
            return null;
          });
    }
  }

  public void aConnectionOutlivesTransactions() throws Exception {
    outlivesTransactions(factory, queues.empty("connections.outlives"));
  }

  public void anXaConnectionOutlivesTransactions() throws Exception {
    outlivesTransactions(xa, queues.empty("connections.outlives.xa"));
  }

  public void aLazilyEnlistedConnectionOutlivesTransactions() throws Exception {
    outlivesTransactions(lazy, queues.empty("connections.outlives.lazy"));
  }

  private void outlivesTransactions(ConnectionFactory from, String queue) throws Exception {
    try (Connection connection = from.createConnection()) {
      connection.start();
      Session session = connection.createSession();
      var producer = session.createProducer(session.createQueue(queue));
      transaction.begin();
      producer.send(session.createTextMessage("never"));
      transaction.rollback();
      producer.send(session.createTextMessage("outside"));
      transaction.begin();
      producer.send(session.createTextMessage("inside"));
      transaction.commit();
      MessageConsumer consumer = session.createConsumer(session.createQueue(queue));
      Check.equal("outside", ((TextMessage) consumer.receive(5_000)).getText(), "first");
      Check.equal("inside", ((TextMessage) consumer.receive(5_000)).getText(), "second");
      Check.equal(null, consumer.receiveNoWait(), "third");
    }
  }

  public void signOnByContainerAndByApplication() throws Exception {
    try (Connection byContainer = factory.createConnection();
        Connection byApplication = factory.createConnection("somebody", "secret")) {
      byContainer.createSession();
      byApplication.createSession();
    }
  }

  /** {@value #IDLE} open sessions with consumers; the data source has 64 connections. */
  public void idleSessionsHoldNoDatabaseConnection() throws Exception {
    String queue = queues.empty("connections.idle");
    List<Connection> open = new ArrayList<>();
    try {
      for (int i = 0; i < IDLE; i++) {
        Connection connection = factory.createConnection();
        open.add(connection);
        connection.start();
        Session session = connection.createSession();
        session.createProducer(session.createQueue(queue)).send(session.createTextMessage("m"));
        session.createConsumer(session.createQueue(queue));
      }
      int sessions = databaseSessions();
      if (sessions > 40) {
        throw new AssertionError(sessions + " database sessions for " + IDLE + " idle sessions");
      }
    } finally {
      for (Connection connection : open) {
        connection.close();
      }
    }
  }

  private int databaseSessions() throws SQLException {
    try (java.sql.Connection connection = database.getConnection();
        Statement statement = connection.createStatement();
        ResultSet count =
            statement.executeQuery("select count(*) from information_schema.sessions")) {
      count.next();
      return count.getInt(1);
    }
  }
}
