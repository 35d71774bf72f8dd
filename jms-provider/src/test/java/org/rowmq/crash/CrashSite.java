package org.rowmq.crash;

import jakarta.jms.JMSException;
import jakarta.jms.XAConnection;
import jakarta.jms.XASession;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.transaction.xa.XAException;
import javax.transaction.xa.XAResource;
import javax.transaction.xa.Xid;
import org.rowmq.client.RowmqConnectionFactory;
import org.rowmq.crash.Journal.Line;
import org.rowmq.crash.Rows.Row;
import org.rowmq.store.StoreConfig;
import org.rowmq.store.jpa.TestDatabases;

/** A database that outlives the processes on it. */
record CrashSite(Map<String, String> settings, String url, String user) {

  /** Databases of their own, by name. */
  static CrashSite of(String database, Path directory) {
    return switch (database) {
      case "H2" -> {
        Path data = directory.resolve("data");
        yield new CrashSite(
            Map.of("dataDirectory", data.toString()),
            "jdbc:h2:retry:" + data.toAbsolutePath() + "/rowmq",
            "sa");
      }
      case "PostgreSQL" -> shared(TestDatabases.postgreSql());
      case "MariaDB" -> shared(TestDatabases.mariaDb());
      default -> throw new IllegalArgumentException(database);
    };
  }

  private static CrashSite shared(StoreConfig.Jdbc jdbc) {
    Map<String, String> settings = new HashMap<>();
    settings.put("jdbcUrl", jdbc.url());
    settings.put("user", jdbc.user());
    settings.put("password", jdbc.password());
    return new CrashSite(settings, jdbc.url(), jdbc.user());
  }

  Map<String, String> settingsOf(String node) {
    Map<String, String> all = new HashMap<>(settings);
    all.put("nodeName", node);
    all.put("heartbeatInterval", "500");
    all.put("nodeTimeout", "5000");
    // rollbacks and kills are the daily business here
    all.put("maxDeliveryAttempts", "-1");
    return all;
  }

  Connection connect() throws SQLException {
    return DriverManager.getConnection(url, user, "");
  }

  /** While a node of this process has the database open. */
  Connection connectBeside() throws SQLException {
    return DriverManager.getConnection(
        url.replace("jdbc:h2:retry:", "jdbc:h2:rowmq:rowmqsingle:rowmqahead:retry:"), user, "");
  }

  List<Row> rows() throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      List<Row> rows = Rows.read(connection);
      if (settings.containsKey("dataDirectory")) {
        // one process at a time has the file open
        statement.execute("SHUTDOWN");
      }
      return rows;
    }
  }

  /**
   * Starts a node as the one that died would be, ends the branches it left as its journal says, and
   * stops.
   */
  void recover(String node, List<Line> lines) throws JMSException, XAException {
    try (RowmqConnectionFactory factory = RowmqConnectionFactory.of(settingsOf(node));
        XAConnection connection = factory.createXAConnection();
        XASession session = connection.createXASession()) {
      XAResource resource = session.getXAResource();
      for (Xid xid : resource.recover(XAResource.TMSTARTRSCAN | XAResource.TMENDRSCAN)) {
        if (Ledger.decidedToCommit(lines, TestXid.nameOf(xid))) {
          resource.commit(xid, false);
        } else {
          resource.rollback(xid);
        }
      }
    }
  }
}
