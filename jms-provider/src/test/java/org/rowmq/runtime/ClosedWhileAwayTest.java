package org.rowmq.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import jakarta.jms.JMSException;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Session;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.rowmq.client.RowmqConnectionFactory;
import org.rowmq.testing.Directories;

/** What a client closes while the database does not do that is given up when it does. */
@Timeout(120)
class ClosedWhileAwayTest {
  private static final Duration SOON = Duration.ofSeconds(30);

  private static Path directory;
  private static String url;
  private static RowmqConnectionFactory one;
  private static RowmqConnectionFactory two;

  @BeforeAll
  static void startNodes() {
    directory = Directories.fresh("closed-while-away").toAbsolutePath();
    url = "jdbc:h2:file:" + directory.resolve("shared") + ";DB_CLOSE_ON_EXIT=FALSE";
    one = factory("one");
    two = factory("two");
  }

  private static RowmqConnectionFactory factory(String nodeName) {
    return RowmqConnectionFactory.of(
        Map.of("jdbcUrl", url, "user", "sa", "password", "", "nodeName", nodeName));
  }

  @AfterAll
  static void stopNodes() {
    one.close();
    two.close();
    Directories.delete(directory);
  }

  private interface Closing {
    void run() throws JMSException;
  }

  /** Somebody else holds the rows of a table meanwhile, so that they cannot be changed. */
  private static void failsWhileLocked(String table, Closing closing) throws SQLException {
    try (Connection other = DriverManager.getConnection(url, "sa", "");
        Statement statement = other.createStatement()) {
      other.setAutoCommit(false);
      statement.executeQuery("select * from " + table + " for update").close();
      assertThatThrownBy(closing::run).isInstanceOf(JMSException.class);
      other.rollback();
    }
  }

  private static long rows(String table) throws SQLException {
    try (Connection other = DriverManager.getConnection(url, "sa", "");
        Statement statement = other.createStatement();
        ResultSet rows = statement.executeQuery("select count(*) from " + table)) {
      rows.next();
      return rows.getLong(1);
    }
  }

  @Test
  void aClientIdentifierCanBeUsedAgainOnThisNodeAtOnceAndOnOthersSoon() throws Exception {
    jakarta.jms.Connection first = one.createConnection();
    first.setClientID("me");
    failsWhileLocked("rowmq_client", first::close);

    try (jakarta.jms.Connection second = one.createConnection()) {
      second.setClientID("me");
      failsWhileLocked("rowmq_client", second::close);
    }
    try (jakarta.jms.Connection third = two.createConnection()) {
      await()
          .atMost(SOON)
          .ignoreExceptionsInstanceOf(JMSException.class)
          .until(
              () -> {
                third.setClientID("me");
                return true;
              });
    }
  }

  @Test
  void aSubscriptionThatIsNotDurableGoes() throws Exception {
    try (jakarta.jms.Connection connection = one.createConnection()) {
      Session session = connection.createSession();
      MessageConsumer consumer = session.createConsumer(session.createTopic("news"));
      assertThat(rows("rowmq_subscription")).isOne();
      failsWhileLocked("rowmq_subscription", consumer::close);
    }
    await().atMost(SOON).until(() -> rows("rowmq_subscription") == 0);
  }

  @Test
  void aTemporaryQueueGoes() throws Exception {
    long before = rows("rowmq_destination");
    jakarta.jms.Connection connection = one.createConnection();
    connection.createSession().createTemporaryQueue();
    assertThat(rows("rowmq_destination")).isEqualTo(before + 1);
    failsWhileLocked("rowmq_destination", connection::close);
    await().atMost(SOON).until(() -> rows("rowmq_destination") == before);
  }
}
