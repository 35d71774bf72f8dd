package org.rowmq.store.jpa;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;

/** Reads at which version the subscriptions of topics are. */
final class TopicVersions {
  private TopicVersions() {}

  /** The versions of those that are there. */
  static Map<Long, Long> read(Connection connection, Names names, Collection<Long> topics)
      throws SQLException {
    String ids = topics.stream().distinct().map(String::valueOf).collect(Collectors.joining(", "));
    String sql =
        "select id, version from " + names.table("destination") + " where id in (" + ids + ")";
    Map<Long, Long> present = new HashMap<>();
    try (PreparedStatement statement = connection.prepareStatement(sql);
        ResultSet rows = statement.executeQuery()) {
      while (rows.next()) {
        present.put(rows.getLong(1), rows.getLong(2));
      }
    }
    return present;
  }
}
