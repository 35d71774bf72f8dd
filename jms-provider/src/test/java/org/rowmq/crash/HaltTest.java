package org.rowmq.crash;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import jakarta.jms.XAConnection;
import jakarta.jms.XASession;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import javax.transaction.xa.XAException;
import javax.transaction.xa.XAResource;
import javax.transaction.xa.Xid;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.rowmq.RowmqQueue;
import org.rowmq.RowmqTopic;
import org.rowmq.client.RowmqConnectionFactory;
import org.rowmq.crash.HaltPoint.Moment;
import org.rowmq.crash.HaltPoint.Operation;
import org.rowmq.crash.HaltPoint.State;

/**
 * A process halts between two steps of an operation, a node is started on what it left, and finds
 * the operation done or not done, as it must be there. By default each point is tried on one
 * database; on all of them with
 *
 * <pre>
 * ./mvnw -pl jms-provider test -Dtest=HaltTest -Drowmq.crash.all=true
 * </pre>
 */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class HaltTest {
  private static final List<String> DATABASES = List.of("H2", "PostgreSQL", "MariaDB");

  /** So that the short form takes less than a minute. */
  private static final int EVERY = 5;

  private static final long CHILD_SECONDS = 30;
  private static final long WAIT_MILLIS = 20_000;

  @TempDir Path directory;

  static Stream<Arguments> points() {
    boolean all = Boolean.getBoolean("rowmq.crash.all");
    return IntStream.range(0, DATABASES.size())
        .boxed()
        .flatMap(
            number -> {
              String database = DATABASES.get(number);
              List<HaltPoint> points = HaltPoint.all(database.equals("H2"));
              return IntStream.range(0, points.size())
                  .filter(i -> all || i % EVERY == number)
                  .mapToObj(i -> Arguments.of(database, points.get(i)));
            });
  }

  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("points")
  void an_operation_is_done_or_not_wherever_the_process_halts(String database, HaltPoint point)
      throws Exception {
    CrashSite site = CrashSite.of(database, directory);
    Map<String, String> settings = new HashMap<>(site.settingsOf("n"));
    settings.put("expiryDestination", "gone");
    settings.put("heartbeatInterval", "100");
    settings.put("maxDeliveryAttempts", point.operation() == Operation.GIVE_UP ? "1" : "-1");
    if (point.operation() == Operation.BURY) {
      Map<String, String> other = new HashMap<>(settings);
      other.put("nodeName", "other");
      halt(other, new HaltPoint(Operation.CLAIM, Moment.AFTER_COMMIT));
    }
    halt(settings, point);

    settings.put("maxDeliveryAttempts", "-1");
    try (RowmqConnectionFactory factory = RowmqConnectionFactory.of(settings);
        XAConnection connection = factory.createXAConnection();
        XASession session = connection.createXASession()) {
      XAResource resource = session.getXAResource();
      boolean prepared = endBranch(resource, point);
      List<String> found = consumeAll(factory, point);
      State state = new State(prepared ? List.of() : found, prepared);
      if (prepared) {
        List<String> decided =
            point.operation() == Operation.ROLL_BACK_BRANCH
                ? List.of("a@in")
                : List.of("b@out", "t@sub");
        assertThat(found).isEqualTo(decided);
      }
      assertThat(point.expected(!database.equals("H2"))).contains(state);
      awaitNothingLeft(site);
    }
  }

  private void halt(Map<String, String> settings, HaltPoint point)
      throws IOException, InterruptedException {
    Process process =
        ChildJvm.startWith(
            directory,
            List.of("-javaagent:" + byteman() + "=script:" + script()),
            HaltChild.class,
            ChildJvm.write(directory, settings).toString(),
            point.operation().name(),
            point.moment().name());
    try {
      assertThat(process.waitFor(CHILD_SECONDS, TimeUnit.SECONDS)).as("it ended").isTrue();
      assertThat(process.exitValue()).as("it halted").isEqualTo(Halt.STATUS);
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  private static String byteman() {
    return Stream.of(System.getProperty("java.class.path").split(java.io.File.pathSeparator))
        .filter(entry -> Path.of(entry).getFileName().toString().startsWith("byteman-"))
        .findFirst()
        .orElseThrow();
  }

  private static Path script() {
    return Path.of(java.net.URI.create(HaltTest.class.getResource("halt.btm").toString()));
  }

  /** Ends the branch as its manager would have; false when there is none. */
  private static boolean endBranch(XAResource resource, HaltPoint point) throws XAException {
    Xid[] branches = resource.recover(XAResource.TMSTARTRSCAN | XAResource.TMENDRSCAN);
    for (Xid branch : branches) {
      assertThat(TestXid.nameOf(branch)).isEqualTo(HaltChild.XID.transaction());
      if (point.operation() == Operation.ROLL_BACK_BRANCH) {
        resource.rollback(branch);
      } else {
        resource.commit(branch, false);
      }
    }
    assertThat(branches).hasSizeLessThan(2);
    return branches.length == 1;
  }

  /** What consumers get, each message once. */
  private static List<String> consumeAll(RowmqConnectionFactory factory, HaltPoint point)
      throws JMSException {
    List<String> found = new ArrayList<>();
    try (jakarta.jms.Connection connection = factory.createConnection()) {
      connection.start();
      Session session = connection.createSession();
      for (String queue : List.of("in", "out", "gone", "DLQ.in")) {
        Queue place = new RowmqQueue(queue);
        try (MessageConsumer consumer = session.createConsumer(place)) {
          consume(consumer, queue, point, found);
        }
      }
      try (MessageConsumer consumer =
          session.createSharedDurableConsumer(new RowmqTopic("topic"), "sub")) {
        consume(consumer, "sub", point, found);
      }
    }
    return found;
  }

  private static void consume(
      MessageConsumer consumer, String place, HaltPoint point, List<String> found)
      throws JMSException {
    Message message = next(consumer, place, point);
    while (message != null) {
      found.add(Workload.copy(Bodies.keyOf(message), place));
      if (point.undelivered()) {
        assertThat(message.getIntProperty("JMSXDeliveryCount")).isEqualTo(1);
      }
      message = consumer.receiveNoWait();
    }
  }

  /** What the sweeper brings, or takes from the dead, is waited for. */
  private static Message next(MessageConsumer consumer, String place, HaltPoint point)
      throws JMSException {
    boolean comes = place.equals("gone") && point.operation() == Operation.EXPIRE;
    boolean released =
        place.equals("in")
            && (point.operation() == Operation.PROMOTE || point.operation() == Operation.BURY);
    return comes || released ? consumer.receive(WAIT_MILLIS) : consumer.receiveNoWait();
  }

  /** No message, and no body without one. */
  private static void awaitNothingLeft(CrashSite site) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(20))
        .untilAsserted(
            () -> {
              for (String table : List.of("message", "content", "branch", "branch_row")) {
                assertThat(count(site, "rowmq_" + table)).as(table).isZero();
              }
            });
  }

  private static int count(CrashSite site, String table) throws SQLException {
    try (Connection connection = site.connectBeside();
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("select count(*) from " + table)) {
      rows.next();
      return rows.getInt(1);
    }
  }
}
