package org.rowmq.management.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.rowmq.DestinationKind.QUEUE;
import static org.rowmq.management.service.ManagedNode.ADMIN;
import static org.rowmq.management.service.ManagedNode.OPERATOR;
import static org.rowmq.management.service.ManagedNode.VIEWER;

import jakarta.jms.MessageConsumer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.rowmq.RowmqQueue;
import org.rowmq.RowmqTopic;
import org.rowmq.client.ClientConnection;
import org.rowmq.client.ClientNode.Authenticator;
import org.rowmq.client.Domain;
import org.rowmq.management.AttentionView;
import org.rowmq.management.HistoryView.Point;
import org.rowmq.management.HistoryView.Range;
import org.rowmq.management.NewMessage;
import org.rowmq.management.service.ManagedNode.MovableClock;
import org.rowmq.runtime.RowmqConfig;
import org.rowmq.runtime.RowmqRuntime;
import org.rowmq.testing.Directories;

/** Two nodes on one database, each with a console: what one does is seen in that of the other. */
class ClusterTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final MovableClock CLOCK = new MovableClock();

  private static Path directory;
  private static RowmqRuntime here;
  private static RowmqRuntime there;
  private static Management console;

  @BeforeAll
  static void start() {
    directory = Directories.fresh("cluster");
    here = node("here");
    there = node("there");
    console = new Management(here.broker(), "test", List::of, CLOCK);
  }

  private static RowmqRuntime node(String name) {
    String url =
        "jdbc:h2:file:" + directory.toAbsolutePath().resolve("shared") + ";DB_CLOSE_ON_EXIT=FALSE";
    return RowmqRuntime.start(
        RowmqConfig.of(
            Map.of(
                "jdbcUrl",
                url,
                "user",
                "sa",
                "password",
                "",
                "nodeName",
                name,
                "heartbeatInterval",
                "100")),
        Authenticator.TRUST);
  }

  @AfterAll
  static void stop() {
    there.close();
    here.close();
    Directories.delete(directory);
  }

  private static ClientConnection connect(RowmqRuntime node) throws Exception {
    ClientConnection connection = node.clientNode().connect(null, null, null, Domain.COMMON, null);
    connection.start();
    return connection;
  }

  private static void send(RowmqRuntime node, String queue, int count) {
    new Management(node.broker(), "test", List::of, CLOCK)
        .messages()
        .send(
            OPERATOR,
            QUEUE,
            queue,
            new NewMessage("x", null, null, null, 4, true, 0, 0, Map.of(), count),
            null);
  }

  /** A clock that moves makes what others told stale. */
  private static void tick() {
    CLOCK.forward(History.TICK);
    console.history().tick();
  }

  private static List<Point> points(String queue) {
    return console.history(VIEWER, QUEUE, queue, Range.MINUTES_15).points();
  }

  @Test
  void aQueueWhoseConsumersAreOnAnotherNodeIsConsumed() throws Exception {
    console.createDestination(ADMIN, QUEUE, "cluster.consumed");
    ClientConnection connection = connect(there);
    try (connection) {
      MessageConsumer consumer =
          connection.createSession().createConsumer(new RowmqQueue("cluster.consumed"), "FALSE");
      connection
          .createSession()
          .createSharedDurableConsumer(new RowmqTopic("cluster.topic"), "all");
      send(here, "cluster.consumed", 1);

      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () -> {
                CLOCK.forward(Duration.ofSeconds(6));
                assertThat(console.destination(VIEWER, QUEUE, "cluster.consumed").consumers())
                    .isEqualTo(1);
                assertThat(console.subscriptions(VIEWER))
                    .anyMatch(
                        each -> each.topic().equals("cluster.topic") && each.consumers() == 1);
                assertThat(console.attention(VIEWER))
                    .extracting(AttentionView::name)
                    .doesNotContain("cluster.consumed");
                assertThat(console.totals(VIEWER).consumers()).isGreaterThanOrEqualTo(2);
              });
      consumer.close();
    }
    await()
        .atMost(PATIENCE)
        .untilAsserted(
            () -> {
              CLOCK.forward(Duration.ofSeconds(6));
              assertThat(console.destination(VIEWER, QUEUE, "cluster.consumed").consumers())
                  .isZero();
              assertThat(console.attention(VIEWER))
                  .extracting(AttentionView::name)
                  .contains("cluster.consumed");
            });
  }

  @Test
  void chartsAndRatesAddUpWhatWentThroughAllNodes() {
    console.createDestination(ADMIN, QUEUE, "cluster.flow");
    points("cluster.flow"); // from now on
    tick();
    send(here, "cluster.flow", 2);
    send(there, "cluster.flow", 5);

    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(200))
        .untilAsserted(
            () -> {
              tick();
              assertThat(points("cluster.flow").stream().mapToLong(Point::arrived).sum())
                  .isEqualTo(7);
            });
    send(there, "cluster.flow", 3);
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(200))
        .untilAsserted(
            () -> {
              tick();
              assertThat(console.destination(VIEWER, QUEUE, "cluster.flow").arrivedPerSecond())
                  .isPositive();
            });
    assertThat(points("cluster.flow").stream().mapToLong(Point::arrived).sum()).isEqualTo(10);
    assertThat(
            console.history(VIEWER, Range.MINUTES_15).points().stream()
                .mapToLong(Point::arrived)
                .sum())
        .isGreaterThanOrEqualTo(10);
  }

  @Test
  void aNodeThatBeginsAnewIsCountedFromZeroAndNothingTwice() {
    console.createDestination(ADMIN, QUEUE, "cluster.again");
    points("cluster.again");
    RowmqRuntime third = node("third");
    send(third, "cluster.again", 4);
    awaitArrived("cluster.again", 4);
    third.close();
    third = node("third");
    send(third, "cluster.again", 3);

    awaitArrived("cluster.again", 7);
    tick();
    third.close();
    tick();
    assertThat(points("cluster.again").stream().mapToLong(Point::arrived).sum()).isEqualTo(7);
  }

  private static void awaitArrived(String queue, long count) {
    await()
        .atMost(PATIENCE)
        .pollInterval(Duration.ofMillis(200))
        .untilAsserted(
            () -> {
              tick();
              assertThat(points(queue).stream().mapToLong(Point::arrived).sum()).isEqualTo(count);
            });
  }

  @Test
  void whatAnotherNodeKeptOfATimeInWhichThisOneWasNotThereIsInItsCharts() {
    Management other = new Management(there.broker(), "test", List::of, CLOCK);
    CLOCK.forward(Range.WEEK.interval());
    other.history().tick();
    long at = CLOCK.millis();
    await()
        .atMost(PATIENCE)
        .until(
            () ->
                !there
                    .broker()
                    .store()
                    .history()
                    .read("there", (int) Range.WEEK.interval().toSeconds(), at - 1)
                    .isEmpty());

    Management again = new Management(here.broker(), "test", List::of, CLOCK);
    again.history().load();

    assertThat(again.history(VIEWER, Range.WEEK).points()).extracting(Point::at).contains(at);
  }
}
