package org.rowmq.it.app.orders;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;

/**
 * Rows and messages at one moment: read in one statement, so that it is one moment's truth also
 * while others write.
 */
public record Moment(
    int placed, int shipped, int invoiced, int toShip, int toInvoice, int deadLetters) {
  private static final String SQL =
      "select (select count(*) from placed_order), (select count(*) from shipment), (select count(*) from invoice), "
          + messages("orders.to-ship")
          + ", "
          + messages("orders.to-invoice")
          + ", "
          + messages("DLQ.orders.to-ship")
          + " + "
          + messages("DLQ.orders.to-invoice");

  private static String messages(String queue) {
    return "(select count(*) from rowmq_message m join rowmq_destination d on d.id = m.mailbox_id where d.name = '"
        + queue
        + "')";
  }

  /** Reads it. */
  public static Moment of(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet counts = statement.executeQuery(SQL)) {
      counts.next();
      return new Moment(
          counts.getInt(1),
          counts.getInt(2),
          counts.getInt(3),
          counts.getInt(4),
          counts.getInt(5),
          counts.getInt(6));
    }
  }

  /**
   * Whether each order is in exactly one place: waiting to be shipped or shipped, and each shipment
   * waits to be invoiced or is invoiced.
   */
  public boolean agrees() {
    return toShip + shipped == placed && toInvoice + invoiced == shipped && deadLetters == 0;
  }
}
