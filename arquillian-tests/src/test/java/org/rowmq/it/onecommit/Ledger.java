package org.rowmq.it.onecommit;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** The database of the orders application, looked at from outside and without the server. */
final class Ledger {
  /** One statement, so that it is one moment's truth also while others write. */
  private static final String MOMENT =
      "select (select count(*) from placed_order), (select count(*) from shipment), (select count(*) from invoice), "
          + messages("orders.to-ship")
          + ", "
          + messages("orders.to-invoice")
          + ", "
          + messages("DLQ.orders.to-ship")
          + " + "
          + messages("DLQ.orders.to-invoice");

  private final String url;
  private String last = "";

  Ledger(String url) {
    this.url = url;
  }

  private static String messages(String queue) {
    return "(select count(*) from rowmq_message m join rowmq_destination d on d.id = m.mailbox_id where d.name = '"
        + queue
        + "')";
  }

  void create() throws SQLException {
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement()) {
      for (String table : List.of("placed_order", "shipment", "invoice")) {
        statement.execute(
            "create table " + table + " (id varchar(40) primary key, number int not null)");
      }
    }
  }

  /**
   * Each order is in exactly one place: waiting to be shipped or shipped, and each shipment waits
   * to be invoiced or is invoiced.
   */
  void assertAgrees(String when) throws SQLException {
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement();
        ResultSet counts = statement.executeQuery(MOMENT)) {
      counts.next();
      int placed = counts.getInt(1);
      int shipped = counts.getInt(2);
      int invoiced = counts.getInt(3);
      int toShip = counts.getInt(4);
      int toInvoice = counts.getInt(5);
      last = placed + " placed, " + shipped + " shipped, " + invoiced + " invoiced";
      assertThat(toShip + shipped)
          .as("%s: %d messages to ship + %d shipments, of %d orders", when, toShip, shipped, placed)
          .isEqualTo(placed);
      assertThat(toInvoice + invoiced)
          .as(
              "%s: %d messages to invoice + %d invoices, of %d shipments",
              when, toInvoice, invoiced, shipped)
          .isEqualTo(shipped);
      assertThat(counts.getInt(6)).as("%s: dead letters", when).isZero();
    }
  }

  /** The last counts. */
  @Override
  public String toString() {
    return last;
  }

  /** Every order is placed, shipped and invoiced once, and those that were answered are there. */
  void assertAllIsDone(Collection<Integer> answered) throws SQLException {
    assertAgrees("at the end");
    List<Integer> placed = numbers("placed_order");
    assertThat(placed).doesNotHaveDuplicates().containsAll(answered);
    assertThat(numbers("shipment")).as("shipments").isEqualTo(placed);
    assertThat(numbers("invoice")).as("invoices").isEqualTo(placed);
  }

  private List<Integer> numbers(String table) throws SQLException {
    List<Integer> numbers = new ArrayList<>();
    try (Connection connection = DriverManager.getConnection(url);
        Statement statement = connection.createStatement();
        ResultSet rows =
            statement.executeQuery("select number from " + table + " order by number")) {
      while (rows.next()) {
        numbers.add(rows.getInt(1));
      }
    }
    return numbers;
  }
}
