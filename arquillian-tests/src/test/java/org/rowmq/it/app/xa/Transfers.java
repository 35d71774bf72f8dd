package org.rowmq.it.app.xa;

import jakarta.annotation.Resource;
import jakarta.ejb.Stateless;
import jakarta.inject.Inject;
import jakarta.jms.JMSConnectionFactory;
import jakarta.jms.JMSConnectionFactoryDefinition;
import jakarta.jms.JMSContext;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;

/** Writes rows in the XA data source {@code jdbc/accounts}, and messages. */
@Stateless
@JMSConnectionFactoryDefinition(name = Transfers.FACTORY, resourceAdapter = "rowmq")
public class Transfers {
  static final String FACTORY = "java:app/jms/transfers";

  @Inject
  @JMSConnectionFactory(FACTORY)
  private JMSContext messages;

  @Resource(lookup = "jdbc/accounts")
  private DataSource accounts;

  /** A row and a message. */
  public void book(String text) throws SQLException {
    write(text);
    messages.createProducer().send(messages.createQueue("transfers.booked"), text);
  }

  /** A row. */
  public void write(String text) throws SQLException {
    try (Connection connection = accounts.getConnection();
        PreparedStatement insert = connection.prepareStatement("insert into transfer values (?)")) {
      insert.setString(1, text);
      insert.executeUpdate();
    }
  }

  /** A message that the message-driven bean will turn into a row. */
  public void ask(String text) {
    messages.createProducer().send(messages.createQueue("transfers.asked"), text);
  }

  /** Takes what is in the queue of booked transfers. */
  public String takeBooked() {
    String text =
        messages
            .createConsumer(messages.createQueue("transfers.booked"))
            .receiveBody(String.class, 100);
    return text == null ? "" : text;
  }

  public String rows() throws SQLException {
    StringBuilder rows = new StringBuilder();
    try (Connection connection = accounts.getConnection();
        Statement statement = connection.createStatement();
        ResultSet result = statement.executeQuery("select text from transfer order by text")) {
      while (result.next()) {
        rows.append(result.getString(1)).append('\n');
      }
    }
    return rows.toString();
  }
}
