package org.rowmq.it.onecommit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
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

  /** An H2 file that is copied before it is opened, and where to; null for a database server. */
  private final Path file;

  private final Path copy;
  private String last = "";

  private Ledger(String url, Path file, Path copy) {
    this.url = url;
    this.file = file;
    this.copy = copy;
  }

  static Ledger of(String url) {
    return new Ledger(url, null, null);
  }

  /**
   * Of an H2 file. Looking must not change it: opening would repair, and closing compact, what the
   * killed server left and the next one has to cope with.
   */
  static Ledger ofH2File(Path directory, String name, String user, String password) {
    return new Ledger(
        ";USER=" + user + ";PASSWORD=" + password,
        directory.resolve(name + ".mv.db"),
        directory.resolveSibling("looked-at").resolve(name + ".mv.db"));
  }

  private Connection connect() throws SQLException {
    if (file == null) {
      return DriverManager.getConnection(url);
    }
    try {
      Files.createDirectories(copy.getParent());
      Files.copy(file, copy, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return DriverManager.getConnection(h2(copy));
  }

  private String h2(Path path) {
    return "jdbc:h2:file:" + path.toString().replace(".mv.db", "") + url;
  }

  private static String messages(String queue) {
    return "(select count(*) from rowmq_message m join rowmq_destination d on d.id = m.mailbox_id where d.name = '"
        + queue
        + "')";
  }

  void create() throws SQLException {
    try (Connection connection = DriverManager.getConnection(file == null ? url : h2(file));
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
    try (Connection connection = connect();
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
    try (Connection connection = connect();
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
