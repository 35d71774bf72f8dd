package org.rowmq.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.rowmq.RowmqQueue;
import org.rowmq.client.ClientConnection;

/**
 * Consumers that take a backlog as quickly as it can be read: it is read ahead of them, and looked
 * for many messages at a time.
 */
class QuickConsumersTest extends SharingNodes {
  private static final int BACKLOG = 10_000;
  private static final int MORE = 4_000;
  private static final int PER_COMMIT = 50;
  private static final long PATIENCE = 20_000;
  private static final long EMPTY = 1_500;

  private final Queue queue = new RowmqQueue("q");

  private static Message numbered(Session session, String sender, int number) throws JMSException {
    Message message = session.createMessage();
    message.setStringProperty("sender", sender);
    message.setIntProperty("number", number);
    return message;
  }

  private void send(ClientConnection from, String sender, int messages) {
    try (Session session = from.createSession(true, Session.SESSION_TRANSACTED);
        MessageProducer producer = session.createProducer(queue)) {
      for (int i = 0; i < messages; i++) {
        producer.send(numbered(session, sender, i));
        if (i % PER_COMMIT == PER_COMMIT - 1) {
          session.commit();
        }
      }
    } catch (JMSException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Receives until there is nothing more; rolls back now and then. */
  private List<String> receive(ClientConnection to, Random random) {
    List<String> received = new ArrayList<>();
    try (Session session = to.createSession(true, Session.SESSION_TRANSACTED);
        MessageConsumer consumer = session.createConsumer(queue)) {
      Message message = consumer.receive(PATIENCE);
      while (message != null) {
        List<String> group = new ArrayList<>();
        while (message != null && group.size() < PER_COMMIT) {
          group.add(message.getStringProperty("sender") + " " + message.getIntProperty("number"));
          message = group.size() < PER_COMMIT ? consumer.receive(EMPTY) : message;
        }
        if (random.nextInt(20) == 0) {
          session.rollback();
        } else {
          session.commit();
          received.addAll(group);
        }
        message = consumer.receive(EMPTY);
      }
    } catch (JMSException e) {
      throw new IllegalStateException(e);
    }
    return received;
  }

  private static List<String> all(Map<String, Integer> sent) {
    List<String> all = new ArrayList<>();
    sent.forEach(
        (sender, messages) -> {
          for (int i = 0; i < messages; i++) {
            all.add(sender + " " + i);
          }
        });
    return all;
  }

  @ParameterizedTest
  @EnumSource(Server.class)
  void oneConsumerGetsABacklogInTheOrderOfItsSenders_alsoWhatComesMeanwhileAndAgain(Server server)
      throws Exception {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    startNodes(server);
    send(connection, "backlog", BACKLOG);
    CompletableFuture<Void> near = CompletableFuture.runAsync(() -> send(connection, "near", MORE));
    CompletableFuture<Void> far = CompletableFuture.runAsync(() -> send(other, "far", MORE));

    List<String> received = receive(connection, new Random(seed));

    near.join();
    far.join();
    assertThat(received)
        .containsExactlyInAnyOrderElementsOf(
            all(Map.of("backlog", BACKLOG, "near", MORE, "far", MORE)));
    Map<String, Integer> next = new HashMap<>();
    for (String each : received) {
      String[] words = each.split(" ");
      assertThat(Integer.parseInt(words[1])).as(each).isEqualTo(next.getOrDefault(words[0], 0));
      next.merge(words[0], 1, Integer::sum);
    }
  }

  @ParameterizedTest
  @EnumSource(Server.class)
  void twoNodesShareABacklogAndNothingComesTwice(Server server) throws Exception {
    long seed = System.nanoTime();
    System.out.println("seed " + seed);
    startNodes(server);
    send(connection, "backlog", BACKLOG);
    Random random = new Random(seed);
    Random another = new Random(random.nextLong());

    CompletableFuture<List<String>> elsewhere =
        CompletableFuture.supplyAsync(() -> receive(other, another));
    List<String> received = Collections.synchronizedList(receive(connection, random));
    received.addAll(elsewhere.join());

    assertThat(received).containsExactlyInAnyOrderElementsOf(all(Map.of("backlog", BACKLOG)));
  }
}
