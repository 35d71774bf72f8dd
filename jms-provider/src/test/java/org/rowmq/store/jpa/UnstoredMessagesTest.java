package org.rowmq.store.jpa;

import static java.util.concurrent.TimeUnit.NANOSECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.rowmq.store.jpa.Fixture.nonPersistent;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.transaction.xa.Xid;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.rowmq.DestinationKind;
import org.rowmq.broker.Broker;
import org.rowmq.broker.Consumer;
import org.rowmq.broker.Delivery;
import org.rowmq.broker.Failure;
import org.rowmq.broker.Mailbox;
import org.rowmq.broker.Origin;
import org.rowmq.broker.Outgoing;
import org.rowmq.broker.RedeliveryOverrides;
import org.rowmq.broker.RedeliveryPolicy;
import org.rowmq.broker.Work;
import org.rowmq.selector.Selector;
import org.rowmq.store.CatalogStore.DestinationRow;
import org.rowmq.store.Envelope;

/** What happens to messages without a row, and how they are counted. */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class UnstoredMessagesTest {
  private static final int LANE = 0;
  private static final long LIMIT = TimeUnit.SECONDS.toNanos(20);
  private static final Xid XID = StoreContract.xid("x");
  private static final long MOMENT = TimeUnit.MILLISECONDS.toNanos(1);

  private BrokerOnEmbedded node;
  private Broker broker;
  private DestinationRow queue;
  private Mailbox mailbox;
  private Consumer consumer;

  @BeforeEach
  void open(@TempDir Path directory) {
    node = new BrokerOnEmbedded(directory);
    broker = node.broker;
    queue = broker.resolve(DestinationKind.QUEUE, "queue");
    mailbox = Mailbox.of(queue);
    consumer = broker.consume(mailbox, Selector.NONE, null);
    assertThat(consumer.poll()).isNull();
  }

  @AfterEach
  void close() {
    consumer.close();
    node.close();
  }

  private void send(Envelope... messages) {
    Work work = new Work(LANE);
    for (Envelope message : messages) {
      work.send(new Outgoing(queue, message, Origin.NONE));
    }
    broker.write(work);
  }

  private void fail() throws Exception {
    for (int delivery = 1; delivery <= RedeliveryPolicy.DEFAULT.maxDeliveryAttempts(); delivery++) {
      broker.failed(
          LANE,
          List.of(consumer.take(LIMIT)),
          Failure.rolledBack("the test's"),
          RedeliveryOverrides.NONE);
    }
    assertThat(consumer.take(MOMENT)).isNull();
  }

  @Test
  void one_that_is_given_up_is_in_its_dead_letter_queue_and_no_longer_in_its_own()
      throws Exception {
    send(nonPersistent(1, new byte[9]));
    assertThat(broker.inMemory(mailbox.id())).hasSize(1);
    fail();

    DestinationRow deadLetters = broker.resolve(DestinationKind.QUEUE, "DLQ.queue");
    await().atMost(LIMIT, NANOSECONDS).until(() -> broker.depth(deadLetters.id()) == 1);
    assertThat(broker.depth(mailbox.id())).isZero();
  }

  @Test
  void one_whose_branch_is_rolled_back_after_it_was_prepared_is_delivered_again() throws Exception {
    send(nonPersistent(1, new byte[9]), nonPersistent(2, new byte[9]));
    Delivery first = consumer.take(LIMIT);
    assertThat(first.inMemoryOnly()).isTrue();
    broker.prepare(XID, Work.consuming(LANE, List.of(first)));
    assertThat(broker.depth(mailbox.id())).isEqualTo(2);
    broker.endBranch(XID, false);

    Delivery again = consumer.take(LIMIT);
    assertThat(again.envelope().messageId()).isEqualTo(1);
    assertThat(again.deliveryCount()).isEqualTo(1);
    assertThat(broker.depth(mailbox.id())).isEqualTo(2);
  }

  @Test
  void one_whose_branch_is_committed_is_gone() throws Exception {
    send(nonPersistent(1, new byte[9]));
    broker.prepare(XID, Work.consuming(LANE, List.of(consumer.take(LIMIT))));
    broker.endBranch(XID, true);

    assertThat(consumer.take(MOMENT)).isNull();
    assertThat(broker.depth(mailbox.id())).isZero();
  }

  @Test
  void so_it_is_when_the_branch_is_ended_by_hand() throws Exception {
    send(nonPersistent(1, new byte[9]), nonPersistent(2, new byte[9]));
    broker.prepare(XID, Work.consuming(LANE, List.of(consumer.take(LIMIT))));
    broker.resolveBranch(XID, true, StoreContract.audit(node.store.nextId(), 60));

    assertThat(broker.depth(mailbox.id())).isOne();
    broker.prepare(XID, Work.consuming(LANE, List.of(consumer.take(LIMIT))));
    broker.resolveBranch(XID, false, StoreContract.audit(node.store.nextId(), 60));

    assertThat(consumer.take(LIMIT).envelope().messageId()).isEqualTo(2);
    assertThat(broker.depth(mailbox.id())).isOne();
  }
}
