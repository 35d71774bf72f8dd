package org.rowmq.it.app.orders;

import jakarta.annotation.Resource;
import jakarta.ejb.ActivationConfigProperty;
import jakarta.ejb.EJBException;
import jakarta.ejb.MessageDriven;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageListener;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.util.UUID;
import javax.sql.DataSource;

/** Writes an invoice in plain JDBC. */
@MessageDriven(
    activationConfig = {
      @ActivationConfigProperty(propertyName = "resourceAdapter", propertyValue = "rowmq"),
      @ActivationConfigProperty(
          propertyName = "destinationLookup",
          propertyValue = OrderQueues.TO_INVOICE),
      @ActivationConfigProperty(propertyName = "maxSession", propertyValue = "4")
    })
public class Invoicing implements MessageListener {
  @Resource(lookup = "jdbc/rowmq")
  private DataSource database;

  @Override
  public void onMessage(Message message) {
    try (Connection connection = database.getConnection();
        PreparedStatement insert =
            connection.prepareStatement("insert into invoice (id, number) values (?, ?)")) {
      insert.setString(1, UUID.randomUUID().toString());
      insert.setInt(2, message.getBody(Integer.class));
      insert.executeUpdate();
    } catch (SQLException | JMSException e) {
      throw new EJBException(e);
    }
  }
}
