package org.rowmq.management.service;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.jms.JMSException;
import jakarta.jms.MessageConsumer;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.rowmq.DestinationKind;
import org.rowmq.RowmqQueue;
import org.rowmq.client.ClientConnection;
import org.rowmq.management.HistoryView;
import org.rowmq.management.HistoryView.Point;
import org.rowmq.management.HistoryView.Range;

class HistoryTest {
  @RegisterExtension static final ManagedNode NODE = new ManagedNode();

  private static void tick() {
    NODE.clock.forward(History.TICK);
    NODE.management().history().tick();
  }

  private static List<Point> points(String queue, Range range) {
    HistoryView view =
        NODE.management().history(ManagedNode.VIEWER, DestinationKind.QUEUE, queue, range);
    return view.points();
  }

  private static void receive(String queue, int count) throws JMSException {
    ClientConnection connection = NODE.connect();
    try (connection) {
      connection.start();
      Session session = connection.createSession();
      MessageConsumer consumer = session.createConsumer(new RowmqQueue(queue));
      for (int i = 0; i < count; i++) {
        assertThat((TextMessage) consumer.receive(5_000)).isNotNull();
      }
    }
  }

  @Test
  void whatArrivesAndIsConsumedIsAPointAndARate() throws JMSException {
    NODE.queue("history.flow", 5);
    tick();
    receive("history.flow", 3);
    tick();

    List<Point> points = points("history.flow", Range.MINUTES_15);
    Point first = points.get(points.size() - 2);
    Point second = points.get(points.size() - 1);
    assertThat(first.arrived()).isEqualTo(5);
    assertThat(first.messages()).isEqualTo(5);
    assertThat(second.left()).isEqualTo(3);
    assertThat(second.messages()).isEqualTo(2);
    assertThat(second.at() - first.at()).isEqualTo(History.TICK.toMillis());
    assertThat(
            NODE.management()
                .destination(ManagedNode.VIEWER, DestinationKind.QUEUE, "history.flow")
                .leftPerSecond())
        .isEqualTo(0.3);
  }

  @Test
  void aCoarsePointAddsUpTheFineOnes() {
    NODE.queue("history.coarse", 1);
    points("history.coarse", Range.HOUR); // from now on
    int before = points("history.coarse", Range.HOUR).size();
    for (int i = 0; i < 12; i++) {
      NODE.send("history.coarse", "one of each tick");
      tick();
    }

    List<Point> coarse = points("history.coarse", Range.HOUR);
    assertThat(coarse).hasSize(before + 2);
    assertThat(coarse.get(coarse.size() - 1).arrived()).isEqualTo(6);
  }

  @Test
  void noMorePointsAreKeptThanTheRangeHas() {
    NODE.queue("history.long", 1);
    points("history.long", Range.MINUTES_15);
    for (int i = 0; i < 100; i++) {
      tick();
    }

    assertThat(points("history.long", Range.MINUTES_15)).hasSize(90);
    assertThat(NODE.management().history(ManagedNode.VIEWER, Range.MINUTES_15).points())
        .hasSize(90)
        .isSortedAccordingTo((a, b) -> Long.compare(a.at(), b.at()));
  }
}
