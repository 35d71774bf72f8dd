package org.rowmq.store.jpa;

import static org.assertj.core.api.Assertions.assertThat;
import static org.rowmq.store.jpa.Fixture.message;
import static org.rowmq.store.jpa.Fixture.nonPersistent;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.rowmq.DestinationKind;
import org.rowmq.broker.Broker;
import org.rowmq.broker.Consumer;
import org.rowmq.broker.Delivery;
import org.rowmq.broker.Mailbox;
import org.rowmq.broker.Origin;
import org.rowmq.broker.Outgoing;
import org.rowmq.broker.Work;
import org.rowmq.selector.Selector;
import org.rowmq.store.CatalogStore.DestinationRow;
import org.rowmq.store.Envelope;
import org.rowmq.store.MessageState;
import org.rowmq.store.MessageStore.BrowsedMessage;
import org.rowmq.store.Store;

/**
 * Management changes messages as they were when it read them; on an embedded database a consumer
 * may have got one since, and nothing in the table has told of that.
 */
@Timeout(value = 2, unit = TimeUnit.MINUTES)
class RepairBesideConsumersTest {
  private static final int LANE = 0;
  private static final long LIMIT = TimeUnit.SECONDS.toNanos(20);
  private static final long MOMENT = TimeUnit.MILLISECONDS.toNanos(1);

  private BrokerOnEmbedded node;
  private Store store;
  private Broker broker;
  private DestinationRow queue;
  private Mailbox mailbox;
  private Mailbox other;
  private Consumer consumer;

  @BeforeEach
  void open(@TempDir Path directory) {
    node = new BrokerOnEmbedded(directory);
    store = node.store;
    broker = node.broker;
    queue = broker.resolve(DestinationKind.QUEUE, "queue");
    mailbox = Mailbox.of(queue);
    other = Mailbox.of(broker.resolve(DestinationKind.QUEUE, "other"));
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

  private List<BrowsedMessage> inTable() {
    List<Long> ids = Fixture.idsOf(store.messages().page(mailbox.id(), 4, 0, 10, Fixture.PLENTY));
    return store.messages().find(ids, Fixture.PLENTY);
  }

  private List<BrowsedMessage> inMemory() {
    return broker.inMemory(mailbox.id()).stream()
        .map(message -> new BrowsedMessage(message, MessageState.AVAILABLE, 0))
        .toList();
  }

  private void acknowledge(Delivery... deliveries) {
    broker.write(Work.consuming(LANE, List.of(deliveries)));
  }

  @Test
  void what_has_been_consumed_since_it_was_read_is_not_delivered_again() throws Exception {
    send(message(1), message(2), message(3));
    List<BrowsedMessage> read = inTable();
    assertThat(read).hasSize(3);
    acknowledge(consumer.take(LIMIT));

    assertThat(broker.repair().move(mailbox, read.subList(0, 2), other, false, null)).isOne();

    Delivery last = consumer.take(LIMIT);
    assertThat(last.envelope().messageId()).isEqualTo(3);
    acknowledge(last);
    assertThat(consumer.take(MOMENT)).isNull();
    assertThat(broker.depth(mailbox.id())).isZero();
    assertThat(broker.depth(other.id())).isOne();
  }

  @Test
  void nothing_is_left_of_a_change_of_what_has_all_been_consumed() throws Exception {
    send(message(1));
    List<BrowsedMessage> read = inTable();
    acknowledge(consumer.take(LIMIT));

    assertThat(broker.repair().delete(mailbox, read, null)).isZero();

    assertThat(consumer.take(MOMENT)).isNull();
    assertThat(broker.held(mailbox.id())).isZero();
    assertThat(broker.depth(mailbox.id())).isZero();
  }

  @Test
  void what_waits_in_memory_only_is_deleted_and_counted_no_longer() throws Exception {
    send(nonPersistent(1, new byte[9]), nonPersistent(2, new byte[9]));
    List<BrowsedMessage> read = inMemory();
    assertThat(read).hasSize(2);
    acknowledge(consumer.take(LIMIT));

    assertThat(broker.repair().delete(mailbox, read.subList(1, 2), null)).isOne();

    assertThat(consumer.take(MOMENT)).isNull();
    assertThat(broker.held(mailbox.id())).isZero();
    assertThat(broker.depth(mailbox.id())).isZero();
  }

  @Test
  void what_waits_in_memory_only_is_deleted_with_rows_of_which_one_has_been_consumed()
      throws Exception {
    send(message(1));
    send(nonPersistent(2, new byte[9]));
    List<BrowsedMessage> read = new ArrayList<>(inTable());
    read.addAll(inMemory());
    assertThat(read).hasSize(2);
    acknowledge(consumer.take(LIMIT));

    assertThat(broker.repair().delete(mailbox, read, null)).isOne();

    assertThat(consumer.take(MOMENT)).isNull();
    assertThat(broker.held(mailbox.id())).isZero();
    assertThat(broker.depth(mailbox.id())).isZero();
  }

  @Test
  void what_management_could_not_change_is_delivered() throws Exception {
    send(message(1), message(2));
    List<BrowsedMessage> read = inTable();
    acknowledge(consumer.take(LIMIT));

    Envelope replacement = message(3);
    assertThat(broker.repair().replace(mailbox, read.get(0), mailbox, replacement, null)).isZero();

    Delivery second = consumer.take(LIMIT);
    assertThat(second.envelope().messageId()).isEqualTo(2);
    acknowledge(second);
    assertThat(consumer.take(MOMENT)).isNull();
  }
}
