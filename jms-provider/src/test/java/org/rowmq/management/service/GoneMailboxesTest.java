package org.rowmq.management.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.jms.JMSException;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import jakarta.jms.TemporaryQueue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.rowmq.client.ClientConnection;

/** Replies come to temporary queues, so a cluster at work makes and deletes mailboxes for ever. */
class GoneMailboxesTest {
  private static final Duration PATIENCE = Duration.ofSeconds(20);
  private static final int ROOM = 12;
  private static final int MANY = ROOM + 6;

  @RegisterExtension static final TwoNodes NODES = new TwoNodes();

  private static List<TemporaryQueue> temporaryQueuesWithAMessageEach(Session session, int count)
      throws JMSException {
    List<TemporaryQueue> queues = new ArrayList<>();
    MessageProducer producer = session.createProducer(null);
    for (int i = 0; i < count; i++) {
      TemporaryQueue queue = session.createTemporaryQueue();
      producer.send(queue, session.createTextMessage("m"));
      queues.add(queue);
    }
    session.commit();
    return queues;
  }

  @Test
  void whatAnotherNodeToldOfDeletedQueuesIsForgotten() throws Exception {
    Cluster cluster = new Cluster(NODES.here().broker(), NODES.clock, ROOM);
    History history = new History(NODES.here().broker(), cluster, NODES.clock, ROOM);
    Runnable tick =
        () -> {
          NODES.clock.forward(History.TICK);
          history.tick();
        };
    try (ClientConnection connection = TwoNodes.connect(NODES.there())) {
      Session session = connection.createSession(true, Session.SESSION_TRANSACTED);
      List<TemporaryQueue> first = temporaryQueuesWithAMessageEach(session, MANY / 2);
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () -> {
                tick.run();
                assertThat(cluster.remembered()).isGreaterThanOrEqualTo(MANY / 2);
              });
      List<TemporaryQueue> second = temporaryQueuesWithAMessageEach(session, MANY / 2);
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () -> {
                tick.run();
                assertThat(cluster.remembered()).isGreaterThanOrEqualTo(MANY);
                assertThat(history.remembered()).isGreaterThan(ROOM);
              });
      for (TemporaryQueue queue : first) {
        queue.delete();
      }
      for (TemporaryQueue queue : second) {
        queue.delete();
      }
    }
    List<TemporaryQueue> others;
    try (ClientConnection connection = TwoNodes.connect(NODES.there())) {
      Session session = connection.createSession(true, Session.SESSION_TRANSACTED);
      // twice as many as there were when it was last asked which are gone, and then some
      others = temporaryQueuesWithAMessageEach(session, 2 * MANY + 10);
      await()
          .atMost(PATIENCE)
          .untilAsserted(
              () -> {
                tick.run();
                assertThat(cluster.remembered()).isLessThanOrEqualTo(others.size() + 1);
                assertThat(history.remembered()).isLessThanOrEqualTo(others.size() + 1);
              });
      assertThat(cluster.flows().get(Cluster.ALL).arrived())
          .as("the sum, which outlives what it is the sum of")
          .isGreaterThanOrEqualTo(MANY);
    }
  }

  @Test
  void aNodeForgetsTheCountersOfItsOwnDeletedQueuesAndTheirMessagesCountNoMore() throws Exception {
    long arrived = NODES.here().broker().flowOfAll().arrived();
    int counters = NODES.here().broker().flows().size();
    try (ClientConnection connection = TwoNodes.connect(NODES.here())) {
      Session session = connection.createSession(true, Session.SESSION_TRANSACTED);
      for (int i = 0; i < 5; i++) {
        for (TemporaryQueue queue : temporaryQueuesWithAMessageEach(session, 3)) {
          queue.delete();
        }
      }
    }
    // with the next heartbeats too, which write down what each node has counted
    await()
        .during(Duration.ofMillis(500))
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(NODES.here().broker().depthOfAll()).isZero());
    assertThat(NODES.here().broker().flows()).hasSize(counters);
    assertThat(NODES.here().broker().flowOfAll().arrived()).isEqualTo(arrived + 15);
  }
}
