package org.rowmq.store.jpa;

import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.rowmq.store.TableSizes;
import org.rowmq.store.TableSizes.Table;

/** Asks the catalogue of the database how large the tables are. */
final class SizeSql {
  /** A catalogue may have to wait for somebody who alters a table. */
  private static final int SECONDS = 2;

  private final String sql;
  private final Names names;

  SizeSql(Database database) {
    this.sql = database.dialect().sizes();
    this.names = database.names();
  }

  TableSizes read(Tx tx) throws SQLException {
    long database = TableSizes.UNKNOWN;
    List<Table> tables = new ArrayList<>();
    try (PreparedStatement statement = tx.connection().prepareStatement(sql)) {
      statement.setQueryTimeout(SECONDS);
      statement.setString(1, names.schema());
      statement.setString(2, names.prefix().replace("_", "!_") + "%");
      try (ResultSet rows = statement.executeQuery()) {
        while (rows.next()) {
          String name = rows.getString(1);
          if (name == null) {
            database = number(rows, 2);
          } else {
            tables.add(new Table(name, number(rows, 2), number(rows, 3)));
          }
        }
      }
    }
    tables.sort(Comparator.comparing(Table::name, String.CASE_INSENSITIVE_ORDER));
    return new TableSizes(database, tables);
  }

  private static long number(ResultSet rows, int column) throws SQLException {
    long number = rows.getLong(column);
    return rows.wasNull() ? TableSizes.UNKNOWN : number;
  }
}
