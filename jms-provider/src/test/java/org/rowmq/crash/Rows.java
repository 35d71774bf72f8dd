package org.rowmq.crash;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The message rows as they are in the database, read by SQL and not through the provider. */
final class Rows {
  private Rows() {}

  /** A row: the message it is a copy of, and what state it is in. */
  record Row(String copy, long id, int state, long owner) {
    String key() {
      return copy.substring(0, copy.indexOf('@'));
    }

    String place() {
      return copy.substring(copy.indexOf('@') + 1);
    }
  }

  /** All rows in order of delivery. */
  static List<Row> read(Connection connection) throws SQLException {
    List<Row> rows = new ArrayList<>();
    try (Statement statement = connection.createStatement()) {
      Map<Long, String> places = new HashMap<>();
      for (String sql :
          List.of(
              "select id, name from rowmq_destination where kind = 0",
              "select id, name from rowmq_subscription")) {
        try (ResultSet found = statement.executeQuery(sql)) {
          while (found.next()) {
            places.put(found.getLong(1), found.getString(2));
          }
        }
      }
      try (ResultSet found =
          statement.executeQuery(
              "select correlation_id, mailbox_id, id, state, owner from rowmq_message order by id")) {
        while (found.next()) {
          String copy = Workload.copy(found.getString(1), places.get(found.getLong(2)));
          rows.add(new Row(copy, found.getLong(3), found.getInt(4), found.getLong(5)));
        }
      }
    }
    return rows;
  }

  /** How many rows belong to nodes that do not live. */
  static int ownedByTheDead(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet found =
            statement.executeQuery(
                "select count(*) from rowmq_message where owner <> 0 and owner not in"
                    + " (select incarnation from rowmq_node where state = 0)")) {
      found.next();
      return found.getInt(1);
    }
  }
}
