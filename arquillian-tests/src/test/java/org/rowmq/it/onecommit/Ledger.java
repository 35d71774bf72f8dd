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
import org.rowmq.it.app.orders.Moment;

/** The database of the orders application, looked at from outside and without the server. */
final class Ledger {
  private final String url;

  /** An H2 file that is copied before it is opened, and where to; null for a database server. */
  private final Path file;

  private final Path copy;
  private Moment last;

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

  void create() throws SQLException {
    try (Connection connection = DriverManager.getConnection(file == null ? url : h2(file));
        Statement statement = connection.createStatement()) {
      for (String table : List.of("placed_order", "shipment", "invoice")) {
        statement.execute(
            "create table " + table + " (id varchar(40) primary key, number int not null)");
      }
    }
  }

  /** Whether it can be read while a server works. */
  boolean isShared() {
    return file == null;
  }

  /** See {@link Moment#agrees}. */
  void assertAgrees(String when) throws SQLException {
    try (Connection connection = connect()) {
      last = Moment.of(connection);
      assertThat(last).as(when).matches(Moment::agrees, "agrees");
    }
  }

  /** The last counts. */
  @Override
  public String toString() {
    return String.valueOf(last);
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
