package org.rowmq.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import jakarta.jms.InvalidDestinationException;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.MessageConsumer;
import jakarta.jms.MessageProducer;
import jakarta.jms.Queue;
import jakarta.jms.Session;
import jakarta.jms.TextMessage;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.rowmq.DestinationKind;
import org.rowmq.RowmqQueue;
import org.rowmq.store.CatalogStore.DestinationRow;
import org.rowmq.testing.AuditEntries;

/**
 * A node deletes a queue that another sends to (decision 072). The other knows the queue from its
 * last heartbeat, and what it is told was sent must be found in the queue that has the name.
 */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class SharedDeletionTest extends SharingNodes {
  private static final int ROUNDS = 3;
  private static final long PATIENCE = 20_000;
  private static final long EMPTY = 500;

  private final Queue queue = new RowmqQueue("q");

  private DestinationRow row(RowmqRuntime node) {
    return node.broker().resolve(DestinationKind.QUEUE, "q");
  }

  /** Begins to delete it, here. */
  private boolean begin(DestinationRow row) {
    return here.broker().deletions().begin(row, AuditEntries.any(here.store()));
  }

  @ParameterizedTest
  @EnumSource(Server.class)
  void nothingIsLostThatAnotherNodeSendsAfterAQueueHasBeenDeletedAndMadeAnew(Server server)
      throws Exception {
    startNodes(server);
    for (int round = 0; round < ROUNDS; round++) {
      row(here);
      AtomicBoolean goOn = new AtomicBoolean(true);
      AtomicInteger begun = new AtomicInteger();
      List<Integer> sent = new ArrayList<>();
      CompletableFuture<Void> sender =
          CompletableFuture.runAsync(() -> sendFromElsewhere(goOn, begun, sent));
      awaitSent(begun, 20);

      DestinationRow old = row(here);
      assertThat(begin(old)).isTrue();
      here.broker().deletions().end(List.of(old));
      int after = begun.get();
      row(here);
      awaitSent(begun, after + 200);
      goOn.set(false);
      sender.join();
      here.store().messages().sweepBodies(1);

      List<Integer> confirmed = sent.stream().filter(number -> number > after).toList();
      assertThat(confirmed).hasSizeGreaterThan(100);
      assertThat(receiveAll()).containsAll(confirmed).doesNotHaveDuplicates();
    }
  }

  private static void awaitSent(AtomicInteger begun, int number) {
    await().atMost(Duration.ofMillis(PATIENCE)).until(() -> begun.get() >= number);
  }

  /** Numbers, for as long as it may; what is refused has not been sent. */
  private void sendFromElsewhere(AtomicBoolean goOn, AtomicInteger begun, List<Integer> sent) {
    try (Session session = other.createSession(false, Session.AUTO_ACKNOWLEDGE);
        MessageProducer anyQueue = session.createProducer(null)) {
      while (goOn.get()) {
        int number = begun.incrementAndGet();
        try {
          anyQueue.send(queue, session.createTextMessage(Integer.toString(number)));
          sent.add(number);
        } catch (InvalidDestinationException e) {
          assertThat(e).hasMessageContaining("has been deleted");
        }
      }
    } catch (JMSException e) {
      throw new IllegalStateException(e);
    }
  }

  private List<Integer> receiveAll() throws JMSException {
    List<Integer> received = new ArrayList<>();
    try (Session session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE);
        MessageConsumer consumer = session.createConsumer(queue)) {
      Message message = consumer.receive(PATIENCE);
      while (message != null) {
        received.add(Integer.valueOf(((TextMessage) message).getText()));
        message = consumer.receive(EMPTY);
      }
    }
    return received;
  }

  @ParameterizedTest
  @EnumSource(Server.class)
  void aDeletionIsEndedByOthersWhenTheNodeThatBeganItHasGone(Server server) throws Exception {
    startNodes(server);
    DestinationRow old = row(here);
    assertThat(row(elsewhere)).isEqualTo(old);
    assertThat(begin(old)).isTrue();
    connection.close();
    here.close();

    // waits for the name
    DestinationRow anew =
        elsewhere
            .broker()
            .createDestination(DestinationKind.QUEUE, "q", AuditEntries.any(elsewhere.store()));

    assertThat(anew.id()).isNotEqualTo(old.id());
    assertThat(elsewhere.store().catalog().begunDeletions()).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Server.class)
  void aQueueIsGoneForAllAsSoonAsItsDeletionBegins(Server server) throws Exception {
    startNodes(server);
    DestinationRow old = row(here);
    assertThat(begin(old)).isTrue();

    assertThat(here.broker().find(DestinationKind.QUEUE, "q")).isEmpty();
    assertThat(begin(old)).isFalse();
    here.broker().deletions().end(List.of(old));
    assertThat(row(here).id()).isNotEqualTo(old.id());
  }
}
